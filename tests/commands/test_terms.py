"""``linsang terms``: the private layer, and the running process that follows it."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import threading
import time

import pytest

from linsang.cli import main
from linsang.model.exit_code import ExitCode
from linsang.reference.lexicon import read_private
from linsang.settings import load_settings

CHARM = ("zibbel charm", "--role", "code", "--taxa", "panthera-tigris", "--trade-term", "BON")
PATIENCE_SECONDS = 240.0


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Where the private terms are kept in a test."""
    path = tmp_path / "private" / "terms.csv"
    monkeypatch.setenv("LINSANG_TERMS", str(path))
    return path


@pytest.fixture
def say(capsys, path):
    """Run ``linsang terms``; what it says, and its code."""

    def say(*words):
        code = main(["terms", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return say


def rows_of(say):
    return [json.loads(line) for line in say("list", "--json")[1].splitlines()]


def test_a_term_comes_and_goes(say, path):
    """
    What is added is listed, and what is removed is gone.
    """
    say("add", *CHARM, "--language", "en", "--hint", "alone", "--note", "seen in groups")
    (row,) = rows_of(say)
    code, out, _ = say("remove", "Zibbel CHARM")

    assert row["term"] == "zibbel charm"
    assert row["taxa"] == "panthera-tigris"
    assert row["note"] == "seen in groups"
    assert code == ExitCode.DONE
    assert "removed: 'zibbel charm'" in out
    assert rows_of(say) == []


def test_the_same_term_again_changes_nothing(say, path):
    """
    Adding twice is no mistake; adding with another meaning replaces, and says so.
    """
    say("add", *CHARM)
    before = path.stat().st_mtime_ns
    _, again, _ = say("add", *CHARM)
    unchanged = path.stat().st_mtime_ns
    _, other, _ = say("add", *CHARM[:-1], "CLA")

    assert "unchanged" in again
    assert unchanged == before
    assert "replaced" in other
    assert [row["trade_term"] for row in rows_of(say)] == ["CLA"]


def test_slips_on_the_command_line_are_told(say, golden):
    """
    Every option that cannot be used is told at once, with what is allowed.
    """
    code, out, err = say(
        *("add", "x", "--role", "prodct", "--taxa", "Panthera tigriss,tiger"),
        *("--trade-term", "bone", "--language", "english", "--hint", "sure"),
    )
    _, _, senses = say("add", "made in wood", "--role", "disclaimer", "--sense", "wood")
    _, _, meaning = say("add", "yellow stuff", "--role", "code")
    _, _, letters = say("add", "!!", "--role", "offer", "--sense", "sale", "--note", "a\nb")

    assert code == ExitCode.USAGE
    assert out == ""
    golden(err + senses + meaning + letters)


def test_taxa_may_be_named_in_latin(say):
    """
    A scientific name, an older one too, becomes the taxon of the tree.
    """
    say("add", "grey ghost", "--role", "code", "--taxa", "Uncia uncia", "--taxa", "panthera-leo")

    assert rows_of(say)[0]["taxa"] == "panthera-uncia;panthera-leo"


GOOD = "term,role,taxa,trade_term,language,hint\nzibbel charm,code,panthera-tigris,BON,en,alone\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD.encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="byte-order-mark"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="windows-line-ends"),
        pytest.param(GOOD.replace(",", ";").encode(), id="semicolons"),
    ],
)
def test_a_spreadsheets_file_is_read(say, tmp_path, text):
    """
    Files as spreadsheets write them are taken in.
    """
    (tmp_path / "ours.csv").write_bytes(text)
    code, out, _ = say("import", str(tmp_path / "ours.csv"))

    assert code == ExitCode.DONE
    assert "1 added" in out
    assert rows_of(say)[0]["hint"] == "alone"


