"""Letters set apart by spaces."""

from __future__ import annotations

from random import Random

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, rewritten


def spacing(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Each word is spaced out: every letter alone, or torn into pieces of two or three.

    Source: the labelling guide's case 74; seen on every platform that filters words.

    >>> spacing("tiger claw", [(0, 10)], Random(1))
    't i g e r   c l a w'
    """
    whole_letters = random.random() < 0.6

    def rewrite(word: str) -> str:
        written = letters(word)
        if whole_letters or len(written) < 4:
            return " ".join(written)
        pieces, place = [], 0
        while place < len(written):
            size = random.choice((2, 3))
            pieces.append("".join(written[place : place + size]))
            place += size
        return " ".join(pieces)

    return rewritten(
        text, spans, lambda phrase: "   ".join(rewrite(word) for word in phrase.split())
    )
