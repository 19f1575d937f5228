"""A word written downwards."""

from __future__ import annotations

from random import Random

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, rewritten


def line_per_character(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Each letter stands on a line of its own, with an empty line between words.

    Source: vertical text in Chinese and Japanese posts, where it also reads well; copied
    elsewhere (general knowledge).

    >>> line_per_character("象牙 x", [(0, 2)], Random(0))
    '象\\n牙 x'
    """
    return rewritten(
        text,
        spans,
        lambda phrase: "\n\n".join("\n".join(letters(word)) for word in phrase.split()),
    )
