"""One run at a time writes to an output, and a run that died holds nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from linsang.batch.lock import LOCK_NAME, OutputLock, holder
from linsang.connectors.problems import OutputError

HELD = """
import sys
from pathlib import Path
from linsang.batch.lock import OutputLock

with OutputLock(Path(sys.argv[1]), "out/"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def another(tmp_path):
    """Another process that holds the lock of a folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_two_runs_do_not_write_to_one_output(another, tmp_path):
    """
    The second run says who is writing there, and what to do.
    """
    with pytest.raises(OutputError) as told, OutputLock(tmp_path, "out/"):
        pass

    assert str(told.value).startswith(f"out/: another run writes here (process {another.pid} on ")
    assert str(told.value).endswith("); wait until it has ended, or write elsewhere")
    assert (holder(tmp_path) or "").startswith(f"process {another.pid} on ")


def test_the_lock_of_a_dead_process_is_no_obstacle(another, tmp_path):
    """
    Whoever was killed while it held an output leaves it free.
    """
    another.kill()
    another.wait()

    assert holder(tmp_path) is None
    with OutputLock(tmp_path, "out/"):
        assert (holder(tmp_path) or "").startswith(f"process {os.getpid()} on ")


def test_a_folder_that_was_removed_meanwhile_is_made_again(tmp_path):
    """
    A run that ends removes its folder, and the next one is not fooled by the old lock.
    """
    folder = tmp_path / "unfinished"
    with OutputLock(folder, "out"):
        (folder / LOCK_NAME).unlink()
        folder.rmdir()
    with OutputLock(folder, "out"):
        assert holder(folder) is not None


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    """
    An output in a folder that is not there is told before anything is read.
    """
    with (
        pytest.raises(OutputError, match="no such file or directory; make the folder first"),
        OutputLock(tmp_path / "none/out", "none/out/"),
    ):
        pass
