"""Pictures for words."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import letters
from linsang.redteam.passage import Spans, by_words, rewritten
from linsang.redteam.word_table import word_table

_PICTURES: Final = word_table("emoji_words.csv", "emoji")
_ORNAMENTS: Final = "✨🔥💎🌿⭐🍀"


def emoji(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """The animal or the part becomes its emoji; a word without one gets emoji between letters.

    Source: 🐘🦷 and 🐯の牙, which Linsang's terms have (general knowledge). `emoji_words.csv` has
    the words, not reviewed by native speakers.

    >>> emoji("tiger claw", [(0, 10)], Random(0), "en"), emoji("象牙", [(0, 2)], Random(0))
    ('🐅 claw', '🐘🦷')
    """
    table = _PICTURES(language)

    def rewrite(phrase: str) -> str:
        pictured = table.replaced(phrase, random)
        if pictured != phrase:
            return pictured
        ornament = random.choice(_ORNAMENTS)
        return by_words(phrase, lambda word: ornament.join(letters(word)))

    return rewritten(text, spans, rewrite)
