"""Letters exchanged for look-alikes of another alphabet."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import Final

from linsang.redteam.letters import letters, some
from linsang.redteam.passage import Spans, by_words, rewritten

_ALIKE: Final = (
    "aа cс eе oо pр xх yу iі sѕ jј hһ dԁ qԛ wԝ gɡ lӏ vν nո uս kк "
    "AА BВ CС EЕ HН KК MМ OО PР TТ XХ YΥ IІ SЅ JЈ NΝ ZΖ "
    # Kana and Chinese characters that look the same, and the Persian forms of Arabic letters.
    "カ力 ニ二 ロ口 ト卜 エ工 タ夕 ハ八 へヘ べベ ぺペ りリ يی كک هہ"
)


def _look_alikes() -> dict[str, str]:
    both: dict[str, str] = {}
    for pair in _ALIKE.split():
        both |= {pair[0]: pair[1], pair[1]: pair[0]}
    # The radicals of dictionaries look like the characters: 牙 and U+2F5B.
    radicals = {
        unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)
    }
    return radicals | both


_LOOK_ALIKE: Final = _look_alikes()


def homoglyph(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Some letters become look-alikes: Cyrillic for Latin and back, radicals for characters.

    Source: Unicode Technical Standard 39 lists such pairs because they are used to deceive;
    sellers write "ivоry" with a Cyrillic о against word filters (general knowledge).

    >>> homoglyph("ivory", [(0, 5)], Random(1)).isascii()
    False
    """

    def rewrite(word: str) -> str:
        written = letters(word)
        can = [place for place, letter in enumerate(written) if letter in _LOOK_ALIKE]
        for place in some(can, random):
            written[place] = _LOOK_ALIKE[written[place]]
        return "".join(written)

    return rewritten(text, spans, lambda phrase: by_words(phrase, rewrite))
