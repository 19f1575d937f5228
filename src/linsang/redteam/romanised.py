"""Words of other scripts in Latin letters."""

from __future__ import annotations

from random import Random

from linsang.redteam.passage import Spans, rewritten
from linsang.redteam.romanisation import romanised_text


def romanised(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Russian, Arabic, Hindi, Thai, Korean and kana words in Latin letters, as in chats.

    Chinese characters stay; see `pinyin`.
    Source: how people type without a keyboard of their own: translit, Arabizi, Hinglish; the
    lexicon has "ganesh ka dant" for Hindi (general knowledge).

    >>> romanised("हाथी दांत", [(0, 9)], Random(0))
    'hathi dant'
    """
    return rewritten(text, spans, lambda phrase: romanised_text(phrase, chinese=False))
