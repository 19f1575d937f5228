"""Columns in; clear, or look closer, out: the hot loop.

Most listings are sofas. All rows of a batch lie in one buffer, fold in one step and are
searched once, for the words that can make a listing matter (species, products, code, gear)
and the false friends that hide them. Whatever is left is looked at, and so is a row whose
letters the learned scores know. There is no policy here and no threshold of the law: a row
that is cleared has nothing for a rule to hold on to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linsang.disguised_terms import heard_alike, interrupted, signed_terms, torn_apart
from linsang.plugins import ListingBatch
from linsang.prepared import NEARBY
from linsang.reference.compilation import Weight, weight_of
from linsang.reference.spelling import as_spelt
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.scores import Scorer
from linsang.text.disguise import any_styled
from linsang.text.language import tag_of
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    code_points,
    text_of,
)
from linsang.text.pieces import put_together

_SEARCHED = ("title", "description", "tags")


@dataclass(frozen=True, slots=True)
class Triaged:
    """Which rows of a batch to look at, in order; the others are clear.

    *languages* is the guess at each row's language; none where nothing was guessed.
    """

    look_closer: NDArray[np.int64]
    rows: int
    languages: tuple[str | None, ...]

    @property
    def cleared(self) -> int:
        """How many rows have nothing in them."""
        return self.rows - len(self.look_closer)

    @classmethod
    def everything(cls, rows: int) -> Self:
        """No row is clear: look at all."""
        return cls(look_closer=np.arange(rows), rows=rows, languages=(None,) * rows)


def triage(batch: ListingBatch, vocabulary: Vocabulary, scorer: Scorer | None = None) -> Triaged:
    """Sort the rows of a batch into those that are clear and those to look at.

    Words make a row worth a look, and with a *scorer* its letters do too.
    """
    rows = len(batch)
    if not rows:
        return Triaged.everything(0)
    codes = code_points(_joined(batch))
    whole, written = put_together(codes)
    folded, origin = vocabulary.passes.fold_plain(whole)
    if written is not None:
        origin = written[origin]
    ends = np.flatnonzero(folded == ord(ROW_MARK))
    look = np.zeros(rows, dtype=bool)
    hits = unmasked(vocabulary.triage.find(folded), vocabulary.triage)
    hits = _as_spelt(hits, codes, origin, vocabulary)
    bits = vocabulary.triage.bits[hits.pattern]
    places = np.searchsorted(ends, hits.start)
    look[places[(bits & np.uint8(Weight.STRONG)) != 0]] = True
    look[places[_dressed(hits, codes, origin)]] = True
    weak = hits.where(((bits & np.uint8(_WEAK)) != 0) & ~look[places])
    look[_in_company(folded, ends, weak, batch, vocabulary)] = True
    suspect = vocabulary.passes.disguised_rows(codes, folded, rows)
    doubtful = nearly = np.ones(rows, dtype=bool)
    if scorer is not None:
        sums = vocabulary.passes.gram_sums(folded, rows, scorer.gram_weights)
        look |= scorer.suspects(sums.levels, sums.grams, _bare(batch))
        over = scorer.over_gates(sums.levels, sums.grams)
        doubtful, nearly = over >= -_IN_DOUBT, over >= -_NEARLY
        suspect |= nearly
    for listen, chosen in (
        (heard_alike, doubtful),
        (torn_apart, nearly),
        (interrupted, nearly),
    ):
        if (chosen & ~look).any():
            look[_with(listen, folded, ends, chosen & ~look, vocabulary)] = True
    suspect &= ~look
    if suspect.any():
        look[_with_disguised_terms(codes, folded, origin, ends, suspect, vocabulary)] = True
    guesses = vocabulary.passes.guess_languages(codes, rows).tolist()
    languages = tuple(map(tag_of, guesses))
    return Triaged(look_closer=np.flatnonzero(look), rows=rows, languages=languages)


_APART: Final = 4 * NEARBY
# By how much, in log-odds, the letters of a row may fall short of the gate and still make its
# words worth listening to, and worth every view: in one row in twenty, and in one in a hundred.
_IN_DOUBT: Final = 1.6
_NEARLY: Final = 0.6
_SIGNALS = Weight.BODY | Weight.SIGNAL
_WEAK = Weight.NAME | Weight.THING | Weight.GEAR
_TELLING = Weight.STRONG | Weight.MASK | _WEAK


def _as_spelt(
    hits: Hits, codes: CodePoints, origin: NDArray[np.int64], vocabulary: Vocabulary
) -> Hits:
    """Without the words whose accents are not those that were written."""
    view = vocabulary.triage
    checked = np.flatnonzero(view.bits[hits.pattern] & np.uint8(Weight.SPELT))
    keep = np.ones(len(hits), dtype=bool)
    for place in checked.tolist():
        start, end = int(hits.start[place]), int(hits.end[place])
        quote = text_of(codes[origin[start] : origin[end - 1] + 1])
        meanings = view.meanings(int(hits.pattern[place]), vocabulary)
        keep[place] = any(
            as_spelt(quote, term, None) for term in meanings if weight_of(term) & _TELLING
        )
    return hits.where(keep)


def _dressed(hits: Hits, codes: CodePoints, origin: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words were written in styled or invisible characters."""
    return any_styled(codes, origin[hits.start], origin[hits.end - 1] + 1)


