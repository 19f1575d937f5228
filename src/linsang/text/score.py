"""What the letters of a listing weigh: hashed pieces of words, summed for each learned output.

Pieces of one, three and five folded letters are hashed into a table of whole numbers;
their sums, for `wildlife` and for `prohibited`, are what a learned score starts from. Whole
numbers, so that the compiled twin in `score_kernel` gives exactly the same sums.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.text.normalise import (
    CODE_POINTS,
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    ScriptClass,
    code_points,
    fold_plain,
    fold_tables,
    text_of,
)

GRAM_LENGTHS: Final = (1, 3, 5)
BUCKET_BITS: Final = 19
READ_CHARACTERS: Final = 2000
"""Of each row so many folded characters are read."""
READ_FIELDS: Final = 3
"""And so many fields: the seller's own words."""
PRIME: Final = np.uint64(0x100000001B3)
MIX: Final = np.uint64(0x9E3779B97F4A7C15)
BUCKET_SHIFT: Final = np.uint64(64 - BUCKET_BITS)

Weights = NDArray[np.int16]
"""What a piece weighs for each output (2 ** BUCKET_BITS, outputs)."""

_SPACE: Final = np.uint64(32)
_MOST_SPANS: Final = 3
_SPOKEN_FOR: Final = -1e9


@dataclass(frozen=True, slots=True)
class GramSums:
    """For each row the summed weights (rows, outputs), and of how many pieces."""

    totals: NDArray[np.int64]
    grams: NDArray[np.int64]

    @property
    def levels(self) -> NDArray[np.float64]:
        """The sums over the root of the number of pieces, so that length alone says little."""
        return self.totals / np.sqrt(np.maximum(self.grams, 1))[:, None]


def gram_sums(codes: CodePoints, rows: int, weights: Weights) -> GramSums:
    """The sums of each of *rows* rows of folded text, a mark after each field and each row."""
    ends = np.flatnonzero(codes == ord(ROW_MARK))[:rows]
    starts = np.concatenate([[0], ends + 1])[:-1]
    totals = np.zeros((rows, weights.shape[1]), dtype=np.int64)
    grams = np.zeros(rows, dtype=np.int64)
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        buckets = gram_buckets(codes[start:end])
        totals[row] = weights[buckets].sum(axis=0, dtype=np.int64)
        grams[row] = len(buckets)
    return GramSums(totals, grams)


def gram_buckets(codes: CodePoints) -> NDArray[np.int64]:
    """The buckets of all pieces of one folded row, the shortest pieces first.

    >>> from linsang.text.normalise import code_points
    >>> one, other = (gram_buckets(code_points(text)) for text in ("ivory\\x1f\\x1f", " ivory "))
    >>> len(one), (one == other).all()
    (15, np.True_)
    """
    letters, _ = _letters(codes)
    return np.concatenate([_buckets(letters, length) for length in GRAM_LENGTHS])


def telling_spans(text: str, column: NDArray[np.int16]) -> list[tuple[int, int]]:
    """The places of *text* that weigh most for one output, the heaviest first; at most three.

    A place is the stretch whose letters together weigh most, out to the ends of its words.

    >>> weights = np.full(2**BUCKET_BITS, -1, dtype=np.int16)
    >>> weights[gram_buckets(code_points("ivory"))[len(" ivory ") :]] = 9
    >>> [text[a:b] for text in ["old IVORY comb"] for a, b in telling_spans(text, weights)]
    ['IVORY']
    """
    folded, origin = fold_plain(code_points(text))
    letters, places = _letters(folded)
    worth = np.zeros(len(letters))
    for length in GRAM_LENGTHS:
        own = column[_buckets(letters, length)] / length
        for offset in range(length):
            worth[offset : offset + len(own)] += own
    spans: list[tuple[int, int]] = []
    while len(spans) < _MOST_SPANS:
        start, end, weight = _heaviest(worth)
        if weight <= 0:
            break
        worth[start:end] = _SPOKEN_FOR
        inside = places[start:end]
        inside = inside[(inside >= 0) & (inside < len(folded))]
        inside = inside[folded[inside] != _SPACE] if len(inside) else inside
        if len(inside):
            spans.append(_whole_words(text, int(origin[inside[0]]), int(origin[inside[-1]]) + 1))
    return _apart(spans)


