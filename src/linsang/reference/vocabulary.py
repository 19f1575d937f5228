"""Names and lexicon compiled for matching: every written form, in both views, with a cache."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntFlag
from importlib import resources
from operator import or_
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from linsang.model.taxon import TaxonId, TradeTerm
from linsang.reference.inflection import forms
from linsang.reference.lexicon import (
    ANCHORS,
    BODY,
    SIGNALS,
    Hint,
    LexiconError,
    Role,
    Term,
    read_lexicon,
    read_names,
    read_pinyin,
    read_words,
)
from linsang.reference.taxonomy import Taxonomy
from linsang.text.language import small_word_of, small_words
from linsang.text.matcher import Hits, Matcher
from linsang.text.normalise import (
    CodePoints,
    ScriptClass,
    fold_tables,
    plain_texts,
    skeleton_texts,
    text_of,
)

FORMAT: Final = "10"

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
    ScriptClass.KATAKANA: 4,
    ScriptClass.HIRAGANA: 5,
    ScriptClass.HAN: 2,
    ScriptClass.THAI: 5,
}
_NEVER_SHORT: Final = 4


def data_directory() -> Path:
    """Where the shipped reference data lies."""
    return Path(str(resources.files("linsang.reference"))) / "data"


class _Stored(msgspec.Struct):
    """What the cache holds: columns rather than objects, so that it loads in milliseconds."""

    version: str
    domesticated: list[str]
    texts: list[str]
    languages: list[str]
    roles: list[str]
    senses: list[str]
    taxa: list[str]
    trade_terms: list[str]
    hints: list[str]
    sources: list[str]
    plain_patterns: list[str]
    plain_terms: list[list[int]]
    plain_automaton: bytes
    skeleton_patterns: list[str]
    skeleton_terms: list[list[int]]
    skeleton_automaton: bytes
    triage_patterns: list[str]
    triage_terms: list[list[int]]
    triage_automaton: bytes


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


def _weight(role: Role, hint: Hint, trade_term: str) -> int:
    if role is Role.MASK:
        return Weight.MASK
    if role is Role.PART and trade_term in IVORY:
        return Weight.THING | Weight.BODY
    if role is Role.NAME:
        return Weight.STRONG if hint is Hint.ALONE else Weight.NAME
    if role is Role.GEAR and hint is not Hint.ALONE:
        return Weight.GEAR
    if role in ANCHORS:
        return Weight.STRONG if hint is Hint.ALONE else Weight.THING
    if role is Role.EVASION:
        return Weight.THING if hint is Hint.ALONE else Weight.SIGNAL
    if role in BODY:
        return Weight.BODY
    return Weight.SIGNAL if role in SIGNALS else Weight.NONE


class Patterns:
    """One view's patterns: matchers, and for each pattern the terms it may mean.

    There is one matcher for what is shipped and one for each private layer, so that a layer
    can change without the rest being compiled again.
    """

    def __init__(self, layers: Sequence[tuple[Sequence[str], Sequence[Sequence[int]], bytes]]) -> None:
        self._matchers: list[tuple[Matcher, int]] = []
        self.terms: list[Sequence[int]] = []
        self.texts: list[str] = []
        for texts, terms, automaton in layers:
            self._matchers.append((Matcher(texts, automaton), len(self.terms)))
            self.terms.extend(terms)
            self.texts.extend(texts)
        self.bits: NDArray[np.uint8] = np.zeros(len(self.terms), dtype=np.uint8)

    def __len__(self) -> int:
        return len(self.terms)

    def find(self, codes: CodePoints, *, whole_words: bool = True) -> Hits:
        """Every pattern of every layer in *codes*."""
        text = text_of(codes)
        found = [
            (matcher.find(codes, text, whole_words=whole_words), offset)
            for matcher, offset in self._matchers
        ]
        if len(found) == 1:
            return found[0][0]
        return Hits(
            np.concatenate([hits.start for hits, _ in found]),
            np.concatenate([hits.end for hits, _ in found]),
            np.concatenate([hits.pattern + offset for hits, offset in found]),
        )


class Vocabulary:
    """Everything that can be recognised in text, ready to be searched for.

    >>> vocabulary = Vocabulary.compile([Term(text="tiger claw", language="en", role=Role.PRODUCT)])
    >>> [vocabulary.term(number).text for number in vocabulary.plain.terms[0]]
    ['tiger claw']
    """

    def __init__(self, *layers: _Stored) -> None:
        self.version = "+".join(layer.version for layer in layers)
        self._layers = layers
        self.domesticated = frozenset(
            TaxonId(taxon) for layer in layers for taxon in layer.domesticated
        )
        self._starts = [0]
        for layer in layers[:-1]:
            self._starts.append(self._starts[-1] + len(layer.texts))
        self._made: dict[int, Term] = {}
        self.plain = self._patterns("plain")
        self.skeleton = self._patterns("skeleton")
        self.triage = self._patterns("triage")

    def _patterns(self, view: str) -> Patterns:
        layers = []
        for layer, start in zip(self._layers, self._starts, strict=True):
            terms = getattr(layer, f"{view}_terms")
            if start:
                terms = [[number + start for number in many] for many in terms]
            layers.append(
                (getattr(layer, f"{view}_patterns"), terms, getattr(layer, f"{view}_automaton"))
            )
        patterns = Patterns(layers)
        weights = [
            _weight(Role(role), Hint(hint), trade_term)
            for layer in self._layers
            for role, hint, trade_term in zip(
                layer.roles, layer.hints, layer.trade_terms, strict=True
            )
        ]
        patterns.bits = np.array(
            [functools.reduce(or_, (weights[one] for one in many), 0) for many in patterns.terms],
            dtype=np.uint8,
        )
        accented = [
            not text.isascii() and (language in ("vi", "de") or len(text) < 6)
            for layer in self._layers
            for text, language in zip(layer.texts, layer.languages, strict=True)
        ]
        spelt = [bool(many) and all(accented[one] for one in many) for many in patterns.terms]
        latin = [text.isascii() for text in patterns.texts]
        patterns.bits[np.array(spelt) & np.array(latin)] |= np.uint8(Weight.SPELT)
        return patterns

    def __len__(self) -> int:
        return sum(len(layer.texts) for layer in self._layers)

    def term(self, number: int) -> Term:
        """The term of that number."""
        made = self._made.get(number)
        if made is None:
            place = bisect_right(self._starts, number) - 1
            stored, at = self._layers[place], number - self._starts[place]
            made = self._made[number] = Term(
                text=stored.texts[at],
                language=stored.languages[at],
                role=Role(stored.roles[at]),
                sense=stored.senses[at],
                taxa=tuple(TaxonId(one) for one in stored.taxa[at].split(";") if one),
                trade_term=TradeTerm(code) if (code := stored.trade_terms[at]) else None,
                hint=Hint(stored.hints[at]),
                source=stored.sources[at],
            )
        return made

    def with_private(self, terms: Sequence[Term], *, version: str) -> Vocabulary:
        """This vocabulary with a private layer in place of the one it had, if any."""
        base = self._layers[0]
        return Vocabulary(base, _compile(list(terms), frozenset(), version)) if terms else Vocabulary(base)

    @classmethod
    def compile(
        cls,
        terms: Iterable[Term],
        *,
        domesticated: frozenset[TaxonId] = frozenset(),
        version: str = "unversioned",
    ) -> Vocabulary:
        """The vocabulary of *terms*, every written form in it.

        Names of *domesticated* forms are recognised but make no listing worth a look.
        """
        return cls(_compile(list(terms), domesticated, version))

    @classmethod
    def load(
        cls,
        directory: Path,
        *,
        taxonomy: Taxonomy,
        cache: Path | None = None,
    ) -> Vocabulary:
        """The vocabulary of a data directory, from *cache* where it can.

        A cache that is missing, stale, damaged or unwritable costs seconds and nothing else.
        A term may name a taxon by a synonym; one that the tree does not have is an error.
        """
        files = [*sorted(directory.glob("names/*.csv")), *sorted(directory.glob("lexicon/*.csv"))]
        pinyin, ordinary = directory / "pinyin.csv", directory / "ordinary_words.csv"
        version = reference_version([directory / "taxa.csv", *files, *_present(pinyin, ordinary)])
        stored_at = cache / f"vocabulary-{version}.msgpack" if cache else None
        stored = _read_cache(stored_at)
        if stored is None:
            terms: list[Term] = []
            for path in files:
                terms.extend(
                    read_names(path) if path.parent.name == "names" else read_lexicon(path)
                )
            if pinyin.is_file():
                terms.extend(read_pinyin(pinyin, list(terms)))
            domesticated = frozenset(
                one.taxon for one in taxonomy if taxonomy.is_domesticated(one.taxon)
            )
            stored = _compile(
                [with_known_taxa(term, taxonomy) for term in terms],
                domesticated,
                version,
                read_words(ordinary) if ordinary.is_file() else (),
            )
            _write_cache(stored_at, stored)
        return cls(stored)


def _present(*paths: Path) -> list[Path]:
    return [path for path in paths if path.is_file()]


def reference_version(files: Iterable[Path]) -> str:
    """A short digest of the files that were read and of the code that folds them."""
    digest = hashlib.sha256(f"{FORMAT}/{fold_tables().version}".encode())
    for path in files:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    inflection = Path(str(resources.files("linsang.reference.inflection")))
    for path in [*sorted(inflection.glob("*.py")), Path(__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _compile(
    terms: list[Term],
    domesticated: frozenset[TaxonId],
    version: str,
    ordinary_words: Iterable[str] = (),
) -> _Stored:
    ordinary = frozenset(plain_texts(sorted(ordinary_words)))
    terms = [
        _as_sure_as_it_is_long(term, ordinary) for term in (*terms, *_german_compounds(terms))
    ]
    plain: dict[str, list[int]] = defaultdict(list)
    written = [
        (form, number)
        for number, term in enumerate(terms)
        for form in sorted(forms(term.text, term.language))
    ]
    folded = plain_texts([form for form, _ in written])
    for pattern, (_, number) in zip(folded, written, strict=True):
        for spacing in _spacings(pattern, terms[number].language):
            if spacing and number not in plain[spacing]:
                plain[spacing].append(number)
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
        and not _too_common(pattern, [terms[number] for number in kept], ordinary)
    }
    # An automaton needs a pattern; nothing that has been folded holds this one.
    plain_patterns = sorted(plain) or ["\x00"]
    skeleton_patterns = sorted(skeleton) or ["\x00"]
    triage_patterns = sorted(triage) or ["\x00"]
    sample = _ordinary_text(terms)
    return _Stored(
        version=version,
        domesticated=sorted(domesticated),
        texts=[term.text for term in terms],
        languages=[term.language for term in terms],
        roles=[term.role.value for term in terms],
        senses=[term.sense for term in terms],
        taxa=[";".join(term.taxa) for term in terms],
        trade_terms=[term.trade_term or "" for term in terms],
        hints=[term.hint.value for term in terms],
        sources=[term.source for term in terms],
        plain_patterns=plain_patterns,
        plain_terms=[_distinct(plain.get(pattern, []), terms) for pattern in plain_patterns],
        plain_automaton=Matcher(plain_patterns, ordinary_text=sample).serialised(),
        skeleton_patterns=skeleton_patterns,
        skeleton_terms=[skeleton.get(pattern, []) for pattern in skeleton_patterns],
        skeleton_automaton=Matcher(
            skeleton_patterns, ordinary_text=skeleton_texts([sample])[0] if sample else ""
        ).serialised(),
        triage_patterns=triage_patterns,
        triage_terms=[triage.get(pattern, []) for pattern in triage_patterns],
        triage_automaton=Matcher(triage_patterns, ordinary_text=sample).serialised(),
    )


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
        vietnamese = term.language == "vi"  # whose accents are checked against the term's
        key = (term.role, term.sense, term.taxa, term.trade_term, term.hint, vietnamese)
        kept.setdefault(key, number)
    return sorted(kept.values())


def _spacings(pattern: str, language: str) -> tuple[str, ...]:
    """A pattern as it stands and, where the script writes no spaces, run together."""
    if " " in pattern and language in ("zh-Hans", "zh-Hant", "ja", "th", "ko"):
        return pattern, pattern.replace(" ", "")
    return (pattern,)


def _worth_a_look(term: Term, domesticated: frozenset[TaxonId]) -> bool:
    """Whether a term can make a listing matter, or can hide one that can."""
    if term.role is Role.MASK or (term.role is Role.EVASION and term.hint is Hint.ALONE):
        return True
    if term.role is Role.PART:
        return term.trade_term in IVORY
    return term.role in ANCHORS and not (term.taxa and set(term.taxa) <= domesticated)


def _too_common(pattern: str, meanings: list[Term], ordinary: frozenset[str]) -> bool:
    """Whether a pattern says too little for triage: a doubtful word that is everywhere.

    Two or three letters, a small word of some language, or one of the *ordinary* words that
    the data lists: Indonesian *baru* (new) is a Portuguese tree. They still count where a listing is looked at for another reason.
    """
    if any(term.role is Role.MASK or term.hint is Hint.ALONE for term in meanings):
        return False
    script = ScriptClass(int(fold_tables().classes[ord(pattern[0])]))
    if script not in (ScriptClass.LATIN, ScriptClass.CYRILLIC, ScriptClass.ARABIC):
        return False
    own = {term.language for term in meanings}
    if len(pattern) <= 2 and pattern != "ho":  # hổ, the tiger
        return True
    if own == {"vi"} and pattern not in ordinary and not all(term.text.isascii() for term in meanings):
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


def _read_cache(path: Path | None) -> _Stored | None:
    """The cached vocabulary, or None where there is none that is whole."""
    if path is None:
        return None
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    seal, blob = sealed[:32], sealed[32:]
    if hashlib.sha256(blob).digest() != seal:
        return None
    try:
        return msgspec.msgpack.decode(blob, type=_Stored)
    except msgspec.MsgspecError:
        return None


def _write_cache(path: Path | None, stored: _Stored) -> None:
    """Write whole or not at all; a cache that cannot be written is done without."""
    if path is None:
        return
    blob = msgspec.msgpack.encode(stored)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".vocabulary-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(blob).digest() + blob)
        Path(name).replace(path)
    except OSError:
        return
