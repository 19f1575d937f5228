"""Chinese words by the first letters of their syllables."""

from __future__ import annotations

from random import Random

from linsang.redteam.passage import Spans, rewritten
from linsang.redteam.sounds import syllable


def initials(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Chinese characters become the first letters of their pinyin: "xy" or "XY" for 象牙.

    Source: how young Chinese abbreviate, and traders with them: Linsang's table of Chinese
    trade words by sound has such initials.

    >>> initials("卖象牙", [(1, 3)], Random(2))
    '卖xy'
    """
    if language == "ja":
        return text
    capitals = random.random() < 0.5

    def letter_of(char: str) -> str:
        first = syllable(char)[:1]
        return (first.upper() if capitals else first) or char

    return rewritten(text, spans, lambda phrase: "".join(map(letter_of, phrase)))
