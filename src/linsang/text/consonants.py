"""The consonants of words, as one might hear them: what is left when spelling is played with.

"Elfnbn", "e1fenb3in" and "Elfenbien" share the consonants of *Elfenbein*, and "slonovaya
kost" those of *слоновая кость*. Vowels, digits, signs and spaces go, sounds that are often
written for each other become one letter, and every alphabet is read in Latin letters, so a
misspelling, a dropped or starred-out vowel and a transcription all meet the word they stand
for. Much else meets it too: `is_near` says whether what was written is close enough.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from linsang.text.matcher import Hits
from linsang.text.normalise import (
    CODE_POINTS,
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    Indices,
    ScriptClass,
    code_points,
    fold_tables,
    squeeze,
    text_of,
)

# Each group becomes its first letter. Latin h is a sign of another sound (ch, ph, sh, th) and
# y a vowel as often as not, so both go with the vowels.
_SOUNDS: Final = (
    "kcqxкхчقكخحکकखक़ख़चछกขคฆชฉ", "gгґغگगघग़ง", "jجџजझज़จ", "tтثتطटठतथตฏถฐทฑธ", "dдذدضडढदधड़ढ़ดฎ",
    "sz5$жзшщцсسصشزظशषसซสศษ", "pпپपफพผภป", "fфفฝฟ", "bбبबभบ", "vwвوवว", "mмمमม",
    "nнنनणञङนณญ", "lлلलळลฬ", "rрرरร",
)  # fmt: skip
LEAST_LETTERS: Final = 4
"""Fewer consonants than these stand for too many words."""

_LETTERS: Final = frozenset(
    {
        ScriptClass.LATIN,
        ScriptClass.CYRILLIC,
        ScriptClass.GREEK,
        ScriptClass.ARABIC,
        ScriptClass.DEVANAGARI,
        ScriptClass.THAI,
    }
)
_PARTING: Final = frozenset(' ,;:!?،。、"()[]<>/\n' + FIELD_MARK + ROW_MARK)


@functools.cache
def consonant_table() -> CodePoints:
    """For each folded code point its consonant in Latin letters, or zero where it goes."""
    table = np.zeros(CODE_POINTS, dtype=np.uint32)
    for group in _SOUNDS:
        for letter in group:
            table[ord(letter)] = ord(group[0])
    for mark in (FIELD_MARK, ROW_MARK):
        table[ord(mark)] = ord(mark)
    return table


def consonants(plain: str) -> str:
    """The consonants of folded text.

    >>> consonants("elfenbein"), consonants("e1fnbn")
    ('lfnbn', 'fnbn')
    >>> consonants("слоновая кость") == consonants("slonovaya kost")
    True
    """
    return text_of(squeeze(code_points(plain), consonant_table())[0])


def consonants_of(plain: Sequence[str]) -> list[str]:
    """The consonants of many folded texts in one step.

    >>> consonants_of(["elfenbein", "", "ivory"])
    ['lfnbn', '', 'vr']
    """
    if not plain:
        return []
    return consonants(ROW_MARK.join(plain)).split(ROW_MARK)


def at_word_edges(plain: CodePoints, hits: Hits, back: Indices) -> Hits:
    """Those of *hits* in consonants that begin and end with words of *plain*, widened to them.

    *back* gives for each consonant its place in *plain*. Thai writes no spaces, so any place
    there is an edge.
    """
    if not len(hits):
        return hits
    parting = _parting()[plain]
    word = np.cumsum(parting)
    word += np.cumsum(fold_tables().classes[plain] == ScriptClass.THAI)
    first, last = back[hits.start], back[hits.end - 1]
    before = back[np.maximum(hits.start - 1, 0)]
    after = back[np.minimum(hits.end, len(back) - 1)]
    whole = ((hits.start == 0) | (word[before] != word[first])) & (
        (hits.end == len(back)) | (word[after] != word[last])
    )
    edges = np.concatenate([[-1], np.flatnonzero(parting), [len(plain)]])
    starts = edges[np.searchsorted(edges, first) - 1] + 1
    ends = edges[np.searchsorted(edges, last)]
    whole &= ends - starts <= _WIDEST * (hits.end - hits.start) + _WIDEST
    return Hits(starts[whole], ends[whole], hits.pattern[whole])


@functools.cache
def _parting() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    table = np.zeros(CODE_POINTS, dtype=bool)
    table[[ord(mark) for mark in _PARTING]] = True
    return table


def is_near(written: str, word: str) -> bool:
    """Whether folded text with the consonants of *word* was meant for it.

    It was if signs or digits stand in its words where letters are missing, if its vowels
    are gone, if it is a word of another alphabet in Latin letters, or if one slip of the
    finger tells the two apart.

    >>> is_near("lfnbn", "elfenbein"), is_near("be*r b*le", "bear bile")
    (True, True)
    >>> is_near("dalburgia", "dalbergia"), is_near("barbell", "bear bile")
    (True, False)
    """
    seen, meant = _spelling(written), _spelling(word)
    if seen.letters == meant.letters or len(seen.letters) < LEAST_LETTERS or seen.numbered:
        return False
    if seen.signs:
        return _distance(seen.letters, meant.letters) <= seen.signs
    if seen.mixed:
        return True
    if seen.spaces != meant.spaces or len(seen.letters) + seen.spaces < len(written):
        return False
    if seen.script != meant.script:
        strange = seen.script == ScriptClass.LATIN and meant.script in _TRANSCRIBED
        strange = strange and len(_heard(word)) >= _SURE
        return strange and abs(meant.vowels - seen.vowels) <= _MOST_VOWELS_APART
    if meant.script in _WITH_VOWELS and _vowels_left_out(seen.letters, meant.letters):
        enough = meant.vowels - seen.vowels > 1 and len(_heard(word)) > LEAST_LETTERS
        silent = seen.vowels == 0 and meant.vowels > 1
        return enough or (silent and len(seen.letters) >= _LEAST_SILENT)
    if len(meant.letters) < _LONG or seen.letters[0] != meant.letters[0]:
        return False
    return abs(len(seen.letters) - len(meant.letters)) <= 1 and (
        _distance(seen.letters, meant.letters) == 1
    )


_heard = functools.lru_cache(maxsize=1 << 14)(consonants)


class _Spelling(NamedTuple):
    """How folded text is spelt, as far as `is_near` asks; *signs* stand where letters might."""

    letters: str
    script: int
    vowels: int
    spaces: int
    signs: int
    numbered: bool
    mixed: bool


@functools.lru_cache(maxsize=1 << 16)
def _spelling(text: str) -> _Spelling:
    classes = fold_tables().class_of
    letters = "".join([char for char in text if classes[ord(char)] in _LETTERS])
    return _Spelling(
        letters=letters,
        script=_script(letters),
        vowels=sum(not consonant_table()[ord(char)] for char in letters),
        spaces=text.count(" "),
        signs=sum(map(len, _SIGNS.findall(text))),
        numbered=_NUMBERS.search(text) is not None,
        mixed=not text.isascii() and any(map(_of_two_alphabets, text.split())),
    )


_WITH_VOWELS: Final = frozenset({ScriptClass.LATIN, ScriptClass.CYRILLIC})
_NUMBERS: Final = re.compile(r"(?!00)\d\d")
_TRANSCRIBED: Final = frozenset({ScriptClass.CYRILLIC, ScriptClass.DEVANAGARI})
_SURE: Final = 7
_LEAST_SILENT: Final = 5
_WIDEST: Final = 3  # characters to a consonant; where there are more, they are of other words
_LONG: Final = 9
_MOST_VOWELS_APART: Final = 2
# Signs between letters of one word, and digits there.
# Indic, Thai and Arabic marks are spelling, though Python counts them as no letters.
_SIGNS: Final = re.compile(
    r"(?<=\w)[^\w\s\u0610-\u06ff\u0900-\u097f\u0e00-\u0e7f]+(?=\w)"
    r"|(?<=[^\W\d_])\d+(?=[^\W\d_])"
)


def _vowels_left_out(letters: str, meant: str) -> bool:
    """Whether *letters* are what is left of *meant* without some vowels."""
    left = iter(meant)
    return all(letter in left for letter in letters)


def _of_two_alphabets(part: str) -> bool:
    # Thai writes no spaces, so a Latin word beside it is a word beside it.
    return len({_script(letter) for letter in part} - {ScriptClass.THAI, ScriptClass.OTHER}) > 1


def _script(letters: str) -> int:
    """The alphabet of the first letter; signs and digits have none of their own."""
    script = fold_tables().class_of[ord(letters[0])] if letters else ScriptClass.OTHER
    return script if script in _LETTERS else ScriptClass.OTHER


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other))
