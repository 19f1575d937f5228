"""Bad input through the front door: a clear message, nothing lost, nothing half-written."""

from __future__ import annotations

import errno
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linsang.cli import main
from linsang.model.exit_code import ExitCode
from linsang.testing.factories import a_screening

GOOD = b'{"id": "good", "title": "Genuine tiger skin for sale"}\n'
DEEP = b'{"id": "x", "more": ' + b"[" * 5000 + b"]" * 5000 + b"}\n"


@pytest.fixture(autouse=True)
def _loaded(monkeypatch, tmp_path):
    """The shipped engine, loaded once for all tests; a folder of one's own."""
    screening = a_screening()
    monkeypatch.setattr("linsang.compose.engine", lambda *_, **__: screening.engine)
    monkeypatch.chdir(tmp_path)


def run(capsys, *said: object) -> tuple[int, str]:
    """Exit code of a command and what it told on standard error."""
    code = main([str(word) for word in said])
    return code, capsys.readouterr().err


def results(path: Path) -> list[dict[str, object]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def parquet(folder: Path) -> bytes:
    """A Parquet file of three listings."""
    pq.write_table(
        pa.table({"id": ["a", "b", "c"], "title": ["lamp"] * 3}), folder / "whole.parquet"
    )
    whole = (folder / "whole.parquet").read_bytes()
    (folder / "whole.parquet").unlink()
    return whole


# --- rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        pytest.param("in.jsonl", b'{"id": "x", "title": ""}\n', 1, id="empty-title"),
        pytest.param("in.jsonl", b'{"id": "x", "title": null}\n', 1, id="null-title"),
        pytest.param("in.jsonl", b'{"id": "x"}\n', 1, id="id-alone"),
        pytest.param("in.jsonl", b'{"id": "x", "title": "a\\u0000b"}\n', 1, id="nul-escaped"),
        pytest.param("in.jsonl", b'{"id": "x", "title": "a\x00b"}\n', 1, id="nul-raw"),
        pytest.param("in.jsonl", b'{"id": "x", "title": "\\ud800"}\n', 1, id="lone-surrogate"),
        pytest.param("in.jsonl", b'{"id": "x", "title": "a\xffb"}\n', 1, id="broken-utf8"),
        pytest.param("in.jsonl", b"\xef\xbb\xbf" + GOOD, 1, id="byte-order-mark"),
        pytest.param("in.jsonl", GOOD.decode().encode("utf-16"), 1, id="utf16"),
        pytest.param("in.jsonl", GOOD.replace(b"\n", b"\r\n") + GOOD + GOOD[:-1], 3,
                     id="mixed-line-ends"),
        pytest.param("in.jsonl", b'{"id": 7, "title": 5}\n', 1, id="numbers-for-text"),
        pytest.param("in.jsonl", b'{"id": "x", "title": "a", "price": NaN}\n', 1, id="nan-price"),
        pytest.param("in.csv", b'id,title\nx,"a ""quoted"" lamp,\nwith a newline"\n', 1,
                     id="csv-quotes-and-newlines"),
        pytest.param("in.csv", b"id;title\nx;Lampe\n", 1, id="csv-semicolons"),
        pytest.param("in.jsonl.gz", gzip.compress(GOOD), 1, id="gzip"),
    ],
)  # fmt: skip
def test_what_can_be_read_is_read(capsys, tmp_path, name, data, kept):
    """
    Odd but honest input is read, and every row has its answer.
    """
    (tmp_path / name).write_bytes(data)
    code, told = run(capsys, "screen", name, "--out", "out.jsonl", "--quiet")

    assert (code, len(results(tmp_path / "out.jsonl"))) == (ExitCode.DONE, kept), told
    assert not (tmp_path / "out.rejected.jsonl").exists()


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b"\xff\xfe\xfd no text\n", id="no-text"),
        pytest.param(b'{"title": "x"}\n', id="missing-id"),
        pytest.param(b'{"id": "", "title": "x"}\n', id="empty-id"),
        pytest.param(b'{"id": "x", "title": {"en": "x"}}\n', id="nested-title"),
        pytest.param(b'["x"]\n', id="list"),
        pytest.param(b'{"id": "x", "title": "cut of\n', id="cut-off"),
        pytest.param(DEEP, id="deep"),
    ],
)
def test_a_bad_row_is_told_and_the_run_goes_on(capsys, tmp_path, bad):
    """
    A row that is no listing is told with file, line and reason; the others are answered.
    """
    (tmp_path / "in.jsonl").write_bytes(GOOD + bad + GOOD)
    code, told = run(capsys, "screen", "in.jsonl", "--out", "out.jsonl", "--quiet")
    (rejected,) = results(tmp_path / "out.rejected.jsonl")

    assert code == ExitCode.ROWS_REJECTED
    assert "rejected" in told
    assert [row["outcome"] for row in results(tmp_path / "out.jsonl")] == ["restrict"] * 2
    assert (rejected["file"], rejected["line"]) == ("in.jsonl", 2)
    assert rejected["reason"]


