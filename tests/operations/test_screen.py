"""The straight path: triage, assess, decide; one row in, one row out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linsang.compose import check
from linsang.detector import DetectorSpec, ListingDetector
from linsang.engine import revision
from linsang.model.assessment import RunStatus
from linsang.model.decision import Outcome
from linsang.model.finding import FindingKind
from linsang.operations.result_rows import RESULT_SCHEMA, result_rows
from linsang.testing.factories import NOON, a_batch, a_listing, a_screening, checked

MIXED = (
    "Brass lamp",
    "Genuine tiger skin for sale",
    "Wool rug",
    "出售象牙手镯，私聊",
    "Tiger Balm",
)


class ChokesOnLamps(ListingDetector):
    """A detector that fails on some listings."""

    spec = DetectorSpec(name="chokes", version="1", kinds=frozenset({FindingKind.GEAR}))

    def find(self, prepared):
        if "lamp" in prepared.listing.title:
            raise RuntimeError("a lamp")
        return ()


@pytest.fixture
def choking():
    """A screening one of whose detectors fails on lamps."""
    screening = a_screening()
    detectors = (*screening.engine.detectors, ChokesOnLamps())
    return replace(screening, engine=replace(screening.engine, detectors=detectors))


def rows(screening, batch, **how):
    """Result rows as plain values."""
    screened = screening.screen(batch, **how)
    return result_rows(
        screened,
        reference_version=screening.engine.reference_version,
        policy_version=screening.policy.label,
        taxonomy=screening.engine.taxonomy,
    ).to_pylist()


def test_one_row_in_one_row_out():
    """
    Every row has its answer, in its place, duplicates and empty ones too.
    """
    batch = a_batch(*MIXED, MIXED[1], "", None)
    found = rows(a_screening(), batch)

    assert [row["id"] for row in found] == batch.table.column("id").to_pylist()
    assert found[1]["outcome"] == found[5]["outcome"] != "no_action"
    assert [found[place]["outcome"] for place in (0, 2, 6, 7)] == ["no_action"] * 4


def test_rows_have_the_documented_columns():
    """
    A result row has every column that is promised, and nothing without evidence.
    """
    for row in rows(a_screening(), a_batch(*MIXED)):
        assert list(row) == RESULT_SCHEMA.names
        assert row["complete"] is True
        assert (row["outcome"] == "no_action") or row["rules"]
        assert all(finding["matches"] for finding in row["findings"])


def test_every_quote_of_a_result_is_in_the_listing():
    """
    What a result quotes stands in the listing at that place.
    """
    for row, title in zip(rows(a_screening(), a_batch(*MIXED)), MIXED, strict=True):
        for match in (match for finding in row["findings"] for match in finding["matches"]):
            assert match["field"] == "title"
            assert title[match["start"] : match["end"]] == match["quote"]


def test_an_empty_batch_has_no_rows():
    """
    Nothing in, nothing out.
    """
    assert rows(a_screening(), a_batch()) == []


def test_decisions_are_numbered_by_their_place():
    """
    A decision's id says the run and the row, so the same input gives the same ids.
    """
    batch = replace(a_batch(*MIXED), first_row=100)
    ids = [row["decision_id"] for row in rows(a_screening(), batch, run="r-1")]

    assert ids == [f"r-1-{number}" for number in range(100, 105)]


def test_the_same_again_is_the_same():
    """
    The same rows under the same policy on the same day give the same rows.
    """
    assert rows(a_screening(), a_batch(*MIXED)) == rows(a_screening(), a_batch(*MIXED))


def test_company_changes_no_answer():
    """
    A row gets the same answer alone as in a batch.
    """
    alone = [rows(a_screening(), a_batch(title))[0] for title in MIXED]
    ours = ("id", "decision_id")
    together = rows(a_screening(), a_batch(*MIXED))

    for one, other in zip(alone, together, strict=True):
        assert {k: v for k, v in one.items() if k not in ours} == {
            k: v for k, v in other.items() if k not in ours
        }


def test_a_detector_that_fails_blinds_only_where_it_failed(choking):
    """
    The lamp that a detector choked on goes to review; the others are decided as ever.
    """
    found = rows(choking, a_batch(*MIXED), look_at_all=True)
    usual = rows(a_screening(), a_batch(*MIXED), look_at_all=True)

    assert (found[0]["outcome"], found[0]["complete"], found[0]["failed"]) == (
        "review",
        False,
        ["chokes"],
    )
    assert [row["outcome"] for row in found[1:]] == [row["outcome"] for row in usual[1:]]
    assert all(row["complete"] for row in found[1:])


def test_a_failed_detector_is_told_by_name(choking):
    """
    Who could not look, and why, is part of the assessment.
    """
    assessment = check("Brass lamp", screening=choking).assessment
    failed = [run for run in assessment.runs if run.status is RunStatus.FAILED]

    assert [(run.detector, run.reason) for run in failed] == [("chokes", "RuntimeError")]
    assert assessment.failed == ("chokes",)


def test_every_detector_signs_in():
    """
    An assessment says of every installed detector that it looked.
    """
    engine = a_screening().engine
    runs = checked("Brass lamp").assessment.runs

    assert [run.detector for run in runs] == [one.spec.name for one in engine.detectors]
    assert {run.status for run in runs} == {RunStatus.COMPLETED}


def test_the_clock_decides_which_law_holds():
    """
    The day of a decision comes from the clock that was given.
    """
    decision = checked("Genuine tiger skin for sale").decision

    assert (decision.decided_at, decision.valid_on) == (NOON, NOON.date())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"title": "Brass lamps"}, id="title"),
        pytest.param({"description": "x"}, id="description"),
        pytest.param({"tags": ("x",)}, id="tags"),
        pytest.param({"category": "x"}, id="category"),
        pytest.param({"brand": "x"}, id="brand"),
        pytest.param({"condition": "x"}, id="condition"),
    ],
)
def test_a_revision_names_what_was_judged(change):
    """
    Another word anywhere is another revision; the same words are the same one.
    """
    assert revision(a_listing()) == revision(a_listing())
    assert revision(a_listing()) != revision(replace(a_listing(), **change))


def test_a_word_that_moves_to_another_field_is_another_revision():
    """
    Title and description are judged apart, so a word that moves makes a change.
    """
    one = a_listing("ab", description="c")
    other = a_listing("a", description="bc")

    assert revision(one) != revision(other)


def test_three_lines_from_text_to_decision():
    """
    Whoever asks about one text gets its decision with the evidence.
    """
    decided = checked("Genuine tiger skin for sale")

    assert decided.decision.outcome is Outcome.RESTRICT
    assert {match.quote for finding in decided.assessment.findings for match in finding.matches} & {
        "tiger skin",
        "tiger",
    }
