"""Figures carry their counts, and agree with whoever computes them otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linsang.learning.average_precision import average_precision
from linsang.learning.measured import Measured
from linsang.learning.operating_point import Ranking
from linsang.learning.rate import Rate
from linsang.learning.reliability import Reliability
from linsang.learning.review_budget import Traffic, review_plans

LABELLED = st.lists(
    st.tuples(st.integers(0, 20).map(lambda one: one / 20), st.booleans()), min_size=1, max_size=60
)


def ranked(rows):
    return Ranking.of([score for score, _ in rows], [positive for _, positive in rows])


@given(LABELLED)
@settings(max_examples=60)
def test_average_precision_is_what_others_compute(rows):
    """
    The figure can be compared with published ones: it is scikit-learn's.
    """
    metrics = pytest.importorskip(
        "sklearn.metrics", reason="no scikit-learn; enable by: pip install linsang[train]"
    )
    if not any(positive for _, positive in rows):
        return
    scores, labels = zip(*rows, strict=True)
    expected = metrics.average_precision_score(labels, scores)

    found = average_precision(ranked(rows))

    assert found.value == pytest.approx(expected)
    assert 0 <= found.low <= found.high <= 1


@given(LABELLED, st.integers(0, 20).map(lambda one: one / 20))
def test_every_listing_is_counted_once_at_any_threshold(rows, threshold):
    """
    Found, missed, false alarms and those rightly let go are all listings there are.
    """
    point = ranked(rows).at(threshold)

    assert point.rows == len(rows)
    assert point.found == sum(one for score, one in rows if score >= threshold)
    assert point.false_alarms == sum(not one for score, one in rows if score >= threshold)


@given(LABELLED)
def test_lower_thresholds_find_no_less(rows):
    """
    Who lowers the threshold finds at least what was found before.
    """
    points = [*ranked(rows).points()]

    assert [point.threshold for point in points] == sorted(
        {score for score, _ in rows}, reverse=True
    )
    assert [point.found for point in points] == sorted(point.found for point in points)


@given(LABELLED)
def test_the_bins_of_calibration_hold_every_listing(rows):
    """
    No listing is missing from the calibration plot, and none is in it twice.
    """
    reliability = Reliability.of(ranked(rows))

    assert sum(one.positive.total for one in reliability.bins) == len(rows)
    assert all(one.low - 1e-9 <= one.mean_score <= one.high for one in reliability.bins)


def test_nothing_flagged_is_no_precision():
    """
    Where nothing is flagged there is no precision to report, and certainly not zero.
    """
    point = Ranking.of([0.2, 0.1], [True, False]).at(0.9)

    assert (point.precision.value, point.recall.value, point.f1) == (None, 0.0, 0.0)
    assert str(point.precision) == "none (0/0)"


def test_the_interval_of_f1_holds_f1():
    """
    F1 comes with an interval that its own value lies in.
    """
    point = Ranking.of([0.9, 0.8, 0.7, 0.2], [True, True, False, True]).at(0.5)
    low, high = point.f1_interval()

    assert point.f1 is not None
    assert low < point.f1 < high


def test_a_perfect_order_of_few_is_not_certain():
    """
    Five positives in perfect order do not prove that the sixth will be.
    """
    found = average_precision(Ranking.of([0.9] * 5 + [0.1] * 5, [True] * 5 + [False] * 5))

    assert found.value == 1.0
    assert found.low == pytest.approx(Rate(5, 5).interval()[0])


def plans(traffic, reviews=10.0):
    """Two of a hundred listings are positive; scores of 0.9 and 0.5 find one each."""
    scores = [0.9, 0.5, *[0.5] * 8, *[0.1] * 90]
    ranking = Ranking.of(scores, [True, True, *[False] * 98])
    return review_plans(ranking, reviews_per_day=reviews, traffic=traffic)


def test_the_threshold_is_the_lowest_that_there_is_time_for():
    """
    With time for ten reviews in a hundred listings, everything from 0.5 on is looked at.
    """
    half, whole, double = plans(Traffic(listings_per_day=100))

    assert [one.point.threshold for one in (half, whole, double)] == [0.9, 0.5, 0.5]
    assert (whole.reviews, whole.point.recall.value, whole.precision) == (10.0, 1.0, 0.2)


def test_too_little_time_for_anything_is_said():
    """
    Where even the surest listings are too many, no threshold is proposed.
    """
    assert [one.point for one in plans(Traffic(listings_per_day=100_000))] == [None] * 3


def test_a_rarer_positive_makes_precision_worse():
    """
    In traffic where one in a thousand is positive, the same threshold brings other reviews.
    """
    as_in_file = plans(Traffic(listings_per_day=100))[1]
    rare = plans(Traffic(listings_per_day=100, prevalence=0.001))[1]

    assert rare.point.threshold == as_in_file.point.threshold
    assert rare.reviews == pytest.approx(100 * (0.001 * 1.0 + 0.999 * 8 / 98))
    assert rare.precision < as_in_file.precision
    assert rare.reviews_interval[0] < rare.reviews < rare.reviews_interval[1]


@pytest.mark.parametrize("said", ["1.5", "-0.1", "nan", "half", ""])
def test_a_threshold_is_a_number_that_a_score_can_have(said):
    """
    A slip in the threshold is told, with what is allowed.
    """
    with pytest.raises(ValueError, match="allowed: 0 to 1"):
        Measured.PROHIBITED.threshold(said)


def test_an_outcome_has_words_for_thresholds():
    """
    The outcome is measured from review on, or from restrict on.
    """
    assert Measured.OUTCOME.threshold("restrict") == 2.0
    with pytest.raises(ValueError, match="allowed: review, restrict"):
        Measured.OUTCOME.threshold("0.5")


def test_a_ranking_counts_what_shares_a_number():
    """
    Listings with one score have no order among themselves.
    """
    ranking = Ranking.of([0.5, 0.5, 0.5], [True, False, True])

    assert ranking.numbers.tolist() == [0.5]
    assert (ranking.positives.tolist(), ranking.negatives.tolist()) == ([2], [1])
    assert isinstance(ranking.numbers, np.ndarray)