def test_a_description_of_ten_megabytes_is_read(capsys, tmp_path):
    """
    A very long description costs time and no answer.
    """
    row = {"id": "x", "title": "Genuine tiger skin for sale", "description": "lamp, " * 1_700_000}
    (tmp_path / "in.jsonl").write_text(json.dumps(row) + "\n")
    code, told = run(capsys, "screen", "in.jsonl", "--out", "out.jsonl", "--quiet")
    (answer,) = results(tmp_path / "out.jsonl")

    assert code == ExitCode.DONE, told
    assert answer["outcome"] == "restrict"


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        pytest.param("cut.jsonl.gz", gzip.compress(GOOD * 2000)[:-20], ExitCode.INPUT, "cut.jsonl.gz",
                     id="truncated-gzip"),
        pytest.param("cut.parquet", None, ExitCode.INPUT, "cut.parquet", id="half-a-parquet"),
        pytest.param("not.parquet", b"id,title\n", ExitCode.INPUT, "not Parquet", id="no-parquet"),
        pytest.param("empty.parquet", b"", ExitCode.INPUT, "empty", id="empty-parquet"),
        pytest.param("what.bin", b"\x00\x01\x02", ExitCode.INPUT, "what.bin", id="unknown-kind"),
        pytest.param("no-id.csv", b"title\nlamp\n", ExitCode.INPUT, "--map", id="no-id-column"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_name_and_the_mend(capsys, tmp_path, name, data, code, said):
    """
    A file that cannot be read whole is named, with what to do; it is never taken for empty.
    """
    whole = parquet(tmp_path)
    (tmp_path / name).write_bytes(whole[: len(whole) // 2] if data is None else data)
    ended, told = run(capsys, "screen", name, "--out", "out.jsonl", "--quiet")

    assert ended == code
    assert said in told
    assert told.startswith("linsang: ")
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param(["nowhere.jsonl", "--out", "out.jsonl"], ExitCode.INPUT, id="missing-file"),
        pytest.param(["empty", "--out", "out.jsonl"], ExitCode.INPUT, id="empty-folder"),
        pytest.param(["*.jsonl.nowhere", "--out", "out.jsonl"], ExitCode.INPUT, id="empty-glob"),
        pytest.param(["in.jsonl", "--out", "no/such/out.jsonl"], ExitCode.OUTPUT, id="no-folder"),
        pytest.param(["in.jsonl", "--out", "in.jsonl/out.jsonl"], ExitCode.OUTPUT, id="in-a-file"),
        pytest.param(["in.jsonl", "--out", "out.xlsx"], ExitCode.OUTPUT, id="unknown-ending"),
        pytest.param(["in.jsonl", "--out", "in.jsonl"], ExitCode.OUTPUT, id="over-the-input"),
        pytest.param(["in.jsonl"], ExitCode.USAGE, id="no-output"),
        pytest.param(["-", "in.jsonl", "--out", "o.jsonl"], ExitCode.USAGE, id="stream-and-file"),
        pytest.param(["in.jsonl", "--out", "o.jsonl", "--workers", "0"], ExitCode.SETTINGS,
                     id="no-workers"),
        pytest.param(["in.jsonl", "--out", "o.jsonl", "--map", "title"], ExitCode.SETTINGS,
                     id="half-a-map"),
        pytest.param(["in.jsonl", "--out", "o.jsonl", "--map", "colour=x"], ExitCode.SETTINGS,
                     id="unknown-column"),
        pytest.param(["in.jsonl", "--out", "o.jsonl", "--policy", "no-such"], ExitCode.POLICY,
                     id="unknown-policy"),
        pytest.param(["in.jsonl", "--out", "o.jsonl", "--policy", "bad.yaml"], ExitCode.POLICY,
                     id="policy-with-an-unknown-key"),
        pytest.param(["in.jsonl", "--out", "o.jsonl", "--policy", "loop.yaml"], ExitCode.POLICY,
                     id="policy-that-extends-itself"),
    ],
)  # fmt: skip
def test_a_slip_on_the_command_line_is_told(capsys, tmp_path, said, code):
    """
    A slip ends the run before it starts, with its own exit code, one clear message, and the
    files as they were.
    """
    (tmp_path / "empty").mkdir()
    (tmp_path / "in.jsonl").write_bytes(GOOD)
    (tmp_path / "bad.yaml").write_text('policy: x\nversion: "1"\nruels: []\n')
    (tmp_path / "loop.yaml").write_text('policy: x\nversion: "1"\nextends: loop.yaml\n')
    before = sorted(path.name for path in tmp_path.iterdir())
    ended, told = run(capsys, "screen", *said)

    assert ended == code, told
    assert told.startswith("linsang")
    assert "Traceback" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "in.jsonl").read_bytes() == GOOD


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param('policy: x\nversion: "1"\nruels: []\n', "bad.yaml:3:1", id="unknown-key"),
        pytest.param("policy: [\n", "bad.yaml:", id="no-yaml"),
        pytest.param("", "bad.yaml:1:1", id="empty"),
    ],
)
def test_a_bad_policy_is_told_with_its_place(capsys, tmp_path, text, place):
    """
    A mistake in a policy is told with file, line and column.
    """
    (tmp_path / "bad.yaml").write_text(text)
    code, told = run(capsys, "check", "lamp", "--policy", tmp_path / "bad.yaml")

    assert code == ExitCode.POLICY
    assert place in told


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        pytest.param(errno.EACCES, "yours to write", id="not-allowed"),
        pytest.param(errno.EROFS, "yours to write", id="read-only"),
        pytest.param(errno.ENOSPC, "make room", id="full"),
    ],
)
def test_an_unwritable_output_is_told(capsys, tmp_path, monkeypatch, number, mend):
    """
    Results that cannot be written are told with what to do about it.
    """
    (tmp_path / "in.jsonl").write_bytes(GOOD)

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("linsang.batch.lock.os.open", refuse)
    code, told = run(capsys, "screen", "in.jsonl", "--out", "out.jsonl")

    assert code == ExitCode.OUTPUT
    assert mend in told


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["check", "lamp"], id="check"),
        pytest.param(["screen", "-"], id="stream"),
    ],
)
def test_a_full_disk_behind_standard_output_is_told(command):
    """
    Whoever sends the output to a full disk is told so, with the exit code for outputs.
    """
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "linsang", *command],
            input=GOOD,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )

    assert b"Traceback" not in done.stderr
    assert done.returncode == ExitCode.OUTPUT


# --- one text ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_no_text_is_told(capsys, text):
    """
    Whoever asks about nothing is asked for the words.
    """
    code, told = run(capsys, "check", text)

    assert code == ExitCode.INPUT
    assert "give the words" in told


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tiger\0skin", id="nul"),
        pytest.param("tiger \udcff skin", id="a-byte-that-is-no-text"),
        pytest.param("\x1b[2J tiger skin", id="terminal-escape"),
        pytest.param("x" * 200_000, id="long"),
        pytest.param("\u202e\u200b tiger skin", id="invisible"),
    ],
)
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_any_text_is_answered(capsys, text, how):
    """
    Whatever is in a text, it is answered, and nothing in it moves the reader's cursor.
    """
    code = main(["check", *how, text])
    said = capsys.readouterr()

    assert code == ExitCode.DONE
    assert said.err == ""
    assert "\x1b" not in said.out
