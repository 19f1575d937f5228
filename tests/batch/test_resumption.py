"""A run goes on only where it was, and says what is no longer as it was."""

from __future__ import annotations

import json
import os

import pytest
from tests.batch.conftest import ids, read_rows, write_rows
from tests.batch.test_kills import KILLED, contents

STOPPED = 40  # so many events, and a run of a hundred rows has some of its ten shards


def stopped(run, tmp_path, out="out/", **how):
    """A run of a hundred rows that was killed in its middle."""
    write_rows(tmp_path / "in.jsonl", 100)
    assert run("in.jsonl", out=out, kill_at=STOPPED, **how) == KILLED


def test_a_changed_input_is_noticed(run, tmp_path):
    """
    An input that has other rows than when the run began is not screened half and half.
    """
    stopped(run, tmp_path)
    before = (tmp_path / "in.jsonl").stat()
    write_rows(tmp_path / "in.jsonl", 100, first=100)
    # Neither its size nor its time says so.
    text = (tmp_path / "in.jsonl").read_text()
    (tmp_path / "in.jsonl").write_text(text.replace(" no. 1", " no. ", 67)[: before.st_size])
    os.utime(tmp_path / "in.jsonl", ns=(before.st_atime_ns, before.st_mtime_ns))
    told = run("in.jsonl", out="out/")["error"]

    assert told.endswith("in.jsonl has changed since; start anew with --fresh, or write elsewhere")
    assert run("in.jsonl", out="out/", fresh=True)["earlier"] == 0


def test_a_touched_input_is_the_same(run, tmp_path):
    """
    A file that was copied or touched has another time and the same rows: the run goes on.
    """
    stopped(run, tmp_path)
    os.utime(tmp_path / "in.jsonl", (1, 1))
    ended = run("in.jsonl", out="out/")

    assert ended["earlier"] > 0
    assert ids(read_rows(tmp_path / "out")) == list(range(100))


@pytest.mark.parametrize("out", ["out/", "out.jsonl"])
def test_another_configuration_is_noticed(run, tmp_path, out):
    """
    Rows of one result are judged and laid out in one way; a change is told by its name.
    """
    stopped(run, tmp_path, out)
    told = run("in.jsonl", out=out, shard_rows=20)["error"]

    assert "holds a run that was begun otherwise: shard_rows was '10' and is '20'" in told
    assert run("in.jsonl", out=out, shard_rows=20, fresh=True)["rows"] == 100
    assert ids(read_rows(tmp_path / out)) == list(range(100))


def test_other_inputs_are_noticed(run, tmp_path):
    """
    A file more or less is told by its name.
    """
    stopped(run, tmp_path)
    write_rows(tmp_path / "more.jsonl", 5)
    told = run("in.jsonl", "more.jsonl", out="out/")["error"]

    assert f"begun otherwise: {tmp_path}/more.jsonl is new; start anew" in told


def test_a_run_that_had_done_nothing_is_no_obstacle(run, tmp_path):
    """
    Where nothing is recorded there is nothing to mix up: another run just begins.
    """
    write_rows(tmp_path / "in.jsonl", 10)
    assert run("in.jsonl", out="out/", kill_at=8) == KILLED
    write_rows(tmp_path / "in.jsonl", 20)

    assert run("in.jsonl", out="out/")["rows"] == 20


