"""Files that come into a folder are screened once each, also across restarts."""

from __future__ import annotations

import os

from tests.batch.conftest import ids, read_rows, write_rows
from tests.batch.test_kills import KILLED

from linsang.batch.inputs import WatchedFolder
from linsang.batch.record import Record


def test_files_are_screened_as_they_come(run, tmp_path):
    """
    What lies in the folder is screened, and what comes later too, each file once.
    """
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in/a.jsonl", 25)
    first = run(out="out/", watch="in", looks=3)
    write_rows(tmp_path / "in/b.jsonl", 25, first=25)
    second = run(out="out/", watch="in", looks=3)
    third = run(out="out/", watch="in", looks=3)

    assert [one["rows"] for one in (first, second, third)] == [25, 50, 50]
    assert [one["earlier"] for one in (first, second, third)] == [0, 25, 50]
    assert ids(read_rows(tmp_path / "out")) == list(range(50))


def test_a_watch_that_is_killed_goes_on(run, tmp_path):
    """
    However often a watch is killed, each row of each file is there once.
    """
    (tmp_path / "in").mkdir()
    kills = 0
    for number in range(4):
        write_rows(tmp_path / f"in/{number}.jsonl", 40, first=40 * number)
        while run(out="out/", watch="in", looks=3, kill_at=25) == KILLED:
            kills += 1
    rows = read_rows(tmp_path / "out")

    assert kills > 3
    assert sorted(ids(rows)) == list(range(160))
    assert len({row["decision_id"] for row in rows}) == 160


def test_a_file_that_comes_again(run, tmp_path):
    """
    A file under a known name is screened if it has other rows, and not if it was only touched.
    """
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in/a.jsonl", 20)
    run(out="out/", watch="in", looks=3)
    os.utime(tmp_path / "in/a.jsonl", (1, 1))
    touched = run(out="out/", watch="in", looks=3)
    write_rows(tmp_path / "in/a.jsonl", 20, first=20)
    other = run(out="out/", watch="in", looks=3)

    assert (touched["rows"], other["rows"]) == (20, 40)
    assert ids(read_rows(tmp_path / "out")) == list(range(40))


def test_what_is_not_whole_waits(tmp_path):
    """
    A file that still grows, a hidden one and a Parquet file without its end are left alone.
    """
    (tmp_path / "in").mkdir()
    growing = write_rows(tmp_path / "in/growing.jsonl", 1)
    write_rows(tmp_path / "in/.hidden.jsonl", 1)
    write_rows(tmp_path / "in/notes.txt", 1)
    (tmp_path / "in/half.parquet").write_bytes(b"PAR1 and more to come")
    seen: list[list[str]] = []

    def pause():
        if len(seen) < 3:
            write_rows(growing, len(seen) + 2)
        return len(seen) < 6

    watched = WatchedFolder(tmp_path / "in", pause)
    came: list[str] = []
    for turn in watched.turns(Record(tmp_path / "record", "out/")):
        if turn is None:
            seen.append(came)
            came = []
        else:
            came.append(turn[1].name)

    assert seen == [[], [], [], ["growing.jsonl"], [], []]


def test_a_file_that_cannot_be_read_does_not_end_the_watch(run, tmp_path):
    """
    A file that is no table is told, and the others are screened.
    """
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.csv").write_text("colour\nred\n")
    write_rows(tmp_path / "in/b.jsonl", 10)
    ended = run(out="out/", watch="in", looks=3)

    assert ended["rows"] == 10
    assert "a.csv: header: no id column" in ended["problems"][0]


def test_another_way_of_judging_holds_for_what_comes_then(run, tmp_path):
    """
    What was screened stays as it was; what comes after a change is judged in the new way.
    """
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in/a.jsonl", 40)
    assert run(out="out/", watch="in", looks=3, kill_at=25) == KILLED
    whole = run(out="out/", watch="in", looks=3, batch_rows=3)
    write_rows(tmp_path / "in/b.jsonl", 10, first=40)
    more = run(out="out/", watch="in", looks=3, batch_rows=10)

    assert (whole["rows"], more["rows"], more["earlier"]) == (40, 50, 40)
    assert ids(read_rows(tmp_path / "out")) == list(range(50))


def test_a_watched_output_is_no_other_runs_output(run, tmp_path):
    """
    A folder that belongs to a watch is not taken for the output of a run over files.
    """
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in/a.jsonl", 10)
    run(out="out/", watch="in", looks=3)

    assert "begun otherwise: it watches" in run("in/a.jsonl", out="out/")["error"]
    assert "no such folder to watch" in run(out="out/", watch="none", looks=3)["error"]
