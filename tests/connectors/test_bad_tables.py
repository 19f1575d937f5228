"""Bad rows of a CSV table are rejected one by one, and take no others with them."""

from __future__ import annotations

import pytest

from linsang.connectors.files import FileSource


def read(path):
    """Read one file to its end: rows, what was rejected, and the source."""
    source = FileSource([path])
    batches = list(source.batches())
    rows = [row for batch in batches for row in batch.table.to_pylist()]
    return rows, [rejected for batch in batches for rejected in batch.rejected], source


@pytest.mark.parametrize(
    ("data", "kept", "lines_", "reason"),
    [
        pytest.param(b"1,a,x\n2,b\n3,c,z\n", ["1", "3"], [3], "2 fields under a header of 3; "
                     'quote fields that hold the separator, as in "a, b"', id="too-few"),
        pytest.param(b"1,a,x\n2,b,y,z\n3,c,z\n", ["1", "3"], [3], "4 fields under a header of 3; "
                     'quote fields that hold the separator, as in "a, b"', id="too-many"),
        pytest.param(b'1,a,x\n2,"b,y\n3,c,z\n', ["1", "3"], [3],
                     'a quote opens here and is not closed; close it with "', id="open-quote"),
        pytest.param(b'1,a,x\n2,"b,y\n3,"c",z\n4,d,z\n', ["1", "3", "4"], [3],
                     'a quote opens here and is not closed; close it with "', id="runaway-quote"),
        pytest.param(b'1,a,x\n2,"b,y', ["1"], [3],
                     'a quote opens here and is not closed; close it with "', id="quote-at-end"),
        pytest.param(b"1,a,x\n,b,y\n3,c,z\n", ["1", "3"], [3],
                     "the id is empty; give each row its own id", id="empty-id"),
        pytest.param(b'1,"a\nb\n\nc",x\n2,b\n', ["1"], [6], "2 fields under a header of 3; "
                     'quote fields that hold the separator, as in "a, b"', id="line-number"),
    ],
)  # fmt: skip
def test_bad_rows_of_a_table(tmp_path, data, kept, lines_, reason):
    """
    A row of another width or with an open quote is rejected, and the rows after it are not lost.
    """
    path = tmp_path / "rows.csv"
    path.write_bytes(b"id,title,brand\n" + data)

    rows, rejected, _ = read(path)

    assert [row["id"] for row in rows] == kept
    assert [(r.line, r.reason) for r in rejected] == [(line, reason) for line in lines_]


@pytest.mark.parametrize(
    ("data", "title"),
    [
        pytest.param(b'2,"a\r\nb, ""c""",y', 'a\r\nb, "c"', id="quoted"),
        pytest.param(b'2,6" pipe,y', '6" pipe', id="stray-quote"),
        pytest.param(b'2,"Rare" lamp,y', "Rare lamp", id="quote-in-front"),
        pytest.param(b"2,a\0b,y", "a\ufffdb", id="nul"),
        pytest.param(b"2,a\xffb,y", "a\ufffdb", id="broken-utf8"),
        pytest.param("2,a\u2028b\x85c,y".encode(), "a\u2028b\x85c", id="other-line-ends"),
    ],
)
def test_odd_rows_of_a_table_are_kept(tmp_path, data, title):
    """
    Quotes, line ends within quotes and broken bytes take no row away.
    """
    path = tmp_path / "rows.csv"
    path.write_bytes(b"id,title,brand\n1,x,y\n" + data + b"\n3,x,y\n")

    rows, rejected, _ = read(path)

    assert [row["title"] for row in rows] == ["x", title, "x"]
    assert not rejected


def test_an_open_quote_costs_one_row(tmp_path):
    """
    A quote that is opened early and never closed takes one row, however long the file is.
    """
    path = tmp_path / "rows.csv"
    path.write_bytes(b'id,title\n1,"a\n' + b"2,b\n3,\xff\n4,a\r5,b\n" * 20_000)

    rows, rejected, source = read(path)

    assert [row["id"] for row in rows] == list("2345") * 20_000
    assert [r.line for r in rejected] == [2]
    assert source.counts.repaired_fields == 20_000
