"""`linsang evaluate` and `linsang redteam`, as somebody with a labelled file meets them."""

from __future__ import annotations

import json

import pytest

from linsang.cli import main
from linsang.model.exit_code import ExitCode

ROWS = (
    ("1", "Genuine elephant ivory tusk, old", "en", "upheld"),
    ("2", "Real tiger claw for sale, WhatsApp only", "en", "upheld"),
    ("3", "出售象牙手串，老料", "zh-Hans", "upheld"),
    ("4", "Grey sofa, three seats", "en", "dismissed"),
    ("5", "Tiger Balm red ointment, 30 g", "en", "dismissed"),
    ("6", "二手沙发，九成新", "zh-Hans", "dismissed"),
)


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "labelled.jsonl"
    keys = ("id", "title", "language", "verdict")
    lines = [json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def said(command, path, *more):
    return [command, str(path), "--label", "verdict", "--positive", "upheld", *more]


def test_a_labelled_file_is_measured(capsys, labelled):
    """
    The report counts what was found and what was not, for all listings and for each language.
    """
    assert main(said("evaluate", labelled, "--group-by", "language", "--json")) == ExitCode.DONE
    report = json.loads(capsys.readouterr().out)

    assert report["labels"] == {"upheld": 3, "dismissed": 3}
    assert (report["all"]["rows"], report["all"]["positives"]) == (6, 3)
    assert (report["all"]["found"], report["all"]["false_alarms"]) == (3, 0)
    assert [*report["groups"]["language"]] == ["en", "zh-Hans"]
    assert report["calibration"]["bins"]


@pytest.mark.parametrize("score", ["prohibited", "wildlife", "outcome"])
def test_each_answer_can_be_measured(capsys, labelled, score):
    """
    Either score, or the outcome under the policy, is compared with the labels.
    """
    assert main(said("evaluate", labelled, "--score", score)) == ExitCode.DONE
    told = capsys.readouterr().out

    assert told.startswith(f"{score}: a listing counts as found at ")
    assert "average precision" in told


def test_thresholds_for_a_day(capsys, labelled):
    """
    Who has time for so many reviews a day is told from which score on to look.
    """
    more = ("--reviews-per-day", "200", "--listings-per-day", "400", "--json")
    assert main(said("evaluate", labelled, *more)) == ExitCode.DONE
    plans = json.loads(capsys.readouterr().out)["reviews"]["plans"]

    assert [plan["reviews_per_day_allowed"] for plan in plans] == [100, 200, 400]
    assert plans[1]["reviews_per_day"] <= 200
    assert plans[1]["recall"]["value"] == 1.0


def test_the_page_is_written(labelled, tmp_path):
    """
    The page can be handed to somebody without Linsang.
    """
    page = tmp_path / "report.html"
    assert main(said("evaluate", labelled, "--html", str(page))) == ExitCode.DONE

    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_told(capsys, labelled, tmp_path):
    """
    A folder that is not there ends the run with its code, and names the file.
    """
    page = tmp_path / "nowhere" / "report.html"

    assert main(said("evaluate", labelled, "--html", str(page))) == ExitCode.OUTPUT
    assert str(page) in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(["--reviews-per-day", "200"], id="reviews-of-how-many"),
        pytest.param(
            ["--reviews-per-day", "0", "--listings-per-day", "10"], id="no-time-for-anything"
        ),
        pytest.param(
            ["--reviews-per-day", "1", "--listings-per-day", "10", "--prevalence", "2"],
            id="more-than-all",
        ),
        pytest.param(["--threshold", "half"], id="no-number"),
        pytest.param(["--score", "outcome", "--threshold", "0.5"], id="no-outcome"),
    ],
)
def test_slips_in_the_options_of_evaluate_are_told(capsys, labelled, more):
    """
    What does not go together is told before anything is read.
    """
    assert main(said("evaluate", labelled, *more)) == ExitCode.SETTINGS
    assert "linsang: --" in capsys.readouterr().err


def test_a_label_that_nobody_gave_is_told(capsys, labelled):
    """
    A slip in the positive label ends the run with the nearest label that there is.
    """
    assert main(["evaluate", str(labelled), "--label", "verdict", "--positive", "uphelt"]) == (
        ExitCode.INPUT
    )
    assert "did you mean --positive upheld?" in capsys.readouterr().err


def test_rows_that_are_no_listings_are_told_and_not_measured(capsys, labelled):
    """
    A row without an id is named, and the run says that it left it out.
    """
    with labelled.open("a", encoding="utf-8") as stream:
        stream.write('{"title": "Tusk", "verdict": "upheld"}\n')

    assert main(said("evaluate", labelled)) == ExitCode.ROWS_REJECTED
    told = capsys.readouterr()
    assert "not measured: 1 rows" in told.out
    assert "line 7" in told.err


def test_a_red_team_disguises_what_is_found(capsys, labelled, tmp_path):
    """
    Every positive that is found is disguised in every way that does something to it.
    """
    survivors = tmp_path / "survivors.jsonl"
    assert main(said("redteam", labelled, "--json", "--survivors", str(survivors))) == ExitCode.DONE
    report = json.loads(capsys.readouterr().out)

    assert report["recall_undisguised"]["hits"] == 3
    assert report["ways"]["pinyin"]["recall_kept"]["total"] == 1
    assert report["ways"]["leet"]["languages"]["en"]["total"] == 2
    assert "zh-Hans" not in report["ways"]["vowel-drop"]["languages"]
    written = [json.loads(line) for line in survivors.read_text("utf-8").splitlines()]
    assert written == report["survivors"]


def test_a_red_team_is_the_same_again(capsys, labelled):
    """
    The same file, seed and version give the same report.
    """
    reports = set()
    for _ in range(2):
        assert main(said("redteam", labelled, "--seed", "5")) == ExitCode.DONE
        reports.add(capsys.readouterr().out)

    assert len(reports) == 1


def test_a_red_team_of_one_way(capsys, labelled):
    """
    Who mends one weakness tries only that one.
    """
    assert main(said("redteam", labelled, "--way", "zero-width")) == ExitCode.DONE
    told = capsys.readouterr().out

    assert "zero-width" in told
    assert "homoglyph" not in told


def test_a_way_that_does_not_exist_is_told(capsys, labelled):
    """
    A slip in the name of a way is told with the ways that there are.
    """
    assert main(said("redteam", labelled, "--way", "invisible")) == ExitCode.SETTINGS
    assert "allowed: homoglyph, spacing" in capsys.readouterr().err


def test_tags_do_not_give_a_disguise_away(capsys, tmp_path):
    """
    Who hides a word in the title does not tag the listing with it, so tags are left out, before
    and after.
    """
    path = tmp_path / "tagged.jsonl"
    row = {"id": "1", "title": "Old thing", "tags": ["elephant ivory tusk"], "verdict": "upheld"}
    path.write_text(json.dumps(row) + "\n", "utf-8")

    assert main(said("redteam", path, "--json")) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["recall_undisguised"]["hits"] == 0
