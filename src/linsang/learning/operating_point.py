"""A threshold with the precision and recall measured there, and the counts."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linsang.learning.rate import Rate, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """What happens if every listing that scores at least *threshold* counts as found."""

    threshold: float
    found: int
    missed: int
    false_alarms: int
    let_go: int

    @property
    def flagged(self) -> int:
        """How many listings reach the threshold."""
        return self.found + self.false_alarms

    @property
    def rows(self) -> int:
        """How many listings there are."""
        return self.flagged + self.missed + self.let_go

    @property
    def precision(self) -> Rate:
        """Of those flagged, how many are positive."""
        return Rate(self.found, self.flagged)

    @property
    def recall(self) -> Rate:
        """Of the positives, how many are flagged."""
        return Rate(self.found, self.found + self.missed)

    @property
    def false_alarm_rate(self) -> Rate:
        """Of the negatives, how many are flagged."""
        return Rate(self.false_alarms, self.false_alarms + self.let_go)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where nothing is positive or flagged."""
        return _f1(self._overlap.value)

    def f1_interval(self) -> tuple[float, float]:
        """Where F1 lies: it grows with the overlap found / (found + missed + false alarms),
        which is a rate and has a Wilson interval."""
        low, high = self._overlap.interval()
        return _f1(low) or 0.0, _f1(high) or 0.0

    @property
    def _overlap(self) -> Rate:
        return Rate(self.found, self.found + self.missed + self.false_alarms)

    def as_json(self) -> dict[str, Any]:
        """The counts, and every figure with its interval."""
        return {
            "threshold": self.threshold,
            "found": self.found,
            "missed": self.missed,
            "false_alarms": self.false_alarms,
            "let_go": self.let_go,
            "precision": self.precision.as_json(),
            "recall": self.recall.as_json(),
            "f1": {
                "value": rounded(self.f1),
                "interval": [rounded(end) for end in self.f1_interval()],
            },
        }


def _f1(overlap: float | None) -> float | None:
    return None if overlap is None else 2 * overlap / (1 + overlap)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Labelled listings from the highest number down, counted by distinct number.

    *numbers* fall; *positives* and *negatives* say how many listings have each.
    """

    numbers: NDArray[np.float64]
    positives: NDArray[np.int64]
    negatives: NDArray[np.int64]

    @classmethod
    def of(cls, numbers: ArrayLike, positive: ArrayLike) -> Self:
        """Count listings with these *numbers*, each *positive* or not.

        >>> Ranking.of([0.9, 0.4, 0.9], [True, True, False]).numbers.tolist()
        [0.9, 0.4]
        """
        labels = np.asarray(positive, dtype=bool)
        distinct, place = np.unique(np.asarray(numbers, dtype=float), return_inverse=True)
        most = len(distinct)
        return cls(
            numbers=distinct[::-1],
            positives=np.bincount(place[labels], minlength=most)[::-1],
            negatives=np.bincount(place[~labels], minlength=most)[::-1],
        )

    def at(self, threshold: float) -> OperatingPoint:
        """The operating point of *threshold*.

        >>> point = Ranking.of([0.9, 0.4], [True, True]).at(0.95)
        >>> point.precision.value is None, point.recall.value
        (True, 0.0)
        """
        return self._point(threshold, int(np.searchsorted(-self.numbers, -threshold, "right")))

    def points(self, *, least: float = 0.0) -> Iterator[OperatingPoint]:
        """The operating points of every threshold of at least *least* that differs, falling."""
        for place, number in enumerate(self.numbers.tolist(), 1):
            if number < least:
                return
            yield self._point(number, place)

    def _point(self, threshold: float, places: int) -> OperatingPoint:
        found, alarms = int(self._found[places]), int(self._alarms[places])
        return OperatingPoint(
            threshold=threshold,
            found=found,
            missed=int(self._found[-1]) - found,
            false_alarms=alarms,
            let_go=int(self._alarms[-1]) - alarms,
        )

    @functools.cached_property
    def _found(self) -> NDArray[np.int64]:
        """How many positives the first so many numbers have."""
        return np.concatenate([[0], np.cumsum(self.positives)])

    @functools.cached_property
    def _alarms(self) -> NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(self.negatives)])
