"""Many patterns in one pass over folded text, with word boundaries where the script writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Self

import numpy as np
from daachorse import CharwiseDoubleArrayAhoCorasick
from numpy.typing import NDArray

from linsang.text.normalise import CodePoints, Indices, ScriptClass, fold_tables, text_of

NO_BOUND: Final = 255

# Hangul hangs particles on the end of a noun, so only its left edge is a boundary.
# Thai writes no spaces, but a word never ends before a vowel sign or tone mark.
_LEFT_BOUND: Final = frozenset(
    {
        ScriptClass.LATIN,
        ScriptClass.CYRILLIC,
        ScriptClass.ARABIC,
        ScriptClass.DEVANAGARI,
        ScriptClass.HANGUL,
        ScriptClass.KATAKANA,
        ScriptClass.GREEK,
        ScriptClass.OTHER_LETTER,
        ScriptClass.DIGIT,
    }
)
_RIGHT_BOUND: Final = (_LEFT_BOUND - {ScriptClass.HANGUL}) | {ScriptClass.THAI}


class Hits:
    """Where patterns were found: parallel arrays, in the order of their start, then end.

    *start* and *end* are positions in the text that was searched, *pattern* numbers the
    patterns the matcher was made with.
    """

    __slots__ = ("end", "pattern", "start")

    def __init__(self, start: Indices, end: Indices, pattern: Indices) -> None:
        self.start = start
        self.end = end
        self.pattern = pattern

    def __len__(self) -> int:
        return len(self.start)

    def lines(self) -> Iterator[tuple[int, int, int]]:
        """The hits one by one, as plain numbers: start, end, pattern."""
        return zip(self.start.tolist(), self.end.tolist(), self.pattern.tolist(), strict=True)

    def where(self, keep: NDArray[np.bool_]) -> Hits:
        """The hits for which *keep* is true."""
        return Hits(self.start[keep], self.end[keep], self.pattern[keep])


def bounds_of(
    first: CodePoints, last: CodePoints, *, whole_words: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """By the first and last letter of each pattern, the script class that may not stand before
    it, and not after it."""
    if not whole_words:
        unbound = np.full(len(first), NO_BOUND, dtype=np.uint8)
        return unbound, unbound
    classes = fold_tables().classes
    left = _bounded(classes[first], _LEFT_BOUND)
    right = _bounded(classes[last], _RIGHT_BOUND)
    right[right == ScriptClass.THAI] = ScriptClass.THAI_MARK
    return left, right


def _bounded(classes: NDArray[np.uint8], bound: frozenset[ScriptClass]) -> NDArray[np.uint8]:
    inside = np.isin(classes, [int(one) for one in bound])
    return np.where(inside, classes, np.uint8(NO_BOUND)).astype(np.uint8)


class Matcher:
    """Finds every occurrence of many folded patterns.

    >>> from linsang.text.normalise import code_points, text_of
    >>> matcher = Matcher(["tiger", "虎骨"])
    >>> codes = code_points(" tiger tigers 卖虎骨酒 ")
    >>> hits = matcher.find(codes)
    >>> list(zip(hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist()))
    [(1, 6, 0), (15, 17, 1)]
    """

    def __init__(
        self, patterns: Sequence[str], *, whole_words: bool = True, ordinary_text: str = ""
    ) -> None:
        # The states that ordinary text passes through are laid side by side: the automaton
        # is larger than the cache, and its order is worth a fifth of the time.
        self._automaton = CharwiseDoubleArrayAhoCorasick(
            list(patterns), corpus=[ordinary_text] if ordinary_text else None
        )
        first = np.array([ord(pattern[0]) for pattern in patterns], dtype=np.uint32)
        last = np.array([ord(pattern[-1]) for pattern in patterns], dtype=np.uint32)
        self._left, self._right = bounds_of(first, last, whole_words=whole_words)

    @classmethod
    def deserialised(cls, stored: tuple[bytes, bytes, bytes]) -> Self:
        """A matcher from what `serialised` gave."""
        matcher = cls.__new__(cls)
        automaton, left, right = stored
        matcher._automaton = CharwiseDoubleArrayAhoCorasick.deserialize(automaton)
        matcher._left = np.frombuffer(left, dtype=np.uint8)
        matcher._right = np.frombuffer(right, dtype=np.uint8)
        return matcher

    @property
    def automaton(self) -> CharwiseDoubleArrayAhoCorasick:
        """The bare automaton, which knows nothing of words."""
        return self._automaton

    def serialised(self) -> tuple[bytes, bytes, bytes]:
        """The automaton and the boundaries of its patterns as bytes, for a cache."""
        return bytes(self._automaton.serialize()), self._left.tobytes(), self._right.tobytes()

    def find(self, codes: CodePoints) -> Hits:
        """Every occurrence in *codes*, by start, then end."""
        found = self._automaton.find_overlapping(text_of(codes))
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        table = table[np.lexsort((table[:, 1], table[:, 0]))]
        hits = Hits(table[:, 0], table[:, 1], table[:, 2])
        if not len(hits):
            return hits
        classes = fold_tables().classes
        before = classes[codes[np.maximum(hits.start - 1, 0)]]
        after = classes[codes[np.minimum(hits.end, len(codes) - 1)]]
        left = self._left[hits.pattern]
        right = self._right[hits.pattern]
        return hits.where(
            ((before != left) | (hits.start == 0)) & ((after != right) | (hits.end == len(codes)))
        )
