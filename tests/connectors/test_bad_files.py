"""A file that cannot be read to its end says so; nothing missing looks like nothing there."""

from __future__ import annotations

import gzip
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from linsang.connectors.files import FileSource
from linsang.connectors.problems import InputError

ROWS = b"".join(b'{"id": "%d", "title": "Lamp %d"}\n' % (n, n * n) for n in range(20_000))


def read(*inputs, **options):
    """Read inputs to their end: ids and the source."""
    source = FileSource(inputs, **options)
    return [
        name for batch in source.batches() for name in batch.table.column("id").to_pylist()
    ], source


def refused(path, **options):
    """Tell what reading *path* says, without the folder it lies in."""
    with pytest.raises(InputError) as told:
        read(path, **options)
    return str(told.value).replace(f"{path.parent}/", "")


@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        pytest.param("gz", gzip.compress, id="gzip"),
        pytest.param("zst", zstandard.ZstdCompressor(write_checksum=True).compress, id="zstd"),
    ],
)
class TestPackedFiles:
    def test_cut_off(self, tmp_path, ending, pack):
        """
        The rows before the cut are kept, none of them is half a row, and the cut is told.
        """
        path = tmp_path / f"rows.jsonl.{ending}"
        packed = pack(ROWS)
        path.write_bytes(packed[: len(packed) // 2])

        ids, source = read(path)

        assert ids == [str(n) for n in range(len(ids))]
        assert 0 < len(ids) < 20_000
        assert source.counts.rejected == 0
        (problem,) = source.problems
        assert problem.lost_rows
        assert "ends in the middle" in problem.found

    def test_damaged(self, tmp_path, ending, pack):
        """
        A file whose bytes were changed on the way says so.
        """
        path = tmp_path / f"rows.csv.{ending}"
        packed = bytearray(pack(b"id,title\n" + b"1,a\n" * 1000))
        packed[len(packed) - 6] ^= 0xFF
        path.write_bytes(packed)

        try:
            _, source = read(path)
            told = source.problems[-1]
        except InputError as error:
            told = error

        assert "is damaged" in str(told)

    def test_nothing_left(self, tmp_path, ending, pack):
        """
        A file that was named and gives nothing is an error and not an empty result.
        """
        path = tmp_path / f"rows.jsonl.{ending}"
        path.write_bytes(pack(ROWS)[:9])

        assert "ends in the middle" in refused(path)

    def test_put_together(self, tmp_path, ending, pack):
        """
        Packed files that were put one after another are read as one.
        """
        path = tmp_path / f"rows.jsonl.{ending}"
        path.write_bytes(pack(b'{"id": 1}\n') + pack(b'{"id": 2}\n'))

        assert read(path)[0] == ["1", "2"]


def test_unreadable_files_say_how_to_mend_them(tmp_path, golden):
    """
    Each file that cannot be read says what was found and how to mend it.
    """
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"id": ["1"], "title": ["a"]}), whole)
    pq.write_table(pa.table({"id": ["1"], "title": [["a"]]}), tmp_path / "nested.parquet")
    for name, data in {
        "half.parquet": whole.read_bytes()[:-50],
        "parquet.csv": whole.read_bytes(),
        "text.parquet": b"id,title\n1,a\n",
        "empty.parquet": b"",
        "sheet.csv": b"PK\x03\x04....",
        "notes.txt": b"hello",
        "no-id.csv": b"ID,title\n1,a\n",
        "no-id-at-all.csv": b"nr,title\n1,a\n",
        "no-words.csv": b"id,price\n1,5\n",
        "twice.csv": b"id,title,title\n1,a,b\n",
        "good.csv": b"id,title\n1,a\n",
    }.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()

    told = [refused(tmp_path / name) for name in (
        "half.parquet", "parquet.csv", "text.parquet", "empty.parquet", "nested.parquet",
        "sheet.csv", "notes.txt", "no-id.csv", "no-id-at-all.csv", "no-words.csv", "twice.csv",
        "missing.jsonl", "*.xyz", "folder",
    )]  # fmt: skip
    told.append(refused(tmp_path / "good.csv", column_map={"title": "name"}))
    told.append(refused(tmp_path / "good.csv", carry=["label"]))

    golden("\n".join(re.sub(r"\(.*\)", "(...)", line) for line in told) + "\n")


