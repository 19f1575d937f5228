"""Ways in which a term is written beside its own: run together, compounded, slipped, backwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from linsang.model.taxon import TaxonId
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


# The groups whose names traders misspell and buyers search for; a slip in any other name is
# hardly ever worth the patterns it costs.
_MUCH_TRADED: Final = frozenset(
    TaxonId(taxon)
    for taxon in (
        "elephantidae", "loxodonta-africana", "rhinocerotidae", "manidae", "panthera-tigris",
        "panthera-pardus", "panthera-uncia", "acinonyx-jubatus", "psittaciformes",
        "psittacus-erithacus", "ara", "cacatuidae", "amazona", "testudines", "testudinidae",
        "chelonioidea", "cheloniidae", "eretmochelys-imbricata", "crocodylia", "crocodylidae",
        "pythonidae", "iguana-iguana", "chamaeleonidae", "hippocampus", "primates",
        "pan-troglodytes", "callitrichidae", "pongo", "nycticebus", "lutrinae", "saiga-tatarica",
        "moschus", "bucerotidae", "rhinoplax-vigil", "aquilaria", "dalbergia", "orchidaceae",
        "strigiformes", "falconidae", "acipenseridae", "scleractinia", "pantholops-hodgsonii",
    )
)  # fmt: skip
_LEAST_MISSPELT: Final = 7


def slips(plain: dict[str, list[int]], terms: list[Term]) -> list[tuple[str, int]]:
    """Names of much traded groups with one letter left out or two changed places.

    Edit distance one, on a shortlist, and made here rather than searched for: a slip that is
    a term itself is left alone. The term that a slip stands for is a doubtful one.
    """
    found: dict[str, int] = {}
    doubtful: dict[int, int] = {}
    for pattern, numbers in list(plain.items()):
        if len(pattern) < _LEAST_MISSPELT or " " in pattern or not pattern.isalpha():
            continue
        script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
        if script not in (ScriptClass.LATIN, ScriptClass.CYRILLIC):
            continue
        for number in numbers:
            term = terms[number]
            if term.role is not Role.NAME or not set(term.taxa) & _MUCH_TRADED:
                continue
            if number not in doubtful:
                doubtful[number] = len(terms)
                terms.append(replace(term, hint=Hint.AMBIGUOUS))
            for at in range(1, len(pattern) - 1):
                for slip in (
                    pattern[:at] + pattern[at + 1 :],
                    pattern[:at] + pattern[at + 1] + pattern[at] + pattern[at + 2 :],
                ):
                    if slip not in plain and not small_word_of(slip):
                        found.setdefault(slip, doubtful[number])
    return sorted(found.items())


def backwards(plain: dict[str, list[int]], terms: list[Term]) -> list[tuple[str, list[int]]]:
    """Single words of the trade from their last letter to their first: "yrovi".

    Nobody writes so by chance, so what is reversed is as sure as can be.
    """
    sure: dict[int, int] = {}
    found = []
    for pattern, numbers in list(plain.items()):
        script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
        alphabetic = script in (ScriptClass.LATIN, ScriptClass.CYRILLIC)
        if not alphabetic or len(pattern) < _LEAST_REVERSED or not pattern.isalpha():
            continue
        turned = pattern[::-1]
        traded = [
            number
            for number in numbers
            if terms[number].role is Role.PRODUCT
            or (terms[number].role is Role.NAME and set(terms[number].taxa) & _MUCH_TRADED)
        ]
        if not traded or turned in plain or small_word_of(turned):
            continue
        for number in traded:
            if number not in sure:
                sure[number] = len(terms)
                terms.append(replace(terms[number], hint=Hint.ALONE))
        found.append((turned, [sure[number] for number in traded]))
    return found


_LEAST_REVERSED: Final = 5


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