def _in_company(
    folded: CodePoints,
    ends: NDArray[np.int64],
    weak: Hits,
    batch: ListingBatch,
    vocabulary: Vocabulary,
) -> NDArray[np.int64]:
    """The rows in which a doubtful word has the company that its hint asks for.

    A species' name that often means something else needs a part or a sign of life nearby; a
    product or code word needs any second word of the trade; gear needs an animal nearby.
    """
    if not len(weak):
        return weak.start
    rows = np.searchsorted(ends, weak.start)
    chosen = np.zeros(len(ends), dtype=bool)
    chosen[rows] = True
    part, own_ends = _rows_of(folded, ends, chosen)
    found = vocabulary.plain.find(part)
    bits = vocabulary.plain.bits[found.pattern]
    # Positions in the part, for both the weak words and their company.
    order = np.cumsum(chosen) - 1
    row_starts = np.concatenate([[0], ends[:-1] + 1])
    own_starts = np.concatenate([[0], own_ends[:-1] + 1])
    at = weak.start - row_starts[rows] + own_starts[order[rows]]
    until = weak.end - weak.start + at

    # Rows lie end to end: moved apart, so that no word has company in another row.
    found_rows = np.searchsorted(own_ends, found.start)
    starts, lasts = found.start + _APART * found_rows, found.end - 1 + _APART * found_rows
    at, until = at + _APART * order[rows], until + _APART * order[rows]

    def near(*weights: Weight) -> NDArray[np.bool_]:
        """Which weak words have another with one of these weights within reach of them."""
        wanted = (bits & np.uint8(sum(weights))) != 0
        others = np.sort(np.concatenate([starts[wanted], lasts[wanted]]))
        first = np.searchsorted(others, at - NEARBY)
        inside = np.searchsorted(others, at), np.searchsorted(others, until)
        after = np.searchsorted(others, until + NEARBY)
        beside: NDArray[np.bool_] = (inside[0] > first) | (after > inside[1])
        return beside

    own_rows = order[rows]
    signal = np.zeros(len(own_ends), dtype=bool)
    signal[found_rows[(bits & np.uint8(_SIGNALS)) != 0]] = True
    priced = pc.is_valid(batch.table.column("price")).to_numpy(zero_copy_only=False)
    kinds = vocabulary.triage.bits[weak.pattern]
    named, thing, gear = (
        (kinds & np.uint8(one)) != 0 for one in (Weight.NAME, Weight.THING, Weight.GEAR)
    )
    # Two doubtful words stand by each other, though one may lie within the other.
    several = np.bincount(own_rows[thing], minlength=len(own_ends)) > 1
    good = (
        (named & near(Weight.BODY, Weight.THING))
        | (thing & (signal[own_rows] | priced[rows] | several[own_rows]))
        | (gear & near(Weight.NAME, Weight.STRONG))
    )
    return np.unique(rows[good])


