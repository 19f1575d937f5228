"""Columns in; clear, or look closer, out: the hot loop.

Most listings are sofas. All rows of a batch lie in one buffer, fold in one step and are
searched once, for the words that can make a listing matter (species, products, code, gear)
and the false friends that hide them. Whatever is left is looked at. There is no policy here
and no threshold of the law: a row that is cleared has nothing for a rule to hold on to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linsang.plugins import ListingBatch
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    ScriptClass,
    code_points,
    fold_plain,
    fold_skeleton,
    fold_tables,
)

_SEARCHED = ("title", "description", "tags")


@dataclass(frozen=True, slots=True)
class Triaged:
    """Which rows of a batch to look at, in order; the others are clear."""

    look_closer: NDArray[np.int64]
    rows: int

    @property
    def cleared(self) -> int:
        """How many rows have nothing in them."""
        return self.rows - len(self.look_closer)

    @classmethod
    def everything(cls, rows: int) -> Self:
        """No row is clear: look at all."""
        return cls(look_closer=np.arange(rows), rows=rows)


def triage(batch: ListingBatch, vocabulary: Vocabulary) -> Triaged:
    """Sort the rows of a batch into those that are clear and those to look at."""
    rows = len(batch)
    if not rows:
        return Triaged(look_closer=np.empty(0, dtype=np.int64), rows=0)
    codes = code_points(_joined(batch))
    folded, origin = fold_plain(codes)
    ends = np.flatnonzero(folded == ord(ROW_MARK))
    look = np.zeros(rows, dtype=bool)
    hits = vocabulary.triage.find(folded)
    left = unmasked(hits, vocabulary.triage)
    look[np.searchsorted(ends, left.start)] = True
    suspect = disguised_rows(codes, folded, origin, ends) & ~look
    if suspect.any():
        look[_found_in_skeleton(folded, ends, suspect, vocabulary)] = True
    return Triaged(look_closer=np.flatnonzero(look), rows=rows)


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
    joined = data.decode("utf-8", "replace")
    if joined.count(ROW_MARK) == len(rows):
        return joined
    # A seller's own text holds our row mark: take it out there, the slow way.
    return "".join(row[:-1].replace(ROW_MARK, " ") + ROW_MARK for row in rows.to_pylist())


def unmasked(hits: Hits, view: Patterns) -> Hits:
    """The anchors among *hits* that no longer or equal false friend covers."""
    masking = view.mask[hits.pattern]
    anchors = hits.where(view.anchor[hits.pattern])
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
    both = view.mask[anchors.pattern] & view.anchor[anchors.pattern]
    return anchors.where(~covered | both)


_LEET_SIGNS = frozenset(map(ord, "@$!|€£§¡+"))


def disguised_rows(
    codes: CodePoints, folded: CodePoints, origin: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Rows with any sign that words were written so as not to be read.

    Dressed-up or invisible characters, two alphabets in one word, digits or signs inside a
    word, letters set apart, hashtags, separators between two Chinese characters. Cheap and
    generous: it costs a second search, not a finding.
    """
    tables = fold_tables()
    signs = [origin_rows(codes, tables.styled[codes])]
    classes = tables.classes[folded]
    letter = (classes == ScriptClass.LATIN) | (classes == ScriptClass.CYRILLIC)
    letter |= classes == ScriptClass.GREEK
    other = (classes == ScriptClass.CYRILLIC) | (classes == ScriptClass.GREEK)
    latin = classes == ScriptClass.LATIN
    digit = (classes == ScriptClass.DIGIT) | np.isin(folded, list(_LEET_SIGNS))
    apart = (classes == ScriptClass.SEPARATOR) | (classes == ScriptClass.SYMBOL)
    apart &= folded > 0x1F
    places = np.zeros(len(folded), dtype=bool)
    mixed = (latin[1:] & other[:-1]) | (other[1:] & latin[:-1])
    places[1:] |= mixed
    inside = letter[:-2] & digit[1:-1] & letter[2:]
    places[1:-1] |= inside
    leading = digit[:-4] & letter[1:-3] & letter[2:-2] & letter[3:-1] & letter[4:]
    places[:-4] |= leading
    places[4:] |= letter[:-4] & letter[1:-3] & letter[2:-2] & letter[3:-1] & digit[4:]
    spelled = letter[:-4] & apart[1:-3] & letter[2:-2] & apart[3:-1] & letter[4:]
    places[:-4] |= spelled
    dotted = apart & (folded != 32)
    places[1:-1] |= letter[:-2] & dotted[1:-1] & letter[2:]
    dense = (classes == ScriptClass.HAN) | (classes == ScriptClass.THAI)
    dense |= (classes == ScriptClass.KATAKANA) | (classes == ScriptClass.HIRAGANA)
    dense |= (classes == ScriptClass.ARABIC) | (classes == ScriptClass.DEVANAGARI)
    dense |= classes == ScriptClass.HANGUL
    places[1:-1] |= dense[:-2] & apart[1:-1] & dense[2:]
    places |= folded == ord("#")
    places[2:] |= letter[2:] & (folded[2:] == folded[1:-1]) & (folded[1:-1] == folded[:-2])
    rows = np.zeros(len(ends), dtype=bool)
    rows[np.searchsorted(ends, np.flatnonzero(places))] = True
    rows |= signs[0]
    return rows


def origin_rows(codes: CodePoints, places: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows of the original buffer hold one of *places*."""
    ends = np.flatnonzero(codes == ord(ROW_MARK))
    rows = np.zeros(len(ends), dtype=bool)
    rows[np.searchsorted(ends, np.flatnonzero(places))] = True
    return rows


def _found_in_skeleton(
    folded: CodePoints,
    ends: NDArray[np.int64],
    suspect: NDArray[np.bool_],
    vocabulary: Vocabulary,
) -> NDArray[np.int64]:
    """The suspect rows in whose skeleton a term of the trade stands."""
    lengths = np.diff(ends, prepend=-1)
    part = folded[np.repeat(suspect, lengths)]
    skeleton, _ = fold_skeleton(part)
    numbers = np.flatnonzero(suspect)
    own_ends = np.flatnonzero(skeleton == ord(ROW_MARK))
    hits = vocabulary.skeleton.find(skeleton, whole_words=False)
    return np.unique(numbers[np.searchsorted(own_ends, hits.start)])
