"""Words written so as not to be read: the signs of it, and whether a find is one."""

from __future__ import annotations

import functools
import re
from enum import IntFlag
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.text.matcher import Hits
from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    Indices,
    ScriptClass,
    fold_tables,
)


class Kind(IntFlag):
    """What a folded character can be part of, as far as disguises go."""

    LETTER = 1  # of an alphabet
    FOREIGN = 2  # of an alphabet that looks like Latin: Cyrillic, Greek
    SIGN = 4  # a digit or sign that is read as a letter
    APART = 8  # parts words
    ODD = 16  # parts words and has no business inside one
    DENSE = 32  # of a script that writes no spaces, or joins its letters
    HASH = 64  # worth a look wherever it stands
    VOWEL = 128


_LEET_SIGNS: Final = frozenset(map(ord, "@$!|€£§¡+"))
_ODD_SIGNS: Final = frozenset(map(ord, ".*·|~^+=@#_/"))
_VOWELS: Final = frozenset(map(ord, "aeiouyаеёиоуыэюяієїαεηιουω"))
LEAST_WITHOUT_VOWELS: Final = 4
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
def character_kinds() -> NDArray[np.uint8]:
    """The kinds of every code point."""
    classes = fold_tables().classes
    kinds = np.zeros(len(classes), dtype=np.uint8)
    foreign = np.isin(classes, [ScriptClass.CYRILLIC, ScriptClass.GREEK])
    apart = np.isin(classes, [ScriptClass.SEPARATOR, ScriptClass.SYMBOL])
    apart[:32] = False
    kinds[foreign | (classes == ScriptClass.LATIN)] |= np.uint8(Kind.LETTER)
    kinds[foreign] |= np.uint8(Kind.FOREIGN)
    kinds[classes == ScriptClass.DIGIT] |= np.uint8(Kind.SIGN)
    kinds[apart] |= np.uint8(Kind.APART)
    kinds[classes == ScriptClass.SYMBOL] |= np.uint8(Kind.ODD)
    kinds[np.isin(classes, _DENSE)] |= np.uint8(Kind.DENSE)
    kinds_of_signs = (_LEET_SIGNS, Kind.SIGN), (_ODD_SIGNS, Kind.ODD), (_VOWELS, Kind.VOWEL)
    for signs, kind in kinds_of_signs:
        kinds[list(signs)] |= np.uint8(kind)
    kinds[ord("#")] |= np.uint8(Kind.HASH)
    kinds[0x3105:0x3130] |= np.uint8(Kind.HASH)  # bopomofo: nobody spells a word with it
    return kinds


