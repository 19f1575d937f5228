"""What may be said for a setting: readers that check one value, wherever it was said.

A reader takes what was said and its `Origin`, and gives the value or raises a ValueError with
what is allowed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was said, and how values are written there."""

    name: str
    base: Path  # relative paths start here
    as_text: bool = False  # everything is a string, and lists are separated


Reader = Callable[[object, Origin], object]


def text(value: object, expected: str) -> str:
    """Text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected {expected}")
    return value.strip()


def whole_number(least: int, most: int) -> Reader:
    """Reads a number within bounds."""
    expected = f"expected a whole number from {least} to {most}"

    def read(value: object, origin: Origin) -> int:
        if origin.as_text and isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value.strip()):
            value = int(value)
        # A bool is an int to Python and a slip to everybody else.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(expected)
        return value

    return read


def share(value: object, origin: Origin) -> float:
    """A number from 0 to 1."""
    if origin.as_text and isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError("expected a number from 0 to 1")
    return float(value)


def ledger(value: object, origin: Origin) -> str:
    """A URL stays a URL; anything else is a file and becomes its full path."""
    named = text(str(value) if isinstance(value, Path) else value, "a file or a database's URL")
    return named if "://" in named else str(path(named, origin))


def path(value: object, origin: Origin) -> Path:
    """A path, from where it was said."""
    if isinstance(value, Path):
        value = str(value)
    named = Path(text(value, "a path")).expanduser()
    return named if named.is_absolute() else origin.base / named


def policy(value: object, origin: Origin) -> str:
    """A name stays a name; what looks like a file becomes its full path."""
    named = text(str(value) if isinstance(value, Path) else value, "a policy's name or a path")
    looks_like_a_file = named.endswith((".yaml", ".yml")) or "/" in named or os.sep in named
    return str(path(named, origin)) if looks_like_a_file else named


def model(value: object, origin: Origin) -> str:
    """A shipped model by its name; anything else is a folder and becomes its full path."""
    named = text(str(value) if isinstance(value, Path) else value, "a model's name or a folder")
    return named if re.fullmatch(r"[a-z0-9_-]+", named) else str(path(named, origin))


def one_of(*allowed: str) -> Reader:
    """Reads one of a few words."""
    expected = f"expected one of {', '.join(allowed)}"

    def read(value: object, origin: Origin) -> str:
        named = text(value, expected.removeprefix("expected "))
        if named not in allowed:
            raise ValueError(expected)
        return named

    return read


def language(value: object, origin: Origin) -> str:
    """A language tag, or ``auto``."""
    expected = "'auto' or a language tag such as 'vi' or 'zh-Hant'"
    tag = text(value, expected)
    if not re.fullmatch(r"auto|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise ValueError(f"expected {expected}")
    return tag


def many(one: Callable[[object, Origin], object], separator: str, expected: str) -> Reader:
    """Reads a list, which is text with separators where everything is."""

    def read(value: object, origin: Origin) -> tuple[object, ...]:
        if origin.as_text and isinstance(value, str):
            value = [part for part in value.split(separator) if part.strip()]
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"expected {expected}")
        return tuple(one(part, origin) for part in value)

    return read


def checked_endpoint(said: str) -> str:
    """The address of a server, or a ValueError.

    >>> checked_endpoint("http://127.0.0.1:9000/")
    'http://127.0.0.1:9000'
    """
    expected = "expected the address of a server, as in https://storage.example:9000"
    parts = urlsplit(said.strip())
    if "@" in parts.netloc:
        raise ValueError(f"{expected}, without name and password: those are the environment's")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise ValueError(expected)
    return f"{parts.scheme}://{parts.netloc}"


def endpoint(value: object, origin: Origin) -> str:
    """The address of a server."""
    return checked_endpoint(text(value, "the address of a server"))


def column(value: object, origin: Origin) -> str:
    """A column's name."""
    return text(value, "a column's name")
