"""Listings with what a person said of them, out of files."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.connectors.files import FileSource
from linsang.connectors.problems import FileProblem, InputError, ReadCounts, listed, shown
from linsang.plugins import COLUMNS, ListingBatch
from linsang.text.language import guess_language

_MOST_LABELS_NAMED: Final = 8
_ONE_SLIP: Final = 0.8
_NO_GROUP: Final = "(none)"


@dataclass(frozen=True)
class LabelledBatch:
    """Listings, whether each is *positive*, and the groups that each is in, by column."""

    batch: ListingBatch
    positive: NDArray[np.bool_]
    groups: Mapping[str, Sequence[str]]


class LabelledListings:
    """Reads labelled listings from files, after one look at all labels.

    A listing is positive if its *label* column says one of *positive*, to the letter, and
    negative if it says anything else, or, where *negative* names what else is allowed, one of
    those. *group_by* names columns; a group column that is one of ours follows *column_map*,
    and where a listing claims no language it is guessed.
    """

    def __init__(
        self,
        inputs: Sequence[str | Path],
        *,
        label: str,
        positive: Sequence[str],
        negative: Sequence[str] = (),
        group_by: Sequence[str] = (),
        column_map: Mapping[str, str] | None = None,
        batch_rows: int = 8192,
    ) -> None:
        self._label, self._group_by = label, tuple(dict.fromkeys(group_by))
        self._positive, self._negative = frozenset(positive), frozenset(negative)
        carried = [column for column in self._group_by if column not in COLUMNS]
        self._source = FileSource(
            inputs, column_map=column_map, carry=[label, *carried], batch_rows=batch_rows
        )

    @property
    def counts(self) -> ReadCounts:
        """How many rows came and what had to be done to them, once `batches` has ended."""
        return self._source.counts

    @property
    def problems(self) -> list[FileProblem]:
        """What was wrong with whole files, once `batches` has ended."""
        return self._source.problems

    def checked(self, *, both_sides: bool) -> Counter[str]:
        """How often each label occurs; raises InputError for labels that measure nothing.

        They are empty, misspelt or not allowed; none is positive; or, where *both_sides* are
        needed, all are.
        """
        counts: Counter[str] = Counter()
        first: dict[str, tuple[str, str]] = {}
        for batch in self._source.batches():
            labels = self._labels(batch)
            counts.update(labels)
            for row, label in enumerate(labels):
                if label not in first:
                    first[label] = batch.file, _place(batch, row)
        file = ", ".join(str(path) for path in self._source.files[:3])
        if not counts:
            raise InputError(file, "there are no listings", mend="give files with labelled rows")
        self._check_positive(counts, file)
        for label, (where, place) in first.items():
            self._check_label(label, counts[label], where, place)
        if both_sides and not counts.keys() - self._positive:
            raise InputError(
                file,
                f"every listing is positive; the labels are {_counted(counts)}",
                mend="add listings that are not, or there are no false alarms to count",
                place=f"column {shown(self._label)}",
            )
        return counts

    def batches(self) -> Iterator[LabelledBatch]:
        """Yield every listing once, with its label and groups."""
        for batch in self._source.batches():
            positive = np.array([one in self._positive for one in self._labels(batch)], dtype=bool)
            yield LabelledBatch(
                batch=replace(batch, carried=None),
                positive=positive,
                groups={column: _groups(batch, column) for column in self._group_by},
            )

    def _labels(self, batch: ListingBatch) -> list[str]:
        assert batch.carried is not None
        return [one or "" for one in batch.carried.column(self._label).to_pylist()]

    def _check_positive(self, counts: Counter[str], file: str) -> None:
        """Raise unless each positive label occurs: one that does not is a slip in its name."""
        for wanted in sorted(self._positive - counts.keys()):
            near = difflib.get_close_matches(wanted, counts, n=1)
            raise InputError(
                file,
                f"no listing has the label {shown(wanted)}; the labels are {_counted(counts)}",
                mend=f"did you mean --positive {near[0]}?" if near else "name one with --positive",
                place=f"column {shown(self._label)}",
            )

    def _check_label(self, label: str, count: int, file: str, place: str) -> None:
        """Raise if *label* cannot be meant as it stands."""
        allowed = [*sorted(self._positive), *sorted(self._negative)]
        found = mend = ""
        if not label.strip():
            found = f"the label in {shown(self._label)} is empty"
            mend = f"label every listing; positive is {listed(sorted(self._positive))}"
        elif self._negative and label not in allowed:
            found = f"the label {shown(label)} is not allowed"
            mend = f"allowed: {listed(allowed)}"
        elif label not in allowed and (near := _meant(label, sorted(self._positive))):
            found = f"the label {shown(label)} is nearly {shown(near)}"
            mend = f"write it so, or say --negative {label} if it is another word"
        if found:
            rows = f", and so in {count:,} rows" if count > 1 else ""
            raise InputError(file, found + rows, mend=mend, place=place)


def _counted(counts: Counter[str]) -> str:
    """The most frequent labels, with how many listings have each."""
    named = ", ".join(
        f"{shown(label)} ({count:,})" for label, count in counts.most_common(_MOST_LABELS_NAMED)
    )
    left = len(counts) - _MOST_LABELS_NAMED
    return f"{named} and {left:,} more" if left > 0 else named


def _meant(label: str, positive: Sequence[str]) -> str | None:
    """The positive label that *label* is one slip, a space or a capital away from.

    >>> _meant("Prohibted", ["prohibited"]), _meant("unprohibited", ["prohibited"])
    ('prohibited', None)
    """
    plain = label.strip().casefold()
    for one in positive:
        wanted = one.strip().casefold()
        alike = difflib.SequenceMatcher(None, plain, wanted).ratio()
        if plain == wanted or (alike >= _ONE_SLIP and abs(len(plain) - len(wanted)) <= 1):
            return one
    return None


def _place(batch: ListingBatch, row: int) -> str:
    """Where a row stands; rejected rows of the same batch blur its number, never its id."""
    name = f"id {shown(batch.table.column('id')[row].as_py())}"
    return name if batch.rejected else f"row {batch.first_row + row + 1:,} ({name})"


def _groups(batch: ListingBatch, column: str) -> list[str]:
    if column not in COLUMNS:
        assert batch.carried is not None
        return [one or _NO_GROUP for one in batch.carried.column(column).to_pylist()]
    said = batch.table.column(column).to_pylist()
    if column != "language":
        return [one or _NO_GROUP for one in said]
    titles, texts = (batch.table.column(name).to_pylist() for name in ("title", "description"))
    return [
        one or guess_language(f"{title or ''} {text or ''}") or _NO_GROUP
        for one, title, text in zip(said, titles, texts, strict=True)
    ]
