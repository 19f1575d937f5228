"""What people read of an evaluation and of a red team."""

from __future__ import annotations

import re

import numpy as np
import pytest

from linsang.commands.redteam import as_text as as_report
from linsang.learning.evaluate import Basis, Judged, evaluated
from linsang.learning.evaluation_page import as_page
from linsang.learning.evaluation_text import as_text
from linsang.learning.measured import Measured
from linsang.learning.recall_kept import RecallKept
from linsang.learning.review_budget import Traffic
from linsang.redteam.disguises import Disguise, Offer
from linsang.redteam.ways import WAYS

LABELS = {"upheld": 4, "dismissed": 5, "unsure": 1}
VERSIONS = {"policy": "coalition@2026-11", "reference": "0123456789ab"}
BASIS = Basis(labels=LABELS, positive=("upheld",), versions=VERSIONS, rejected_rows=3)
NUMBERS = np.array([0.97, 0.91, 0.62, 0.3, 0.92, 0.55, 0.2, 0.01, 0.01, 0.01])
POSITIVE = np.array([True] * 4 + [False] * 6)
SHOPS = [*"aabb", *"aaabbb"]


def an_evaluation(measured=Measured.PROHIBITED, numbers=NUMBERS, **more):
    judged = Judged()
    judged.add(numbers[:5], POSITIVE[:5], {"shop": SHOPS[:5]})
    judged.add(numbers[5:], POSITIVE[5:], {"shop": SHOPS[5:]})
    return evaluated(judged, measured, basis=BASIS, **more)


@pytest.fixture
def with_everything():
    return an_evaluation(
        reviews_per_day=200,
        traffic=Traffic(listings_per_day=1_000, prevalence=0.02),
    )


def test_an_evaluation_on_a_terminal(with_everything, golden):
    """
    Figures with intervals and counts, by group, by threshold and by reviews a day.
    """
    golden(as_text(with_everything))


def test_an_evaluation_of_the_outcome(golden):
    """
    The outcome has two thresholds and claims no probability, so none is calibrated.
    """
    outcomes = np.array([2.0, 2, 1, 0, 1, 0, 0, 0, 0, 0])

    golden(as_text(an_evaluation(Measured.OUTCOME, outcomes)))


def test_an_evaluation_as_a_page(with_everything, golden):
    """
    The page shows the same figures with two plots.
    """
    golden(as_page(with_everything))


def test_an_evaluation_for_programs(with_everything, golden):
    """
    The JSON has every figure of the tables, with counts and intervals.
    """
    golden(with_everything.as_json())


def test_the_page_holds_all_that_it_shows(with_everything):
    """
    The page opens without a network: no script, and nothing is fetched from anywhere.
    """
    page = as_page(with_everything)

    assert not re.search(r"<script|<link|<img|@import|url\(|\bsrc=|\bhref=|https?:", page)


def test_what_a_seller_wrote_cannot_run_in_the_page():
    """
    A group that is called like a script is shown and not run.
    """
    judged = Judged()
    judged.add(NUMBERS, POSITIVE, {"shop": ["<script>alert(1)</script>"] * len(NUMBERS)})

    page = as_page(evaluated(judged, Measured.PROHIBITED, basis=BASIS))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def a_red_team():
    kept = RecallKept()
    kept.undisguised.update({True: 3, False: 1})
    for number, language in enumerate(("en", "vi", "zh-Hans")):
        offer = Offer(f"a{number}", "ivory tusk", "message me", language, [(0, 5)])
        for place, way in enumerate(WAYS):
            if (place + number) % 4:
                found = bool((place + number) % 3)
                kept.add(Disguise(offer, way, f"{way.name} tusk", "message me"), found=found)
    return kept


def test_a_red_team_on_a_terminal(golden):
    """
    The recall kept by way, by language, and by both; withheld ways apart.
    """
    golden(as_report(a_red_team(), "review or more", most_survivors=3))


def test_withheld_ways_are_counted_apart():
    """
    Ways that training may have seen and ways that it cannot have seen share no figure.
    """
    kept = a_red_team()
    report = kept.as_json()
    whole, taught, withheld = (report["recall_kept"][one] for one in ("all", "taught", "withheld"))

    assert whole["total"] == taught["total"] + withheld["total"] == sum(kept.tried.values())
    assert len(report["survivors"]) == whole["total"] - whole["hits"]
    assert {name for name, one in report["ways"].items() if one["withheld"]} == {
        "vowel-drop",
        "mixed-script",
        "split",
    }


def test_a_survivor_is_shown_as_it_was_and_as_it_slipped_through():
    """
    Who wants to catch it next time sees both texts, the way and the language.
    """
    row = next(a_red_team().survivor_rows())

    assert row["undisguised"] == {"title": "ivory tusk", "description": "message me"}
    assert row["title"] == f"{row['way']} tusk"
    assert row["language"] in {"en", "vi", "zh-Hans"}
