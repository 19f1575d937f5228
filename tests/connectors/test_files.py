"""Files of every kind come in as the same columns, whatever they are packed in."""

from __future__ import annotations

import csv
import gc
import gzip
import io
import json
import tempfile
import weakref
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linsang.connectors.files import FileSource
from linsang.connectors.opened import OpenedFile
from linsang.connectors.problems import InputError
from linsang.plugins import COLUMNS, ITEM_SEPARATOR

KINDS = ("jsonl", "json", "csv", "tsv", "parquet")
PACKINGS = ("", ".gz", ".zst")
LAMP = {"id": "1", "title": "Brass lamp", "description": 'old, 象牙\nand "quoted"'}
RUG = {"id": "2", "title": "Wool rug", "description": None}


def written(rows, kind, packing=""):
    """Write *rows* as a file of *kind*, packed or not."""
    if kind == "jsonl":
        data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    elif kind == "json":
        data = json.dumps(rows, indent=2).encode()
    elif kind == "parquet":
        sink = io.BytesIO()
        names = list(dict.fromkeys(name for row in rows for name in row)) or ["id", "title"]
        columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
        pq.write_table(pa.table(columns), sink)
        data = sink.getvalue()
    else:
        text = io.StringIO(newline="")
        names = list(dict.fromkeys(name for row in rows for name in row)) or ["id", "title"]
        table = csv.DictWriter(text, names, delimiter="," if kind == "csv" else "\t")
        table.writeheader()
        table.writerows(rows)
        data = text.getvalue().encode()
    if packing:
        return gzip.compress(data) if packing == ".gz" else zstandard.compress(data)
    return data


def read(source):
    """Read a source to its end: rows as dictionaries, and what was rejected."""
    batches = list(source.batches())
    rows = [row for batch in batches for row in batch.table.to_pylist()]
    return rows, [rejected for batch in batches for rejected in batch.rejected]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("packing", PACKINGS)
def test_every_kind_reads_alike(tmp_path, kind, packing):
    """
    The same rows come out of every kind of file, in order, and nothing is rejected.
    """
    path = tmp_path / f"rows.{kind}{packing}"
    path.write_bytes(written([LAMP, RUG], kind, packing))

    rows, rejected = read(FileSource([path]))

    assert [{name: row[name] for name in LAMP} for row in rows] == [LAMP, RUG]
    assert list(rows[0]) == list(COLUMNS)
    assert not rejected


@pytest.mark.parametrize("kind", KINDS)
def test_packing_is_seen_in_the_bytes(tmp_path, kind):
    """
    A packed file without .gz is unpacked, and a plain file with .gz is read as it is.
    """
    packed, plain = tmp_path / f"packed.{kind}", tmp_path / f"plain.{kind}.gz"
    packed.write_bytes(written([LAMP], kind, ".gz"))
    plain.write_bytes(written([RUG], kind))

    rows, _ = read(FileSource([packed, plain]))

    assert [row["id"] for row in rows] == ["1", "2"]


