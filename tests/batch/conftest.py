"""Runs in processes of their own, and what they leave."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from linsang.connectors.object_store import SCHEME

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def _small() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.batch.small"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def run(_small: subprocess.Popen[str], tmp_path: Path) -> Run:
    """``run("in.jsonl", out="out/", kill_at=7)``: a run in its own process, and how it ended."""

    def one(*inputs: str, out: str, **how: Any) -> dict[str, Any]:
        asked = {"batch_rows": 5, "shard_rows": 10, **how}

        def whole(name: str) -> str:
            # A path that ends in a slash has to keep it.
            return name if name.startswith(SCHEME) else f"{tmp_path}/{name}"

        asked |= {"inputs": [whole(name) for name in inputs], "out": whole(out)}
        if "watch" in asked:
            asked["watch"] = whole(asked["watch"])
        assert _small.stdin is not None
        assert _small.stdout is not None
        _small.stdin.write(json.dumps(asked) + "\n")
        _small.stdin.flush()
        answer: dict[str, Any] = json.loads(_small.stdout.readline())
        assert "fault" not in answer
        return answer

    return one


def write_rows(path: Path, rows: int, *, first: int = 0, bad: tuple[int, ...] = ()) -> Path:
    """JSON Lines whose ids are the numbers of their rows; those in *bad* are no listings."""
    path.write_text(
        "".join(
            json.dumps({"title": "no id"} if n in bad else {"id": str(n), "title": _title(n)})
            + "\n"
            for n in range(first, first + rows)
        ),
        "utf-8",
    )
    return path


def _title(number: int) -> str:
    return "Genuine tiger skin for sale" if number % 3 == 0 else f"Brass lamp no. {number}"


def read_rows(*paths: Path) -> list[dict[str, Any]]:
    """The rows of results, files and folders of shards."""
    rows: list[dict[str, Any]] = []
    for path in paths:
        if path.is_dir():
            rows += read_rows(*sorted(path.glob("part-*")))
        elif path.suffix == ".parquet":
            rows += pq.read_table(path).to_pylist()
        else:
            rows += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return rows


def ids(rows: list[dict[str, Any]]) -> list[int]:
    """The ids, as the numbers that they are."""
    return [int(row["id"]) for row in rows]
