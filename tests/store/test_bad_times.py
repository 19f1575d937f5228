"""A database that is away, busy, full, read-only, of another version, or no ledger at all."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

from linsang.store import schema
from linsang.store.address import address
from linsang.store.database import Database
from linsang.store.problems import (
    LedgerError,
    LedgerMissingError,
    LedgerSchemaError,
    LedgerUnavailableError,
    LedgerWriteError,
)
from linsang.store.record import Dimension
from linsang.store.sql_ledger import SqlLedger, upgrade
from linsang.testing.records import a_record, a_shard


def a_recording(name):
    record = a_record(id=f"{name}-d", listing=f"test:{name}")
    return [record], a_shard([record], key=name)


def record(ledger, name):
    records, shard = a_recording(name)
    return ledger.record_many(records, shard=shard)


def listings(ledger):
    return sum((sum(one.values()) for one in ledger.tally(Dimension.DAY).values()), 0)


# --- away ---------------------------------------------------------------------------------


@pytest.fixture
def server(postgres_server):
    """The server, running again after a test that stopped it."""
    yield postgres_server
    if not (postgres_server.folder / "data" / "postmaster.pid").exists():
        postgres_server.start()


@pytest.fixture
def on_server(server):
    """A ledger's URL on that server, in a schema of its own."""
    name = f"away_{next(_numbers)}"
    database = Database(address(server.url))
    database.write(lambda connection: connection.execute(text(f"CREATE SCHEMA {name}")))
    database.close()
    return f"{server.url}&options=-csearch_path%3D{name}"


_numbers = itertools.count(1)


def test_a_database_that_comes_back_is_waited_for(server, on_server):
    """
    A server that goes away between two batches and comes back costs a wait, and nothing else.
    """
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            server.start()

    with SqlLedger.open(on_server, create=True, sleep=sleep) as ledger:
        record(ledger, "before")
        server.stop()
        record(ledger, "after")

        assert len(waits) >= 2
        assert waits == sorted(waits)
        assert ledger.recorded_shards("run-1") == {"before", "after"}
        assert listings(ledger) == 2
        assert ledger.verify() == []


def test_a_database_that_dies_in_the_middle_leaves_nothing_half(server, on_server):
    """
    A server that is killed inside a transaction has recorded none of it, and then all of it.
    """
    with SqlLedger.open(on_server, create=True, sleep=lambda _: server.start()) as ledger:
        deaths = iter([True])

        @event.listens_for(ledger.database.engine, "before_cursor_execute")
        def _die(_connection, _cursor, statement, *_):
            if statement.startswith("INSERT INTO contents") and next(deaths, False):
                server.stop()

        assert record(ledger, "one")
        assert listings(ledger) == 1
        assert len(list(ledger.events())) == 1


def test_an_answer_that_was_lost_is_not_asked_for_twice(server, on_server, monkeypatch):
    """
    Where the connection is lost after the commit, the next try finds the shard recorded.
    """
    with SqlLedger.open(on_server, create=True, sleep=lambda _: server.start()) as ledger:
        write = ledger.database.write
        lost = iter([True])

        def write_and_lose(work):
            def lose(connection):
                found = work(connection)
                if next(lost, False):
                    connection.connection.driver_connection.commit()
                    server.stop()
                return found

            return write(lose)

        monkeypatch.setattr(ledger.database, "write", write_and_lose)
        record(ledger, "one")

        assert listings(ledger) == 1
        assert len(list(ledger.events())) == 1


def test_a_database_that_stays_away_is_told(server, on_server):
    """
    After the agreed wait the run ends with one line that says what to do; no password in it.
    """
    seconds = itertools.count(0, 10)
    with SqlLedger.open(
        on_server, create=True, sleep=lambda _: None, timer=lambda: next(seconds)
    ) as ledger:
        server.stop()

        with pytest.raises(LedgerUnavailableError, match="run again when it is back"):
            record(ledger, "one")


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("{url}&dbname=no_such_database", id="database"),
        pytest.param("postgresql://nobody:secret@/postgres?host={folder}", id="user"),
    ],
)
def test_a_wrong_address_is_told_at_once(server, where):
    """
    A database or user that does not exist is no reason to wait, and no password is shown.
    """
    url = where.format(url=server.url.replace("/postgres?", "/?"), folder=server.folder)

    with pytest.raises(LedgerMissingError) as told:
        SqlLedger.open(url, sleep=lambda _: pytest.fail("it waited"))

    assert "secret" not in str(told.value)


