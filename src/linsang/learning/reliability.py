"""Whether scores are the probabilities that they claim to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from linsang.learning.operating_point import Ranking
from linsang.learning.rate import Rate, rounded

_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The listings that score from *low* to below *high*: what was said, and what was so."""

    low: float
    high: float
    mean_score: float
    positive: Rate

    @property
    def holds(self) -> bool:
        """Whether the mean score lies in the interval of the share that was positive."""
        low, high = self.positive.interval()
        return low <= self.mean_score <= high

    def as_json(self) -> dict[str, Any]:
        """The bounds, the mean score and the share that was positive."""
        return {
            "from": rounded(self.low),
            "to": rounded(self.high),
            "mean_score": rounded(self.mean_score),
            "positive": self.positive.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold anything, and two figures for all.

    *expected_error* is the mean distance of a bin's score from its share, weighted by listings;
    *brier* is the mean squared distance of a score from its label.
    """

    bins: tuple[ReliabilityBin, ...]
    expected_error: float
    brier: float

    @classmethod
    def of(cls, ranking: Ranking) -> Self:
        """Sort the listings of a ranking of scores into ten bins.

        >>> one = Reliability.of(Ranking.of([0.85, 0.85, 0.05], [True, True, False]))
        >>> [(bin.low, bin.positive.value) for bin in one.bins], round(one.expected_error, 2)
        ([(0.0, 0.0), (0.8, 1.0)], 0.12)
        """
        scores, positives = ranking.numbers, ranking.positives
        rows = positives + ranking.negatives
        total = int(rows.sum())
        place = np.minimum((scores * _BINS + 1e-9).astype(int), _BINS - 1)
        bins = []
        for number in range(_BINS):
            inside = place == number
            if own := int(rows[inside].sum()):
                mean = float((scores * rows)[inside].sum() / own)
                share = Rate(int(positives[inside].sum()), own)
                bins.append(ReliabilityBin(number / _BINS, (number + 1) / _BINS, mean, share))
        error = sum(
            abs(one.mean_score - (one.positive.value or 0.0)) * one.positive.total for one in bins
        )
        squared = positives * (1 - scores) ** 2 + ranking.negatives * scores**2
        return cls(tuple(bins), error / max(1, total), float(squared.sum()) / max(1, total))

    def as_json(self) -> dict[str, Any]:
        """The bins and the two figures."""
        return {
            "expected_error": rounded(self.expected_error),
            "brier": rounded(self.brier),
            "bins": [one.as_json() for one in self.bins],
        }
