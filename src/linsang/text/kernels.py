"""The passes over a joined buffer, compiled: the same answers, an order of magnitude sooner.

Each function here has a plain twin in `normalise`, `disguise` or `matcher`, which says what
it does and why; `passes` picks between them and a test holds them to the same answers.
Importing this module costs half a second, so one text at a time never does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from linsang.text import hearing
from linsang.text.disguise import LEAST_WITHOUT_VOWELS, Kind, character_kinds
from linsang.text.hearing import (
    BASE,
    BASE_INVERSE,
    CORNERS,
    ENDS,
    IN_WORD,
    LEAST_HEARD,
    LEAST_WHOLE,
    LONGEST,
    MOST_HEARD,
    OF_ENDS,
    SOUND_BITS,
    Lookup,
    sound_table,
)
from linsang.text.normalise import (
    ROW_MARK,
    CodePoints,
    Indices,
    ScriptClass,
    fold_tables,
)

_ROW: Final = ord(ROW_MARK)
_LETTER: Final = int(Kind.LETTER)
_FOREIGN: Final = int(Kind.FOREIGN)
_SIGN: Final = int(Kind.SIGN)
_APART: Final = int(Kind.APART)
_ODD: Final = int(Kind.ODD)
_DENSE: Final = int(Kind.DENSE)
_HASH: Final = int(Kind.HASH)
_VOWEL: Final = int(Kind.VOWEL)


def compiled(function: Any) -> Any:
    """*function* in machine code, which the cache keeps."""
    return numba.njit(cache=True, nogil=True)(function)


def _inlined(function: Any) -> Any:
    """*function* in machine code, inside whoever calls it."""
    return numba.njit(inline="always")(function)


def keep_compiled(folder: Path) -> None:
    """Keep the machine code in *folder*, so that only a first run ever waits for it."""
    config: Any = numba.config
    if not config.CACHE_DIR:
        config.CACHE_DIR = str(folder)


def fold_plain(codes: CodePoints) -> tuple[CodePoints, Indices]:
    """As `normalise.fold_plain`."""
    found: tuple[CodePoints, Indices] = _fold_plain(codes, fold_tables().plain)
    return found


def squeeze(plain: CodePoints, table: CodePoints) -> tuple[CodePoints, Indices]:
    """As `normalise.squeeze`."""
    found: tuple[CodePoints, Indices] = _squeeze(plain, table)
    return found


def disguised_rows(codes: CodePoints, folded: CodePoints, rows: int) -> NDArray[np.bool_]:
    """As `disguise.disguised_rows`."""
    found: NDArray[np.bool_] = _disguised_rows(
        codes, folded, character_kinds(), fold_tables().styled, rows
    )
    return found


def heard_words(plain: CodePoints, lookup: Lookup) -> tuple[Indices, Indices]:
    """As `hearing.heard_words`."""
    if lookup.table is None:
        lookup.table = (*_index_keys(lookup.slips), *_index_keys(lookup.whole))
    found: tuple[Indices, Indices] = _heard_words(
        plain,
        sound_table(),
        fold_tables().classes,
        _KINDS,
        lookup.has_corner,
        *lookup.table,
    )
    return found


# Of each script class, whether it is Latin (1) or another script of the lexicon (2).
_KINDS: Final = hearing.OTHERS * np.uint8(2)
_KINDS[ScriptClass.LATIN] = 1
_SIEVE_WORDS: Final = 1 << 15  # of 64 bits: a quarter of a megabyte
_SOUND_VOWELS: Final = sum(1 << (ord(letter) - ord("a") + 1) for letter in "aeiou")


@compiled
def _index_keys(keys: Any) -> Any:
    """A sieve and a table that say of a key whether it is there."""
    sieve = np.zeros(_SIEVE_WORDS, np.uint64)
    size = 1 << 10
    while size < 2 * len(keys):
        size *= 2
    table = np.zeros(size, np.uint64)
    for key in keys:
        mixed = _mixed(key)
        sieve[mixed >> np.uint64(49)] |= _two_bits(mixed)
        at = np.int64(mixed & np.uint64(size - 1))
        while table[at] != 0 and table[at] != key:
            at = (at + 1) & (size - 1)
        table[at] = key
    return sieve, table


@_inlined
def _mixed(key: Any) -> Any:
    mixed = (key ^ key >> np.uint64(31)) * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ mixed >> np.uint64(29)


@_inlined
def _two_bits(mixed: Any) -> Any:
    one = np.uint64(1)
    return one << (mixed & np.uint64(63)) | one << (mixed >> np.uint64(6) & np.uint64(63))


@_inlined
def _is_in(key: Any, sieve: Any, table: Any) -> Any:
    mixed = _mixed(key)
    bits = _two_bits(mixed)
    if sieve[mixed >> np.uint64(49)] & bits != bits:
        return False
    at = np.int64(mixed & np.uint64(len(table) - 1))
    while table[at] != 0 and table[at] != key:
        at = (at + 1) & (len(table) - 1)
    return table[at] == key


@_inlined
def _corner(first: Any, second: Any, last_but_one: Any, last: Any, length: Any) -> Any:
    one = np.uint64(1)
    corner = ((first - one) * np.uint64(26) + second - one) * np.uint64(26) + last_but_one - one
    corner = corner * np.uint64(26) + last - one
    return np.int64(corner * np.uint64(5) + np.uint64(length)) % CORNERS


@compiled
def _slipped(letters: Any, heard: int, corners: Any, sieve: Any, table: Any) -> Any:
    """Whether the letters, all or without one of them, are known to `Lookup.slips`."""
    base, inverse = np.uint64(BASE), np.uint64(BASE_INVERSE)
    last = heard - 1
    all_there = corners[_corner(letters[0], letters[1], letters[last - 1], letters[last], heard)]
    inside = corners[_corner(letters[0], letters[1], letters[last - 1], letters[last], heard - 1)]
    second = corners[_corner(letters[0], letters[2], letters[last - 1], letters[last], heard - 1)]
    next_to_last = corners[
        _corner(letters[0], letters[1], letters[last - 2], letters[last], heard - 1)
    ]
    at_end = corners[
        _corner(letters[0], letters[1], letters[last - 2], letters[last - 1], heard - 1)
    ]
    if not (all_there or inside or second or next_to_last or at_end):
        return False
    total, power = np.uint64(0), np.uint64(1)
    for place in range(heard):
        total += letters[place] * power
        power *= base
    if all_there and _is_in(total, sieve, table):
        return True
    before, power = letters[0], base
    for place in range(1, heard):
        after = before + letters[place] * power
        power *= base
        if place == 1:
            asked = second
        elif place == last - 1:
            asked = next_to_last
        elif place == last:
            asked = at_end
        else:
            asked = inside
        if asked and _is_in(before + (total - after) * inverse, sieve, table):
            return True
        before = after
    return False


@compiled
def _long_slipped(letters: Any, heard: int, sieve: Any, table: Any) -> Any:
    base = np.uint64(BASE)
    total, power = np.uint64(0), np.uint64(1)
    first, last = np.uint64(OF_ENDS[0]), np.uint64(OF_ENDS[1])
    for place in range(heard):
        if place < ENDS:
            first += letters[place] * power
            last += letters[heard - ENDS + place] * power
        total += letters[place] * power
        power *= base
    return _is_in(total, sieve, table) or _is_in(first, sieve, table) or _is_in(last, sieve, table)


@compiled
def _heard_words(
    plain: Any,
    sounds: Any,
    classes: Any,
    kinds: Any,
    corners: Any,
    sieve: Any,
    table: Any,
    whole_sieve: Any,
    whole_table: Any,
) -> Any:
    size = len(plain)
    starts, ends = np.empty(64, np.int64), np.empty(64, np.int64)
    count = 0
    letters = np.zeros(6 * LONGEST, np.uint64)
    at = 0
    foreign, row_end = False, -1
    while at < size:
        if at > row_end:
            row_end = at
            foreign = False
            while row_end < size and plain[row_end] != _ROW:
                foreign = foreign or kinds[classes[plain[row_end]]] == 2
                row_end += 1
        if sounds[plain[at]] == 0:
            at += 1
            continue
        start = at
        heard = 0
        has = 0
        vowels = 0
        while at < size and sounds[plain[at]] != 0:
            if at - start < LONGEST:
                has |= kinds[classes[plain[at]]]
                number = sounds[plain[at]] & np.uint32(IN_WORD - np.uint32(1))
                if plain[at] == 112 and at + 1 < size and plain[at + 1] == 104:
                    number = np.uint32(6)
                elif plain[at] == 117 and at > start and plain[at - 1] == 113:
                    number = np.uint32(0)
                while number:
                    sound = np.uint64(number & np.uint32(31))
                    if heard == 0 or letters[heard - 1] != sound:
                        letters[heard] = sound
                        if heard and _SOUND_VOWELS >> np.int64(sound) & 1:
                            vowels += 1
                        heard += 1
                    number >>= np.uint32(SOUND_BITS)
            at += 1
        if at - start > LONGEST or heard < LEAST_WHOLE or heard > LONGEST:
            continue
        bare = vowels == 0 or (vowels == 1 and _SOUND_VOWELS >> np.int64(letters[heard - 1]) & 1)
        if bare or has == 3 or (has == 1 and foreign):
            total, power = np.uint64(0), np.uint64(1)
            for place in range(heard):
                total += letters[place] * power
                power *= np.uint64(BASE)
            known = _is_in(total, whole_sieve, whole_table)
        elif heard < LEAST_HEARD:
            continue
        elif heard > MOST_HEARD:
            known = _long_slipped(letters, heard, sieve, table)
        else:
            known = _slipped(letters, heard, corners, sieve, table)
        if known:
            if count == len(starts):
                starts = np.concatenate((starts, np.empty(count, np.int64)))
                ends = np.concatenate((ends, np.empty(count, np.int64)))
            starts[count], ends[count] = start, at
            count += 1
    return starts[:count], ends[:count]


@compiled
def _fold_plain(codes: Any, table: Any) -> Any:
    folded = np.empty(len(codes), np.uint32)
    origin = np.empty(len(codes), np.int64)
    kept = 0
    for at in range(len(codes)):
        letter = table[codes[at]]
        if letter == 0 or (letter == 32 and kept and folded[kept - 1] == 32):
            continue
        folded[kept] = letter
        origin[kept] = at
        kept += 1
    return folded[:kept], origin[:kept]


@compiled
def _squeeze(plain: Any, table: Any) -> Any:
    folded = np.empty(len(plain), np.uint32)
    origin = np.empty(len(plain), np.int64)
    kept = 0
    for at in range(len(plain)):
        letter = table[plain[at]]
        if letter == 0 or (kept and folded[kept - 1] == letter and letter != _ROW):
            continue
        folded[kept] = letter
        origin[kept] = at
        kept += 1
    return folded[:kept], origin[:kept]


@compiled
def _disguised_rows(codes: Any, folded: Any, kind_of: Any, styled: Any, rows: int) -> Any:
    found = np.zeros(rows, np.bool_)
    row = 0
    for code in codes:
        if styled[code]:
            found[row] = True
        if code == _ROW:
            row += 1
    row = 0
    size = len(folded)
    either = _LETTER | _DENSE
    letters_run = 0
    last_apart = -1
    row_of_last = 0
    single_before = False
    for at in range(size):
        kind = kind_of[folded[at]]
        if kind & (_SIGN | _ODD | _HASH) and 0 < at < size - 4:
            before, after = kind_of[folded[at - 1]], kind_of[folded[at + 1]]
            if (
                kind & _HASH
                or (kind & _ODD and before & either and after & either)
                or (kind & _SIGN and before & after & _LETTER)
                or (
                    kind & _SIGN
                    and after
                    & kind_of[folded[at + 2]]
                    & kind_of[folded[at + 3]]
                    & kind_of[folded[at + 4]]
                    & _LETTER
                )
            ):
                found[row] = True
        if kind & (_FOREIGN | _DENSE):
            before, after = kind_of[folded[at - 1]], kind_of[folded[(at + 1) % size]]
            if (before & (_LETTER | _FOREIGN)) == _LETTER or (
                after & (_LETTER | _FOREIGN)
            ) == _LETTER:
                found[row] = True
        if kind & _APART:
            if last_apart >= 0:
                gap = at - last_apart
                single = gap == 2 or (gap == 3 and kind_of[folded[last_apart + 1]] & _DENSE != 0)
                if single and single_before:
                    found[row_of_last] = True
                single_before = single
            last_apart = at
            row_of_last = row
        if (
            kind & _LETTER
            and at < size - 2
            and folded[at] == folded[at + 1]
            and folded[at] == folded[at + 2]
        ):
            found[row] = True
        if kind & _VOWEL:
            letters_run = -size
        elif kind & _LETTER:
            letters_run += 1
        else:
            letters_run = 0
        if letters_run >= LEAST_WITHOUT_VOWELS and (
            at + 1 == size or not kind_of[folded[at + 1]] & _LETTER
        ):
            found[row] = True
        if folded[at] == _ROW:
            row += 1
    return found
