"""Every row that is no listing is told with its place, and the run goes on."""

from __future__ import annotations

import codecs
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linsang.connectors import lines
from linsang.connectors.files import FileSource

GOOD = b'{"id": "good", "title": "Lamp"}\n'
DEEP = b'{"id": "x", "title": "t", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def read(path, **options):
    """Read one file to its end: rows, what was rejected, and the source."""
    source = FileSource([path], **options)
    batches = list(source.batches())
    rows = [row for batch in batches for row in batch.table.to_pylist()]
    return rows, [rejected for batch in batches for rejected in batch.rejected], source


@pytest.mark.parametrize(
    ("line", "reason", "found"),
    [
        pytest.param(b'{"title": "x"}', 'no \'id\' in this row; if another column is the id, '
                     "say --map id=NAME", "title", id="no-id"),
        pytest.param(b'{"id": "", "title": "x"}',
                     "the id is empty; give each row its own id", "''", id="empty-id"),
        pytest.param(b'{"id": " ", "title": "x"}',
                     "the id is empty; give each row its own id", "''", id="blank-id"),
        pytest.param(b'{"id": null}',
                     "the id is empty; give each row its own id", "''", id="null-id"),
        pytest.param(b'{"id": ["a"]}',
                     "the id is a list; write it as one text", "['a']", id="nested-id"),
        pytest.param(b'{"id": "x", "title": {"en": "Lamp"}}',
                     "the title is an object; write it as one text", "{'en': 'Lamp'}",
                     id="nested-title"),
        pytest.param(b'{"id": "x", "description": ["a"]}',
                     "the description is a list; write it as one text", "['a']",
                     id="nested-description"),
        pytest.param(b'{"id": "x", "title": "cut',
                     "not JSON: Unterminated string starting at at character 22; "
                     "write one object a line", '\'{"id": "x", "title": "cut\'', id="cut-off"),
        pytest.param(b"id,title", "not JSON: Expecting value at character 1; "
                     "write one object a line", "'id,title'", id="no-json"),
        pytest.param(b"[1, 2]", "a list; write one object a line", "['1', '2']", id="list"),
        pytest.param(b'"id"', "no object; write one object a line", "'id'", id="bare-text"),
        pytest.param(DEEP, "nested more than 64 deep; write one flat object",
                     repr(DEEP)[1:81] + "…", id="deep"),
        pytest.param(DEEP.replace(b"[" * 99_935, b"").replace(b"]" * 99_935, b""),
                     "nested more than 64 deep; write one flat object", None, id="just-too-deep"),
    ],
)  # fmt: skip
def test_bad_lines_are_rejected_where_they_stand(tmp_path, line, reason, found):
    """
    A line that is no listing says which it is, why, what was found and how to mend it.
    """
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD + line + b"\n" + GOOD)

    rows, (rejected,), source = read(path)

    assert [row["id"] for row in rows] == ["good", "good"]
    assert (rejected.file, rejected.line, rejected.reason) == (str(path), 2, reason)
    assert found in (None, rejected.found)
    assert len(rejected.found) < 100
    assert source.counts.rejected == 1


