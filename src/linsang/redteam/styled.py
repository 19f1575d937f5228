"""Letters in fancy dress."""

from __future__ import annotations

import string
import unicodedata
from random import Random
from typing import Final

from linsang.redteam.passage import Spans, rewritten

_SMALL_CAPITALS: Final = dict(
    zip("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", strict=True)
)


def _alphabet(upper: int, lower: int) -> dict[str, str]:
    """The letters that begin at these two code points."""
    small = zip(string.ascii_lowercase, range(lower, lower + 26), strict=True)
    large = zip(string.ascii_uppercase, range(upper, upper + 26), strict=True)
    return {letter: chr(code) for letter, code in [*small, *large]}


_DRESSES: Final = (
    _alphabet(0x1D400, 0x1D41A),  # bold
    _alphabet(0x1D4D0, 0x1D4EA),  # bold script
    _alphabet(0x1D56C, 0x1D586),  # bold Fraktur
    _alphabet(0x1D5D4, 0x1D5EE),  # bold sans-serif
    _alphabet(0x1D670, 0x1D68A),  # typewriter
    _alphabet(0x24B6, 0x24D0),  # in circles
    _alphabet(0x1F130, 0x1F130),  # in squares
    _alphabet(0x1F170, 0x1F170),  # in black squares
    _SMALL_CAPITALS | {letter.upper(): small for letter, small in _SMALL_CAPITALS.items()},
)


def styled(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Latin letters become bold, script, Fraktur, circled, squared or small-capital ones.

    Source: "fancy text" generators for social media profiles, whose letters no word filter
    reads (general knowledge).

    >>> styled("ivory", [(0, 5)], Random(1))
    '𝖎𝖛𝖔𝖗𝖞'
    """
    dress = str.maketrans(random.choice(_DRESSES))

    def rewrite(phrase: str) -> str:
        # Accents written apart stay on the dressed letter.
        dressed = unicodedata.normalize("NFD", phrase).translate(dress)
        return unicodedata.normalize("NFC", dressed)

    return rewritten(text, spans, rewrite)
