"""The database itself refuses edits, and what was changed behind its back is noticed."""

from __future__ import annotations

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from linsang.model.decision import DecisionId
from linsang.store.address import address
from linsang.store.record import Label
from linsang.store.sql_ledger import SqlLedger
from linsang.store.tables import metadata
from linsang.testing.records import a_record, a_shard

KEPT = ("events", "shards", "counts", "decisions", "fired", "labels")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a ledger may be made, on each of the two databases."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return request.getfixturevalue("postgres")


@pytest.fixture
def filled(place):
    """The place of a ledger with one decision and one label."""
    record = a_record(rules={"ivory": None})
    with SqlLedger.open(place, create=True) as ledger:
        ledger.record_many([record], shard=a_shard([record], clear=1))
        ledger.label([Label(decision_id=DecisionId("d-1"), answer=True)])
    return place


def run(place, *statements):
    """Say SQL as an outsider would, with nothing of ours in between."""
    engine = create_engine(address(place))
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.mark.parametrize("table", [*KEPT, "contents"])
def test_nothing_that_is_kept_can_be_edited(filled, table):
    """
    Whoever is connected to the database cannot change a row of the record.
    """
    column = metadata.tables[table].columns.keys()[-1]

    with pytest.raises(DBAPIError, match=f"{table}: "):
        run(filled, f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", KEPT)
def test_nothing_that_is_kept_can_be_removed(filled, table):
    """
    Nor can anybody take a row out.
    """
    with pytest.raises(DBAPIError, match=f"{table}: "):
        run(filled, f"DELETE FROM {table}")


def test_nothing_is_replaced(filled):
    """
    INSERT OR REPLACE, which SQLite lets past a trigger on deletions, is refused too.
    """
    if filled.startswith("postgresql"):
        with pytest.raises(DBAPIError, match="decisions are superseded, never edited"):
            run(filled, "TRUNCATE decisions CASCADE")
        return
    with pytest.raises(DBAPIError, match="decisions are superseded, never edited"):
        run(filled, "INSERT OR REPLACE INTO decisions SELECT * FROM decisions")


def test_words_can_be_erased(filled):
    """
    A seller's words can be taken away; the decision stays, and the record still agrees.
    """
    run(filled, "DELETE FROM contents")

    with SqlLedger.open(filled) as ledger:
        (entry,) = ledger.entries()
        assert (entry.record.listing, entry.record.assessment) == (None, None)
        assert entry.decision.rules == ("ivory",)
        assert ledger.verify() == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        pytest.param(
            "UPDATE decisions SET outcome = 'no_action'", "event 1: shard_recorded", id="outcome"
        ),
        pytest.param("UPDATE counts SET listings = 7", "event 1: shard_recorded", id="count"),
        pytest.param("UPDATE labels SET answer = 0", "event 2: label_given d-1", id="label"),
        pytest.param("DELETE FROM labels", "event 2: label_given d-1", id="label-gone"),
        pytest.param("DELETE FROM events WHERE number = 1", "event 2: its seal", id="event-gone"),
        pytest.param(
            "UPDATE events SET body = '{}' WHERE number = 1", "event 1: its seal", id="event"
        ),
        pytest.param("DELETE FROM events WHERE number = 2", "label 1: no event", id="last-event"),
        pytest.param("DELETE FROM events", "shard shard-1: no event", id="all-events-gone"),
    ],
)
def test_what_was_changed_all_the_same_is_told(tmp_path, statement, told):
    """
    Who takes the triggers away and edits the file is found out.
    """
    path = tmp_path / "ledger.db"
    record = a_record()
    with SqlLedger.open(str(path), create=True) as ledger:
        ledger.record_many([record], shard=a_shard([record], clear=1))
        ledger.label([Label(decision_id=DecisionId("d-1"), answer=True)])
    with sqlite3.connect(path) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            file.execute(f"DROP TRIGGER {name}")
        file.execute(statement)
    file.close()

    with SqlLedger.open(str(path)) as ledger:
        assert any(line.startswith(told) for line in ledger.verify())


def test_the_steps_lead_to_the_tables(filled):
    """
    The migrations make exactly the tables that the code reads and writes.
    """
    engine = create_engine(address(filled))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "ledger_schema", "compare_type": False}
        )
        difference = compare_metadata(context, metadata)
    engine.dispose()

    assert difference == []
