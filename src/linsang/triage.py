"""Columns in; clear, or look closer, out: the hot loop.

Most listings are sofas. All rows of a batch lie in one buffer, fold in one step and are
searched once, for the words that can make a listing matter (species, products, code, gear)
and the false friends that hide them. Whatever is left is looked at. There is no policy here
and no threshold of the law: a row that is cleared has nothing for a rule to hold on to.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import IntFlag
from typing import Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linsang.plugins import ListingBatch
from linsang.prepared import NEARBY, as_spelt, is_disguise
from linsang.reference.compilation import Weight
from linsang.reference.vocabulary import Patterns, Vocabulary
from linsang.text.matcher import Hits
from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    ScriptClass,
    code_points,
    drawn_out,
    fold_plain,
    fold_skeleton,
    fold_tables,
    text_of,
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
    hits = unmasked(vocabulary.triage.find(folded), vocabulary.triage)
    hits = _as_spelt(hits, codes, origin, vocabulary)
    bits = vocabulary.triage.bits[hits.pattern]
    places = np.searchsorted(ends, hits.start)
    look[places[(bits & np.uint8(Weight.STRONG)) != 0]] = True
    weak = hits.where(((bits & np.uint8(_WEAK)) != 0) & ~look[places])
    look[_in_company(folded, ends, weak, batch, vocabulary)] = True
    suspect = disguised_rows(codes, folded, ends) & ~look
    if suspect.any():
        look[_found_in_skeleton(codes, folded, origin, ends, suspect, vocabulary)] = True
    return Triaged(look_closer=np.flatnonzero(look), rows=rows)


_APART: Final = 4 * NEARBY
_SIGNALS = Weight.BODY | Weight.SIGNAL
_WEAK = Weight.NAME | Weight.THING | Weight.GEAR


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
        keep[place] = any(as_spelt(quote, term, None) for term in meanings)
    return hits.where(keep)


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
    good = (
        (named & near(Weight.BODY, Weight.THING))
        | (thing & (signal[own_rows] | priced[rows]))
        | (gear & near(Weight.NAME, Weight.STRONG))
    )
    return np.unique(rows[good])


def _rows_of(
    folded: CodePoints, ends: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> tuple[CodePoints, NDArray[np.int64]]:
    """The text of the chosen rows, and where each of them ends in it."""
    part = folded[np.repeat(chosen, np.diff(ends, prepend=-1))]
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


class _Kind(IntFlag):
    """What a folded character can be part of, as far as disguises go."""

    LETTER = 1  # of an alphabet
    FOREIGN = 2  # of an alphabet that looks like Latin: Cyrillic, Greek
    SIGN = 4  # a digit or sign that is read as a letter
    APART = 8  # parts words
    ODD = 16  # parts words and has no business inside one
    DENSE = 32  # of a script that writes no spaces, or joins its letters
    HASH = 64


_LEET_SIGNS: Final = frozenset(map(ord, "@$!|€£§¡+"))
_ODD_SIGNS: Final = frozenset(map(ord, ".*·|~^+=@#_"))
_DENSE: Final = (
    ScriptClass.HAN,
    ScriptClass.THAI,
    ScriptClass.KATAKANA,
    ScriptClass.HIRAGANA,
    ScriptClass.ARABIC,
    ScriptClass.DEVANAGARI,
    ScriptClass.HANGUL,
)


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """The kinds of every code point."""
    classes = fold_tables().classes
    kinds = np.zeros(len(classes), dtype=np.uint8)
    foreign = np.isin(classes, [ScriptClass.CYRILLIC, ScriptClass.GREEK])
    apart = np.isin(classes, [ScriptClass.SEPARATOR, ScriptClass.SYMBOL])
    apart[:32] = False
    kinds[foreign | (classes == ScriptClass.LATIN)] |= np.uint8(_Kind.LETTER)
    kinds[foreign] |= np.uint8(_Kind.FOREIGN)
    kinds[classes == ScriptClass.DIGIT] |= np.uint8(_Kind.SIGN)
    kinds[apart] |= np.uint8(_Kind.APART)
    kinds[classes == ScriptClass.SYMBOL] |= np.uint8(_Kind.ODD)
    kinds[np.isin(classes, _DENSE)] |= np.uint8(_Kind.DENSE)
    for signs, kind in ((_LEET_SIGNS, _Kind.SIGN), (_ODD_SIGNS, _Kind.ODD)):
        kinds[list(signs)] |= np.uint8(kind)
    kinds[ord("#")] |= np.uint8(_Kind.HASH)
    return kinds


def disguised_rows(
    codes: CodePoints, folded: CodePoints, ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Rows with any sign that words were written so as not to be read.

    Dressed-up or invisible characters, two alphabets in one word, digits or signs inside a
    word, letters set apart, hashtags, odd separators between letters, a letter three times.
    Cheap and generous: it costs a second search, not a finding.
    """
    kinds = np.take(_kinds(), folded, mode="clip")
    either = np.uint8(_Kind.LETTER | _Kind.DENSE)
    # Signs and separators are few, so their neighbours are looked up rather than everybody's.
    telling = np.flatnonzero(kinds & np.uint8(_Kind.SIGN | _Kind.ODD | _Kind.HASH))
    telling = telling[(telling > 0) & (telling < len(kinds) - 4)]
    here, before, after = kinds[telling], kinds[telling - 1], kinds[telling + 1]
    letters = np.uint8(_Kind.LETTER)
    between = ((before & either) != 0) & ((after & either) != 0)
    odd = ((here & np.uint8(_Kind.ODD)) != 0) & between
    sign = (here & np.uint8(_Kind.SIGN)) != 0
    inside = sign & ((before & after & letters) != 0)
    follow = after & kinds[telling + 2] & kinds[telling + 3] & kinds[telling + 4]
    leading = sign & ((follow & letters) != 0)
    hashed = (here & np.uint8(_Kind.HASH)) != 0
    places = [telling[odd | inside | leading | hashed]]
    foreign = np.flatnonzero(kinds & np.uint8(_Kind.FOREIGN))
    if len(foreign):
        beside = np.concatenate([kinds[foreign - 1], kinds[(foreign + 1) % len(kinds)]])
        mixed = (beside & np.uint8(_Kind.LETTER | _Kind.FOREIGN)) == letters
        places.append(np.concatenate([foreign, foreign])[mixed])
    # Letters set apart: separators two places from each other, and again.
    apart = np.flatnonzero(kinds & np.uint8(_Kind.APART))
    gaps = np.diff(apart)
    # A Thai or Hindi letter with its vowel or tone mark is two characters.
    marked = (gaps == 3) & ((kinds[apart[:-1] + 1] & np.uint8(_Kind.DENSE)) != 0)
    single = (gaps == 2) | marked
    places.append(apart[1:-1][single[1:] & single[:-1]])
    same = folded[1:] == folded[:-1]
    thrice = np.flatnonzero(same[1:] & same[:-1])
    places.append(thrice[(kinds[thrice] & letters) != 0])
    rows = np.zeros(len(ends), dtype=bool)
    rows[np.searchsorted(ends, np.concatenate(places))] = True
    dressed = np.flatnonzero(np.take(fold_tables().styled, codes, mode="clip"))
    if len(dressed):
        rows[np.searchsorted(np.flatnonzero(codes == ord(ROW_MARK)), dressed)] = True
    return rows


def _found_in_skeleton(
    codes: CodePoints,
    folded: CodePoints,
    origin: NDArray[np.int64],
    ends: NDArray[np.int64],
    suspect: NDArray[np.bool_],
    vocabulary: Vocabulary,
) -> NDArray[np.int64]:
    """The suspect rows in whose skeleton a disguised term of the trade stands."""
    chosen = np.repeat(suspect, np.diff(ends, prepend=-1))
    back = np.flatnonzero(chosen)
    skeleton, places = fold_skeleton(folded[back])
    view = vocabulary.skeleton
    hits = view.find(skeleton, whole_words=False)
    at = back[places[hits.start]]
    until = drawn_out(folded, back[places[hits.end - 1]] + 1)
    text, original = text_of(folded), text_of(codes)
    disguised = [
        start
        for start, end, pattern in zip(
            at.tolist(), until.tolist(), hits.pattern.tolist(), strict=True
        )
        if is_disguise(text, start, end, original, origin, view.meanings(pattern, vocabulary)[0])
    ]
    return np.unique(np.searchsorted(ends, disguised)).astype(np.int64)
