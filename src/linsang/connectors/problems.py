"""What went wrong with a file: where, what was found, and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

_SHOWN = 80
_ASIDES = (" (Request ID", " Detail:", "; Details:")


def told_by_system(error: OSError) -> str:
    """What a system says went wrong, in its own words, on one line.

    >>> told_by_system(OSError(2, "Path does not exist 'a/b'. Detail: none"))
    'No such file or directory'
    """
    if error.errno:
        return os.strerror(error.errno)
    told = str(error)
    for aside in _ASIDES:
        told = told.partition(aside)[0]
    return " ".join(told.split()).rstrip(".") or type(error).__name__


class InputError(Exception):
    """An input that cannot be read: which file, which place, what was found, how to mend it."""

    def __init__(self, file: str, found: str, *, mend: str, place: str = "") -> None:
        self.file, self.place, self.found, self.mend = file, place, found, mend
        super().__init__(f"{file}{f': {place}' if place else ''}: {found}; {mend}")

    def __reduce__(self) -> tuple[Any, ...]:
        # It travels from a worker process to the one that tells.
        again = partial(InputError, mend=self.mend, place=self.place)
        return again, (self.file, self.found)

    def as_problem(self, *, lost_rows: bool = False) -> FileProblem:
        """The same, as something to tell at the end of a run that goes on."""
        return FileProblem(
            file=self.file,
            place=self.place,
            found=self.found,
            mend=self.mend,
            lost_rows=lost_rows,
        )


class OutputError(Exception):
    """A result that cannot be written: which file, what happened, what to do."""

    def __init__(self, file: str, found: str, *, mend: str) -> None:
        self.file, self.found, self.mend = file, found, mend
        super().__init__(f"{file}: {found}; {mend}")

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(OutputError, mend=self.mend), (self.file, self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """Something about a whole file that its reader should know.

    *lost_rows* is True where rows of the file were not read, so that "nothing
    found" cannot be taken for "nothing there".
    """

    file: str
    found: str
    mend: str
    place: str = ""
    lost_rows: bool = False

    def __str__(self) -> str:
        place = f": {self.place}" if self.place else ""
        return f"{self.file}{place}: {self.found}; {self.mend}"


@dataclass(slots=True)
class ReadCounts:
    """How many rows came, and what had to be done to them."""

    files: int = 0
    rows: int = 0  # kept; rejected ones are counted apart
    rejected: int = 0
    repaired_fields: int = 0  # NUL bytes, broken UTF-8 or lone surrogates became U+FFFD
    cut_fields: int = 0  # longer than a field may be
    dropped_prices: int = 0  # NaN, Infinity or no price at all
    dropped_values: int = 0  # nested values where a text was expected

    def add(self, other: ReadCounts) -> None:
        """Add the counts of one more file."""
        for field in fields(self):
            name = field.name
            setattr(self, name, getattr(self, name) + getattr(other, name))


def shown(value: Any, limit: int = _SHOWN) -> str:
    """Quote a value from outside so that it fits a line and cannot move a cursor.

    >>> shown("a\\x1b[2Jb"), shown("x" * 100, limit=8)
    ("'a\\\\x1b[2Jb'", "'xxxxxxx…")
    """
    quoted = repr(value[: limit + 1] if isinstance(value, (str, bytes)) else value)
    if isinstance(value, bytes):
        quoted = quoted[1:]
    return quoted if len(quoted) <= limit + 2 else f"{quoted[:limit]}…"


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Name some columns for an error message.

    >>> listed(["id", "name", "text"], limit=2)
    'id, name and 1 more'
    """
    names = [shown(name)[1:-1] for name in names]
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
