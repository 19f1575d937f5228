"""Names and lexicon to patterns: every written form, in the views that text is searched in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import IntFlag
from typing import Final

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.compiled import Compiled, CompiledView
from linsang.reference.inflection import forms
from linsang.reference.lexicon import ANCHORS, BODY, SIGNALS, Hint, LexiconError, Role, Term
from linsang.reference.taxonomy import Taxonomy
from linsang.text.language import small_word_of, small_words
from linsang.text.normalise import (
    ScriptClass,
    accented_text,
    fold_tables,
    plain_texts,
    skeleton_texts,
)

IVORY: Final = frozenset(TradeTerm(code) for code in ("TUS", "IVC", "IVP", "IJW"))
"""Kinds of specimen that only a few animals have: "a tusk, 23 kg" needs no animal's name."""

# How short a pattern may be in the skeleton view, where words run together. Shorter ones
# turn up inside ordinary text: "lion" stands in "mil-lion", 虎皮 in 老虎，皮.
_LEAST_SKELETON: Final = {
    ScriptClass.LATIN: 5,
    ScriptClass.CYRILLIC: 5,
    ScriptClass.GREEK: 5,
    ScriptClass.ARABIC: 5,
    ScriptClass.DEVANAGARI: 5,
    ScriptClass.HANGUL: 3,
    ScriptClass.KATAKANA: 3,
    ScriptClass.HIRAGANA: 5,
    ScriptClass.HAN: 2,
    ScriptClass.THAI: 5,
}
_NEVER_SHORT: Final = 4


class Weight(IntFlag):
    """What finding a pattern means for triage, before anything else is known."""

    NONE = 0
    STRONG = 1  # worth a look by itself
    NAME = 2  # the name of a species that often means something else: with a word of BODY
    THING = 4  # a product, code or gear word that often means something else: with any company
    MASK = 8
    BODY = 16
    SIGNAL = 32
    GEAR = 64  # a word that is gear beside an animal
    SPELT = 128  # what stands there must bear the term's own accents


def weight_of(term: Term) -> Weight:
    """What finding this term means for triage."""
    role, hint = term.role, term.hint
    if role is Role.MASK:
        return Weight.MASK
    if role is Role.PART and term.trade_term in IVORY:
        return Weight.THING | Weight.BODY
    if role is Role.NAME:
        return Weight.STRONG if hint is Hint.ALONE else Weight.NAME
    if role is Role.GEAR and hint is not Hint.ALONE:
        return Weight.GEAR
    if role in ANCHORS:
        return Weight.STRONG if hint is Hint.ALONE else Weight.THING
    if role is Role.EVASION:
        return Weight.THING | Weight.SIGNAL if hint is Hint.ALONE else Weight.SIGNAL
    if role in BODY:
        return Weight.BODY
    return Weight.SIGNAL if role in SIGNALS else Weight.NONE


_SPELT: Final = int(Weight.SPELT)


def compile_terms(
    terms: list[Term],
    domesticated: frozenset[TaxonId],
    version: str,
    ordinary_words: Iterable[str] = (),
) -> Compiled:
    """Every written form of *terms*, in the plain, the skeleton and the triage view."""
    ordinary = frozenset(plain_texts(sorted(ordinary_words)))
    terms = [_as_sure_as_it_is_long(term, ordinary) for term in (*terms, *_german_compounds(terms))]
    plain: dict[str, list[int]] = defaultdict(list)
    written = [
        (form, number)
        for number, term in enumerate(terms)
        for form in sorted(forms(term.text, term.language))
    ]
    folded = plain_texts([form for form, _ in written])
    for pattern, (_, number) in zip(folded, written, strict=True):
        for spacing in _spacings(pattern, terms[number]):
            if spacing and number not in plain[spacing]:
                plain[spacing].append(number)
    for pattern, number in _slips(plain, terms):
        plain[pattern].append(number)
    for pattern, numbers in plain.items():
        naming = [number for number in numbers if terms[number].role in ANCHORS]
        if naming and _too_common(pattern, [terms[number] for number in naming], ordinary):
            plain[pattern] = [number for number in numbers if number not in naming]
    plain = {pattern: numbers for pattern, numbers in plain.items() if numbers}
    skeleton: dict[str, list[int]] = defaultdict(list)
    disguisable = {
        pattern: kept
        for pattern, numbers in plain.items()
        if (kept := [number for number in numbers if _worth_unmasking(terms[number])])
    }
    squeezed = skeleton_texts(list(disguisable))
    for (pattern, numbers), bones in zip(disguisable.items(), squeezed, strict=True):
        if bones and _long_enough(pattern, bones):
            skeleton[bones].extend(one for one in numbers if one not in skeleton[bones])
    worth = [_worth_a_look(term, domesticated) for term in terms]
    triage = {
        pattern: kept
        for pattern, numbers in plain.items()
        if (kept := [number for number in numbers if worth[number]])
    }
    sample = _ordinary_text(terms)
    weights = [weight_of(term) for term in terms]
    accented = [
        not term.text.isascii() and (term.language in ("vi", "de") or len(term.text) < 6)
        for term in terms
    ]

    def view(patterns: dict[str, list[int]], ordinary_text: str) -> CompiledView:
        # An automaton needs a pattern; nothing that has been folded holds this one.
        ordered = sorted(patterns) or ["\x00"]
        many = [patterns.get(pattern, []) for pattern in ordered]
        return CompiledView.of(
            ordered,
            many,
            [_bits(text, own, weights, accented) for text, own in zip(ordered, many, strict=True)],
            ordinary_text=ordinary_text,
        )

    return Compiled(
        version=version,
        domesticated=tuple(sorted(domesticated)),
        count=len(terms),
        columns=Compiled.columns_of(terms),
        plain=view({pattern: _distinct(own, terms) for pattern, own in plain.items()}, sample),
        skeleton=view(skeleton, skeleton_texts([sample])[0] if sample else ""),
        triage=view(triage, sample),
    )


