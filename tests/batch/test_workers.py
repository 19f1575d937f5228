"""Shards by several processes: the same results, whoever of them is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.batch.conftest import ROOT, ids, read_rows, write_rows
from tests.batch.test_kills import contents

# Tells of every shard that is recorded, and waits to be told to go on.
STEP_BY_STEP = """
import os, sys
from tests.batch.small import be_small
from linsang.batch import ScreeningRun
from linsang.settings import Settings

be_small()

def told(shard):
    children = open(f"/proc/self/task/{os.getpid()}/children").read().split()
    print(*children, flush=True)
    sys.stdin.readline()

if __name__ == "__main__":
    source, out, workers = sys.argv[1:]
    settings = Settings(batch_rows=5, shard_rows=10, workers=int(workers))
    summary = ScreeningRun(inputs=(source,), out=out, settings=settings).run(on_shard=told)
    print("ended", summary.rows, summary.earlier_rows, flush=True)
"""


class Run:
    """A run that goes on a shard at a time."""

    def __init__(self, folder: Path, source: Path, out: str, *, workers: int) -> None:
        script = folder / "step_by_step.py"
        script.write_text(STEP_BY_STEP)
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(source), out, str(workers)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def next(self) -> str:
        """What it says when the next shard is recorded: its children, or how it ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go_on(self) -> None:
        """Let it do the next shard."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def to_the_end(self) -> str:
        """Let it do all that is left."""
        while not (said := self.next()).startswith("ended"):
            assert self.process.poll() is None, self.process.communicate()[1]
            self.go_on()
        self.process.communicate()
        return said


def workers_among(children: str) -> list[int]:
    """The processes that screen, by what they were started with."""
    return [
        int(pid)
        for pid in children.split()
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@pytest.fixture
def source(tmp_path):
    """Parquet in row groups that workers read for themselves."""
    path = tmp_path / "in.parquet"
    titles = ["Tiger skin for sale" if n % 7 == 0 else "Brass lamp" for n in range(150)]
    table = pa.table({"id": [str(n) for n in range(150)], "title": titles})
    pq.write_table(table, path, row_group_size=10)
    return path


def test_a_worker_that_is_killed(source, tmp_path):
    """
    The run goes on without the worker that was killed, and each row is there once.
    """
    run = Run(tmp_path, source, f"{tmp_path}/out/", workers=2)
    for _ in range(3):
        workers = workers_among(run.next())
        run.go_on()
    os.kill(workers[0], signal.SIGKILL)

    assert run.to_the_end() == "ended 150 0"
    assert ids(read_rows(tmp_path / "out")) == list(range(150))


def test_a_run_with_workers_that_is_killed(source, tmp_path):
    """
    When the process that records is killed its workers end too, and the next run goes on.
    """
    run = Run(tmp_path, source, f"{tmp_path}/out/", workers=2)
    for _ in range(2):
        workers = workers_among(run.next())
        run.go_on()
    run.next()
    run.process.kill()
    run.process.communicate()
    for pid in workers:
        while Path(f"/proc/{pid}").exists():
            os.sched_yield()
    again = Run(tmp_path, source, f"{tmp_path}/out/", workers=1).to_the_end()

    assert again in ("ended 150 20", "ended 150 30")
    assert ids(read_rows(tmp_path / "out")) == list(range(150))


@pytest.mark.parametrize(
    "out", ["out/", "out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"]
)
def test_any_number_of_workers_writes_the_same(tmp_path, out):
    """
    The number of processes changes the time and not a byte of the results.
    """
    source = write_rows(tmp_path / "in.jsonl", 95, bad=(0, 33))
    for workers in (1, 2, 3):
        (tmp_path / str(workers)).mkdir()
        Run(tmp_path, source, f"{tmp_path}/{workers}/{out}", workers=workers).to_the_end()
    one, two, three = (contents(tmp_path / str(workers)) for workers in (1, 2, 3))

    assert len(one) == (12 if out == "out/" else 2)
    assert one == two == three
