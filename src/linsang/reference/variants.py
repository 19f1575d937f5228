"""Ways in which a term is written beside its own: run together, compounded, out of order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from linsang.reference.inflection.german import compounds
from linsang.reference.lexicon import Hint, Role, Term
from linsang.text.language import small_word_of
from linsang.text.normalise import ScriptClass, fold_tables


def spacings(pattern: str, term: Term) -> tuple[str, ...]:
    """A pattern as it stands and, where people write it so, run together.

    Chinese, Japanese, Thai and Korean write no spaces; English sellers write "sharkfin".
    """
    together = pattern.replace(" ", "")
    if together == pattern:
        return (pattern,)
    dense = term.language in ("zh-Hans", "zh-Hant", "ja", "th", "ko")
    joined = (
        term.language == "en"
        and term.role is Role.PRODUCT
        and term.hint is not Hint.AMBIGUOUS
        and pattern.count(" ") == 1
        and len(together) >= 8
    )
    return (pattern, together) if dense or joined else (pattern,)


_MOST_TURNED: Final = 12
# How many letters must stand in another order to be read as a word of the trade at all. Of
# alphabets `alike` takes care, and Arabic letters that are turned are other words too often.
_LEAST_TURNED: Final = {
    ScriptClass.HAN: 2,
    ScriptClass.KATAKANA: 4,
    ScriptClass.HIRAGANA: 4,
    ScriptClass.HANGUL: 3,
    ScriptClass.THAI: 4,
    ScriptClass.DEVANAGARI: 3,
    ScriptClass.ARABIC: 5,
}
_LEAST_ROTATED: Final = {
    **_LEAST_TURNED,
    ScriptClass.HAN: 3,
    ScriptClass.THAI: 7,
    ScriptClass.ARABIC: _MOST_TURNED + 1,
}


def out_of_order(
    plain: Mapping[str, Sequence[int]], terms: list[Term]
) -> Iterator[tuple[str, list[int]]]:
    """Words of scripts without an alphabet from last to first, or begun in the middle: 角犀牛.

    Nobody writes so by chance, so what is out of order is as sure as can be. Two characters
    are turned only where they name a product and nothing else.
    """
    sure: dict[int, int] = {}
    for pattern, numbers in list(plain.items()):
        script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
        written = _letters(pattern)
        if not _LEAST_TURNED.get(script, _MOST_TURNED + 1) <= len(written) <= _MOST_TURNED:
            continue
        traded = [number for number in numbers if _is_sure(terms[number], len(written))]
        if not traded:
            continue
        others = {"".join(reversed(written))}
        if len(written) >= _LEAST_ROTATED[script] and " " not in pattern:
            others |= {"".join(written[cut:] + written[:cut]) for cut in range(1, len(written))}
        for other in sorted(others):
            if other in plain or other[0] == " " or small_word_of(other):
                continue
            for number in traded:
                if number not in sure:
                    sure[number] = len(terms)
                    terms.append(replace(terms[number], hint=Hint.ALONE))
            yield other, [sure[number] for number in traded]


def _is_sure(term: Term, length: int) -> bool:
    if term.hint is not Hint.ALONE:
        return False
    return term.role is Role.PRODUCT or (term.role is Role.NAME and length > _SHORT_NAME)


_SHORT_NAME: Final = 2


def _letters(pattern: str) -> list[str]:
    """The letters of folded text, each with the marks that sit on it."""
    written: list[str] = []
    for char in pattern:
        if written and unicodedata.category(char).startswith("M"):
            written[-1] += char
        else:
            written.append(char)
    return written


def german_compounds(terms: list[Term]) -> list[Term]:
    """German writes species and part as one word: Tiger + Fell, Bär + Galle."""
    heads = [
        term
        for term in terms
        if term.language == "de" and term.role is Role.NAME and " " not in term.text
    ]
    parts = [
        term
        for term in terms
        if term.language == "de"
        and term.role in (Role.PART, Role.LIVE)
        and " " not in term.text
        and term.trade_term
    ]
    known = {term.text.casefold() for term in terms if term.language == "de"}
    return [
        Term(
            text=word,
            language="de",
            role=Role.PRODUCT,
            taxa=head.taxa,
            trade_term=part.trade_term,
            hint=Hint.ALONE if head.hint is Hint.ALONE else Hint.CONTEXT,
            source=head.source,
        )
        for head in heads
        for part in parts
        for word in sorted(compounds(head.text, part.text))
        if word.casefold() not in known
    ]
