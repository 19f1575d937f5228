"""Screening over files: whole, in order, the same with any number of workers."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linsang.batch import ScreeningRun
from linsang.connectors.problems import OutputError
from linsang.settings import Settings
from linsang.testing.factories import a_screening

TEXTS = (
    "Genuine tiger skin for sale",
    "Brass lamp",
    "出售象牙手镯，私聊",
    "",
    "Tiger Balm",
    "t i g e r  c l a w s, DM",
    "Wool rug 🐅",
)


@pytest.fixture
def loaded(monkeypatch):
    """The shipped engine, loaded once for all tests of a process."""
    screening = a_screening()
    monkeypatch.setattr("linsang.compose.engine", lambda *_, **__: screening.engine)


def write(path: Path, rows: int, *, bad: int = 0) -> Path:
    """JSON Lines with *rows* listings, of which the first *bad* are none."""
    lines = ["{}" for _ in range(bad)]
    lines += [
        json.dumps({"id": str(number), "title": TEXTS[number % len(TEXTS)], "sku": f"s{number}"})
        for number in range(rows - bad)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, object]]:
    """The rows of a result file."""
    if path.suffix == ".parquet":
        rows: list[dict[str, object]] = pq.read_table(path).to_pylist()
        return rows
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def screen(source: Path, out: Path, **how):
    """Run and return the summary."""
    carry = how.pop("carry", ())
    settings = Settings(**{"batch_rows": 10, **how})
    return ScreeningRun(inputs=(str(source),), out=out, settings=settings, carry=carry).run()


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"])
def test_one_row_in_one_row_out(loaded, tmp_path, ending):
    """
    Every listing has one row in the results, in the order of the input.
    """
    source, out = write(tmp_path / "in.jsonl", 47), tmp_path / f"out.{ending}"
    summary = screen(source, out)
    assert out.exists()
    if ending in ("jsonl", "parquet"):
        assert [row["id"] for row in read(out)] == [str(number) for number in range(47)]

    assert (summary.rows, summary.rejected, summary.incomplete) == (47, 0, 0)
    assert sum(summary.outcomes.values()) == 47


@pytest.mark.parametrize("rows", [0, 1, 9, 10, 11, 100])
def test_batches_leave_no_seam(loaded, tmp_path, rows):
    """
    However many rows there are to a batch, the results are the same.
    """
    source = write(tmp_path / "in.jsonl", rows)
    screen(source, tmp_path / "small.jsonl", batch_rows=10)
    screen(source, tmp_path / "large.jsonl", batch_rows=1000)
    small, large = read(tmp_path / "small.jsonl"), read(tmp_path / "large.jsonl")
    for row in (*small, *large):
        del row["decision_id"]

    assert len(small) == rows
    assert small == large


def test_two_workers_write_what_one_writes(tmp_path):
    """
    The number of processes changes the time and not a byte of the results.
    """
    source = write(tmp_path / "in.jsonl", 120, bad=3)
    for workers in (1, 2):
        screen(source, tmp_path / f"out{workers}.jsonl", workers=workers)
    one, two = ((tmp_path / f"out{workers}.jsonl").read_bytes() for workers in (1, 2))
    rejected = [(tmp_path / f"out{n}.rejected.jsonl").read_bytes() for n in (1, 2)]

    assert one == two
    assert one.count(b"\n") == 117
    assert rejected[0] == rejected[1]


def test_the_same_run_twice_writes_the_same(loaded, tmp_path):
    """
    The same input judged the same way gives the same bytes, decision ids too.
    """
    source = write(tmp_path / "in.jsonl", 30)
    screen(source, tmp_path / "one.jsonl")
    screen(source, tmp_path / "two.jsonl")

    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_decision_ids_are_unique(loaded, tmp_path):
    """
    No two decisions of a run share an id, over batches and rejected rows.
    """
    source = write(tmp_path / "in.jsonl", 60, bad=15)
    screen(source, tmp_path / "out.jsonl")
    ids = [row["decision_id"] for row in read(tmp_path / "out.jsonl")]

    assert len(ids) == len(set(ids)) == 45


def test_bad_rows_are_told_beside_the_results(loaded, tmp_path):
    """
    A row that is no listing is counted and told with its line, and the run goes on.
    """
    source = write(tmp_path / "in.jsonl", 25, bad=4)
    summary = screen(source, tmp_path / "out.jsonl")
    rejected = read(tmp_path / "out.rejected.jsonl")

    assert (summary.rows, summary.rejected) == (21, 4)
    assert [row["line"] for row in rejected] == [1, 2, 3, 4]
    assert summary.rejected_path == tmp_path / "out.rejected.jsonl"


def test_columns_can_be_carried_through(loaded, tmp_path):
    """
    A platform's own columns come out beside the results, row for row.
    """
    source = write(tmp_path / "in.jsonl", 25)
    screen(source, tmp_path / "out.jsonl", carry=("sku",))

    assert [row["sku"] for row in read(tmp_path / "out.jsonl")] == [f"s{n}" for n in range(25)]


def test_parquet_says_how_many_rows_there_will_be(loaded, tmp_path):
    """
    Where the input says how many rows it has, progress can say how many are left.
    """
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": ["1", "2", "3"], "title": list(TEXTS[:3])}), source)
    seen: list[int] = []
    run = ScreeningRun(
        inputs=(str(source),), out=tmp_path / "out.parquet", settings=Settings(batch_rows=1)
    )
    summary = run.run(on_progress=lambda so_far: seen.append(so_far.rows))

    assert summary.total_rows == 3
    assert seen == [1, 2, 3]


# --- what goes wrong --------------------------------------------------------------------------


class StoppedError(Exception):
    """Somebody stopped the run."""


@pytest.mark.parametrize("before", [None, "earlier results\n"])
def test_a_run_that_stops_leaves_nothing_half_written(loaded, tmp_path, before):
    """
    A run that ends early leaves the results of the run before it, or none.
    """
    source, out = write(tmp_path / "in.jsonl", 50), tmp_path / "out.jsonl"
    if before:
        out.write_text(before)

    def stop(_):
        raise StoppedError

    run = ScreeningRun(inputs=(str(source),), out=out, settings=Settings(batch_rows=10))
    with pytest.raises(StoppedError):
        run.run(on_progress=stop)

    assert (out.read_text() if out.exists() else None) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["in.jsonl", *(["out.jsonl"] if before else [])]
    )


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_full_disk_is_told_and_leaves_nothing(loaded, tmp_path, monkeypatch, ending):
    """
    When the disk is full the run says so, and nothing half-written bears the results' name.
    """
    source, out = write(tmp_path / "in.jsonl", 50), tmp_path / f"out.{ending}"

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("linsang.connectors.hidden.os.fsync", full)
    with pytest.raises(OutputError, match="no space left"):
        screen(source, out)

    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


KILLED = """
import sys
from pathlib import Path
from linsang.batch import ScreeningRun
from linsang.settings import Settings