def disguised_rows(codes: CodePoints, folded: CodePoints, rows: int) -> NDArray[np.bool_]:
    """Which of *rows* rows, a mark after each, have any sign that words are not to be read.

    Dressed-up or invisible characters, two alphabets in one word, digits or signs inside a
    word, letters set apart, hashtags, odd separators between letters, a letter three times, words
    without a vowel.
    Cheap and generous: it costs a second search, not a finding.
    """
    kinds = np.take(character_kinds(), folded, mode="clip")
    either = np.uint8(Kind.LETTER | Kind.DENSE)
    # Signs and separators are few, so their neighbours are looked up rather than everybody's.
    telling = np.flatnonzero(kinds & np.uint8(Kind.SIGN | Kind.ODD | Kind.HASH))
    telling = telling[(telling > 0) & (telling < len(kinds) - 4)]
    here, before, after = kinds[telling], kinds[telling - 1], kinds[telling + 1]
    letters = np.uint8(Kind.LETTER)
    between = ((before & either) != 0) & ((after & either) != 0)
    odd = ((here & np.uint8(Kind.ODD)) != 0) & between
    sign = (here & np.uint8(Kind.SIGN)) != 0
    inside = sign & ((before & after & letters) != 0)
    follow = after & kinds[telling + 2] & kinds[telling + 3] & kinds[telling + 4]
    leading = sign & ((follow & letters) != 0)
    hashed = (here & np.uint8(Kind.HASH)) != 0
    places = [telling[odd | inside | leading | hashed]]
    foreign = np.flatnonzero(kinds & np.uint8(Kind.FOREIGN))
    if len(foreign):
        beside = np.concatenate([kinds[foreign - 1], kinds[(foreign + 1) % len(kinds)]])
        mixed = (beside & np.uint8(Kind.LETTER | Kind.FOREIGN)) == letters
        places.append(np.concatenate([foreign, foreign])[mixed])
    dense = np.flatnonzero(kinds & np.uint8(Kind.DENSE))
    if len(dense):
        beside = np.concatenate([kinds[dense - 1], kinds[(dense + 1) % len(kinds)]])
        mixed = (beside & np.uint8(Kind.LETTER | Kind.FOREIGN)) == letters
        places.append(np.concatenate([dense, dense])[mixed])
    # Letters set apart: separators two places from each other, and again.
    apart = np.flatnonzero(kinds & np.uint8(Kind.APART))
    gaps = np.diff(apart)
    # A Thai or Hindi letter with its vowel or tone mark is two characters.
    marked = (gaps == 3) & ((kinds[apart[:-1] + 1] & np.uint8(Kind.DENSE)) != 0)
    single = (gaps == 2) | marked
    places.append(apart[1:-1][single[1:] & single[:-1]])
    same = folded[1:] == folded[:-1]
    thrice = np.flatnonzero(same[1:] & same[:-1])
    places.append(thrice[(kinds[thrice] & letters) != 0])
    # Words of letters only, by their edges; of those that are long, the ones without a vowel.
    letter = np.concatenate([[0], kinds & letters, [0]]).astype(np.int8)
    starts, stops = np.flatnonzero(np.diff(letter) == 1), np.flatnonzero(np.diff(letter) == -1)
    sung = np.concatenate([[0], np.cumsum((kinds & np.uint8(Kind.VOWEL)) != 0)])
    silent = (stops - starts >= LEAST_WITHOUT_VOWELS) & (sung[stops] == sung[starts])
    places.append(starts[silent])
    found = np.zeros(rows, dtype=bool)
    ends = np.flatnonzero(folded == ord(ROW_MARK))
    found[np.searchsorted(ends, np.concatenate(places))] = True
    dressed = np.flatnonzero(np.take(fold_tables().styled, codes, mode="clip"))
    if len(dressed):
        found[np.searchsorted(np.flatnonzero(codes == ord(ROW_MARK)), dressed)] = True
    return found


_EITHER: Final = frozenset(map(ord, "+|!$@"))


def without_regular_signs(folded: CodePoints) -> CodePoints:
    """*folded* with spaces for the signs that part letters, though each can stand for one.

    "c+l+a+w" has a sign between all letters and "cl@w" one in place of a letter. Between
    characters that stand for no letters a sign always parts.

    >>> from linsang.text.normalise import code_points, text_of
    >>> text_of(without_regular_signs(code_points("c+l+a+w cl@w 穿|山")))
    'c l a w cl@w 穿 山'
    """
    signs = np.flatnonzero(np.isin(folded, list(_EITHER)))
    signs = signs[(signs > 0) & (signs < len(folded) - 1)]
    if not len(signs):
        return folded
    classes = fold_tables().classes
    dense = np.isin(classes[folded[signs - 1]], _DENSE) & np.isin(
        classes[folded[signs + 1]], _DENSE
    )
    near = (np.diff(signs) <= _FAR_APART) & (folded[signs[1:]] == folded[signs[:-1]])
    regular = dense
    regular[1:] |= near
    regular[:-1] |= near
    without = folded.copy()
    without[signs[regular]] = ord(" ")
    return without


_FAR_APART: Final = 2


def any_styled(codes: CodePoints, starts: Indices, ends: Indices) -> NDArray[np.bool_]:
    """Which stretches of *codes* have styled or invisible characters in them.

    >>> from linsang.text.normalise import code_points
    >>> any_styled(code_points("ab\u200bc"), np.array([0, 1]), np.array([2, 4])).tolist()
    [False, True]
    """
    lengths = ends - starts
    until = np.cumsum(lengths)
    inside = np.arange(int(lengths.sum())) + np.repeat(starts - until + lengths, lengths)
    styled = np.take(fold_tables().styled, codes[inside], mode="clip")
    count = np.concatenate([[0], np.cumsum(styled)])
    some: NDArray[np.bool_] = count[until] > count[until - lengths]
    return some


_MARKS = frozenset(FIELD_MARK + ROW_MARK)
# These end a clause, so words on their two sides are words apart.
_CLAUSE_ENDS = frozenset(",;:!?，。、；：！？\"'()（）《》“”【】[]<>")
_SPACELESS = frozenset(
    {ScriptClass.HAN, ScriptClass.HIRAGANA, ScriptClass.KATAKANA, ScriptClass.THAI}
)
_ALPHABETS = frozenset(
    {ScriptClass.LATIN, ScriptClass.CYRILLIC, ScriptClass.GREEK, ScriptClass.DIGIT}
)
_BETWEEN = frozenset({ScriptClass.SEPARATOR, ScriptClass.SYMBOL})


