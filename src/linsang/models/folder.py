"""A model's folder: a card, the files that the card names, and a digest for each of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

CARD: Final = "card.json"
LISTING_SCORES: Final = Path(str(resources.files("linsang.models"))) / "listing_scores"
"""The shipped model of the two scores."""


class ModelError(ValueError):
    """A model's folder that cannot be used: says the file, what was found and what to do."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """The contents of a model's folder, each file as its card promises it."""

    version: str
    card: dict[str, Any]
    files: dict[str, bytes]

    @classmethod
    def read(cls, path: Path) -> ModelFolder:
        """Read a folder; a file that is missing or not what the card says is a `ModelError`.

        >>> ModelFolder.read(LISTING_SCORES).card["name"]
        'listing-scores'
        """
        card, version = _card(path)
        promised = card["files"]
        files = {one: _checked(path / one, digest) for one, digest in sorted(promised.items())}
        return cls(version=version, card=card, files=files)


def version_in(path: Path) -> str:
    """The version of a folder's model by its card alone; a card that is none is a `ModelError`."""
    return _card(path)[1]


def version_of(name: str, card: bytes) -> str:
    """What results call a model: its name, and which card exactly.

    >>> version_of("listing-scores", b"{}")
    'listing-scores-44136fa3'
    """
    return f"{name}-{digest_of(card)[:8]}"


def digest_of(contents: bytes) -> str:
    """The digest that a card gives for a file, in hexadecimal."""
    return hashlib.sha256(contents).hexdigest()


def _card(path: Path) -> tuple[dict[str, Any], str]:
    text = _bytes(path / CARD)
    try:
        card = json.loads(text)
        dict(card["files"])
        name = str(card["name"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path / CARD}: no model card: {error}; expected JSON with 'name' and 'files'"
        ) from error
    return card, version_of(name, text)


def _checked(path: Path, promised: str) -> bytes:
    contents = _bytes(path)
    found = digest_of(contents)
    if found != promised:
        raise ModelError(
            f"{path}: the digest is {found[:12]}, and the card says {promised[:12]}; "
            "restore the folder as it was shipped, or run `make model`"
        )
    return contents


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: {error.strerror or error}; restore the folder as it was shipped, "
            "or run `make model`"
        ) from error
