"""Everything that can be recognised in text, ready to be searched for."""

from __future__ import annotations

import functools
import hashlib
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.model.taxon import TaxonId
from linsang.reference.alike import AlikeWords
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
from linsang.text.matcher import Hits
from linsang.text.normalise import CodePoints, fold_tables
from linsang.text.passes import PLAIN, Passes, Searcher

FORMAT: Final = "21"
_FOLDS: Final = (
    "consonants", "hearing", "normalise", "pieces", "pinyin", "played_with", "romanised",
)  # fmt: skip
_PUNCTUATION: Final = "".join(map(chr, range(33, 48))) + "…„“”«»"


def data_directory() -> Path:
    """Where the shipped reference data lies."""
    return Path(str(resources.files("linsang.reference"))) / "data"


class Patterns:
    """One view's patterns: matchers, and for each pattern the terms it may mean.

    There is one matcher for what is shipped and one for each private layer, so that a layer
    can change without the rest being compiled again. *bits* holds each pattern's `Weight`,
    its own or the one given; a pattern without is not searched for where one is given.
    """

    def __init__(
        self,
        views: Sequence[tuple[CompiledView, int]],
        passes: Passes,
        bits: Sequence[bytes] | None = None,
    ) -> None:
        self._views = [view for view, _ in views]
        self.terms = TermLists(views)
        weights = [
            np.frombuffer(own, dtype=np.uint8)
            for own in bits or [view.bits for view in self._views]
        ]
        self.bits: NDArray[np.uint8] = np.concatenate(weights)
        self._wanted = self.bits != 0 if bits else np.ones(len(self.bits), dtype=bool)
        self._meanings: dict[int, tuple[Term, ...]] = {}
        self.spellings: dict[int, list[tuple[int, str]]] = {}
        self.near: dict[tuple[int, str], tuple[int, ...]] = {}
        self.meant: dict[tuple[int, str, int, str | None, bool], tuple[Term, ...]] = {}
        self._searchers: list[tuple[Searcher, int]] = []
        first = 0
        for view, own in zip(self._views, weights, strict=True):
            wanted = self._wanted[first : first + len(own)]
            self._searchers.append((passes.searcher(view, wanted), first))
            first += len(own)

    def __len__(self) -> int:
        return len(self.bits)

    def meanings(self, pattern: int, vocabulary: Vocabulary) -> tuple[Term, ...]:
        """The terms that a pattern may mean; remembered, since few patterns make most hits."""
        known = self._meanings.get(pattern)
        if known is None:
            known = tuple(vocabulary.term(number) for number in self.terms[pattern])
            self._meanings[pattern] = known
        return known

    def text(self, pattern: int) -> str:
        """One pattern, as folded."""
        for view in self._views:
            if pattern < len(view.texts):
                return view.texts[pattern]
            pattern -= len(view.texts)
        raise IndexError(pattern)

    @functools.cached_property
    def texts(self) -> list[str]:
        """The patterns that are searched for, as folded."""
        return list(itertools.compress(self._all_texts(), self._wanted))

    def _all_texts(self) -> Iterator[str]:
        return itertools.chain.from_iterable(view.texts for view in self._views)

    def find(self, codes: CodePoints) -> Hits:
        """Every pattern of every layer in *codes*."""
        found = [(searcher.find(codes), offset) for searcher, offset in self._searchers]
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

    def __init__(self, *layers: Compiled, passes: Passes = PLAIN) -> None:
        self.passes = passes
        self.version = "+".join(layer.version for layer in layers)
        self._layers = layers
        self.domesticated = frozenset(
            TaxonId(taxon) for layer in layers for taxon in layer.domesticated
        )
        self._starts = [0]
        for layer in layers[:-1]:
            self._starts.append(self._starts[-1] + len(layer.terms))
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
    def consonants(self) -> Patterns:
        """The same by their consonants, however they are spelt; see `spellings`."""
        return self._of_patterns([layer.consonants for layer in self._layers])

    @functools.cached_property
    def sounds(self) -> Patterns:
        """The Chinese ones of them by their sound; see `spellings`."""
        return self._of_patterns([layer.sounds for layer in self._layers])

    def _of_patterns(self, views: Sequence[CompiledView]) -> Patterns:
        sizes = [len(layer.plain.bits) for layer in self._layers]
        firsts = itertools.accumulate(sizes[:-1], initial=0)
        return Patterns(list(zip(views, firsts, strict=True)), self.passes)

    def knows(self, plain: str) -> bool:
        """Whether folded text is a term of some kind as it stands."""
        word = plain.strip(_PUNCTUATION)
        for layer in self._layers:
            texts = layer.plain.texts
            place = bisect_left(texts, word)
            if place < len(texts) and texts[place] == word:
                return True
        return False

    @functools.cached_property
    def alike(self) -> AlikeWords:
        """The words of all layers by what they are heard as."""
        sizes = [len(layer.plain.bits) for layer in self._layers]
        firsts = itertools.accumulate(sizes[:-1], initial=0)
        return AlikeWords([layer.alike for layer in self._layers], list(firsts))

    def spellings(self, view: Patterns, pattern: int) -> list[tuple[int, str]]:
        """The plain patterns that one of `consonants` or `sounds` stands for, and their texts."""
        known = view.spellings.get(pattern)
        if known is None:
            known = [(place, self.plain.text(place)) for place in view.terms[pattern]]
            view.spellings[pattern] = known
        return known

    @functools.cached_property
    def triage(self) -> Patterns:
        """What can make a listing matter, and what can hide it."""
        views = [layer.plain for layer in self._layers]
        return self._patterns(views, [layer.triage_bits for layer in self._layers])

    def _patterns(
        self, views: Sequence[CompiledView], bits: Sequence[bytes] | None = None
    ) -> Patterns:
        return Patterns(list(zip(views, self._starts, strict=True)), self.passes, bits)

    def __len__(self) -> int:
        return sum(len(layer.terms) for layer in self._layers)

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
            return Vocabulary(base, passes=self.passes) if len(self._layers) > 1 else self
        layer = compile_terms(list(terms), frozenset(), version)
        return Vocabulary(base, layer, passes=self.passes)

    def at_speed(self, passes: Passes) -> Vocabulary:
        """The same vocabulary, searched by other *passes*."""
        return Vocabulary(*self._layers, passes=passes)

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
    here = Path(__file__).parent
    code = [here / name for name in ("alike.py", "compilation.py", "variants.py")]
    folds = [here.parent / "text" / f"{name}.py" for name in _FOLDS]
    for path in [*sorted((here / "inflection").glob("*.py")), *code, *folds]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
