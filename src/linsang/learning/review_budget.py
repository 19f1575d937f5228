"""How many reviews a day there is time for, and the thresholds that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from linsang.learning.operating_point import OperatingPoint, Ranking
from linsang.learning.rate import rounded, wilson

_STEPS: Final = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """A day's listings. *prevalence* is the share that is positive, None for "as in the file"."""

    listings_per_day: int
    prevalence: float | None = None

    def flagged_share(self, point: OperatingPoint) -> tuple[float, float, float]:
        """The share of the traffic that reaches a threshold, and its interval."""
        if self.prevalence is None:
            flagged = point.flagged / max(1, point.rows)
            low, high = wilson(point.flagged, point.rows)
            return flagged, low, high
        recall, alarms = point.recall, point.false_alarm_rate
        ends = zip(recall.interval(), alarms.interval(), strict=True)
        low, high = (self._mixed(caught, alarm) for caught, alarm in ends)
        return self._mixed(recall.value or 0.0, alarms.value or 0.0), low, high

    def precision(self, point: OperatingPoint) -> float | None:
        """Of what a threshold flags in the traffic, the share that is positive."""
        if self.prevalence is None:
            return point.precision.value
        flagged, _, _ = self.flagged_share(point)
        return self.prevalence * (point.recall.value or 0.0) / flagged if flagged else None

    def _mixed(self, of_positives: float, of_negatives: float) -> float:
        prevalence = self.prevalence or 0.0
        return prevalence * of_positives + (1 - prevalence) * of_negatives


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan:
    """The lowest threshold that *reviews_allowed* a day are enough for; None where none is."""

    reviews_allowed: float
    point: OperatingPoint | None
    reviews: float = 0.0
    reviews_interval: tuple[float, float] = (0.0, 0.0)
    precision: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The threshold with the reviews that it brings and what it catches."""
        point = self.point
        return {
            "reviews_per_day_allowed": self.reviews_allowed,
            "threshold": point.threshold if point else None,
            "reviews_per_day": rounded(self.reviews),
            "reviews_per_day_interval": [rounded(end) for end in self.reviews_interval],
            "recall": point.recall.as_json() if point else None,
            "precision": rounded(self.precision),
        }


def review_plans(
    ranking: Ranking, *, reviews_per_day: float, traffic: Traffic, least: float = 0.0
) -> tuple[ReviewPlan, ...]:
    """Plans for half, the whole and the double of *reviews_per_day*.

    No threshold below *least* is proposed.

    >>> ranking = Ranking.of([0.9, 0.8, 0.3, 0.1], [True, True, False, False])
    >>> plans = review_plans(ranking, reviews_per_day=50, traffic=Traffic(listings_per_day=100))
    >>> [(plan.reviews_allowed, plan.point.threshold, plan.reviews) for plan in plans]
    [(25.0, 0.9, 25.0), (50.0, 0.8, 50.0), (100.0, 0.1, 100.0)]
    """
    return tuple(_plan(ranking, step * reviews_per_day, traffic, least) for step in _STEPS)


def _plan(ranking: Ranking, allowed: float, traffic: Traffic, least: float) -> ReviewPlan:
    chosen = None
    for point in ranking.points(least=least):
        # A lower threshold flags more, so the first that is too much ends the search.
        if traffic.flagged_share(point)[0] * traffic.listings_per_day > allowed + 1e-9:
            break
        chosen = point
    if chosen is None:
        return ReviewPlan(reviews_allowed=allowed, point=None)
    share, low, high = traffic.flagged_share(chosen)
    day = traffic.listings_per_day
    return ReviewPlan(
        reviews_allowed=allowed,
        point=chosen,
        reviews=share * day,
        reviews_interval=(low * day, high * day),
        precision=traffic.precision(chosen),
    )
