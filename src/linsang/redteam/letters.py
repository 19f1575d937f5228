"""Letters as a reader sees them, and the scripts that they belong to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random
from typing import Final

from linsang.text.normalise import ScriptClass, fold_tables

KANA: Final = frozenset({ScriptClass.HIRAGANA, ScriptClass.KATAKANA})
SCRIPTS: Final = frozenset(
    {
        *(ScriptClass.LATIN, ScriptClass.CYRILLIC, ScriptClass.ARABIC, ScriptClass.DEVANAGARI),
        *(ScriptClass.HANGUL, ScriptClass.KATAKANA, ScriptClass.HIRAGANA, ScriptClass.HAN),
        ScriptClass.THAI,
    }
)
"""The scripts of the languages that Linsang reads."""


def letters(text: str) -> list[str]:
    """The letters of *text*, each with the marks that sit on it; spaces and signs count too.

    >>> letters("ngà voi")
    ['n', 'g', 'à', ' ', 'v', 'o', 'i']
    >>> letters("งาช้าง"), letters("हाथी")
    (['ง', 'า', 'ช้', 'า', 'ง'], ['हा', 'थी'])
    """
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char).startswith("M"):
            found[-1] += char
        else:
            found.append(char)
    return found


def script_of(letter: str) -> ScriptClass:
    """The script of a letter, by its first character.

    >>> script_of("虎").name, script_of("ช้").name
    ('HAN', 'THAI')
    """
    script = ScriptClass(fold_tables().class_of[ord(letter[0])])
    return ScriptClass.THAI if script is ScriptClass.THAI_MARK else script


def some(places: Sequence[int], random: Random, *, share: float = 0.5) -> set[int]:
    """About *share* of *places*, and at least one where there is any.

    >>> sorted(some(range(4), Random(1), share=1.0)), some([], Random(1))
    ([0, 1, 2, 3], set())
    """
    if not places:
        return set()
    chosen = {place for place in places if random.random() < share}
    return chosen or {random.choice(places)}


def base_letter(letter: str) -> str:
    """A Latin letter without its accents and in lower case; any other as it is.

    >>> base_letter("À"), base_letter("đ"), base_letter("ช้")
    ('a', 'd', 'ช้')
    """
    if script_of(letter) is not ScriptClass.LATIN:
        return letter
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return "d" if plain == "đ" else plain
