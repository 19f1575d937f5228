"""Words without their vowels."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import base_letter, letters
from linsang.redteam.passage import Spans, by_words, rewritten

_VOWELS: Final = frozenset("aeiouy" + "аеёиоуыэюя")
_LEAST_LEFT: Final = 2


def vowel_drop(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Latin and Cyrillic words lose the vowels after their first letter: "ivry", "tgr".

    All of them go, or all but the last letter; a word that would keep fewer than two letters
    stays.
    Source: abbreviations of chat and hashtags: the lexicon has "ivr" for *ivoire* and "ivry"
    for *ivory* (general knowledge).

    >>> vowel_drop("tiger claw", [(0, 10)], Random(0))
    'tgr clw'
    """
    keeps_last = random.random() < 0.3

    def rewrite(word: str) -> str:
        written = letters(word)
        last = len(written) - 1
        left = [
            letter
            for place, letter in enumerate(written)
            if place == 0
            or (keeps_last and place == last)
            or base_letter(letter).lower() not in _VOWELS
        ]
        return "".join(left) if len(left) >= _LEAST_LEFT else word

    return rewritten(text, spans, lambda phrase: by_words(phrase, rewrite))
