"""Characters that nobody sees between the letters."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import letters, some
from linsang.redteam.passage import Spans, by_words, rewritten

# Zero width space, non-joiner, joiner, word joiner, byte order mark, soft hyphen.
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def zero_width(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """Invisible characters stand between letters; a reader sees the same word.

    Source: Unicode Technical Report 36, section on invisible characters; common in spam
    (general knowledge).

    >>> zero_width("ivory", [(0, 5)], Random(1)).encode("ascii", "ignore")
    b'ivory'
    """

    def rewrite(word: str) -> str:
        written = letters(word)
        after = some(range(len(written) - 1), random, share=0.6)
        return "".join(
            letter + (random.choice(INVISIBLE) if place in after else "")
            for place, letter in enumerate(written)
        )

    return rewritten(text, spans, lambda phrase: by_words(phrase, rewrite))
