"""Files of every kind keep the promises of a source."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linsang.connectors.files import FileSource
from linsang.testing.contracts import SourceContract

ROWS = [{"id": str(number), "title": f"Lamp {number}"} for number in range(25)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


class FileContract(SourceContract):
    """A file of listings, read in batches of ten."""

    name: str
    data: bytes

    @pytest.fixture
    def rows(self):
        return 25

    @pytest.fixture
    def source(self, tmp_path):
        (tmp_path / self.name).write_bytes(self.data)
        return FileSource([tmp_path / self.name], batch_rows=10)


class TestJsonLines(FileContract):
    name, data = "rows.jsonl", LINES


class TestGzippedJsonLines(FileContract):
    name, data = "rows.jsonl.gz", gzip.compress(LINES)


class TestCsv(FileContract):
    name = "rows.csv"
    data = ("id,title\n" + "".join(f"{row['id']},{row['title']}\n" for row in ROWS)).encode()


class TestJsonLinesWithBadRows(FileContract):
    name = "rows.jsonl"
    data = b'{"title": "no id"}\n' + LINES[: LINES.rindex(b'{"id": "12"')] + b"not json\n[]\n"
    data += LINES[LINES.rindex(b'{"id": "14"') :]

    @pytest.fixture
    def rows(self):
        return 26


class TestParquet(FileContract):
    name = "rows.parquet"

    @pytest.fixture
    def source(self, tmp_path):
        pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / self.name)
        return FileSource([tmp_path / self.name], batch_rows=10)


class TestFolder(FileContract):
    @pytest.fixture
    def source(self, tmp_path):
        first, second = LINES[: LINES.index(b'{"id": "9"')], LINES[LINES.index(b'{"id": "9"') :]
        (tmp_path / "a.jsonl").write_bytes(first)
        (tmp_path / "b.jsonl").write_bytes(second)
        return FileSource([tmp_path], batch_rows=10)