# --- killed, and many at once --------------------------------------------------------------


_RECORDER = """
import sys
sys.path.insert(0, {root!r})
from linsang.store.sql_ledger import SqlLedger
from tests.store.test_bad_times import record
with SqlLedger.open({where!r}, create=True) as ledger:
    for number in range({first}, {last}):
        record(ledger, f"s{{number}}")
        print(number, flush=True)
"""


def start_recording(where, first, last):
    root = os.fspath(Path(__file__).parents[2])
    code = _RECORDER.format(root=root, where=where, first=first, last=last)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=root
    )


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_run_that_is_killed_is_taken_up_again(request, tmp_path, kind):
    """
    Killed three times at any moment and run again: each shard once, every count exact.
    """
    where = str(tmp_path / "ledger.db") if kind == "sqlite" else request.getfixturevalue("postgres")
    for shards in (3, 5, 9):
        with start_recording(where, 0, 1000) as process:
            for _ in range(shards):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
    with start_recording(where, 0, 30) as process:
        assert process.stdout.read().split() == [str(number) for number in range(30)]

    with SqlLedger.open(where) as ledger:
        shards = len(ledger.recorded_shards("run-1"))
        assert shards >= 30
        assert listings(ledger) == len(list(ledger.entries())) == shards
        assert ledger.verify() == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_may_record_at_once(request, tmp_path, kind):
    """
    Processes that record the same shards at the same time record each once, in one chain.
    """
    where = str(tmp_path / "ledger.db") if kind == "sqlite" else request.getfixturevalue("postgres")
    processes = [start_recording(where, first, first + 20) for first in (0, 10, 5)]
    for process in processes:
        process.communicate()

    assert [process.returncode for process in processes] == [0, 0, 0]
    with SqlLedger.open(where) as ledger:
        assert len(ledger.recorded_shards("run-1")) == 30
        assert listings(ledger) == len(list(ledger.entries())) == 30
        assert ledger.verify() == []


def test_who_reads_does_not_wait_for_who_writes(tmp_path):
    """
    A ledger can be read while a shard is being recorded, as it was before.
    """
    path = str(tmp_path / "ledger.db")
    with SqlLedger.open(path, create=True) as ledger, SqlLedger.open(path) as reader:
        record(ledger, "one")
        seen = []

        @event.listens_for(ledger.database.engine, "before_cursor_execute")
        def _look(_connection, _cursor, statement, *_):
            if statement.startswith("INSERT INTO contents"):
                seen.append(listings(reader))

        record(ledger, "two")

        assert (seen, listings(reader)) == ([1], 2)


# --- no room, no right ---------------------------------------------------------------------


def test_a_full_disk_takes_nothing_with_it(tmp_path):
    """
    Where there is no room for a shard none of it is recorded, and with room it goes on.
    """
    path = str(tmp_path / "ledger.db")
    with SqlLedger.open(path, create=True) as ledger:
        record(ledger, "one")
        limit = ledger.database.read(
            lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar()
        )

        @event.listens_for(ledger.database.engine, "begin")
        def _fill(connection):
            connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

        with pytest.raises(LedgerWriteError, match=r"full.*make room and run again"):
            all(record(ledger, f"more-{number}") for number in range(100))
        limit = 100_000
        recorded = len(ledger.recorded_shards("run-1"))

        assert listings(ledger) == recorded == len(list(ledger.entries()))
        assert record(ledger, "last")
        assert listings(ledger) == recorded + 1
        assert ledger.verify() == []


@pytest.fixture
def as_nobody(tmp_path_factory):
    """Without root's right to write everywhere, where the test runs as root."""
    if os.geteuid() != 0:
        yield
        return
    for folder in (tmp_path_factory.getbasetemp(), *tmp_path_factory.getbasetemp().parents):
        if folder.stat().st_uid == 0 and folder.name:
            folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture(params=[0o555, 0o777], ids=["its-folder-too", "the-file-alone"])
def read_only(tmp_path, request):
    """A ledger that may not be written, in a folder that perhaps may."""
    path = tmp_path / "ledger.db"
    with SqlLedger.open(str(path), create=True) as ledger:
        record(ledger, "one")
    path.chmod(0o444)
    tmp_path.chmod(request.param)
    request.getfixturevalue("as_nobody")
    return str(path)


def test_a_read_only_file_is_read_and_not_written(read_only):
    """
    A ledger that may not be written can be shown, and says why it records nothing.
    """
    with SqlLedger.open(read_only) as ledger:
        assert listings(ledger) == 1
    with (
        SqlLedger.open(read_only, create=True) as ledger,
        pytest.raises(LedgerWriteError, match="read-only"),
    ):
        record(ledger, "two")


