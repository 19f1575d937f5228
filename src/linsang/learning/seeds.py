"""Listings invented for the product to learn from, with their labels and who wrote them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from linsang.plugins import ListingBatch

FIRST_AUTHOR: Final = "a"
_KEYS: Final = ("id", "language", "title", "description", "wildlife", "prohibited", "kind")


class Seed(NamedTuple):
    """An invented listing and what docs/labelling.md says of it.

    Authors are known by a letter. Rows of one author resemble each other, so an honest split
    keeps them on one side.
    """

    id: str
    language: str
    title: str
    description: str
    wildlife: bool
    prohibited: bool
    kind: str
    author: str


class SeedError(ValueError):
    """A seed that cannot be used: says the file, the line, what was found, what is allowed."""


def read_seeds(folder: Path) -> list[Seed]:
    """The seeds of every file of *folder*, by file name and line.

    A file is named after its language and author: ``sw-b.jsonl``; without one it is the first.
    """
    return [seed for path in sorted(folder.glob("*.jsonl")) for seed in _read(path)]


def as_batch(seeds: Sequence[Seed]) -> ListingBatch:
    """The listings of *seeds*, in their order, without labels, language or kind."""
    return ListingBatch.of(
        {
            "id": [str(number) for number in range(len(seeds))],
            "title": [seed.title for seed in seeds],
            "description": [seed.description for seed in seeds],
        }
    )


def author_of(path: Path) -> str:
    """Who wrote a file of seeds.

    >>> author_of(Path("zh-Hans-b.jsonl")), author_of(Path("zh-Hans.jsonl"))
    ('b', 'a')
    """
    last = path.stem.rpartition("-")[2]
    return last if len(last) == 1 else FIRST_AUTHOR


_TOGETHER: Final = {"e": "b", "g": "c", "h": "d", "i": "f"}


def fold_of(author: str) -> str:
    """Whose rows are left out together with an author's: sets of one kind go with a mixed one.

    >>> fold_of("a"), fold_of("e")
    ('a', 'b')
    """
    return _TOGETHER.get(author, author)


def _read(path: Path) -> Iterator[Seed]:
    author = author_of(path)
    for line, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            raise SeedError(f"{path.name}:{line}: no JSON: {error}") from error
        if missing := [key for key in _KEYS if key not in row]:
            raise SeedError(f"{path.name}:{line}: {', '.join(missing)}: missing")
        for label in ("wildlife", "prohibited"):
            if row[label] not in (0, 1):
                raise SeedError(f"{path.name}:{line}: {label}: {row[label]!r}; expected 0 or 1")
        yield Seed(
            id=row["id"],
            language=row["language"],
            title=row["title"] or "",
            description=row["description"] or "",
            wildlife=bool(row["wildlife"]),
            prohibited=bool(row["prohibited"]),
            kind=row["kind"],
            author=author,
        )