def _rows_of(
    folded: CodePoints, ends: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> tuple[CodePoints, NDArray[np.int64]]:
    """The text of the chosen rows, and where each of them ends in it."""
    starts = np.concatenate([[0], ends[:-1] + 1])[chosen]
    rows = zip(starts.tolist(), (ends[chosen] + 1).tolist(), strict=True)
    part = np.concatenate([folded[start:end] for start, end in rows])
    return part, np.flatnonzero(part == ord(ROW_MARK))


def _joined(batch: ListingBatch) -> str:
    """All searched text of a batch as one string, a mark after each field and each row."""
    columns = [batch.table.column(name) for name in _SEARCHED]
    rows = pc.binary_join_element_wise(
        *columns,
        pa.scalar(ROW_MARK),
        FIELD_MARK,
        null_handling="replace",
        null_replacement="",
    )
    offsets = np.frombuffer(rows.buffers()[1], dtype=np.int32, count=len(rows) + rows.offset + 1)
    data = rows.buffers()[2].to_pybytes()[offsets[rows.offset] : offsets[-1]]
    joined: str = data.decode("utf-8", "replace")
    if joined.count(ROW_MARK) == len(rows):
        return joined
    # A seller's own text holds our row mark: take it out there, the slow way.
    return "".join(row[:-1].replace(ROW_MARK, " ") + ROW_MARK for row in rows.to_pylist())


def unmasked(hits: Hits, view: Patterns) -> Hits:
    """The anchors among *hits* that no longer or equal false friend covers."""
    bits = view.bits[hits.pattern]
    masking = (bits & np.uint8(Weight.MASK)) != 0
    anchoring = (bits & np.uint8(Weight.STRONG | _WEAK)) != 0
    anchors = hits.where(anchoring)
    if not len(anchors) or not masking.any():
        return anchors
    masks = hits.where(masking)
    order = np.argsort(masks.start, kind="stable")
    starts = masks.start[order]
    reach = np.maximum.accumulate(masks.end[order])
    before = np.searchsorted(starts, anchors.start, side="right") - 1
    covered = (before >= 0) & (reach[np.maximum(before, 0)] >= anchors.end)
    # A pattern that is both anchor and false friend is settled where the row is looked at,
    # and so is a product longer than the false friend inside it.
    both = (bits[anchoring] & Weight.MASK) != 0
    return anchors.where(~covered | both)


def _bare(batch: ListingBatch) -> NDArray[np.bool_]:
    """Which rows have no title, or no description."""
    bare = np.zeros(len(batch), dtype=bool)
    for name in ("title", "description"):
        lengths = pc.fill_null(pc.binary_length(batch.table.column(name)), 0)
        bare |= lengths.to_numpy(zero_copy_only=False) == 0
    return bare


def _with(
    listen: Callable[[CodePoints, Vocabulary], Hits],
    folded: CodePoints,
    ends: NDArray[np.int64],
    chosen: NDArray[np.bool_],
    vocabulary: Vocabulary,
) -> NDArray[np.int64]:
    """The chosen rows in which *listen* finds a term of the trade."""
    part, own_ends = _rows_of(folded, ends, chosen)
    found = np.searchsorted(own_ends, listen(part, vocabulary).start)
    return np.unique(np.flatnonzero(chosen)[found])


def _with_disguised_terms(
    codes: CodePoints,
    folded: CodePoints,
    origin: NDArray[np.int64],
    ends: NDArray[np.int64],
    suspect: NDArray[np.bool_],
    vocabulary: Vocabulary,
) -> NDArray[np.int64]:
    """The suspect rows in which a disguised term of the trade stands."""
    chosen = np.flatnonzero(np.repeat(suspect, np.diff(ends, prepend=-1)))
    part, part_origin = folded[chosen], origin[chosen]
    found = [hits.start for _, hits in signed_terms(codes, part, part_origin, vocabulary)]
    starts = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    return np.unique(np.searchsorted(ends, chosen[starts])).astype(np.int64)