def test_a_user_without_rights_is_told(postgres):
    """
    On a server, whoever may only read is told so at the first thing to write.
    """
    with SqlLedger.open(postgres, create=True) as ledger:
        record(ledger, "one")

        @event.listens_for(ledger.database.engine, "begin")
        def _read_only(connection):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

        with pytest.raises(LedgerWriteError, match="read-only"):
            record(ledger, "two")
        assert listings(ledger) == 1


# --- another version, or no ledger ---------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a ledger may be made, on each of the two databases."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return request.getfixturevalue("postgres")


@pytest.fixture
def old(place):
    """A ledger of the first schema, with a decision in it."""
    database = Database(address(place), create=True)
    database.write(lambda connection: schema.upgrade(connection, "old", to="0001"))
    records, shard = a_recording("old")
    # The newest code can record into the first schema: labels came later.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "check", lambda *_: None)
        with SqlLedger.open(place) as ledger:
            ledger.record_many(records, shard=shard)
    database.close()
    return place


def test_an_older_ledger_says_how_to_upgrade(old):
    """
    An older ledger is neither read nor changed before somebody says so; then it is whole.
    """
    with pytest.raises(LedgerSchemaError, match=r"schema 0001.*works with 0002.*ledger upgrade"):
        SqlLedger.open(old, create=True)

    assert upgrade(old) == ["0002"]
    assert upgrade(old) == []
    with SqlLedger.open(old) as ledger:
        assert [dict(one.labels) for one in ledger.entries()] == [{}]
        assert record(ledger, "new")
        assert ledger.verify() == []


def test_an_upgrade_that_fails_changes_nothing(old, monkeypatch):
    """
    A step that breaks off leaves the ledger as it was before.
    """

    def broken(*_, **__):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", broken)
        with pytest.raises(RuntimeError):
            upgrade(old)

    assert upgrade(old) == ["0002"]


def test_a_newer_ledger_is_refused(place):
    """
    A ledger that a later Linsang wrote is left alone, by a run and by an upgrade.
    """
    with SqlLedger.open(place, create=True) as ledger:
        ledger.database.write(
            lambda connection: connection.execute(
                text("UPDATE ledger_schema SET version_num = '9999'")
            )
        )

    for attempt in (lambda: SqlLedger.open(place, create=True), lambda: upgrade(place)):
        with pytest.raises(LedgerSchemaError, match=r"newer than this Linsang.*update Linsang"):
            attempt()


def test_a_database_of_somebody_else_is_left_alone(place):
    """
    Tables of the same names that are no ledger's are not touched.
    """
    database = Database(address(place), create=True)
    database.write(lambda connection: connection.execute(text("CREATE TABLE events (a int)")))
    database.close()

    with pytest.raises(LedgerError, match="no ledger"):
        SqlLedger.open(place, create=True)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("none.db", None, "cannot be opened", id="missing"),
        pytest.param("empty.db", b"", "holds no ledger yet", id="empty"),
        pytest.param("text.db", b"id,title\n" * 999, "is no SQLite database", id="text"),
        pytest.param("folder/none.db", None, "is the folder there", id="no-folder"),
    ],
)
def test_what_is_no_ledger_is_told(tmp_path, name, content, told):
    """
    Whoever names a wrong file reads which, what is wrong and what to do; none is made.
    """
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(LedgerMissingError, match=f"{re.escape(str(path))}.*{told}"):
        SqlLedger.open(str(path))

    assert path.exists() == (content is not None)


def test_a_damaged_ledger_is_told(tmp_path):
    """
    A file whose middle was overwritten is told as damaged, not as a fault of ours.
    """
    path = tmp_path / "ledger.db"
    with SqlLedger.open(str(path), create=True) as ledger:
        for number in range(20):
            record(ledger, f"s{number}")
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)

    with pytest.raises(LedgerMissingError, match="damaged"), SqlLedger.open(str(path)) as ledger:
        list(ledger.entries())


@pytest.mark.parametrize(
    "where",
    ["mysql://desk:secret@host/db", "sqlite://", "sqlite:///:memory:", "://"],
)
def test_an_address_that_is_none_is_told(where):
    """
    An address of something else is told with what is allowed, and without its password.
    """
    with pytest.raises(LedgerMissingError) as told:
        address(where)

    assert "secret" not in str(told.value)
