"""Labelled photos to learn from: which there are, where from, and which may be learned from."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.csv"
# "Research only" in their README: they measure, and never teach a model that is shipped.
RESTRICTED: Final = frozenset({"GMouYes/WLT-OSN", "GabrielDeml/IWT"})
LEAST_OUTSIDE: Final = 20
"""Photos outside its largest source that a label needs before a figure is claimed for it."""


@dataclass(frozen=True, slots=True)
class Photo:
    """One labelled photo: its file, what it shows, where it comes from and under which terms."""

    file: str
    label: str
    harmless: bool
    source: str
    licence: str
    digest: str

    @property
    def id(self) -> str:
        """What it is called where it is named as an example: its label and digest."""
        return f"{self.label}/{self.digest[:12]}"

    @property
    def may_teach(self) -> bool:
        """Whether a model that is shipped may learn from it."""
        return self.source not in RESTRICTED and "research" not in self.licence.lower()


def read_photos(folder: Path) -> list[Photo]:
    """The photos of a folder by its manifest, in the order of their files."""
    with (folder / MANIFEST).open(encoding="utf-8", newline="") as manifest:
        photos = [
            Photo(
                file=row["file"],
                label=row["label"],
                harmless=row["group"] == "negative",
                source=row["source_repo"],
                licence=row["licence"],
                digest=row["sha256"],
            )
            for row in csv.DictReader(manifest)
        ]
    return sorted(photos, key=lambda one: one.file)


def sources_of(photos: Iterable[Photo]) -> dict[str, Counter[str]]:
    """For each label, how many photos come from which source."""
    found: dict[str, Counter[str]] = {}
    for photo in photos:
        found.setdefault(photo.label, Counter())[photo.source] += 1
    return dict(sorted(found.items()))


def may_be_claimed(sources: Counter[str]) -> bool:
    """Whether enough photos of a label lie outside its largest source to say how well it does.

    >>> may_be_claimed(Counter(a=90, b=20)), may_be_claimed(Counter(a=90, b=19))
    (True, False)
    """
    return sum(sources.values()) - max(sources.values(), default=0) >= LEAST_OUTSIDE


def folds_by_source(photos: Sequence[Photo], folds: int) -> list[int]:
    """A fold for each photo, such that no source stands on both sides; the largest go first."""
    sizes = Counter(photo.source for photo in photos)
    load = [0] * folds
    fold_of: dict[str, int] = {}
    for source, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[source] = min(range(folds), key=lambda fold: (load[fold], fold))
        load[fold_of[source]] += size
    return [fold_of[photo.source] for photo in photos]


def folds_by_turns(photos: Sequence[Photo], folds: int) -> list[int]:
    """A fold for each photo by the order of digests within its label: sources on both sides."""
    order = sorted(range(len(photos)), key=lambda at: (photos[at].label, photos[at].digest))
    found = [0] * len(photos)
    for turn, at in enumerate(order):
        found[at] = turn % folds
    return found