def may_stand_alone(folded: CodePoints, hits: Hits) -> NDArray[np.bool_]:
    """Which of *hits* `is_disguise` need be asked about: the rest goes on in its own alphabet."""
    classes = np.append(fold_tables().classes[folded], np.uint8(ScriptClass.SEPARATOR))
    first, last = classes[hits.start], classes[hits.end - 1]
    goes_on = (classes[hits.start - 1] == first) | (classes[hits.end] == last)
    spaceless = np.isin(first, list(_SPACELESS))
    alone: NDArray[np.bool_] = spaceless | ~goes_on
    return alone


def is_disguise(
    folded: str,
    start: int,
    end: int,
    codes: CodePoints,
    origin: Indices,
    *,
    phrase: str,
    loose: bool,
) -> bool:
    """Whether a skeleton hit on *phrase* stands alone and was written so as not to be read.

    The skeleton view runs words together, so most of what it finds is chance: "ion" ends one
    word and "sil" begins the next. A disguise begins and ends where words do, and inside it
    has digits or signs for letters, letters of two scripts, dressed-up or invisible
    characters, single letters apart, separators that part nothing, or words run together.
    Letters alone are enough for a *loose* phrase, such as a product: not for a bare name.
    """
    span = folded[start:end]
    if not _MARKS.isdisjoint(span):
        return False
    if _NUMBERS.search(span) and not _MANY_SIGNS.search(span):
        return False
    tables = fold_tables()
    script = tables.class_of
    kinds = [script[ord(char)] for char in span]
    first, last = kinds[0], kinds[-1]
    before = script[ord(folded[start - 1])] if start else ScriptClass.SEPARATOR
    after = script[ord(folded[end])] if end < len(folded) else ScriptClass.SEPARATOR
    pieces = "".join("\0" if kind in _BETWEEN else "x" for kind in kinds).split("\0")
    lengths = sorted(len(piece) for piece in pieces if piece)
    if ScriptClass.THAI_MARK in kinds:
        # A letter with its tone mark or vowel sign is one letter set apart.
        lengths = [1 if length == 2 else length for length in lengths]
    parting = {char for char, kind in zip(span, kinds, strict=True) if kind in _BETWEEN}
    odd = parting - _CLAUSE_ENDS - {" "}
    if first in _SPACELESS:
        if not parting or not parting.isdisjoint(_CLAUSE_ENDS):
            return _dressed(codes, origin, start, end)
        alone = before != first and after != last and lengths[-1] == 1
        return bool(odd) or alone
    joined = not _ALPHABETS.isdisjoint((first, last))
    if before == first or after == last:
        return False
    if joined and not _ALPHABETS.isdisjoint((before, after)):
        return False
    if len(set(kinds) & _ALPHABETS) > 1:
        return True
    if not parting:
        # Nothing but letters of one alphabet: a hashtag's words, or a letter drawn out.
        # An "l" for an "i" alone is too often another word: Correia is no corella.
        hashtag = start > 0 and folded[start - 1] == "#"
        return (
            (hashtag and " " in phrase)
            or (loose and phrase.isalpha())
            or _DRAWN_OUT.search(span) is not None
            or _dressed(codes, origin, start, end)
        )
    if odd or lengths[len(lengths) // 2] <= 2:
        return True
    return _dressed(codes, origin, start, end)


# A digit is a letter among letters; a number is a number, but for two noughts.
_NUMBERS = re.compile(r"(?!00)\d\d|(?<![^\W\d_])\d+(?![^\W\d_])")
# A number stands in one place; digits and signs that stand in several were put there.
_MANY_SIGNS = re.compile(r"^[^\W\d_]*[\d@$!|€+]+(?:[^\W\d_]+[\d@$!|€+]+){2}")
_DRAWN_OUT = re.compile(r"(.)\1\1")


def _dressed(codes: CodePoints, origin: Indices, start: int, end: int) -> bool:
    """Whether styled or invisible characters were used in what was written there."""
    written = codes[origin[start] : origin[end - 1] + 1]
    return bool(fold_tables().styled[written].any())
