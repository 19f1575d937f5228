"""Many patterns found at once, compiled: the answer of `matcher.Matcher`, several times sooner."""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from linsang.text.kernels import compiled
from linsang.text.matcher import NO_BOUND, Hits, bounds_of
from linsang.text.normalise import CodePoints, Indices, ScriptClass, fold_tables

_SEPARATOR: Final = int(ScriptClass.SEPARATOR)
_THAI_MARK: Final = int(ScriptClass.THAI_MARK)
_SIEVE_BITS: Final = 1 << 22  # half a megabyte: what a core keeps near itself
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


class PhraseIndex:
    """Finds every occurrence of many folded patterns, as `matcher.Matcher` does.

    Where a script writes words, text is hashed word by word and looked up: one step for a
    word that means nothing, where an automaton has to visit every letter. Scripts without
    spaces, and text whose words were run together, are walked letter by letter from every
    place whose first four letters begin some pattern.

    >>> from linsang.text.normalise import code_points
    >>> index = PhraseIndex(code_points("tiger虎骨"), np.array([0, 5, 7]))
    >>> hits = index.find(code_points(" tiger tigers 卖虎骨酒 "))
    >>> list(zip(hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist()))
    [(1, 6, 0), (15, 17, 1)]
    """

    def __init__(
        self,
        letters: CodePoints,
        starts: Indices,
        *,
        whole_words: bool = True,
        wanted: NDArray[np.bool_] | None = None,
    ) -> None:
        """Take patterns in sorted order, end to end in *letters*.

        *starts* says where each begins and has their end as its last; those that are not
        *wanted* are not searched for.
        """
        count = len(starts) - 1
        first, last = letters[starts[:-1]], letters[starts[1:] - 1]
        left, right = bounds_of(first, last, whole_words=whole_words)
        inside = np.ones(count, dtype=bool) if wanted is None else wanted
        in_words = inside & (left != NO_BOUND) & (right != NO_BOUND) & (right != _THAI_MARK)
        self._text = letters, starts, right
        self._words, self._sieve, placed = _index_words(
            letters, starts, in_words, fold_tables().classes
        )
        self._trie = _index_letters(letters, starts, np.flatnonzero(inside & ~placed))
        # One place can begin a hit at each of its lengths, by word and by letter.
        self._room = 2 * int(np.diff(starts).max(initial=0)) + 2
        self._bounded = np.zeros(256, dtype=bool)
        self._bounded[left[inside]] = True

    def find(self, codes: CodePoints) -> Hits:
        """Every occurrence in *codes*, by start, then end."""
        classes = fold_tables().classes
        parts = []
        begin = 0
        while begin < len(codes):
            found = np.empty((self._room + len(codes) // 8, 3), np.int64)
            count, begin = _find(
                codes,
                begin,
                self._room,
                found,
                classes,
                self._bounded,
                self._words,
                self._sieve,
                *self._trie,
                *self._text,
            )
            parts.append(found[:count])
        table = np.concatenate(parts) if parts else np.empty((0, 3), np.int64)
        return Hits(table[:, 0], table[:, 1], table[:, 2])


def _inlined(function: Any) -> Any:
    # A call hands over arrays field by field and counts references: more than the work here.
    return numba.njit(inline="always")(function)


@compiled
def _slot(table: Any, key: Any) -> Any:
    """Where *key* is in a table of (key, value) pairs, or the empty place where it belongs."""
    mask = np.uint64(len(table) // 2 - 1)
    place = (np.uint64(key) * _MIX) >> np.uint64(24) & mask
    while True:
        at = np.int64(place) * 2
        if table[at] == key or table[at] == 0:
            return at
        place = (place + np.uint64(1)) & mask


@compiled
def _put(table: Any, used: int, key: Any, value: Any) -> Any:
    """*table* with the pair in it, twice as large where it was half full."""
    if 4 * used > len(table):
        wider = np.zeros(2 * len(table), table.dtype)
        for old in range(0, len(table), 2):
            if table[old]:
                at = _slot(wider, table[old])
                wider[at] = table[old]
                wider[at + 1] = table[old + 1]
        table = wider
    at = _slot(table, key)
    table[at] = key
    table[at + 1] = value
    return table


@compiled
def _hashed(so_far: Any, letter: Any) -> Any:
    mixed = (so_far ^ np.uint64(letter)) * _MIX
    return mixed ^ mixed >> np.uint64(29)


@_inlined
def _sieve_bit(hashed: Any) -> Any:
    """The bit that stands for a hash: most words mean nothing, and none of their bits is set."""
    return np.int64(hashed >> np.uint64(37)) & (_SIEVE_BITS - 1)


@compiled
def _index_words(letters: Any, starts: Any, chosen: Any, classes: Any) -> Any:
    """The hash of each pattern, and of each beginning of one that ends a word.

    A value is 2 * (pattern + 1), or 0 where no pattern ends, and one more where some
    pattern goes on. A sieve comes with it. Two patterns with one hash share no place: the second is not placed.
    """
    table = np.zeros(2 << 16, np.uint64)
    sieve = np.zeros(_SIEVE_BITS // 8, np.uint8)
    placed = chosen.copy()
    used = 0
    for pattern in range(len(chosen)):
        if not chosen[pattern]:
            continue
        start, end = starts[pattern], starts[pattern + 1]
        so_far = np.uint64(0)
        for at in range(start, end):
            so_far = _hashed(so_far, letters[at])
            script = classes[letters[at]]
            if at + 1 < end and (script == _SEPARATOR or classes[letters[at + 1]] == script):
                continue
            slot = _slot(table, so_far)
            value = table[slot + 1] if table[slot] else np.uint64(0)
            if at + 1 < end:
                value |= np.uint64(1)
            elif value >> np.uint64(1):
                placed[pattern] = False
            else:
                value |= np.uint64(2 * (pattern + 1))
            used += 1
            table = _put(table, used, so_far, value)
            bit = _sieve_bit(so_far)
            sieve[bit >> 3] |= np.uint8(1 << (bit & 7))
    return table, sieve, placed


@_inlined
def _beginning(letters: Any, at: int, length: int) -> Any:
    """A place in the table of beginnings for the first *length* letters at *at*: 1, 2 or 4.

    Of the table, one letter has the first 2^12 places, two have the next 2^16: what most
    text needs stays in the nearest cache.
    """
    if length == 1:
        return np.int64(letters[at]) & 0xFFF
    so_far = np.uint64(length)
    for step in range(length):
        so_far = _hashed(so_far, letters[at + step])
    if length == 2:
        return np.int64(1 << 12) + np.int64(so_far >> np.uint64(48))
    return np.int64(1 << 17) + np.int64(so_far >> np.uint64(44))


@compiled
def _index_letters(letters: Any, starts: Any, order: Any) -> Any:
    """The trie of the patterns in sorted *order*, and which first letters begin any.

    A child is a node above zero, or below zero the one pattern left, -1 - pattern. The
    table holds (node << 21 | letter, child) pairs. The beginnings say of one, two and four
    letters whether any pattern begins so (1), or is too short for the next length (2).
    """
    beginnings = np.zeros((1 << 17) + (1 << 20), np.uint8)
    for pattern in order:
        start, length = starts[pattern], starts[pattern + 1] - starts[pattern]
        beginnings[_beginning(letters, start, 1)] |= 1 if length >= 2 else 3
        if length >= 2:
            beginnings[_beginning(letters, start, 2)] |= 1 if length >= 4 else 3
        if length >= 4:
            beginnings[_beginning(letters, start, 4)] |= 1
    first = np.zeros(0x110000, np.int32)
    table = np.zeros(2 << 16, np.int64)
    used = 0
    ends_at = np.full(1 << 16, -1, np.int32)
    nodes = 0
    stack = [(np.int64(0), np.int64(len(order)), np.int64(0), np.int64(0))]
    while stack:
        low, high, depth, node = stack.pop()
        at = low
        if at < high and starts[order[low]] + depth == starts[order[low] + 1]:
            ends_at[node] = order[low]
            at += 1
        while at < high:
            letter = letters[starts[order[at]] + depth]
            until = at + 1
            while until < high and letters[starts[order[until]] + depth] == letter:
                until += 1
            child = -1 - order[at]
            if until > at + 1:
                nodes += 1
                child = nodes
                if nodes == len(ends_at):
                    larger = np.full(2 * nodes, -1, np.int32)
                    larger[:nodes] = ends_at
                    ends_at = larger
                stack.append((at, until, depth + 1, np.int64(nodes)))
            if depth == 0:
                first[letter] = child
            else:
                used += 1
                table = _put(table, used, node << 21 | np.int64(letter), child)
            at = until
    return first, table, ends_at[: nodes + 1], beginnings


@compiled
def _same(letters: Any, begin: int, end: int, codes: Any, at: int) -> bool:
    """Whether the text at *at* is letters[begin:end]."""
    if at + end - begin > len(codes):
        return False
    for step in range(end - begin):  # noqa: SIM110  # a generator does not compile
        if codes[at + step] != letters[begin + step]:
            return False
    return True


@_inlined
def _may_begin(codes: Any, start: int, beginnings: Any) -> Any:
    """Whether the letters at *start* may begin a pattern: sure where it says no."""
    known = beginnings[_beginning(codes, start, 1)]
    if known != 1:
        return known != 0
    if start + 2 > len(codes):
        return False
    known = beginnings[_beginning(codes, start, 2)]
    if known != 1:
        return known != 0
    return start + 4 <= len(codes) and beginnings[_beginning(codes, start, 4)] != 0


@compiled
def _find(
    codes: Any,
    begin: int,
    room: int,
    found: Any,
    classes: Any,
    bounded: Any,
    words: Any,
    sieve: Any,
    first: Any,
    table: Any,
    ends_at: Any,
    beginnings: Any,
    letters: Any,
    starts: Any,
    right: Any,
) -> Any:
    """Fill *found* from *begin* on; gives the count, and where to go on if it was full."""
    count = 0
    size = len(codes)
    script_before = classes[codes[begin - 1]] if begin else 255
    for start in range(begin, size):
        script = classes[codes[start]]
        new_word = script != script_before
        script_before = script
        if bounded[script] and not new_word:
            continue
        if count + room > len(found):
            return count, start
        from_here = count
        if bounded[script]:
            at = start
            so_far = np.uint64(0)
            inside = script
            while True:
                while at < size and classes[codes[at]] == inside:
                    so_far = _hashed(so_far, codes[at])
                    at += 1
                if inside != _SEPARATOR:
                    bit = _sieve_bit(so_far)
                    if not sieve[bit >> 3] >> (bit & 7) & 1:
                        break
                    slot = _slot(words, so_far)
                    if words[slot] == 0:
                        break
                    pattern = np.int64(words[slot + 1] >> np.uint64(1)) - 1
                    if pattern >= 0 and _same(
                        letters, starts[pattern], starts[pattern + 1], codes, start
                    ):
                        found[count, 0], found[count, 1], found[count, 2] = start, at, pattern
                        count += 1
                    if not words[slot + 1] & np.uint64(1):
                        break
                if at == size:
                    break
                inside = classes[codes[at]]
        if not _may_begin(codes, start, beginnings):
            continue
        node = first[codes[start]]
        if node == 0:
            continue
        at = start + 1
        while True:
            pattern = np.int64(-1 - node) if node < 0 else np.int64(ends_at[node])
            if node < 0:
                rest = starts[pattern] + at - start
                if not _same(letters, rest, starts[pattern + 1], codes, at):
                    break
                at = start + starts[pattern + 1] - starts[pattern]
            if pattern >= 0 and (at == size or classes[codes[at]] != right[pattern]):
                found[count, 0], found[count, 1], found[count, 2] = start, at, pattern
                count += 1
            if node < 0 or at == size:
                break
            slot = _slot(table, np.int64(node) << 21 | np.int64(codes[at]))
            if table[slot] == 0:
                break
            node = np.int32(table[slot + 1])
            at += 1
        # Both ways found something here: by end, as everywhere.
        for later in range(from_here + 1, count):
            place = later
            while place > from_here and found[place - 1, 1] > found[place, 1]:
                for column in range(1, 3):
                    found[place, column], found[place - 1, column] = (
                        found[place - 1, column],
                        found[place, column],
                    )
                place -= 1
    return count, size