def swap(one, other):
    """Give each file the other's name."""
    held = one.with_name("held")
    one.rename(held)
    other.rename(one)
    held.rename(other)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        pytest.param(lambda shard, _: shard.unlink(), "is gone", id="deleted"),
        pytest.param(lambda shard, _: os.truncate(shard, 99), "has 99 bytes and", id="truncated"),
        pytest.param(swap, "", id="swapped"),
        pytest.param(
            lambda shard, _: shard.write_bytes(shard.read_bytes()[:-9] + b"\0" * 9),
            "is not what was written",
            id="overwritten",
        ),
    ],
)
@pytest.mark.parametrize("how", [{"kill_at": STOPPED}, {}], ids=["stopped", "finished"])
def test_a_harmed_shard_is_screened_again(run, tmp_path, harm, told, how):
    """
    A shard that is deleted, cut, changed or exchanged is noticed, told and done again.
    """
    write_rows(tmp_path / "in.jsonl", 100, bad=(3,))
    run("in.jsonl", out="whole/")
    run("in.jsonl", out="out/", **how)
    harm(tmp_path / "out/part-00000-000000.parquet", tmp_path / "out/part-00000-000001.parquet")
    ended = run("in.jsonl", out="out/")

    assert f"part-00000-000000.parquet {told}" in ended["problems"][0]
    assert "its rows were screened again" in ended["problems"][0]
    assert (ended["rows"], ended["rejected"]) == (99, 1)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_harmed_rejects_are_found_again(run, tmp_path):
    """
    The rows that were rejected are guarded as the results are.
    """
    write_rows(tmp_path / "in.jsonl", 100, bad=(3, 30))
    run("in.jsonl", out="whole/")
    run("in.jsonl", out="out/")
    (tmp_path / "out/_rejected/part-00000-000003.rejected.jsonl").unlink()
    ended = run("in.jsonl", out="out/")

    assert "part-00000-000003.rejected.jsonl is gone" in ended["problems"][0]
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize("cut", [1, 2, 40, 200])
def test_half_a_line_of_the_record_counts_for_nothing(run, tmp_path, cut):
    """
    Whatever the end of the record has lost is done again, and nothing else.
    """
    write_rows(tmp_path / "in.jsonl", 50)
    run("in.jsonl", out="out/")
    whole = contents(tmp_path / "out")
    record = tmp_path / "out/_record.jsonl"
    os.truncate(record, record.stat().st_size - cut)
    ended = run("in.jsonl", out="out/")

    assert ended["rows"] == 50
    assert ended["earlier"] >= 40
    assert contents(tmp_path / "out") == whole


def test_a_record_that_is_none_is_told(run, tmp_path):
    """
    A record that somebody wrote into is not guessed at.
    """
    stopped(run, tmp_path)
    record = tmp_path / "out/_record.jsonl"
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join([lines[0], b'{"is": "a mystery"}\n', *lines[1:]]))
    told = run("in.jsonl", out="out/")["error"]

    assert "line 2 of its record (_record.jsonl) cannot be read" in told
    assert told.endswith("start anew with --fresh")
    assert run("in.jsonl", out="out/", fresh=True)["rows"] == 100


def test_shards_of_somebody_else_are_not_touched(run, tmp_path):
    """
    A folder with shards and no record is somebody else's, unless it is said to be ours.
    """
    write_rows(tmp_path / "in.jsonl", 10)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/part-00000-000007.parquet").write_text("theirs")
    told = run("in.jsonl", out="out/")["error"]

    assert "holds part-00000-000007.parquet and no record of a run" in told
    assert (tmp_path / "out/part-00000-000007.parquet").read_text() == "theirs"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "part-00000-000007.parquet"
    ]


@pytest.mark.parametrize("out", ["export/out/", "export/"])
def test_results_do_not_become_listings(run, tmp_path, out):
    """
    Shards are not written where the next run would look for listings.
    """
    (tmp_path / "export").mkdir()
    write_rows(tmp_path / "export/in.jsonl", 10)
    told = run("export", out=out)["error"]

    assert "write to a folder apart from the inputs" in told
    assert [path.name for path in (tmp_path / "export").iterdir()] == ["in.jsonl"]


def test_the_same_file_twice_is_two_inputs(run, tmp_path):
    """
    Two files with the same rows are screened each, and no two decisions share an id.
    """
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write_rows(tmp_path / folder / "in.jsonl", 20)
    run("a", "b", out="out/")
    rows = read_rows(tmp_path / "out")

    assert ids(rows) == [*range(20), *range(20)]
    assert len({row["decision_id"] for row in rows}) == 40


def test_a_run_is_judged_by_one_day(run, tmp_path):
    """
    A clock that jumps between two attempts, or in one, changes neither rows nor their ids.
    """
    write_rows(tmp_path / "in.jsonl", 100)
    run("in.jsonl", out="whole/", now="2026-11-01T12:00:00+00:00")
    assert run("in.jsonl", out="out/", now="2026-11-01T23:59:59+00:00", kill_at=STOPPED) == KILLED
    for now in ("1970-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"):
        run("in.jsonl", out="out/", now=now)

    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_the_record_can_be_read_by_anybody(run, tmp_path):
    """
    Each line of the record is JSON, and its shards add up to the rows of the input.
    """
    write_rows(tmp_path / "in.jsonl", 45, bad=(7,))
    run("in.jsonl", out="out/")
    record = (tmp_path / "out/_record.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in record.splitlines()]
    shards = [line for line in lines if line["is"] == "shard"]

    assert [line["is"] for line in lines] == ["run", "input", *["shard"] * 5, "ended"]
    assert sum(shard["tally"]["rows"] for shard in shards) == 44
    assert [shard["first_row"] for shard in shards] == [0, 10, 20, 30, 40]
