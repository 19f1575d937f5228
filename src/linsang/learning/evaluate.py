"""How well an answer agrees with labels: at a threshold, over all thresholds, by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linsang.learning.average_precision import AveragePrecision, average_precision
from linsang.learning.measured import Measured
from linsang.learning.operating_point import OperatingPoint, Ranking
from linsang.learning.reliability import Reliability
from linsang.learning.review_budget import ReviewPlan, Traffic, review_plans

_SCORE_THRESHOLDS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_OUTCOME_THRESHOLDS: Final = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of some listings: at the threshold, and of their order."""

    point: OperatingPoint
    average_precision: AveragePrecision

    @classmethod
    def of(cls, ranking: Ranking, threshold: float) -> Measures:
        """The figures of a ranking at *threshold*."""
        return cls(ranking.at(threshold), average_precision(ranking))

    @property
    def positives(self) -> int:
        """How many listings are positive."""
        return self.point.recall.total

    def as_json(self) -> dict[str, Any]:
        """All figures, with counts and intervals."""
        return {
            "rows": self.point.rows,
            "positives": self.positives,
            **self.point.as_json(),
            "average_precision": self.average_precision.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the figures rest on: the labels and how many listings have each, which of them are
    positive, the versions that judged, and how many rows were no listings."""

    labels: Mapping[str, int]
    positive: tuple[str, ...]
    versions: Mapping[str, str]
    rejected_rows: int = 0


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Everything that `linsang evaluate` reports."""

    measured: Measured
    whole: Measures
    points: tuple[OperatingPoint, ...]
    reliability: Reliability | None
    groups: Mapping[str, Mapping[str, Measures]]
    basis: Basis
    curve: tuple[tuple[float, float], ...]
    plans: tuple[ReviewPlan, ...] = ()
    traffic: Traffic | None = None

    def as_json(self) -> dict[str, Any]:
        """The report for programs; docs/evaluate.md has every key."""
        traffic, basis = self.traffic, self.basis
        return {
            "score": self.measured.value,
            "threshold": self.whole.point.threshold,
            "positive": list(basis.positive),
            "labels": dict(basis.labels),
            "rejected_rows": basis.rejected_rows,
            "versions": dict(basis.versions),
            "all": self.whole.as_json(),
            "groups": {
                column: {name: one.as_json() for name, one in groups.items()}
                for column, groups in self.groups.items()
            },
            "thresholds": [point.as_json() for point in self.points],
            "calibration": self.reliability.as_json() if self.reliability else None,
            "reviews": {
                "listings_per_day": traffic.listings_per_day,
                "prevalence": traffic.prevalence,
                "plans": [plan.as_json() for plan in self.plans],
            }
            if traffic
            else None,
        }


@dataclass(slots=True)
class Judged:
    """Labelled listings with the numbers that they got, gathered batch by batch."""

    numbers: list[NDArray[np.float64]] = field(default_factory=list)
    positive: list[NDArray[np.bool_]] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)

    def add(
        self,
        numbers: NDArray[np.float64],
        positive: NDArray[np.bool_],
        groups: Mapping[str, Sequence[str]],
    ) -> None:
        """Take in one batch; *groups* has the group of each listing by column."""
        self.numbers.append(numbers)
        self.positive.append(positive)
        for column, names in groups.items():
            self.groups.setdefault(column, []).extend(names)


def evaluated(
    judged: Judged,
    measured: Measured,
    *,
    basis: Basis,
    threshold: float | None = None,
    reviews_per_day: float | None = None,
    traffic: Traffic | None = None,
) -> Evaluation:
    """Compare numbers with labels; thresholds are proposed where there is *traffic*.

    >>> judged = Judged()
    >>> judged.add(np.array([0.9, 0.2, 0.6]), np.array([True, False, False]), {"shop": ["a", "a", "b"]})
    >>> basis = Basis(labels={"yes": 1, "no": 2}, positive=("yes",), versions={})
    >>> found = evaluated(judged, Measured.PROHIBITED, basis=basis)
    >>> str(found.whole.point.precision), list(found.groups["shop"])
    ('0.50 (0.09-0.91; 1/2)', ['a', 'b'])
    """
    numbers, positive = np.concatenate(judged.numbers), np.concatenate(judged.positive)
    ranking = Ranking.of(numbers, positive)
    at = measured.usual_threshold if threshold is None else threshold
    ladder = _SCORE_THRESHOLDS if measured.is_probability else _OUTCOME_THRESHOLDS
    plans: tuple[ReviewPlan, ...] = ()
    if traffic is not None and reviews_per_day is not None:
        plans = review_plans(
            ranking,
            reviews_per_day=reviews_per_day,
            traffic=traffic,
            least=measured.least_threshold,
        )
    return Evaluation(
        measured=measured,
        whole=Measures.of(ranking, at),
        points=tuple(ranking.at(one) for one in sorted({*ladder, at})),
        reliability=Reliability.of(ranking) if measured.is_probability else None,
        groups={
            column: _by_group(numbers, positive, names, at)
            for column, names in judged.groups.items()
        },
        plans=plans,
        traffic=traffic,
        curve=_curve(ranking, measured),
        basis=basis,
    )


def _by_group(
    numbers: NDArray[np.float64],
    positive: NDArray[np.bool_],
    names: Sequence[str],
    threshold: float,
) -> dict[str, Measures]:
    own = np.array(names, dtype=object)
    return {
        name: Measures.of(Ranking.of(numbers[own == name], positive[own == name]), threshold)
        for name in sorted(set(names))
    }


def _curve(ranking: Ranking, measured: Measured) -> tuple[tuple[float, float], ...]:
    """Recall and precision at every threshold, for the plot."""
    return tuple(
        (point.recall.value or 0.0, point.precision.value)
        for point in ranking.points(least=measured.least_threshold)
        if point.precision.value is not None
    )