def test_others_in_a_folder_go_on(tmp_path):
    """
    One unreadable file in a folder is a problem that is told, and the others are read.
    """
    (tmp_path / "a.jsonl").write_bytes(b'{"id": 1, "title": "a"}')
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "c.csv").write_bytes(b"id,title\n3,c\n")

    ids, source = read(tmp_path)

    assert ids == ["1", "3"]
    assert [(p.file, p.lost_rows) for p in source.problems] == [(str(tmp_path / "b.parquet"), True)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("rows.jsonl", b"", id="jsonl"),
        pytest.param("rows.csv", b"", id="csv"),
        pytest.param("rows.csv", b"id,title\n", id="only-a-header"),
        pytest.param("rows.json", b"[]", id="array"),
        pytest.param("rows.jsonl.gz", gzip.compress(b""), id="packed"),
        pytest.param("rows.jsonl", b"\n\n", id="blank-lines"),
        pytest.param("rows.csv", b"\n\n", id="blank-table"),
    ],
)
def test_an_empty_file_is_noted(tmp_path, name, data):
    """
    A file without rows is no error, and is mentioned.
    """
    path = tmp_path / name
    path.write_bytes(data)

    ids, source = read(path)

    assert ids == []
    assert [(p.found, p.lost_rows) for p in source.problems] == [("the file holds no rows", False)]


def test_a_wrong_map_is_seen(tmp_path):
    """
    Rows in which nothing could be read are kept, and it is said that there was nothing to read.
    """
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "1", "name": "Lamp"}\n')

    _, source = read(path)

    assert "no row has a title, description or tags" in str(source.problems[0])


def test_a_damaged_row_group(tmp_path):
    """
    Where a part of a Parquet file cannot be read, the other parts are, and the rows are named.
    """
    path = tmp_path / "rows.parquet"
    table = pa.table({"id": [json.dumps(n) for n in range(300)], "title": ["x"] * 300})
    pq.write_table(table, path, row_group_size=100, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = column.data_page_offset
    data[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(data)

    ids, source = read(path)

    assert ids == [str(n) for n in (*range(100), *range(200, 300))]
    assert source.problems[0].place == "rows 101 to 200"
    assert source.problems[0].lost_rows


def test_a_column_that_is_none_of_ours():
    """
    Mapping to a name that no listing has is told with the names there are.
    """
    with pytest.raises(ValueError) as told:
        FileSource([], column_map={"titel": "name"})

    assert str(told.value).startswith("titel: not a column of a listing; map one of id, title,")


PIECES = [b"id,title", b"1", b'"', b",", b"\n", b"\r", b'{"id":1}', b"{", b"}", b"[", b"]", b":",
          b"\xff", b"\0", b"\\", b" ", b'{"id":', b"\xef\xbb\xbf", b"\xff\xfe", b"null", b"\t"]  # fmt: skip


def everything(path, batch_rows):
    """Read a file to its end or its error: rows, rejected rows, what was said."""
    source = FileSource([path], batch_rows=batch_rows)
    rows: list[object] = []
    rejected: list[object] = []
    told: list[str] = []
    try:
        for batch in source.batches():
            rows += batch.table.to_pylist()
            rejected += batch.rejected
    except InputError as error:
        told.append(str(error))
    assert (source.counts.rows, source.counts.rejected) == (len(rows), len(rejected))
    return rows, rejected, told + [str(problem) for problem in source.problems]


@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv", "x.parquet", "x.jsonl.gz", "x.x"])
@given(data=st.lists(st.sampled_from(PIECES)).map(b"".join) | st.binary())
def test_no_bytes_break_a_reader(tmp_path_factory, name, data):
    """
    Whatever a file holds, its reader comes to an end, and company changes nothing for a row.
    """
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)

    assert everything(path, batch_rows=1) == everything(path, batch_rows=100)
