"""What Chinese characters sound like, and which other common ones sound the same."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import Final

from linsang.text.normalise import code_points, fold_tables

# The frontmost rows of the two national character sets are ordered by how common they are.
_COMMON: Final = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}


def syllable(character: str) -> str:
    """The usual toneless syllable of a Chinese character; empty for anything else.

    >>> syllable("象"), syllable("a")
    ('xiang', '')
    """
    tables = fold_tables()
    number = int(tables.pinyin[tables.plain[code_points(character)[0]]])
    return tables.syllables[number - 1] if number else ""


@functools.cache
def same_sound(*, traditional: bool) -> dict[str, tuple[str, ...]]:
    """The common characters of each syllable, in simplified or traditional spelling."""
    encoding = "big5" if traditional else "gb2312"
    first, last = _COMMON[encoding]
    found: defaultdict[str, list[str]] = defaultdict(list)
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            try:
                character = bytes([lead, trail]).decode(encoding)
            except UnicodeDecodeError:
                continue
            if sound := syllable(character):
                found[sound].append(character)
    return {sound: tuple(characters) for sound, characters in found.items()}
