"""Objects in a store that speaks S3 are read as files are."""

from __future__ import annotations

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.connectors.test_contract import LINES, ROWS

from linsang.connectors.files import FileSource
from linsang.connectors.hidden import part_file
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import state_of
from linsang.connectors.problems import InputError
from linsang.settings import SettingsError
from linsang.testing.contracts import SourceContract


class ObjectContract(SourceContract):
    """An object of listings, read in batches of ten."""

    name: str
    data: bytes

    @pytest.fixture
    def rows(self):
        return 25

    @pytest.fixture
    def source(self, objects):
        path = objects.path(f"contract/{self.name}")
        path.write_bytes(self.data)
        return FileSource([path], batch_rows=10)


class TestJsonLinesInAStore(ObjectContract):
    name, data = "rows.jsonl", LINES


class TestGzippedJsonLinesInAStore(ObjectContract):
    name, data = "rows.jsonl.gz", gzip.compress(LINES)


class TestParquetInAStore(ObjectContract):
    name = "rows.parquet"

    @pytest.fixture
    def source(self, objects):
        data = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(ROWS), data, row_group_size=10)
        path = objects.path("contract/rows.parquet")
        path.write_bytes(data.getvalue())
        return FileSource([path], batch_rows=10)


def test_a_folder_and_a_pattern(objects):
    """
    A name that objects lie below is a folder, and a pattern meets what it would on a disk.
    """
    for key in ("a.jsonl", "b/c.jsonl", "b/d.csv", ".hidden/e.jsonl", "b/notes.txt"):
        objects.path(f"found/{key}").write_bytes(b'{"id": "1", "title": "Lamp"}\n')

    def found(key):
        return [str(path)[13:] for path in FileSource([objects.path(key)]).files]

    assert found("found/") == ["found/a.jsonl", "found/b/c.jsonl", "found/b/d.csv"]
    assert found("found/*.jsonl") == ["found/a.jsonl"]
    assert found("found/**/*.jsonl") == ["found/a.jsonl", "found/b/c.jsonl"]
    assert found("found/b/d.csv") == ["found/b/d.csv"]
    notes = FileSource([objects.path("found/")]).problems
    assert "files of other kinds were left out: notes.txt" in str(notes[0])


def test_a_long_object_is_read_to_its_end(objects):
    """
    An object of many megabytes comes in pieces and whole.
    """
    data = bytes(range(256)) * (80 << 10)
    path = objects.path("long")
    path.write_bytes(data)
    with path.open() as handle:
        begins = handle.read(10)
        handle.seek(-10, io.SEEK_END)
        ends = handle.read()
        handle.seek(0)

        assert (begins, ends, handle.read()) == (data[:10], data[-10:], data)


def test_an_object_is_published_whole(objects):
    """
    What is being written has a hidden name; what is given up leaves nothing.
    """
    path = objects.path("published/out.jsonl")
    given_up, kept = (part_file(path, path.parent) for _ in range(2))
    given_up.handle.write(b"x" * (3 << 20))
    given_up.remove()
    kept.handle.write(b"whole\n")
    sealed = kept.settle()
    before = [one.name for one in path.parent.files()]
    sealed.publish()

    assert [name[:11] for name in before] == [".out.jsonl."]
    assert [(one.name, one.read_bytes()) for one in path.parent.files()] == [
        ("out.jsonl", b"whole\n")
    ]


def test_another_content_has_another_tag(objects):
    """
    The store says without a read that an object is another.
    """
    path = objects.path("tagged")
    tags = []
    for data in (b"one", b"two", b"one"):
        path.write_bytes(data)
        tags.append(state_of(path).tag)

    assert tags[0] == tags[2] != tags[1]
    assert all(tags)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("none.jsonl", "no file to read in this folder"),
        ("none/*.jsonl", "no object matches this pattern"),
    ],
)
def test_what_is_not_there_is_told(objects, key, told):
    """
    A slip in an address is told with the address.
    """
    with pytest.raises(InputError, match=told) as error:
        FileSource([objects.path(key)])

    assert error.value.file == f"s3://archive/{key}"


def test_a_server_that_is_not_there_is_told(objects):
    """
    A store that does not answer is told, and not what it was asked with.
    """
    with pytest.raises(InputError, match="cannot be listed") as error:
        FileSource([ObjectPath("archive", "in/", "http://127.0.0.1:9")])

    assert "secret" not in str(error.value)
    assert "AKIA" not in str(error.value)


def test_credentials_in_an_address_are_refused_unquoted(monkeypatch):
    """
    Whoever writes a password into an address is told where it belongs, without a word of it.
    """
    with pytest.raises(InputError, match="the address holds credentials") as error:
        ObjectPath.parse("s3://name:hidden-word@bucket/key")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://name:hidden-word@storage.example")
    with pytest.raises(SettingsError, match="AWS_ENDPOINT_URL: expected") as of_endpoint:
        ObjectPath.parse("s3://bucket/key")

    assert "hidden-word" not in f"{error.value} {of_endpoint.value}"
