"""Whether a term is meant by what stands there: its accents, and its language."""

from __future__ import annotations

import functools
import re
from typing import Final

from linsang.reference.lexicon import ANCHORS, Role, Term
from linsang.text.normalise import accented_text

_AGAINST: Final = frozenset({Role.DISCLAIMER, Role.NOT_TRADE, Role.OBJECT})
_ANYWHERE: Final = ANCHORS | {Role.MASK}


@functools.lru_cache(maxsize=65536)
def _accented(text: str) -> str:
    return accented_text(text)


_RELATED = {"zh-Hans": "zh", "zh-Hant": "zh"}


def at_home(term: Term, quote: str, length: int, language: str | None) -> bool:
    """Whether a short cue word is of the text's own language.

    "in" is Vietnamese for print, and every English sentence has one. Names and products of
    any language count in any text; of cues, only long ones do.
    """
    if term.role in _ANYWHERE or term.language == "und":
        return True
    if term.language == language:
        return True
    if language and _RELATED.get(term.language, "") == _RELATED.get(language, "?"):
        return True
    if quote.isascii():
        return length >= (6 if language and term.role in _AGAINST else 4)
    return length >= 2


def as_spelt(quote: str, term: Term, language: str | None) -> bool:
    """Whether accents agree: Vietnamese *ngà* is not *ngã*, and English *ban* is not *bán*.

    Sellers leave accents out, so bare letters of some length are taken for any; wrong
    accents are not.
    """
    if quote.isascii():
        if term.text.isascii():
            return True
        if len(quote) < 6:
            return False
        # German writes ae for ä; a bare a is another word: waschbar is no Waschbär.
        return term.language != "de" or bool(_UMLAUT_WRITTEN_OUT.search(quote))
    if term.language == "vi":
        return _accented(" ".join(quote.split())) == _accented(term.text)
    return language != "vi" or not term.text.isascii()


_UMLAUT_WRITTEN_OUT = re.compile("ae|oe|ue|ss", re.IGNORECASE)
