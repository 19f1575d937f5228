"""Words of two scripts, each half by its sound."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import letters, some
from linsang.redteam.passage import Spans, by_words, rewritten
from linsang.redteam.romanisation import romanised_text

# The Cyrillic letter of the same sound, so that what it looks like gives nothing away.
_CYRILLIC: Final = dict(zip("bdfgijlmnprstuvz", "бдфгийлмнпрстувз", strict=True))


def mixed_script(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Part of each word changes its script by sound: 象ya, "слоноvая", "иvory", 상a.

    Otherwise than `homoglyph`, the letters do not look alike; a reader sounds them out.
    Source: Linsang's table of Chinese trade words by sound has 181 such mixtures; the lexicon
    has 沉xiang (general knowledge for the other scripts).

    >>> mixed_script("象牙", [(0, 2)], Random(0)), mixed_script("ivory", [(0, 5)], Random(0))
    ('象ya', 'iвory')
    """
    chinese = language != "ja"

    def rewrite(word: str) -> str:
        written = letters(word)
        other = [_other(letter, chinese=chinese) for letter in written]
        can = [place for place, letter in enumerate(written) if other[place] != letter]
        # Somebody who exchanges every letter has not mixed anything.
        most = max(1, len(written) - 1)
        for place in sorted(some(can, random, share=0.4))[:most]:
            written[place] = other[place]
        return "".join(written)

    return rewritten(text, spans, lambda phrase: by_words(phrase, rewrite))


def _other(letter: str, *, chinese: bool) -> str:
    cyrillic = _CYRILLIC.get(letter.lower())
    if cyrillic:
        return cyrillic.upper() if letter.isupper() else cyrillic
    return romanised_text(letter, chinese=chinese)
