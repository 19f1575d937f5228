"""How a joined buffer is folded and searched: one answer, at two speeds.

`PLAIN` is numpy and an automaton from the cache, ready at once: for one text. `compiled` is
the same in machine code, which takes a second to load: for a file of listings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from linsang.text import disguise, hearing, language, normalise, score
from linsang.text.hearing import Lookup
from linsang.text.matcher import Hits, Matcher
from linsang.text.normalise import CodePoints, Indices
from linsang.text.score import GramSums, Weights

Folder = Callable[[CodePoints], tuple[CodePoints, Indices]]


class Searcher(Protocol):
    """What finds many patterns in folded text."""

    def find(self, codes: CodePoints) -> Hits:
        """Every occurrence in *codes*, by start, then end."""


class Stored(Protocol):
    """Patterns as a cache keeps them."""

    @property
    def whole_words(self) -> bool:
        """Whether a pattern must begin and end where words do."""

    @property
    def letters(self) -> tuple[CodePoints, Indices]:
        """The patterns in sorted order end to end, and where each begins, and the end."""

    @property
    def automaton(self) -> Matcher:
        """The matcher of all of them."""


@dataclass(frozen=True, slots=True)
class Passes:
    """The passes over a buffer; *searcher* makes what finds the wanted ones of some patterns."""

    fold_plain: Folder
    squeeze: Callable[[CodePoints, CodePoints], tuple[CodePoints, Indices]]
    disguised_rows: Callable[[CodePoints, CodePoints, int], NDArray[np.bool_]]
    guess_languages: Callable[[CodePoints, int], NDArray[np.int8]]
    gram_sums: Callable[[CodePoints, int, Weights], GramSums]
    heard_words: Callable[[CodePoints, Lookup], tuple[Indices, Indices]]
    searcher: Callable[[Stored, NDArray[np.bool_]], Searcher]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An automaton over all patterns, of which only some are wanted."""

    matcher: Matcher
    wanted: NDArray[np.bool_]

    def find(self, codes: CodePoints) -> Hits:
        hits = self.matcher.find(codes)
        return hits.where(self.wanted[hits.pattern])


def _chosen(stored: Stored, wanted: NDArray[np.bool_]) -> Searcher:
    matcher = stored.automaton
    return matcher if wanted.all() else _Chosen(matcher, wanted)


PLAIN: Final = Passes(
    fold_plain=normalise.fold_plain,
    squeeze=normalise.squeeze,
    disguised_rows=disguise.disguised_rows,
    guess_languages=language.guess_languages,
    gram_sums=score.gram_sums,
    heard_words=hearing.heard_words,
    searcher=_chosen,
)


def compiled(folder: Path) -> Passes:
    """The passes in machine code, which *folder* keeps; without numba, the plain ones."""
    try:
        from linsang.text import kernels, language_kernel, phrase_index, score_kernel
    except ImportError:
        return PLAIN
    kernels.keep_compiled(folder)
    return Passes(
        fold_plain=kernels.fold_plain,
        squeeze=kernels.squeeze,
        disguised_rows=kernels.disguised_rows,
        guess_languages=language_kernel.guess_languages,
        gram_sums=score_kernel.gram_sums,
        heard_words=kernels.heard_words,
        searcher=lambda stored, wanted: phrase_index.PhraseIndex(
            *stored.letters, whole_words=stored.whole_words, wanted=wanted
        ),
    )
