"""Words whose beginning has gone to the end."""

from __future__ import annotations

from random import Random

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, rewritten


def rotated_order(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """The first word of a phrase, or the first letters of a word, move to its end: 牛角犀.

    Source: 牙象 and 角牛犀 for what everybody reads in the usual order; back slang such as
    French verlan, which turns syllables around (general knowledge).

    >>> rotated_order("tiger claw", [(0, 10)], Random(0))
    'claw tiger'
    >>> rotated_order("犀牛角", [(0, 3)], Random(0))
    '角犀牛'
    """

    def rewrite(phrase: str) -> str:
        words = phrase.split()
        parts = words if len(words) > 1 else letters(phrase)
        if len(parts) < 2:
            return phrase
        cut = random.randrange(1, len(parts))
        return (" " if parts is words else "").join([*parts[cut:], *parts[:cut]])

    return rewritten(text, spans, rewrite)