def test_duplicates_are_noted(say, tmp_path, monkeypatch):
    """
    A term that comes twice, or is there already, is noted with its lines; the last one counts.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.csv").write_text(
        GOOD + GOOD.splitlines()[1] + "\nZibbel Charm,code,panthera-leo,BON,en,context\n", "utf-8"
    )
    code, out, _ = say("import", "ours.csv")

    assert code == ExitCode.DONE
    assert "ours.csv:3: 'zibbel charm' (en, code, panthera-tigris, BON) is in ours.csv:2" in out
    assert "1 added, 1 replaced, 1 unchanged; 1 terms" in out
    assert [row["taxa"] for row in rows_of(say)] == ["panthera-leo"]


BROKEN = {
    "values": "term,role,sense,taxa,trade_term,hint\n"
    "good one,product,,panthera-leo,BON,\n"
    "bad one,prodct,,panthera-loe,bone,sometimes\n"
    '"two\nlines",offer,sale,,,\n'
    ",offer,,,,\n",
    "column": "term,role,trade_terms\na term,product,BON\n",
    "no-role": "term,language\na term,en\n",
    "too-many-cells": "term,role,taxa\na term,product,panthera-leo,panthera-tigris\n",
    "quote": 'term,role\n"a term,product\n',
    "empty": "",
}


def test_a_bad_file_changes_nothing(say, tmp_path, monkeypatch, golden, path):
    """
    All rows or none: each bad row is told with file, line, what was found and what is allowed.
    """
    monkeypatch.chdir(tmp_path)
    told = []
    for name, text in BROKEN.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8", newline="")
        code, _, err = say("import", f"{name}.csv")
        told.append(err)
        assert code == ExitCode.REFERENCE, name
    (tmp_path / "latin.csv").write_bytes(b"term,role\ncaf\xe9,product\n")
    told.append(say("import", "latin.csv")[2])

    assert not path.exists()
    golden("".join(told))


def test_what_is_not_there_cannot_be_removed(say):
    """
    Removing a term that nobody added names the nearest one.
    """
    say("add", *CHARM)
    code, _, err = say("remove", "zibel charm")

    assert code == ExitCode.REFERENCE
    assert "did you mean 'zibbel charm'?" in err


def test_a_file_that_cannot_be_changed_is_told(say, path):
    """
    Where the terms cannot be written, the error names the file and nothing is half-written.
    """
    path.parent.write_text("not a folder", "utf-8")
    code, _, err = say("add", *CHARM)

    assert code == ExitCode.OUTPUT
    assert str(path) in err


def add_one(path, number):
    settings = load_settings({"terms": str(path)})
    from linsang.commands.terms import _layer
    from linsang.reference.private_terms import merged

    layer, reader = _layer(settings)
    term = reader.read({"term": f"term {number}", "role": "gear", "sense": "trap"})
    assert not isinstance(term, list)
    with layer.changing() as terms:
        terms[:], _, _ = merged(terms, [("a test", term)])


def test_nobody_overwrites_anybody(path):
    """
    Terms that are added at the same time by several processes are all there in the end.
    """
    context = multiprocessing.get_context("spawn")
    adding = [context.Process(target=add_one, args=(path, number)) for number in range(4)]
    for one in adding:
        one.start()
    for one in adding:
        one.join(PATIENCE_SECONDS)

    assert sorted(term.text for term in read_private(path)) == [f"term {n}" for n in range(4)]


def test_a_reader_never_sees_half_a_file(path):
    """
    However often the file changes, whoever reads it finds whole rows.
    """
    add_one(path, 0)
    stop = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(len(read_private(path)))

    reading = threading.Thread(target=read)
    reading.start()
    for number in range(1, 6):
        add_one(path, number)
    stop.set()
    reading.join()

    assert seen == sorted(seen)
    assert not seen or seen[0] >= 1


def test_a_text_shows_whose_terms_it_holds(say):
    """
    A test tells private from shipped terms, and what a false friend covers.
    """
    say("add", *CHARM, "--language", "en", "--hint", "alone")
    _, out, _ = say("test", "zibbel charm and tiger balm", "--json")
    found = {(row["term"], row["role"]): row for row in map(json.loads, out.splitlines())}

    assert found["zibbel charm", "code"]["layer"] == "private"
    assert found["tiger balm", "mask"]["layer"] == "shipped"
    assert not any(row["counts"] for key, row in found.items() if key == ("tiger", "name"))


class Filter:
    """A running ``linsang screen -``: ask it a line at a time."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "linsang", "screen", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.questions, self.answers = self.process.stdin, self.process.stdout
        self.asked = 0

    def ask(self, title):
        self.asked += 1
        row = json.dumps({"id": str(self.asked), "title": title}).encode()
        self.questions.write(row + b"\n")
        self.questions.flush()
        return json.loads(self.answers.readline())

    def close(self):
        self.questions.close()
        self.answers.close()
        return self.process.wait(PATIENCE_SECONDS)


@pytest.fixture
def running(path):
    """A filter that is ended with the test, however the test ends."""
    filtering = Filter()
    yield filtering
    if filtering.process.poll() is None:
        filtering.process.kill()
        filtering.close()


def test_a_running_process_follows(say, running):
    """
    A term that is added while a stream is screened counts from the next line on, and no longer
    once it is removed.
    """
    offer = "zibbel charm for sale, DM for price"
    until = time.monotonic() + PATIENCE_SECONDS

    def asked_until(outcomes):
        row = running.ask(offer)
        while row["outcome"] not in outcomes and time.monotonic() < until:
            row = running.ask(offer)
        return row

    before = running.ask(offer)
    say("add", *CHARM, "--language", "en", "--hint", "alone")
    after = asked_until(("review", "restrict"))
    say("remove", CHARM[0])
    again = asked_until(("no_action",))
    code = running.close()

    assert before["outcome"] == "no_action"
    assert after["outcome"] in ("review", "restrict")
    assert after["reference_version"] != before["reference_version"]
    assert again["outcome"] == "no_action"
    assert code == ExitCode.DONE
