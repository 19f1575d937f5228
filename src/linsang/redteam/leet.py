"""Digits and signs for letters."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import base_letter, letters, some
from linsang.redteam.passage import Spans, by_words, rewritten

_SIGNS: Final = {
    "a": "4@", "b": "8", "e": "3€", "g": "96", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7+",
    "z": "2", "а": "@4", "б": "6", "в": "8", "е": "3", "з": "3", "о": "0", "т": "7", "ч": "4",
}  # fmt: skip


def leet(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Letters of Latin and Cyrillic words become digits and signs: "t1g3r cl@w".

    Source: the oldest trick against word filters (general knowledge); Linsang's terms
    have "leop@rd".

    >>> leet("tiger", [(0, 5)], Random(3))
    '716er'
    """

    def rewrite(word: str) -> str:
        written = letters(word)
        can = [place for place, letter in enumerate(written) if _key(letter) in _SIGNS]
        for place in sorted(some(can, random, share=0.6)):
            written[place] = random.choice(_SIGNS[_key(written[place])])
        return "".join(written)

    return rewritten(text, spans, lambda phrase: by_words(phrase, rewrite))


def _key(letter: str) -> str:
    return base_letter(letter).lower()
