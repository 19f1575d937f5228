"""How well a score orders listings, whatever the threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.learning.operating_point import Ranking
from linsang.learning.rate import rounded, wilson

_RESAMPLES: Final = 500
_SEED: Final = 20261101


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """The mean precision over the positives as the threshold falls past each of them.

    *value* is None where nothing is positive. The interval is from the middle 95 % of resampled
    data (a bootstrap with a fixed seed, so the same data give the same interval). Where the
    order is perfect every resample agrees, so the low end is then that of n hits in n.
    """

    value: float | None
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        """The value and its interval."""
        return {"value": rounded(self.value), "interval": [rounded(self.low), rounded(self.high)]}

    def __str__(self) -> str:
        if self.value is None:
            return "none"
        return f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"


def average_precision(ranking: Ranking) -> AveragePrecision:
    """The average precision of a ranking; listings with the same number count as one step.

    >>> average_precision(Ranking.of([0.9, 0.8, 0.7], [True, False, True])).value
    0.8333333333333333
    """
    positives, negatives = ranking.positives, ranking.negatives
    total = int(positives.sum() + negatives.sum())
    if not positives.any():
        return AveragePrecision(None, 0.0, 1.0)
    random = np.random.default_rng(_SEED)
    shares = np.concatenate([positives, negatives]) / total
    drawn = (random.multinomial(total, shares) for _ in range(_RESAMPLES))
    values = [
        _area(sample[: len(positives)], sample[len(positives) :])
        for sample in drawn
        if sample[: len(positives)].any()
    ]
    value = _area(positives, negatives)
    low, high = np.quantile(values, [0.025, 0.975])
    if value == 1.0:
        hits = int(positives.sum())
        low = wilson(hits, hits)[0]
    return AveragePrecision(value, float(low), float(high))


def _area(positives: NDArray[np.int64], negatives: NDArray[np.int64]) -> float:
    found = np.cumsum(positives)
    flagged = found + np.cumsum(negatives)
    precision = found / np.maximum(flagged, 1)
    return float((precision * positives).sum() / found[-1])
