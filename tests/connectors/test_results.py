"""Results are whole under their name, or not there at all."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from linsang.connectors.problems import OutputError
from linsang.connectors.results import open_results
from linsang.model.listing import Rejected

MATCH = pa.struct([("quote", pa.string()), ("start", pa.int32())])
FINDING = pa.struct([("kind", pa.string()), ("score", pa.float64()), ("matches", pa.list_(MATCH))])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("score", pa.float64()),
        ("looked", pa.bool_()),
        ("findings", pa.list_(FINDING)),
        ("seller", pa.struct([("digest", pa.string())])),
        ('a "name"', pa.int64()),
    ]
)
FOUND = {"kind": "offer", "score": 0.5, "matches": [{"quote": "象牙", "start": 3}]}
ROWS: list[dict[str, Any]] = [
    {"id": "1", "score": 0.25, "looked": True, "findings": [FOUND, FOUND],
     "seller": {"digest": "d"}, 'a "name"': 1},
    {"id": "2", "score": None, "looked": False, "findings": [], "seller": None, 'a "name"': None},
    {"id": None, "score": 1.0, "looked": None, "findings": None, "seller": None, 'a "name"': 2},
]  # fmt: skip
LOST = Rejected(file="in.jsonl", line=3, reason="no id", found="{}")
ENDINGS = ("jsonl", "jsonl.gz", "jsonl.zst", "ndjson", "parquet")


def batch(rows, schema=SCHEMA):
    """Make a batch of result rows."""
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def names_in(folder):
    """Name what a folder holds, hidden files too."""
    return [file.name for file in folder.iterdir()]


def write(path, batches, *, trouble=None):
    """Write batches and a rejected row, and run into *trouble* after them."""
    with open_results(path, SCHEMA) as writer:
        for rows in batches:
            writer.write(batch(rows))
        writer.reject(LOST)
        if trouble:
            raise trouble


def read(path):
    """Read results of any kind back."""
    data = path.read_bytes()
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("ending", ENDINGS)
def test_rows_come_back(tmp_path, ending):
    """
    Nested findings, empty ones and missing ones come back as they were, in every kind of file.
    """
    path = tmp_path / f"out.{ending}"
    with open_results(path, SCHEMA) as writer:
        writer.write(batch(ROWS))
        writer.write(batch([]))
        writer.write(batch(ROWS[:1]))

    assert read(path) == [*ROWS, ROWS[0]]
    assert writer.rows == 4
    assert names_in(tmp_path) == [path.name]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.text(st.characters(codec="utf-8")), "n": st.none() | st.lists(st.text("ab"))}
        )
    )
)
@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_any_text_comes_back(tmp_path_factory, ending, rows):
    """
    Whatever the texts are, the rows come back equal.
    """
    path = tmp_path_factory.mktemp("out") / f"out.{ending}"
    schema = pa.schema([("id", pa.string()), ("n", pa.list_(pa.string()))])
    with open_results(path, schema) as writer:
        writer.write(batch(rows, schema))

    assert read(path) == rows


def test_no_rows_is_a_result_too(tmp_path):
    """
    Results without a row are a file without a row, and not a missing file.
    """
    for ending in ENDINGS:
        with open_results(tmp_path / f"out.{ending}", SCHEMA):
            pass

    assert all(read(tmp_path / f"out.{ending}") == [] for ending in ENDINGS)


@pytest.mark.parametrize("ending", ENDINGS)
def test_rejected_rows_lie_beside(tmp_path, ending):
    """
    Rejected rows are written beside the results, and those of an earlier run are not left lying.
    """
    path, beside = tmp_path / f"out.{ending}", tmp_path / "out.rejected.jsonl"
    with open_results(path, SCHEMA) as writer:
        writer.reject(LOST)
    first = read(beside)
    with open_results(path, SCHEMA):
        pass

    assert first == [{"file": "in.jsonl", "line": 3, "reason": "no id", "found": "{}", "id": None}]
    assert not beside.exists()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt])
def test_an_interrupted_run_changes_nothing(tmp_path, ending, trouble):
    """
    If the run fails, the results of the last one stay, and nothing else is left behind.
    """
    path = tmp_path / f"out.{ending}"
    write(path, [ROWS])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    with pytest.raises(trouble):
        write(path, [ROWS * 1000], trouble=trouble)

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_nothing_shows_before_all_is_written(tmp_path):
    """
    Until the end there is no file of that name, so half a result is never taken for whole.
    """
    path = tmp_path / "out.jsonl"
    with open_results(path, SCHEMA) as writer:
        writer.write(batch(ROWS))
        seen = [file.name for file in tmp_path.iterdir() if not file.name.startswith(".")]

    assert seen == []
    assert path.exists()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.skipif(
    not os.access("/dev/full", os.W_OK), reason="there is no /dev/full; enable by: running on Linux"
)
def test_a_full_disk(tmp_path, ending, monkeypatch):
    """
    A disk that is full is told with what to do.
    """
    real = os.open
    monkeypatch.setattr(os, "open", lambda *_: real("/dev/full", os.O_WRONLY))

    with (
        pytest.raises(OutputError) as told,
        open_results(tmp_path / f"o.{ending}", SCHEMA) as writer,
    ):
        writer.write(batch(ROWS))

    assert str(told.value).removeprefix(f"{tmp_path}/") == (
        f"o.{ending}: cannot be written: no space left on device; make room there or write "
        "elsewhere, and run again; nothing was left behind"
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_small_disk(tmp_path, ending):
    """
    A disk that fills up in the middle leaves neither the name nor half the rows.
    """
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    try:
        mounted = (
            os.geteuid() == 0
            and not subprocess.run(mount, capture_output=True, check=False).returncode
        )
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no small disk can be mounted; enable by: running as root")
    try:
        rows = [{**ROWS[0], "id": os.urandom(64).hex()} for _ in range(5000)]
        with pytest.raises(OutputError) as told:
            write(tmp_path / f"o.{ending}", [rows] * 40)
        left = names_in(tmp_path)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)

    assert "no space left on device; make room there" in str(told.value)
    assert left == []


def test_what_cannot_be_written_is_told(tmp_path, golden):
    """
    A name that cannot be written to says what is there and what to do, before anything is read.
    """
    source = tmp_path / "in.jsonl"
    source.write_text("{}")
    (tmp_path / "link.jsonl").symlink_to(source)
    os.link(source, tmp_path / "hard.jsonl")
    (tmp_path / "x.rejected.jsonl").write_text("{}")
    (tmp_path / "dir.jsonl").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    inputs = [source, tmp_path / "x.rejected.jsonl"]

    told = []
    for name in ("in.jsonl", "link.jsonl", "hard.jsonl", "x.parquet", "dir.jsonl", "pipe.jsonl",
                 "out.txt", "none/out.jsonl"):  # fmt: skip
        with pytest.raises(OutputError) as error:
            open_results(tmp_path / name, SCHEMA, inputs=inputs)
        told.append(str(error.value).replace(f"{tmp_path}/", ""))

    assert source.read_text() == "{}"
    golden("\n".join(told))


def test_a_folder_of_somebody_else(tmp_path):
    """
    A folder without the right to write is told as such.
    """
    # Root may write to any folder of a disk, and to none of the kernel's.
    folder = Path("/sys") if os.geteuid() == 0 else tmp_path
    tmp_path.chmod(0o500)

    with pytest.raises(OutputError, match="permission denied; write to a folder"):
        open_results(folder / "out.jsonl", SCHEMA)


def test_a_finished_writer_takes_no_more(tmp_path):
    """
    Rows that come after the end are refused and not dropped.
    """
    with open_results(tmp_path / "out.jsonl", SCHEMA) as writer:
        pass

    with pytest.raises(ValueError):
        writer.write(batch(ROWS))
