"""A disk that fills up in the middle of a run: told, nothing lost, and the next run goes on."""

from __future__ import annotations

import os
import subprocess

import pytest
from tests.batch.conftest import ids, read_rows, write_rows


@pytest.fixture
def small_disk(tmp_path):
    """A folder with room for a few shards."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted; enable by: running as root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("out", ["disk/out/", "disk/out.jsonl", "disk/out.parquet"])
def test_a_disk_that_fills_up_in_the_middle(run, tmp_path, small_disk, out):
    """
    Room is made, the same is said again, and each row is there once.
    """
    write_rows(tmp_path / "in.jsonl", 300)
    in_the_way = small_disk / "in the way"
    in_the_way.write_bytes(bytes(48 << 10))
    told = run("in.jsonl", out=out)["error"]
    hidden = [path for path in small_disk.rglob("*") if path.name.endswith(".part")]
    in_the_way.unlink()
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    ended = run("in.jsonl", out=out)

    assert "disk/out" in told.partition(":")[0]
    assert "cannot be written: no space left on device; make room there" in told
    assert told.endswith("run again, and it goes on with what is recorded")
    assert hidden == []
    assert 0 < ended["earlier"] < 300
    assert ids(read_rows(tmp_path / out)) == list(range(300))


def test_a_file_that_may_not_grow(run, tmp_path):
    """
    A limit on the size of files is told like a full disk, and loses nothing.
    """
    write_rows(tmp_path / "in.jsonl", 300)
    told = run("in.jsonl", out="out.jsonl", most_bytes=64 << 10)["error"]
    ended = run("in.jsonl", out="out.jsonl")

    assert "cannot be written: file too large" in told
    assert ended["earlier"] == 300  # each shard fits; the whole did not
    assert ids(read_rows(tmp_path / "out.jsonl")) == list(range(300))