def _bits(text: str, numbers: list[int], weights: Sequence[int], accented: Sequence[bool]) -> int:
    """What a pattern weighs: all that its terms do, and whether its accents must be looked at."""
    bits = 0
    for number in numbers:
        bits |= weights[number]
    if numbers and text.isascii() and all(accented[number] for number in numbers):
        bits |= _SPELT
    return bits


def _as_sure_as_it_is_long(term: Term, ordinary: frozenset[str]) -> Term:
    """A short or ordinary word is an ambiguous name: "aï", "dế", "taa", "milano"."""
    if term.role is not Role.NAME or term.hint is not Hint.ALONE:
        return term
    plain = plain_texts([term.text])[0]
    if plain in ordinary or small_word_of(plain):
        return replace(term, hint=Hint.AMBIGUOUS)
    script = ScriptClass(int(fold_tables().classes[ord(plain[0])]))
    alphabetic = script in (ScriptClass.LATIN, ScriptClass.CYRILLIC, ScriptClass.ARABIC)
    one_word = " " not in plain
    short = len(plain) < 5 or (term.language == "vi" and one_word)
    return replace(term, hint=Hint.AMBIGUOUS) if alphabetic and one_word and short else term


def with_known_taxa(term: Term, taxonomy: Taxonomy) -> Term:
    """The term with today's slugs in place of synonyms."""
    known = tuple(taxonomy.resolve(taxon) for taxon in term.taxa)
    if known == term.taxa:
        return term
    if None in known:
        missing = term.taxa[known.index(None)]
        raise LexiconError(
            f"{term.language}: {term.text!r}: taxon {missing!r} is not in the tree; "
            "expected a slug of taxa.csv such as 'panthera-tigris'"
        )
    return replace(term, taxa=tuple(one for one in known if one))


def _ordinary_text(terms: Iterable[Term]) -> str:
    """What most listings look like: ordinary objects and words of sale between small words."""
    small = {language: small_words(language) for language in {term.language for term in terms}}
    words: list[str] = []
    for number, term in enumerate(terms):
        if term.role in (Role.OBJECT, Role.OFFER):
            own = small[term.language]
            words.append(term.text)
            words.extend(own[(number + step) % len(own)] for step in range(2) if own)
    return plain_texts([" ".join(words)])[0]


def _distinct(numbers: list[int], terms: list[Term]) -> list[int]:
    """One term for each thing a pattern can mean: many languages share a word and its sense."""
    kept: dict[tuple[object, ...], int] = {}
    for number in numbers:
        term = terms[number]
        # A cue counts in its own language, and Vietnamese accents are those of its own term.
        own = term.language if term.role not in ANCHORS or term.language == "vi" else ""
        own += "" if term.text.isascii() else accented_text(term.text)
        key = (term.role, term.sense, term.taxa, term.trade_term, term.hint, own)
        kept.setdefault(key, number)
    return sorted(kept.values())


def _spacings(pattern: str, term: Term) -> tuple[str, ...]:
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


def _worth_a_look(term: Term, domesticated: frozenset[TaxonId]) -> bool:
    """Whether a term can make a listing matter, or can hide one that can."""
    if term.role is Role.MASK or (term.role is Role.EVASION and term.hint is Hint.ALONE):
        return True
    if term.role is Role.PART:
        return term.trade_term in IVORY
    return term.role in ANCHORS and not (term.taxa and set(term.taxa) <= domesticated)


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


def _slips(plain: dict[str, list[int]], terms: list[Term]) -> list[tuple[str, int]]:
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


def _too_common(pattern: str, meanings: list[Term], ordinary: frozenset[str]) -> bool:
    """Whether a pattern says too little to name anything: a doubtful word that is everywhere.

    Two or three letters, a small word of some language, or one of the *ordinary* words that
    the data lists: Indonesian *baru* (new) is a Portuguese tree. Their longer names stay.
    """
    if any(term.hint is Hint.ALONE for term in meanings):
        return False
    script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
    # Arabic leaves vowels out and Russian cases add letters: three letters there are a word.
    if script is not ScriptClass.LATIN:
        return script is ScriptClass.CYRILLIC and len(pattern) <= 2
    own = {term.language for term in meanings}
    if len(pattern) <= 2 and pattern != "ho":  # hổ, the tiger
        return True
    if (
        own == {"vi"}
        and pattern not in ordinary
        and not all(term.text.isascii() for term in meanings)
    ):
        return False
    return len(pattern) <= 3 or pattern in ordinary or bool(small_word_of(pattern) - own)


def _worth_unmasking(term: Term) -> bool:
    """Whether anybody would disguise this term: ordinary and ambiguous words stay out."""
    if term.role in (Role.PRODUCT, Role.CODE, Role.GEAR):
        return term.hint is not Hint.AMBIGUOUS
    return term.role is Role.NAME and term.hint is Hint.ALONE


def _long_enough(pattern: str, squeezed: str) -> bool:
    script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
    return len(squeezed) >= _LEAST_SKELETON.get(script, _NEVER_SHORT)


def _german_compounds(terms: list[Term]) -> list[Term]:
    """German writes species and part as one word: Tiger + Fell, Bär + Galle."""
    try:
        from linsang.reference.inflection.german import compounds
    except ImportError:
        return []
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
