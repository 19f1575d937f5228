"""Whether a word was meant for another that sounds much like it."""

from __future__ import annotations

import re
from typing import Final

from linsang.text.hearing import heard
from linsang.text.normalise import ScriptClass, fold_tables
from linsang.text.romanised import sounds_of

LEAST_SLIPPED: Final = 7
"""Shorter words are a slip away from too many others."""
LEAST_TURNED: Final = 6
"""Shorter words are words of some language when they are read backwards."""
LEAST_ROTATED: Final = 8
LEAST_BARE: Final = 4

_VOWELS: Final = frozenset("aeiouyаеёиоуыэюя")
_LONG: Final = 9
_LEAST_ROMANISED: Final = 5
_LEAST_OF_TWO: Final = 4
_LEAST_SYLLABLES: Final = 4
_MOST_RESPELT: Final = 2
_ENDING: Final = 2
_LETTERS: Final = frozenset(ScriptClass) - {
    *(ScriptClass.DIGIT, ScriptClass.SEPARATOR, ScriptClass.SYMBOL, ScriptClass.OTHER)
}
# Digits for the letters that Latin lacks, one at a time and never many.
_ARABIZI: Final = re.compile(r"(?=.{4})(?:[235679]?[a-z]+){1,3}[235679]?")
_KANA: Final = frozenset({ScriptClass.HIRAGANA, ScriptClass.KATAKANA})
_LATIN: Final = frozenset({ScriptClass.LATIN})


def is_meant(written: str, word: str) -> bool:
    """Whether folded *written* is *word*, played with: misspelt, as it sounds, turned, bare.

    >>> [is_meant(one, "pangolin") for one in ("pangolyn", "pnagolin", "nilognap", "pngln")]
    [True, True, True, True]
    >>> is_meant("slonovaya", "слоновая"), is_meant("pangoлin", "pangolin")
    (True, True)
    >>> is_meant("pangolins", "pangolin"), is_meant("markers", "markhors")
    (False, False)
    """
    scripts, own = _scripts(written), _scripts(word)
    if written == word or not scripts:
        return False
    if len(scripts) > 1:
        mixed = scripts & own and not scripts <= _KANA
        return bool(mixed) and len(word) >= _LEAST_OF_TWO and heard(written) in sounds_of(word)
    if scripts != own:
        return scripts == _LATIN and _is_romanised(written, word)
    if not written.isalpha():
        return False
    return is_misspelt(written, word) or _is_turned(written, word) or _is_bare(written, word)


def _is_romanised(written: str, word: str) -> bool:
    """Whether Latin letters spell a word of another script; digits do only for Arabic."""
    if not written.isalpha() and not (
        ScriptClass.ARABIC in _scripts(word) and _ARABIZI.fullmatch(written)
    ):
        return False
    if ScriptClass.HAN in _scripts(word) and len(word) < _LEAST_SYLLABLES:
        return False  # Many words sound like two or three characters.
    return len(written) >= _LEAST_ROMANISED and heard(written) in sounds_of(word)


def is_misspelt(written: str, word: str) -> bool:
    """Whether one slip of the finger, or a spelling by ear, tells two words of an alphabet apart.

    >>> is_misspelt("elephent", "elephant"), is_misspelt("elephants", "elephant")
    (True, False)
    """
    sounds, meant = heard(written), heard(word)
    if not sounds or len(word) < LEAST_SLIPPED:
        return False
    if sounds == meant:
        return _distance(written, word) <= _MOST_RESPELT
    # Another ending is another word, or the same in another case.
    if sounds[0] != meant[0] or written[-_ENDING:] != word[-_ENDING:]:
        return False
    return _distance(sounds, meant) == 1 and _distance(written, word) <= (
        2 if len(word) >= _LONG else 1
    )


def _is_turned(written: str, word: str) -> bool:
    if len(written) != len(word) or len(word) < LEAST_TURNED:
        return False
    return written == word[::-1] or (len(word) >= LEAST_ROTATED and written in word + word)


def without_vowels(word: str) -> str:
    """What is left of a word without the vowels after its first letter.

    >>> without_vowels("pangolin"), without_vowels("ивори")
    ('pngln', 'ивр')
    """
    return word[:1] + "".join(letter for letter in word[1:] if letter not in _VOWELS)


def _is_bare(written: str, word: str) -> bool:
    """Whether the vowels after the first letter are gone, but perhaps for the last letter."""
    if len(written) < LEAST_BARE or len(word) - len(written) < 2:
        return False
    bare = without_vowels(word)
    if written == bare:
        return len(bare) > LEAST_BARE or len(word) >= LEAST_SLIPPED
    return len(bare) > LEAST_BARE and word[-1] in _VOWELS and written == bare + word[-1]


def _scripts(word: str) -> frozenset[ScriptClass]:
    classes = fold_tables().class_of
    return frozenset(ScriptClass(classes[ord(char)]) for char in word) & _LETTERS


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other))
