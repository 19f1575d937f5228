"""Everything that can be recognised in text, ready to be searched for."""

from __future__ import annotations

import functools
import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.model.taxon import TaxonId
from linsang.reference.compilation import compile_terms, with_known_taxa
from linsang.reference.compiled import Compiled, CompiledView, TermLists, read_cache, write_cache
from linsang.reference.lexicon import (
    Term,
    read_lexicon,
    read_names,
    read_pinyin,
    read_words,
)
from linsang.reference.taxonomy import Taxonomy
from linsang.text.matcher import Hits, Matcher
from linsang.text.normalise import CodePoints, fold_tables, text_of

FORMAT: Final = "12"


def data_directory() -> Path:
    """Where the shipped reference data lies."""
    return Path(str(resources.files("linsang.reference"))) / "data"


class Patterns:
    """One view's patterns: matchers, and for each pattern the terms it may mean.

    There is one matcher for what is shipped and one for each private layer, so that a layer
    can change without the rest being compiled again. *bits* holds each pattern's `Weight`.
    """

    def __init__(self, views: Sequence[tuple[CompiledView, int]]) -> None:
        self._views = [view for view, _ in views]
        self.terms = TermLists(views)
        self.bits: NDArray[np.uint8] = np.concatenate(
            [np.frombuffer(view.bits, dtype=np.uint8) for view in self._views]
        )
        self._meanings: dict[int, tuple[Term, ...]] = {}
        self._matchers: list[tuple[Matcher, int]] = []
        first = 0
        for view in self._views:
            self._matchers.append((Matcher.deserialised(view.matcher), first))
            first += len(view.bits)

    def __len__(self) -> int:
        return len(self.bits)

    def meanings(self, pattern: int, vocabulary: Vocabulary) -> tuple[Term, ...]:
        """The terms that a pattern may mean; remembered, since few patterns make most hits."""
        known = self._meanings.get(pattern)
        if known is None:
            known = tuple(vocabulary.term(number) for number in self.terms[pattern])
            self._meanings[pattern] = known
        return known

    @functools.cached_property
    def texts(self) -> list[str]:
        """The patterns themselves, as folded."""
        return [text for view in self._views for text in view.texts]

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
    """The terms of all languages, and how to find them in a text in three views.

    >>> from linsang.reference.lexicon import Role
    >>> vocabulary = Vocabulary.compile([Term(text="tiger claw", language="en", role=Role.PRODUCT)])
    >>> [vocabulary.term(number).text for number in vocabulary.plain.terms[0]]
    ['tiger claw']
    """

    def __init__(self, *layers: Compiled) -> None:
        self.version = "+".join(layer.version for layer in layers)
        self._layers = layers
        self.domesticated = frozenset(
            TaxonId(taxon) for layer in layers for taxon in layer.domesticated
        )
        self._starts = [0]
        for layer in layers[:-1]:
            self._starts.append(self._starts[-1] + layer.count)
        self._made: dict[int, Term] = {}

    @functools.cached_property
    def plain(self) -> Patterns:
        """All terms, as they are spelt."""
        return self._patterns([layer.plain for layer in self._layers])

    @functools.cached_property
    def skeleton(self) -> Patterns:
        """What is worth disguising, as it looks when disguise is taken off."""
        return self._patterns([layer.skeleton for layer in self._layers])

    @functools.cached_property
    def triage(self) -> Patterns:
        """What can make a listing matter, and what can hide it."""
        return self._patterns([layer.triage for layer in self._layers])

    def _patterns(self, views: Sequence[CompiledView]) -> Patterns:
        return Patterns(list(zip(views, self._starts, strict=True)))

    def __len__(self) -> int:
        return sum(layer.count for layer in self._layers)

    def term(self, number: int) -> Term:
        """The term of that number."""
        made = self._made.get(number)
        if made is None:
            place = bisect_right(self._starts, number) - 1
            made = self._made[number] = self._layers[place].term(number - self._starts[place])
        return made

    def with_private(self, terms: Sequence[Term], *, version: str) -> Vocabulary:
        """This vocabulary with a private layer in place of the one it had, if any."""
        base = self._layers[0]
        if not terms:
            return Vocabulary(base) if len(self._layers) > 1 else self
        return Vocabulary(base, compile_terms(list(terms), frozenset(), version))

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
        return cls(compile_terms(list(terms), domesticated, version))

    @classmethod
    def load(
        cls,
        directory: Path,
        *,
        taxonomy: Taxonomy,
        cache: Path | None = None,
        on_compile: Callable[[], None] = lambda: None,
    ) -> Vocabulary:
        """The vocabulary of a data directory, from *cache* where it can.

        A cache that is missing, stale, damaged or unwritable costs seconds and nothing else;
        *on_compile* is called before they pass.
        A term may name a taxon by a synonym; one that the tree does not have is an error.
        """
        files = [*sorted(directory.glob("names/*.csv")), *sorted(directory.glob("lexicon/*.csv"))]
        pinyin, ordinary = directory / "pinyin.csv", directory / "ordinary_words.csv"
        version = reference_version([directory / "taxa.csv", *files, *_present(pinyin, ordinary)])
        stored_at = cache / f"vocabulary-{version}.msgpack" if cache else None
        stored = read_cache(stored_at)
        if stored is None:
            on_compile()
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
            stored = compile_terms(
                [with_known_taxa(term, taxonomy) for term in terms],
                domesticated,
                version,
                read_words(ordinary) if ordinary.is_file() else (),
            )
            write_cache(stored_at, stored)
        return cls(stored)


def _present(*paths: Path) -> list[Path]:
    return [path for path in paths if path.is_file()]


def reference_version(files: Iterable[Path]) -> str:
    """A short digest of the files that were read and of the code that folds them."""
    digest = hashlib.sha256(f"{FORMAT}/{fold_tables().version}".encode())
    for path in files:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    inflection = Path(str(resources.files("linsang.reference.inflection")))
    for path in [*sorted(inflection.glob("*.py")), Path(__file__).with_name("compilation.py")]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
