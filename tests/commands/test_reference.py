"""``linsang reference``: what is known, whether it is sound, and newer lists."""

from __future__ import annotations

import csv
import json

import pytest

from linsang.cli import main
from linsang.model.exit_code import ExitCode

CHECKLIST = [
    {
        "Kingdom": "Animalia", "Phylum": "Chordata", "Class": "Actinopterygii",
        "Order": "Perciformes", "Family": "Linsangidae", "Genus": "Linsangus",
        "FullName": "Linsangus inventus", "RankName": "SPECIES", "CurrentListing": "II",
        "FullAnnotationEnglish": "", "#AnnotationSymbol": "", "SynonymsWithAuthors": "",
    }
]  # fmt: skip


@pytest.fixture
def say(capsys, tmp_path, monkeypatch):
    """Run ``linsang reference`` in an empty folder; what it says, and its code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINSANG_DATA_DIR", str(tmp_path / "data"))

    def say(*words):
        code = main(["reference", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return say


def a_checklist(path, rows=CHECKLIST):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CHECKLIST[0])
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def test_a_phrase_is_shown_with_its_law(say):
    """
    "tiger bone" leads to the tiger, its names, the trade term and the Appendix with its source.
    """
    code, out, _ = say("show", "tiger bone", "--on", "2026-06-01", "--json")
    shown = json.loads(out)
    (tiger,) = [one for one in shown["taxa"] if one["taxon"] == "panthera-tigris"]

    assert code == ExitCode.DONE
    assert tiger["readings"] == ["I"]
    assert tiger["entries"][0]["authority"]
    assert tiger["entries"][0]["certainty"]
    assert "老虎" in tiger["names"]["zh-Hans"]
    assert [up["rank"] for up in tiger["lineage"]][-1] == "kingdom"
    assert "BON" in [one["code"] for one in shown["trade_terms"]]
    assert any(term["role"] == "product" and term["source"] for term in shown["terms"])


@pytest.mark.parametrize(
    ("phrase", "taxon"),
    [
        pytest.param("Loxodonta africana", "Loxodonta africana", id="scientific-name"),
        pytest.param("loxodonta-africana", "Loxodonta africana", id="slug"),
        pytest.param("Uncia uncia", "Panthera uncia", id="older-name"),
        pytest.param("虎骨", "Panthera tigris", id="chinese"),
    ],
)
def test_any_name_leads_to_the_taxon(say, phrase, taxon):
    """
    Scientific names, slugs, older names and words of the trade all lead to the taxon.
    """
    code, out, _ = say("show", phrase)

    assert code == ExitCode.DONE
    assert f"\n{taxon}, species" in out
    assert "next change" in out


def test_the_law_of_another_day_is_shown(say):
    """
    What was the law on a day in the past is shown as it was then, with what comes next.
    """
    _, out, _ = say("show", "Loxodonta africana", "--on", "1989-06-01", "--json")
    then = json.loads(out)["taxa"][0]

    assert "1990-01-18" not in [entry["in_force"] for entry in then["entries"]]
    assert then["next_change"] == "1990-01-18"


def test_a_trade_terms_code_is_explained(say):
    """
    Who meets a code in a result can look it up.
    """
    _, out, _ = say("show", "IVC")

    assert "trade term IVC: carving - ivory" in out


def test_what_nobody_knows_is_answered_with_the_nearest(say):
    """
    A mistyped name is answered with names that are known.
    """
    code, out, err = say("show", "Panthera tigrus")

    assert code == ExitCode.REFERENCE
    assert out == ""
    assert "Panthera tigris" in err


def test_the_shipped_data_are_sound(say):
    """
    What comes with Linsang passes its own check, and says of which day it is.
    """
    code, out, _ = say("check")

    assert code == ExitCode.DONE
    assert out.startswith("shipped data: OK, dated ")


def test_a_check_points_at_file_and_line(say, tmp_path):
    """
    A folder of one's own is checked with paths that can be opened from where one stands.
    """
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "layer.toml").write_text("date = 2026-01-01\n", "utf-8")
    (folder / "taxa.csv").write_text(
        "taxon,scientific_name,rank,parent,synonyms,domesticated,extinct,source,doubt\n"
        "animalia,Animalia,kingdm,,,0,0,us,\n",
        "utf-8",
    )
    code, out, _ = say("check", "ours")

    assert code == ExitCode.CHECK_FAILED
    assert "ours/taxa.csv:2: rank 'kingdm'; allowed: kingdom" in out
    assert "ours: 1 to mend" in out


def test_private_terms_are_checked_too(say, tmp_path):
    """
    Everything in use is checked, a platform's own terms included.
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "terms.csv").write_text("term,role\nx y,prodct\n", "utf-8")
    code, out, _ = say("check")

    assert code == ExitCode.CHECK_FAILED
    assert "terms.csv:2: role: 'prodct' is not a role" in out


def test_a_checklist_becomes_a_layer(say, tmp_path, monkeypatch):
    """
    A download becomes a dated layer, and one line of settings puts it to use.
    """
    code, out, _ = say("import-cites", a_checklist(tmp_path / "Index_2026-03-05.csv"))
    layer = tmp_path / "data" / "layers" / "cites-2026-03-05"
    monkeypatch.setenv("LINSANG_REFERENCE_LAYERS", str(layer))
    _, shown, _ = say("show", "Linsangus inventus")

    assert code == ExitCode.DONE
    assert f'reference_layers = ["{layer}"]' in out
    assert "Appendix II" in shown
    assert sorted(one.name for one in layer.parent.iterdir()) == [layer.name]


def test_a_checklist_without_a_day_asks_for_it(say, tmp_path):
    """
    Law has a date: a file that does not say its day is not taken in on a guess.
    """
    file = a_checklist(tmp_path / "checklist.csv")
    code, _, err = say("import-cites", file)
    later, _, _ = say("import-cites", file, "--dated", "2999-01-01")
    done, _, _ = say("import-cites", file, "--dated", "2026-03-05", "--out", "layer")

    assert code == ExitCode.USAGE
    assert "--dated YYYY-MM-DD" in err
    assert later == ExitCode.USAGE
    assert done == ExitCode.DONE


def test_a_bad_download_leaves_the_layer_as_it_was(say, tmp_path):
    """
    What is no Checklist changes nothing; a folder with other things in it is left alone.
    """
    say("import-cites", a_checklist(tmp_path / "a.csv"), "--dated", "2026-03-05", "--out", "layer")
    before = (tmp_path / "layer" / "taxa.csv").read_bytes()
    (tmp_path / "b.csv").write_text("a,b\n1,2\n", "utf-8")
    bad, _, err = say("import-cites", "b.csv", "--dated", "2026-03-06", "--out", "layer")
    other, _, _ = say("import-cites", "a.csv", "--dated", "2026-03-06", "--out", ".")

    assert bad == ExitCode.REFERENCE
    assert "no column Kingdom" in err
    assert other == ExitCode.OUTPUT
    assert (tmp_path / "layer" / "taxa.csv").read_bytes() == before


def test_rows_that_were_left_out_are_told(say, tmp_path):
    """
    An import with rows it could not read names them, and ends with a code that says so.
    """
    rows = [*CHECKLIST, {**CHECKLIST[0], "FullName": "Linsangus alter", "CurrentListing": "IV"}]
    file = a_checklist(tmp_path / "a.csv", rows)
    code, out, _ = say("import-cites", file, "--dated", "2026-03-05", "--out", "layer")

    assert code == ExitCode.CHECK_FAILED
    assert "a.csv:3: CurrentListing 'IV'" in out
    assert "1 left out" in out
