"""Listings as a learner sees them: hashed pieces of their letters, and features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.engine import Engine
from linsang.features import Features
from linsang.learning.seeds import Seed, as_batch, fold_of
from linsang.prepared import prepare_many
from linsang.reference.lexicon import Role, Term
from linsang.text.normalise import code_points
from linsang.text.score import BUCKET_BITS, gram_buckets


@dataclass(frozen=True, slots=True)
class Observed:
    """What can be learned from, row for row.

    *grams* is a sparse matrix (rows, 2 ** BUCKET_BITS) of how often each bucket was met, over
    the root of the number of pieces; *languages* is each row's language as guessed.
    """

    seeds: tuple[Seed, ...]
    grams: Any
    features: tuple[Features, ...]
    languages: tuple[str | None, ...]

    @property
    def labels(self) -> NDArray[np.bool_]:
        """Wildlife and prohibited of each row (rows, 2)."""
        return np.array([(one.wildlife, one.prohibited) for one in self.seeds], dtype=bool)

    @property
    def folds(self) -> NDArray[np.str_]:
        """The author, or group of authors, that each row is left out with."""
        return np.array([fold_of(one.author) for one in self.seeds])

    def but(self, *folds: str) -> Observed:
        """The rows of all other folds."""
        return self.where(~np.isin(self.folds, folds)) if folds else self

    def where(self, chosen: NDArray[np.bool_]) -> Observed:
        """The chosen rows."""
        places = np.flatnonzero(chosen).tolist()
        return Observed(
            seeds=tuple(self.seeds[place] for place in places),
            grams=self.grams[places],
            features=tuple(self.features[place] for place in places),
            languages=tuple(self.languages[place] for place in places),
        )


_PHRASES: Final = frozenset({Role.CODE, Role.EVASION})


def observe(engine: Engine, seeds: Sequence[Seed], *, on: date) -> Observed:
    """Read *seeds* as the engine would read them on that day, had it not been tuned on them.

    The lexicon takes phrases from these very seeds. A phrase of sellers' talk that only one
    author uses is read over: in a text by somebody new, there is no such phrase to lean on.
    """
    listings = as_batch(seeds).listings(range(len(seeds)))
    users: dict[Term, set[str]] = {}
    for seed, one in zip(seeds, prepare_many(listings, engine.vocabulary), strict=True):
        for hit in one.of(*_PHRASES):
            users.setdefault(hit.term, set()).add(seed.author)
    own = frozenset(term for term, authors in users.items() if len(authors) == 1)
    read = engine.read(listings, on=on, without=own)
    return Observed(
        seeds=tuple(seeds),
        grams=_grams([one.prepared.folded for one in read]),
        features=tuple(one.features for one in read),
        languages=tuple(one.prepared.language for one in read),
    )


def _grams(folded: Sequence[str]) -> Any:
    from scipy import sparse

    columns = [gram_buckets(code_points(text)) for text in folded]
    sizes = np.array([len(one) for one in columns])
    values = np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    shape = (len(folded), 2**BUCKET_BITS)
    grams = sparse.csr_matrix(
        (values, np.concatenate([*columns, []]).astype(np.int32), ends), shape
    )
    grams.sum_duplicates()
    return grams
