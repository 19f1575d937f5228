"""A platform's own terms: one file that people, imports and running processes share.

Terms come and go while Linsang runs. A change is made under a lock and put in place whole,
so whoever reads the file sees it as it was before or as it is after, and nothing between.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from linsang.reference.lexicon import Role
from linsang.reference.term_reader import COLUMNS, PrivateTerm, TermReader

_LOCK_SECONDS: Final = 10.0


class PrivateTerms:
    """The file of a platform's own terms."""

    def __init__(self, path: Path, reader: TermReader) -> None:
        # A link is followed: what is replaced is the file, not the link to it.
        self.path = path.resolve()
        self._reader = reader

    def read(self) -> list[PrivateTerm]:
        """The terms as they are now; no file, no terms."""
        if not self.path.exists():
            return []
        return [term for _, term in self._reader.file(self.path)]

    @contextlib.contextmanager
    def changing(self) -> Iterator[list[PrivateTerm]]:
        """The terms to change in place; what is in the list at the end is written, or nothing.

        Nobody else changes the file meanwhile. An error leaves it as it was.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(self.path.with_name(f".{self.path.name}.lock")):
            before = self.read()
            terms = list(before)
            yield terms
            if terms != before:
                _write_whole(self.path, terms)


def merged(
    old: list[PrivateTerm], new: Iterable[tuple[str, PrivateTerm]]
) -> tuple[list[PrivateTerm], list[str], dict[str, int]]:
    """Lay *new* terms, each with its place, over *old* ones: the terms, notes, and counts.

    The same term again changes nothing; one that says something else takes the old one's place.
    """
    terms = {one.key: one for one in old}
    places: dict[tuple[str, str, Role, str], str] = {}
    notes: list[str] = []
    counts = {"added": 0, "replaced": 0, "unchanged": 0}
    for place, term in new:
        known = terms.get(term.key)
        where = f"in {places[term.key]}" if term.key in places else "in the layer"
        if known is None:
            counts["added"] += 1
        elif known == term:
            notes.append(f"{place}: {term} is {where} already")
            counts["unchanged"] += 1
        else:
            notes.append(f"{place}: {term} replaces {known} {where}")
            counts["replaced"] += 1
        terms[term.key] = term
        places[term.key] = place
    return list(terms.values()), notes, counts


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone with the file, as far as other Linsangs are concerned."""
    with path.open("a") as handle:
        until = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TimeoutError(
                        f"another process has been changing the terms for {_LOCK_SECONDS:.0f} s"
                    ) from None
                time.sleep(0.02)
        yield


def _write_whole(path: Path, terms: Iterable[PrivateTerm]) -> None:
    """Put the new file in place of the old one in a single step, with the old one's mode."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(one.row() for one in terms)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            mode = path.stat().st_mode & 0o777
        else:
            umask = os.umask(0)
            os.umask(umask)
            mode = 0o666 & ~umask
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