TEXTS = st.none() | st.text(st.characters(exclude_characters="\0\x1f", codec="utf-8"), min_size=1)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text(st.characters(categories=["L", "N", "P"]), min_size=1),
            "title": TEXTS,
            "description": TEXTS,
            "brand": TEXTS,
        }
    ),
    min_size=1,
)


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(rows=ROWS, batch_rows=st.integers(1, 5))
def test_rows_come_back_as_written(kind, rows, batch_rows):
    """
    Whatever the texts are, quotes and line ends and all, each row comes back once and equal.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"rows.{kind}")
        path.write_bytes(written(rows, kind))
        found, rejected = read(FileSource([path], batch_rows=batch_rows))

    assert [{name: row[name] for name in rows[0]} for row in found] == rows
    assert not rejected


@pytest.mark.parametrize("kind", KINDS)
def test_columns_are_mapped_and_carried(tmp_path, kind):
    """
    Our title is read from their name, and a column that was asked for goes along as it is.
    """
    path = tmp_path / f"rows.{kind}"
    path.write_bytes(written([{"nr": "1", "name": "Lamp", "label": "x"}], kind))
    source = FileSource([path], column_map={"id": "nr", "title": "name"}, carry=["label", "name"])

    (batch,) = source.batches()

    assert batch.listing(0).title == "Lamp"
    assert batch.carried is not None
    assert batch.carried.to_pylist() == [{"label": "x", "name": "Lamp"}]


def test_values_of_every_type_become_text(tmp_path):
    """
    Numbers are their text as written, and lists are joined.
    """
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"id": 7, "title": 1984, "price": 10.50, "tags": ["a", "b"], "images": []}\n'
        '{"id": 0, "title": 1.50, "price": "€ 5", "tags": "a", "brand": true}\n'
    )

    rows, rejected = read(FileSource([path]))

    assert not rejected
    assert [(row["id"], row["title"], row["price"]) for row in rows] == [
        ("7", "1984", "10.50"),
        ("0", "1.50", "€ 5"),
    ]
    assert [row["tags"] for row in rows] == [ITEM_SEPARATOR.join("ab"), "a"]
    assert rows[1]["brand"] == "true"


def test_parquet_types_become_text(tmp_path):
    """
    Numbers, dictionaries, lists, slices of lists and structures are read in columns alike.
    """
    path = tmp_path / "rows.parquet"
    table = pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int64()),
            "title": pa.array(["a", "b", "a"]).dictionary_encode(),
            "description": pa.array([b"x", b"\xff", None], pa.binary()),
            "price": pa.array([1.5, float("nan"), None]),
            "tags": pa.array([["a", "b"], None, []]),
            "images": pa.array([[{"url": "u", "size": 1}], [], None]),
            "seller_id": pa.array([{"name": "n"}, None, None]),
        }
    )
    pq.write_table(table, path)
    source = FileSource([path], batch_rows=2)

    rows, _ = read(source)

    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert [row["title"] for row in rows] == ["a", "b", "a"]
    assert [row["description"] for row in rows] == ["x", "\ufffd", None]
    assert [row["price"] for row in rows] == ["1.5", None, None]
    assert [row["tags"] for row in rows] == [ITEM_SEPARATOR.join("ab"), None, ""]
    assert rows[0]["images"] == ITEM_SEPARATOR.join(["u", "1"])
    assert (source.counts.dropped_prices, source.counts.dropped_values) == (1, 1)


def test_a_batch_builds_listings(tmp_path):
    """
    A row is a listing with its price, pictures and seller; what cannot be read is absent.
    """
    path = tmp_path / "rows.csv"
    path.write_text(
        "id,platform,title,price,currency,images,seller_id,posted_at,ships_from\n"
        '1,m,Lamp,"1,200.50",EUR,a.jpg|b.jpg,bob,2026-01-02T03:04:05Z,vn\n'
        "2,m,Rug,ask,,,,soon,Somewhere\n"
    )
    (batch,) = FileSource([path]).batches()

    lamp, rug = batch.listings([0, 1], seller_key=b"key")

    assert lamp.price
    assert lamp.posted_at
    assert (lamp.id, lamp.price.amount, lamp.ships_from) == ("m:1", Decimal("1200.50"), "VN")
    assert [media.location for media in lamp.media] == ["a.jpg", "b.jpg"]
    assert lamp.posted_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert "bob" not in repr(lamp)
    assert (rug.price, rug.seller, rug.posted_at, rug.ships_from) == (None, None, None, None)


def test_folders_and_patterns(tmp_path):
    """
    A folder is read through and through in the order of names, without what is hidden.
    """
    for name in ("b/2.jsonl", "a/1.csv", "a/.hidden.jsonl", ".git/x.jsonl", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"id,title\n{name},x\n" if name.endswith("csv") else
                                     json.dumps({"id": name, "title": "x"}))  # fmt: skip
    source = FileSource([tmp_path])

    rows, _ = read(source)

    assert [row["id"] for row in rows] == ["a/1.csv", "b/2.jsonl"]
    assert "notes.txt" in str(source.problems[0])
    assert len(FileSource([f"{tmp_path}/*/*.csv"]).files) == 1
    assert len(FileSource([tmp_path, tmp_path / "a" / "1.csv"]).files) == 2


def test_places_count_every_row_once(tmp_path):
    """
    Kept and rejected rows each take one place, and a batch says where it begins.
    """
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f'{{"id": "{n}"}}\n' if n % 3 else "x\n" for n in range(1, 11)))

    batches = list(FileSource([path], batch_rows=4).batches())

    assert [batch.first_row for batch in batches] == [0, 4, 8]
    assert sum(len(batch) + len(batch.rejected) for batch in batches) == 10
    assert [r.line for batch in batches for r in batch.rejected] == [3, 6, 9]


def test_a_slip_in_the_last_name_shows_at_once(tmp_path):
    """
    Nothing is read before every file that was named has shown its header.
    """
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.csv"
    good.write_bytes(written([LAMP], "jsonl"))
    bad.write_text("nr,title\n1,x\n")

    with pytest.raises(InputError):
        next(FileSource([good, bad]).batches())


def test_nothing_of_a_file_stays_in_memory(tmp_path):
    """
    Once a file is read nothing holds it, so that a run of many shards stays as small as one.
    """
    (tmp_path / "in.jsonl").write_text('{"id": "1", "title": "Lamp"}\n')
    gc.disable()
    try:
        with OpenedFile(tmp_path / "in.jsonl", "in.jsonl") as opened:
            assert opened.head
        held = weakref.ref(opened)
        del opened

        assert held() is None
    finally:
        gc.enable()
