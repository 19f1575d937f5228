"""What an evaluation says, as the facts and tables that every form of the report shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from linsang.learning.evaluate import Evaluation, Measures
from linsang.learning.operating_point import OperatingPoint
from linsang.learning.reliability import Reliability
from linsang.learning.report_table import ReportTable
from linsang.learning.review_budget import ReviewPlan

INTERVALS: Final = (
    "In parentheses: where the figure lies in data of this kind, nineteen times of twenty, and "
    "the counts."
)
_FIGURES: Final = ("precision", "recall", "F1")


def facts(evaluation: Evaluation) -> list[str]:
    """What was compared with what, a sentence each."""
    measured, basis = evaluation.measured, evaluation.basis
    at = measured.shown(evaluation.whole.point.threshold)
    labels = ", ".join(
        f"{name} {count:,}{' (positive)' if name in basis.positive else ''}"
        for name, count in sorted(basis.labels.items(), key=lambda one: (-one[1], one[0]))
    )
    lines = [
        f"{measured.value}: a listing counts as found at {at}",
        f"labels: {labels}",
        ", ".join(f"{name} {version}" for name, version in basis.versions.items()),
    ]
    if basis.rejected_rows:
        lines.append(f"not measured: {basis.rejected_rows:,} rows that are no listings")
    return [line for line in lines if line]


def measures_tables(evaluation: Evaluation) -> list[ReportTable]:
    """The figures of all listings, then of each group."""
    return [
        _measures("all listings", {"all": evaluation.whole}),
        *(_measures(f"by {column}", groups) for column, groups in evaluation.groups.items()),
    ]


def thresholds_table(evaluation: Evaluation) -> ReportTable:
    """What happens at other thresholds; the one in use is marked."""
    used = evaluation.whole.point.threshold
    return ReportTable(
        title="thresholds",
        head=("at least", "flagged", *_FIGURES),
        rows=[
            (evaluation.measured.shown(point.threshold), f"{point.flagged:,}", *_figures(point))
            for point in evaluation.points
        ],
        note=f"The figures above are at {evaluation.measured.shown(used)}.",
        marked=[point.threshold for point in evaluation.points].index(used),
    )


def reviews_table(evaluation: Evaluation) -> ReportTable | None:
    """Which threshold so many reviews a day are enough for; None if nobody asked."""
    traffic = evaluation.traffic
    if traffic is None:
        return None
    mix = (
        "positives as frequent as in this file"
        if traffic.prevalence is None
        else f"{traffic.prevalence:g} of them positive"
    )
    return ReportTable(
        title=f"reviews, of {traffic.listings_per_day:,} listings a day, {mix}",
        head=("reviews a day", "at least", "expected", "recall", "precision"),
        rows=[_plan(plan, evaluation) for plan in evaluation.plans],
    )


def calibration_table(reliability: Reliability) -> ReportTable:
    """What scores said and what was so, by tenths."""
    return ReportTable(
        title="calibration",
        head=("scores", "mean score", "share positive", "within"),
        rows=[
            (
                f"{one.low:.1f}-{one.high:.1f}",
                f"{one.mean_score:.2f}",
                str(one.positive),
                "yes" if one.holds else "no",
            )
            for one in reliability.bins
        ],
        note=f"Mean distance {reliability.expected_error:.3f}, Brier score {reliability.brier:.3f}; "
        "within: the mean score lies in the interval of the share.",
    )


def _measures(title: str, groups: Mapping[str, Measures]) -> ReportTable:
    return ReportTable(
        title=title,
        head=("", "listings", "positive", *_FIGURES, "average precision"),
        rows=[
            (
                name,
                f"{one.point.rows:,}",
                f"{one.positives:,}",
                *_figures(one.point),
                str(one.average_precision),
            )
            for name, one in groups.items()
        ],
    )


def _figures(point: OperatingPoint) -> tuple[str, str, str]:
    low, high = point.f1_interval()
    f1 = "none" if point.f1 is None else f"{point.f1:.2f} ({low:.2f}-{high:.2f})"
    return str(point.precision), str(point.recall), f1


def _plan(plan: ReviewPlan, evaluation: Evaluation) -> tuple[str, ...]:
    allowed = f"{plan.reviews_allowed:,.0f}"
    if plan.point is None:
        return allowed, "none is high enough", "", "", ""
    low, high = plan.reviews_interval
    return (
        allowed,
        evaluation.measured.shown(plan.point.threshold),
        f"{plan.reviews:,.0f} ({low:,.0f}-{high:,.0f})",
        str(plan.point.recall),
        "none" if plan.precision is None else f"{plan.precision:.2f}",
    )
