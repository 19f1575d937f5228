"""Another word that insiders know."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.passage import Spans, rewritten
from linsang.redteam.word_table import word_table

_CODES: Final = word_table("code_words.csv", "code")


def code_word(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """The name of the animal or material gives way to a code word: "white plastic", 果冻.

    Source: `code_words.csv` says it for each; those of TRAFFIC's *Moving Targets* (2015) are
    as the press reported them. The rest is general knowledge, some of it in the lexicon too,
    and not reviewed by native speakers.

    >>> code_word("genuine ivory ring", [(8, 13)], Random(4), "en")
    'genuine jelly ring'
    """
    table = _CODES(language)
    return rewritten(text, spans, lambda phrase: table.replaced(phrase, random))
