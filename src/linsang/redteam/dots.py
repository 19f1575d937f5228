"""Letters parted by dots and other signs."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, by_words, rewritten

SIGNS: Final = (".", "-", "_", "*", "·", "|", "~", "/", "•", "+")


def dots(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """A sign between all letters of a word, the same one throughout: "n.g.à".

    Source: written so on Vietnamese and Chinese social media (general knowledge; the
    lexicon has "n.g.à").

    >>> dots("ngà voi", [(0, 7)], Random(0))
    'n~g~à v~o~i'
    """
    sign = random.choice(SIGNS)
    return rewritten(
        text, spans, lambda phrase: by_words(phrase, lambda word: sign.join(letters(word)))
    )
