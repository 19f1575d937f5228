"""Whoever is killed, wherever, and run again has each row once."""

from __future__ import annotations

import random
import shutil
import signal

import pytest
from tests.batch.conftest import ids, read_rows, write_rows

KILLED = {"killed": int(signal.SIGKILL)}


def contents(folder):
    """Every file below a folder, but for what says who wrote and when."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("_")
    }


@pytest.mark.parametrize("out", ["results.jsonl", "results.parquet", "shards/"])
def test_killed_anywhere_and_run_again(run, tmp_path, out):
    """
    At whatever point a run is killed, the next one leaves what an undisturbed one leaves.
    """
    write_rows(tmp_path / "in.jsonl", 24, bad=(4, 21))
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    undisturbed.mkdir()
    whole = run("in.jsonl", out=f"undisturbed/{out}")
    for event in range(1, whole["events"] + 1):
        killed.mkdir()
        assert run("in.jsonl", out=f"killed/{out}", kill_at=event) == KILLED
        again = run("in.jsonl", out=f"killed/{out}")

        assert (again["rows"], again["rejected"]) == (22, 2), event
        assert contents(killed) == contents(undisturbed), event
        shutil.rmtree(killed)


@pytest.mark.parametrize("seed", range(4))
def test_killed_three_times_and_more(run, tmp_path, seed):
    """
    A run of many small shards that is killed again and again has each row once at its end.
    """
    chance = random.Random(seed)
    for number in range(3):
        bad = tuple(range(number * 200, number * 200 + 200, 50))
        write_rows(tmp_path / f"in-{number}.jsonl", 200, first=number * 200, bad=bad)
    inputs = [f"in-{number}.jsonl" for number in range(3)]
    kills = 0
    while (ended := run(*inputs, out="out/", kill_at=chance.randrange(20, 120))) == KILLED:
        kills += 1
    rows, rejects = read_rows(tmp_path / "out"), read_rows(*(tmp_path / "out/_rejected").iterdir())

    assert kills >= 3
    assert ended["earlier"] > 0
    assert ids(rows) == [number for number in range(600) if number % 50]
    assert len({row["decision_id"] for row in rows}) == 588
    assert sorted((row["file"][-10:], row["line"]) for row in rejects) == [
        (f"in-{number}.jsonl", line) for number in range(3) for line in (1, 51, 101, 151)
    ]


def test_what_is_done_is_not_done_again(run, tmp_path):
    """
    A run that goes on screens what is left, and says how much was there before.
    """
    write_rows(tmp_path / "in.jsonl", 100)
    first = run("in.jsonl", out="out/", kill_at=60)
    shards = len(list((tmp_path / "out").glob("part-*")))
    second = run("in.jsonl", out="out/")
    third = run("in.jsonl", out="out/")

    assert first == KILLED
    assert shards - 1 <= second["earlier"] / 10 <= shards
    assert second["rows"] == third["rows"] == third["earlier"] == 100


def test_nothing_is_left_behind_but_the_results(run, tmp_path):
    """
    Whatever kills left half-written is gone when the run has ended.
    """
    write_rows(tmp_path / "in.jsonl", 50)
    for event in (9, 17, 30, 41):
        run("in.jsonl", out="out.jsonl", kill_at=event)
    run("in.jsonl", out="out.jsonl")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
