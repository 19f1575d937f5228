"""Names and lexicon to patterns: every written form, in the views that text is searched in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import IntFlag
from typing import Final

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.alike import Alike
from linsang.reference.compiled import Compiled, CompiledView
from linsang.reference.inflection import forms
from linsang.reference.lexicon import ANCHORS, BODY, SIGNALS, Hint, LexiconError, Role, Term
from linsang.reference.taxonomy import Taxonomy
from linsang.reference.variants import german_compounds, out_of_order, spacings
from linsang.text.consonants import LEAST_LETTERS, consonants_of
from linsang.text.language import small_word_of, small_words
from linsang.text.normalise import (
    FIELD_MARK,
    ScriptClass,
    accented_text,
    fold_tables,
    plain_texts,
    skeleton_texts,
)
from linsang.text.pinyin import sound_patterns

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
    """Every written form of *terms*, in the plain, the skeleton and the consonant view."""
    ordinary = frozenset(plain_texts(sorted(ordinary_words)))
    # Our own mark in a private term would part it in two wherever terms are joined.
    terms = [
        replace(term, text=term.text.replace(FIELD_MARK, " ")) if FIELD_MARK in term.text else term
        for term in terms
    ]
    terms = [_as_sure_as_it_is_long(term, ordinary) for term in (*terms, *german_compounds(terms))]
    plain: dict[str, list[int]] = defaultdict(list)
    written = [
        (form, number)
        for number, term in enumerate(terms)
        for form in sorted(forms(term.text, term.language))
    ]
    folded = plain_texts([form for form, _ in written])
    for pattern, (_, number) in zip(folded, written, strict=True):
        for spacing in spacings(pattern, terms[number]):
            if spacing and number not in plain[spacing]:
                plain[spacing].append(number)
    turned = dict(out_of_order(plain, terms))
    for pattern, numbers in turned.items():
        plain[pattern].extend(numbers)
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
    heard: dict[str, list[int]] = defaultdict(list)
    sounds: dict[str, list[int]] = defaultdict(list)
    ordered = sorted(plain)
    for place, (pattern, own_consonants) in enumerate(
        zip(ordered, consonants_of(ordered), strict=True)
    ):
        if pattern not in disguisable:
            continue
        if _is_chinese(pattern):
            for sound in sound_patterns(pattern):
                sounds[sound].append(place)
        elif (
            len(own_consonants) >= LEAST_LETTERS
            and not _no_alphabet(pattern)
            and _is_named(plain[pattern], terms)
        ):
            heard[own_consonants].append(place)
    worth = [_worth_a_look(term, domesticated) for term in terms]
    sample = _ordinary_text(terms)
    # Plain numbers: a million flags are or-ed together below.
    weights = [int(weight_of(term)) for term in terms]
    accented = [
        not term.text.isascii() and (term.language in ("vi", "de") or len(term.text) < 6)
        for term in terms
    ]

    def bits(text: str, numbers: Sequence[int]) -> int:
        return _bits(text, numbers, weights, accented)

    def view(
        patterns: dict[str, list[int]], ordinary_text: str, *, whole_words: bool
    ) -> CompiledView:
        # An automaton needs a pattern; nothing that has been folded holds this one.
        ordered = sorted(patterns) or ["\x00"]
        many = [patterns.get(pattern, []) for pattern in ordered]
        return CompiledView.of(
            ordered,
            many,
            [bits(text, own) for text, own in zip(ordered, many, strict=True)],
            whole_words=whole_words,
            ordinary_text=ordinary_text,
        )

    in_triage = [
        bits(pattern, [number for number in plain.get(pattern, ()) if worth[number]])
        for pattern in sorted(plain) or ["\x00"]
    ]

    return Compiled(
        version=version,
        domesticated=tuple(sorted(domesticated)),
        terms=Compiled.lines_of(terms),
        plain=view(
            {pattern: _distinct(own, terms) for pattern, own in plain.items()},
            sample,
            whole_words=True,
        ),
        skeleton=view(skeleton, skeleton_texts([sample])[0] if sample else "", whole_words=False),
        consonants=_of_patterns(heard),
        sounds=_of_patterns(sounds),
        alike=Alike.of(
            plain, terms, without=turned, ordinary={*ordinary, *_all_small_words(terms)}
        ),
        triage_bits=bytes(in_triage),
    )


def _bits(
    text: str, numbers: Sequence[int], weights: Sequence[int], accented: Sequence[bool]
) -> int:
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


def _all_small_words(terms: Iterable[Term]) -> set[str]:
    """The words that every text of the terms' languages is full of."""
    small = {
        word for language in {term.language for term in terms} for word in small_words(language)
    }
    return set(plain_texts(sorted(small)))


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


def _worth_a_look(term: Term, domesticated: frozenset[TaxonId]) -> bool:
    """Whether a term can make a listing matter, or can hide one that can."""
    if term.role is Role.MASK or (term.role is Role.EVASION and term.hint is Hint.ALONE):
        return True
    if term.role is Role.PART:
        return term.trade_term in IVORY
    return term.role in ANCHORS and not (term.taxa and set(term.taxa) <= domesticated)


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
    """Whether anybody would disguise this term: short and ambiguous words stay out."""
    if term.hint is Hint.AMBIGUOUS:
        return term.role in _DISGUISED and len(term.text) >= _LEAST_AMBIGUOUS
    if term.role in (Role.PRODUCT, Role.CODE, Role.GEAR):
        return True
    return term.role is Role.NAME and term.hint is Hint.ALONE


_DISGUISED: Final = frozenset({Role.PRODUCT, Role.NAME})
_LEAST_AMBIGUOUS: Final = 5


def _of_patterns(places: dict[str, list[int]]) -> CompiledView:
    """A view whose patterns stand for plain patterns."""
    ordered = sorted(places) or ["\x00"]
    return CompiledView.of(
        ordered,
        [places.get(one, []) for one in ordered],
        [0] * len(ordered),
        whole_words=False,
        ordinary_text="",
    )


def _is_chinese(pattern: str) -> bool:
    """Whether a pattern is a word of Chinese characters."""
    classes = fold_tables().class_of
    return len(pattern) > 1 and all(classes[ord(char)] == ScriptClass.HAN for char in pattern)


def _is_named(numbers: Iterable[int], terms: Sequence[Term]) -> bool:
    """Whether a pattern names something: code words and gear are too like other words."""
    return any(terms[number].role in _DISGUISED for number in numbers)


def _no_alphabet(pattern: str) -> bool:
    """Whether a pattern is written without an alphabet, so that it has no consonants of its own."""
    script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
    return script in (
        ScriptClass.HAN,
        ScriptClass.HANGUL,
        ScriptClass.HIRAGANA,
        ScriptClass.KATAKANA,
    )


def _long_enough(pattern: str, squeezed: str) -> bool:
    script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
    return len(squeezed) >= _LEAST_SKELETON.get(script, _NEVER_SHORT)