def _letters(codes: CodePoints) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """A row as it is read, and the place of each letter in it; a space at either end.

    Marks between fields, signs and addresses are spaces, runs of spaces are one, and all
    digits are alike.
    """
    ahead = text_of(codes[: READ_CHARACTERS + len(max(ADDRESSES, key=len))])
    codes = codes[:READ_CHARACTERS]
    marks = np.flatnonzero(codes == ord(FIELD_MARK))
    if len(marks) >= READ_FIELDS:
        codes = codes[: marks[READ_FIELDS - 1]]
    letters = np.full(len(codes) + 2, 32, dtype=np.uint64)
    letters[1:-1] = letter_table()[codes]
    for address in _ADDRESS.finditer(ahead):
        letters[1 + address.start() : 1 + address.end()] = _SPACE
    twice = (letters[1:] == _SPACE) & (letters[:-1] == _SPACE)
    kept = np.flatnonzero(np.concatenate([[True], ~twice]))
    return letters[kept], kept - 1


ADDRESSES: Final = ("@", "http", "www.", "{{")
"""How a word begins that names a place or a person, or stands for one in an anonymised text."""
_PARTS: Final = f" {FIELD_MARK}{ROW_MARK}"
_ADDRESS: Final = re.compile(
    f"(?:(?<=[{_PARTS}])|^)(?:{'|'.join(map(re.escape, ADDRESSES))})[^{_PARTS}]*"
)
_PICTURES: Final = ((0x2600, 0x27C0), (0x1F000, 0x1FB00))


@functools.cache
def letter_table() -> CodePoints:
    """For each folded code point what is read: itself, a nought for any digit, or a space.

    Signs say who wrote and not what is offered; emoji are words.
    """
    tables = fold_tables()
    unread = (ScriptClass.SEPARATOR, ScriptClass.SYMBOL)
    table = np.arange(CODE_POINTS, dtype=np.uint32)
    pictures = np.zeros(CODE_POINTS, dtype=bool)
    for first, after in _PICTURES:
        pictures[first:after] = True
    table[np.isin(tables.classes, unread) & ~pictures] = 32
    table[ord("0") : ord("9") + 1] = ord("0")
    return table


def _buckets(letters: NDArray[np.uint64], length: int) -> NDArray[np.int64]:
    count = max(len(letters) - length + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(length):
        hashes = hashes * PRIME + letters[offset : offset + count]
    return ((hashes * MIX) >> BUCKET_SHIFT).astype(np.int64)


def _heaviest(worth: NDArray[np.float64]) -> tuple[int, int, float]:
    """The stretch with the greatest sum: from, to and the sum."""
    sums = np.concatenate([[0.0], np.cumsum(worth)])
    gains = sums - np.minimum.accumulate(sums)
    end = int(np.argmax(gains))
    start = end - int(np.argmin(sums[end::-1]))
    return start, end, float(gains[end])


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span out to where words written with spaces begin and end; other scripts stay."""
    while start > 0 and _in_word(text[start - 1]) and _in_word(text[start]):
        start -= 1
    while end < len(text) and _in_word(text[end]) and _in_word(text[end - 1]):
        end += 1
    return start, end


def _in_word(char: str) -> bool:
    # Han, kana and Thai run on without spaces: their spans end where the weight does.
    return char.isalnum() and not ("\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff")


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without the spans that touch an earlier one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if all(end <= first or last <= start for first, last in kept):
            kept.append((start, end))
    return kept
