"""Labels that measure nothing are told before anything is screened: where, what, and what else."""

from __future__ import annotations

import json

import pytest

from linsang.connectors.problems import InputError
from linsang.learning.labelled import LabelledListings

TITLES = ("Ivory tusk", "Sofa", "Tiger claw", "Lamp")


def a_file(tmp_path, labels, *, name="labelled.csv"):
    """Four listings with these labels."""
    rows = ["id,title,language,shop,verdict"]
    rows += [f"a{n},{TITLES[n]},en,s{n % 2},{label}" for n, label in enumerate(labels)]
    path = tmp_path / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def listings(path, **more):
    return LabelledListings([path], label="verdict", **{"positive": ["yes"], **more})


def slip(tmp_path, labels, *, both_sides=True, **more):
    """What is told of labels that cannot be used."""
    path = a_file(tmp_path, labels)
    with pytest.raises(InputError) as told:
        listings(path, **more).checked(both_sides=both_sides)
    return str(told.value).replace(str(path), "labelled.csv")


def test_labels_that_cannot_be_used_are_told(tmp_path, golden):
    """
    Empty, misspelt, one-sided or not allowed: file, row, what was found, what is allowed.
    """
    slips = {
        "empty": slip(tmp_path, ["yes", "no", "", ""]),
        "only spaces": slip(tmp_path, ["yes", "no", "no", "  "]),
        "a capital": slip(tmp_path, ["yes", "no", "Yes", "no"]),
        "a slip": slip(tmp_path, ["upheld", "upheldd", "no", "no"], positive=["upheld"]),
        "not allowed": slip(tmp_path, ["yes", "no", "unsure", "no"], negative=["no"]),
        "a positive that is not there": slip(
            tmp_path, ["yes", "no", "no", "no"], positive=["yess"]
        ),
        "all positive": slip(tmp_path, ["yes", "yes", "yes", "yes"]),
        "none positive": slip(tmp_path, ["no", "no", "no", "no"]),
        "no such column": slip(tmp_path, ["yes", "no", "no", "no"], group_by=["seller"]),
    }

    golden(slips)


def test_another_word_may_be_near_a_positive_one(tmp_path):
    """
    "unsold" is no slip of "sold", and who says that a near word is meant is believed.
    """
    path = a_file(tmp_path, ["sold", "unsold", "solid", "unsold"])

    counts = listings(path, positive=["sold"], negative=["unsold", "solid"]).checked(
        both_sides=True
    )

    assert counts == {"sold": 1, "unsold": 2, "solid": 1}


def test_only_positives_are_enough_to_disguise(tmp_path):
    """
    A red team needs no innocent listings.
    """
    counts = listings(a_file(tmp_path, ["yes"] * 4)).checked(both_sides=False)

    assert counts == {"yes": 4}


def test_labels_and_groups_go_with_their_listings(tmp_path):
    """
    Each listing keeps its label and its groups, through batches of any size.
    """
    path = a_file(tmp_path, ["yes", "no", "maybe", "yes"])
    source = listings(path, positive=["yes", "maybe"], group_by=["shop", "language"], batch_rows=2)

    batches = [*source.batches()]

    assert [one.positive.tolist() for one in batches] == [[True, False], [True, True]]
    assert [one for batch in batches for one in batch.groups["shop"]] == ["s0", "s1", "s0", "s1"]
    assert [one for batch in batches for one in batch.groups["language"]] == ["en"] * 4
    assert all(batch.batch.carried is None for batch in batches)


def test_a_language_that_nobody_claims_is_guessed(tmp_path):
    """
    Grouping by language works on files that have no such column.
    """
    path = tmp_path / "plain.jsonl"
    rows = [
        {"id": 1, "title": "出售象牙手串", "verdict": True},
        {"id": 2, "title": "XJ-900", "verdict": False},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    source = listings(path, positive=["true"], group_by=["language"])

    (batch,) = source.batches()

    assert batch.groups["language"] == ["zh-Hans", "(none)"]
    assert batch.positive.tolist() == [True, False]


def test_a_row_that_is_no_listing_is_handed_on(tmp_path):
    """
    A row without an id is not measured, and somebody can say so.
    """
    path = tmp_path / "broken.jsonl"
    path.write_text(
        '{"id": "1", "title": "Lamp", "verdict": "no"}\n{"title": "Sofa", "verdict": "yes"}\n'
        '{"id": "3", "title": "Tusk", "verdict": "yes"}\n',
        "utf-8",
    )
    source = listings(path)

    (batch,) = source.batches()

    assert batch.positive.tolist() == [False, True]
    assert [one.line for one in batch.batch.rejected] == [2]
