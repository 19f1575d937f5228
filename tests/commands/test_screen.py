"""``linsang screen`` from the command line: watching, asking how far it is, and slips."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch.conftest import ids, read_rows, write_rows
from tests.conftest import HAS_RAY

from linsang.model.exit_code import ExitCode

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
import sys
from tests.batch.small import be_small

be_small()
from linsang.cli import main

sys.exit(main(sys.argv[1:]))
"""


def command(*said: object) -> list[str]:
    """A command line whose reference data is small."""
    return [sys.executable, "-c", SMALL, *map(str, said)]


def linsang(*said: object) -> subprocess.CompletedProcess[str]:
    """The command, run to its end."""
    done = subprocess.run(
        command(*said), cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert "Traceback" not in done.stderr
    return done


def status(out: object) -> dict[str, object]:
    """How far a run is."""
    told: dict[str, object] = json.loads(linsang("screen", "--status", out).stdout)
    return told


@pytest.fixture
def watch(tmp_path):
    """A watch over ``in/`` that writes to ``out/``."""
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in/a.jsonl", 20)
    said = ["screen", "--watch", tmp_path / "in", "--out", f"{tmp_path}/out/", "--quiet"]
    # A shell lets what it runs in the background ignore Ctrl-C, and so would the child.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command(*said), cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        signal.signal(signal.SIGINT, heard)
        yield process
        process.kill()


def until_done(watch, tmp_path, files):
    """Wait until so many files are recorded as done."""
    record = tmp_path / "out/_record.jsonl"
    for _ in range(1200):
        lines = record.read_text("utf-8").splitlines() if record.exists() else []
        if sum('"is":"ended"' in line for line in lines) == files:
            return
        assert watch.poll() is None, watch.communicate()[1]
        time.sleep(0.1)
    pytest.fail(f"not {files} files were screened")


def test_a_watch_from_its_start_to_its_end(watch, tmp_path):
    """
    What lies there and what comes is screened; Ctrl-C ends it, and nothing is lost.
    """
    until_done(watch, tmp_path, 1)
    write_rows(tmp_path / "next", 20, first=20).rename(tmp_path / "in/b.jsonl")
    until_done(watch, tmp_path, 2)
    running = status(f"{tmp_path}/out/")
    watch.send_signal(signal.SIGINT)
    watch.communicate(timeout=120)
    ended = status(f"{tmp_path}/out/")

    assert watch.returncode == ExitCode.INTERRUPTED
    assert str(running["running"]).startswith(f"process {watch.pid} on ")
    assert (running["inputs"], running["ended"], running["rows"]) == (None, 2, 40)
    assert ended["running"] is None
    assert ids(read_rows(tmp_path / "out")) == list(range(40))


def test_a_second_run_on_the_same_output(watch, tmp_path):
    """
    Who starts the same twice is told who is writing there, and nothing is written twice.
    """
    until_done(watch, tmp_path, 1)
    second = linsang("screen", "--watch", tmp_path / "in", "--out", f"{tmp_path}/out/")
    watch.kill()
    watch.communicate()

    assert second.returncode == ExitCode.OUTPUT
    assert f"another run writes here (process {watch.pid} on " in second.stderr
    assert ids(read_rows(tmp_path / "out")) == list(range(20))


def test_from_a_store_to_a_store(objects, tmp_path, monkeypatch):
    """
    Addresses stand where files do, the server is a setting, and no credentials are shown.
    """
    monkeypatch.setenv("LINSANG_S3_ENDPOINT", objects.endpoint)
    folder = f"command/{tmp_path.name}"
    for number in range(2):
        local = write_rows(tmp_path / "rows.jsonl", 15, first=15 * number)
        objects.path(f"{folder}/in/{number}.jsonl").write_bytes(local.read_bytes())
    out = f"s3://archive/{folder}/out/"
    done = linsang("screen", f"s3://archive/{folder}/in/*.jsonl", "--out", out)
    told = status(out)
    shown = linsang("settings")

    assert done.returncode == ExitCode.DONE
    assert "30 rows in" in done.stderr
    assert (told["whole"], told["rows"], told["running"]) == (True, 30, None)
    assert f"s3_endpoint = {objects.endpoint} (LINSANG_S3_ENDPOINT)" in shown.stdout
    for said in (done.stderr, shown.stdout):
        assert os.environ["AWS_SECRET_ACCESS_KEY"] not in said


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        (["s3://key:hidden-word@bucket/in/"], ExitCode.INPUT, "the address holds credentials"),
        (["s3://"], ExitCode.INPUT, "no bucket is named"),
        (["in.jsonl", "--out", "s3://bucket/one.parquet"], ExitCode.OUTPUT, "takes a folder"),
        (["in.jsonl", "--watch", "in"], ExitCode.USAGE, "and no INPUT beside it"),
        (["--watch", "in", "--out", "one.parquet"], ExitCode.USAGE, "let --out end in a slash"),
    ],
    ids=["credentials", "no-bucket", "one-object", "watch-and-input", "watch-into-a-file"],
)
def test_a_slip_is_told(said, code, told, tmp_path):
    """
    What cannot be meant is told before anything is read, and no password is repeated.
    """
    write_rows(tmp_path / "in.jsonl", 1)
    said = [str(tmp_path / one) if one == "in.jsonl" else one for one in said]
    done = linsang("screen", *said, *([] if "--out" in said else ["--out", f"{tmp_path}/out/"]))

    assert done.returncode == code
    assert told in done.stderr
    assert "hidden-word" not in done.stderr


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed; enable by: running in .venv")
def test_a_cluster_without_its_extra_is_told(tmp_path):
    """
    Who asks for Ray and has none is told what to install, and nothing is left behind.
    """
    write_rows(tmp_path / "in.jsonl", 5)
    done = linsang("screen", tmp_path / "in.jsonl", "--out", f"{tmp_path}/out/", "--engine", "ray")

    assert done.returncode == ExitCode.MISSING_EXTRA
    assert "pip install 'linsang[cluster]'" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
