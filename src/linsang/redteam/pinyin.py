"""Chinese words by their sound in Latin letters."""

from __future__ import annotations

import re
from random import Random

from linsang.redteam.passage import Spans, rewritten
from linsang.redteam.sounds import syllable


def pinyin(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Chinese characters become toneless pinyin: "xiangya" or "xiang ya" for 象牙.

    Japanese text stays: its characters sound otherwise.
    Source: Linsang's table of Chinese trade words by sound; the lexicon has 沉xiang.

    >>> pinyin("卖象牙", [(1, 3)], Random(1))
    '卖xiangya'
    """
    if language == "ja":
        return text
    between = random.choice(("", " "))
    return rewritten(text, spans, lambda phrase: _spelt(phrase, between))


def _spelt(phrase: str, between: str) -> str:
    sounds = [syllable(char) or char for char in phrase]
    return re.sub(r" +", " ", between.join(sounds)) if sounds != [*phrase] else phrase