def wait(summary):
    print(summary.rows, flush=True)
    sys.stdin.readline()

ScreeningRun(inputs=(sys.argv[1],), out=Path(sys.argv[2]), settings=Settings(batch_rows=10)).run(
    on_progress=wait
)
"""


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_killed_run_leaves_no_result_under_the_final_name(tmp_path, ending):
    """
    Whoever pulls the plug in the middle finds no file that could be taken for the results.
    """
    source, out = write(tmp_path / "in.jsonl", 100), tmp_path / f"out.{ending}"
    running = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(source), str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdin is not None
    with running:
        assert running.stdout.readline() == "10\n"
        running.stdin.write("\n")
        running.stdin.flush()
        assert running.stdout.readline() == "20\n"
        os.kill(running.pid, signal.SIGKILL)

    assert running.returncode == -signal.SIGKILL
    assert not out.exists()
    assert not (tmp_path / "out.rejected.jsonl").exists()


def test_after_a_killed_run_the_next_one_is_whole(loaded, tmp_path):
    """
    What a killed run left behind does not disturb the next.
    """
    (tmp_path / ".out.jsonl.0badcafe.part").write_text("half a li")
    screen(write(tmp_path / "in.jsonl", 20), tmp_path / "out.jsonl")

    assert len(read(tmp_path / "out.jsonl")) == 20