@pytest.mark.parametrize(
    ("line", "title"),
    [
        pytest.param(b'{"id": "x", "title": "a\\u0000b"}', "a\ufffdb", id="nul-escaped"),
        pytest.param(b'{"id": "x", "title": "a\0b"}', "a\ufffdb", id="nul-raw"),
        pytest.param(b'{"id": "x", "title": "a\\ud800b"}', "a\ufffdb", id="half-a-pair"),
        pytest.param(b'{"id": "x", "title": "a\\udc00"}', "a\ufffd", id="other-half"),
        pytest.param(b'{"id": "x", "title": "\\ud83d\\ude00"}', "😀", id="whole-pair"),
        pytest.param(b'{"id": "x", "title": "a\xffb"}', "a\ufffdb", id="broken-utf8"),
        pytest.param(b'{"id": "x", "title": "a\tb"}', "a\tb", id="raw-tab"),
        pytest.param(b'{"id": "x", "title": null}', None, id="null"),
        pytest.param(b'{"id": "x"}', None, id="absent"),
        pytest.param(b'{"id": "x", "title": 5}', "5", id="number"),
        pytest.param(b'{"id": "x", "title": ' + b"5" * 5000 + b"}", "5" * 5000, id="long-number"),
        pytest.param(b'{"id": "x", "title": "a", "price": NaN}', "a", id="nan"),
        pytest.param(b'{"id": "x", "title": "a", "price": -Infinity}', "a", id="infinity"),
        pytest.param(b'{"id": "x", "title": "a", "price": "NaN"}', "a", id="nan-as-text"),
        pytest.param(b'{"id": "x", "title": "a", "price": {"amount": 1}}', "a", id="nested-price"),
        pytest.param(b'{"id": "x", "title": "a", "brand": {"name": 1}}', "a", id="nested-brand"),
        pytest.param(b'{"id": "x", "title": "a", "url": {"name": 1}}', "a", id="nested-url"),
        pytest.param(b'{"id": "x", "title": "a", "tags": [{"n": 1}, null]}', "a", id="odd-tags"),
        pytest.param(b'{"id": "x", "id": "x", "title": "a"}', "a", id="key-twice"),
    ],
)
def test_what_can_be_mended_is_kept(tmp_path, line, title):
    """
    A row with damage that takes nothing from its meaning is repaired and kept.
    """
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD + line + b"\n" + GOOD)

    rows, rejected, _ = read(path)

    assert [row["id"] for row in rows] == ["good", "x", "good"]
    assert (rows[1]["title"], rows[1]["price"]) == (title, None)
    assert not rejected


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        pytest.param(codecs.BOM_UTF8, "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", id="utf-16-le"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", id="utf-16-be"),
        pytest.param(codecs.BOM_UTF32_LE, "utf-32-le", id="utf-32-le"),
    ],
)
def test_byte_order_marks(tmp_path, kind, mark, encoding):
    """
    A byte order mark says how the text is written, and is no part of it.
    """
    text = "id,title\n1,象牙\n" if kind == "csv" else '{"id": 1, "title": "象牙"}\n'
    path = tmp_path / f"rows.{kind}"
    path.write_bytes(mark + text.encode(encoding))

    rows, rejected, _ = read(path)

    assert [(row["id"], row["title"]) for row in rows] == [("1", "象牙")]
    assert not rejected


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param("jsonl", b'{"id":"1"}\r\n{"id":"2"}\n\n{"id":"3"}\r{"id":"4"}', id="jsonl"),
        pytest.param("jsonl", b'{"id":"1"}\r{"id":"2"}\r{"id":"3"}\r{"id":"4"}', id="jsonl-cr"),
        pytest.param("csv", b"id,title\r\n1,a\n\n2,b\r3,c\r\n4,d", id="csv"),
        pytest.param("csv", b"id,title\r1,a\r2,b\r3,c\r4,d\r", id="csv-cr"),
        pytest.param("csv", b"\n\nid;title\n1;a\n2;b\n3;c\n4;d", id="csv-semicolons"),
        pytest.param("csv", b'"id"|"title"\n1|"a, b"\n2|b\n3|c\n4|d', id="csv-bars"),
        pytest.param("json", b'[{"id": 1}, {"id": 2},\r\n{"id":\n3}\n,{"id":4}]\n', id="array"),
        pytest.param("json", b'{"id":1}\n{"id":2}\n{"id":3}\n{"id":4}', id="json-lines"),
        pytest.param("json", b'{\n"id":1}\n{\n"id":2}{"id":3}\n{"id":\n4}', id="over-lines"),
    ],
)
def test_line_ends_and_layouts(tmp_path, kind, data):
    """
    Line ends of every system may be mixed, and blank lines are no rows.
    """
    path = tmp_path / f"rows.{kind}"
    path.write_bytes(data)

    rows, rejected, _ = read(path, column_map={})

    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert not rejected


def test_broken_array_elements(tmp_path):
    """
    What is no object in an array is rejected with its line, and the others are kept.
    """
    path = tmp_path / "rows.json"
    path.write_bytes(b'[\n{"id": 1},\n5,\n"a, b",\nnull,\n{"id": }\n,[{"id": 2}],\n{"id": 3}\n')

    rows, rejected, source = read(path)

    assert [row["id"] for row in rows] == ["1", "3"]
    assert [r.line for r in rejected] == [3, 4, 5, 6, 7]
    assert [(p.found, p.lost_rows) for p in source.problems[:1]] == [
        ("the array is not closed", True)
    ]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_long_text_is_cut_and_counted(tmp_path, kind):
    """
    A description of ten million letters is read to its millionth, and somebody is told.
    """
    path = tmp_path / f"rows.{kind}"
    text = "象" * 10_000_000
    if kind == "parquet":
        pq.write_table(pa.table({"id": ["1"], "description": [text]}), path)
    elif kind == "csv":
        path.write_text(f"id,description\n1,{text}\n", "utf-8")
    else:
        path.write_text(json.dumps({"id": "1", "description": text}, ensure_ascii=False), "utf-8")

    (row,), _, source = read(path)

    assert len(row["description"]) == 1_000_000
    assert source.counts.cut_fields == 1
    assert "1 fields were cut after 1,000,000 characters" in str(source.problems[0])


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_a_line_without_end_is_not_held(tmp_path, kind, monkeypatch):
    """
    A line longer than any listing is rejected without being read into memory.
    """
    monkeypatch.setattr(lines, "LONGEST_LINE", 3 << 20)
    path = tmp_path / f"rows.{kind}"
    good = b"1,a\n" if kind == "csv" else b'{"id": "1"}\n'
    head = b"id,title\n" if kind == "csv" else b""
    path.write_bytes(head + good + b"x" * (5 << 20) + b"\n" + good)

    rows, (rejected,), _ = read(path)

    assert [row["id"] for row in rows] == ["1", "1"]
    assert rejected.line == (3 if kind == "csv" else 2)
    assert "longer than" in rejected.reason


def test_rows_of_parquet_without_id(tmp_path):
    """
    A Parquet row without an id is rejected by its row number.
    """
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"id": ["1", None, " ", "4"], "title": ["a", "b", "c", "d"]}), path)

    rows, rejected, _ = read(path, batch_rows=3)

    assert [row["id"] for row in rows] == ["1", "4"]
    assert [r.line for r in rejected] == [2, 3]


def test_duplicates_are_kept(tmp_path):
    """
    One row in, one row out: the same id twice is two rows.
    """
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD * 3)

    assert [row["id"] for row in read(path)[0]] == ["good"] * 3
