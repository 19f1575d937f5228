"""Words written backwards."""

from __future__ import annotations

from random import Random

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, rewritten


def reversed_order(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """The letters of each phrase stand in reverse: "yrovi", 牙象; of some, only the words do.

    Source: reversed phrases against keyword filters on Chinese platforms, where two or three
    characters stay readable (general knowledge).

    >>> reversed_order("象牙", [(0, 2)], Random(0))
    '牙象'
    """

    def rewrite(phrase: str) -> str:
        words = phrase.split()
        if len(words) > 1 and random.random() < 0.5:
            return " ".join(reversed(words))
        return "".join(reversed(letters(phrase)))

    return rewritten(text, spans, rewrite)
