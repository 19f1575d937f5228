"""Letters of another width."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import Final

from linsang.redteam.passage import Spans, rewritten


def _other_width() -> dict[str, str]:
    wide = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
    narrow = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
    voiced = {
        whole: narrow[parts[0]] + {"\u3099": "ﾞ", "\u309a": "ﾟ"}[parts[1]]
        for code in range(0x30A1, 0x30FB)
        if len(parts := unicodedata.normalize("NFD", whole := chr(code))) == 2
        and parts[0] in narrow
    }
    return wide | narrow | voiced


_OTHER: Final = str.maketrans(_other_width())


def full_width(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Latin letters become full-width ones, and katakana half-width ones.

    Source: both widths are on every Chinese and Japanese keyboard, and filters that compare
    bytes miss the other one (Unicode Standard Annex 11; general knowledge).

    >>> full_width("ivory", [(0, 5)], Random(0)), full_width("ガ", [(0, 1)], Random(0))
    ('ｉｖｏｒｙ', 'ｶﾞ')
    """
    return rewritten(text, spans, lambda phrase: phrase.translate(_OTHER))
