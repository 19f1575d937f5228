"""Transactions on SQLite and PostgreSQL that are retried while a database is away."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from linsang.store.address import shown_address
from linsang.store.problems import (
    LedgerError,
    LedgerMissingError,
    LedgerUnavailableError,
    LedgerWriteError,
    MissingDriverError,
)

PATIENCE_SECONDS: Final = 20.0
_FIRST_WAIT_SECONDS: Final = 0.1
_LONGEST_WAIT_SECONDS: Final = 3.0
_BUSY_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 10
# Any number will do, as long as no other program on the database takes the same.
_WRITER_LOCK: Final = 0x4C494E53414E47

_FULL: Final = "the disk is full, and nothing of this was recorded"
_READ_ONLY: Final = "is read-only"
_MAKE_ROOM: Final = "make room and run again: what was recorded before is kept"
_GIVE_RIGHTS: Final = "give it the right to write, or name another ledger"

Result = TypeVar("Result")


class Database:
    """One database, read and written in transactions.

    A transaction that fails because the database is away, starting or busy is tried again
    for *patience_seconds*; every other failure is told at once. There is one writer at a
    time: on SQLite by its own lock, on PostgreSQL by an advisory one.
    """

    def __init__(
        self,
        url: URL,
        *,
        create: bool = False,
        patience_seconds: float = PATIENCE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = shown_address(url)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite_engine(url, create=create)
            if self.is_sqlite
            else _postgresql_engine(url, self.name)
        )
        self._patience_seconds = patience_seconds
        self._sleep, self._timer = sleep, timer

    def set_up(self) -> None:
        """What a database needs once, before it has tables."""
        if self.is_sqlite:
            # Who reads does not wait for who writes. The file remembers. If it cannot be said
            # now, somebody else is saying it, or the next step says what is wrong.
            with (
                closing(self.engine.raw_connection()) as connection,
                suppress(sqlite3.OperationalError),
            ):
                connection.cursor().execute("PRAGMA journal_mode = WAL")

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """What *work* returns; it sees the database as it is at one moment."""
        return self._transact(work, writing=False)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Carry out *work*, whole or not at all.

        It may be carried out more than once: a connection that is lost while it commits
        leaves open whether it did. *work* has to look whether it is done already.
        """
        return self._transact(work, writing=True)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()

    def _transact(self, work: Callable[[Connection], Result], *, writing: bool) -> Result:
        given_up = self._timer() + self._patience_seconds
        wait_seconds = _FIRST_WAIT_SECONDS
        while True:
            try:
                with self._transaction(writing=writing) as connection:
                    return work(connection)
            except DBAPIError as error:
                problem = self._problem(error)
                if not isinstance(problem, LedgerUnavailableError):
                    raise (problem or error) from error
                if self._timer() >= given_up:
                    raise problem from error
            # The connections that are waiting in the pool are as dead as this one.
            self.engine.dispose()
            self._sleep(wait_seconds)
            wait_seconds = min(2 * wait_seconds, _LONGEST_WAIT_SECONDS)

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        options: dict[str, Any] = {"writes": writing}
        if not self.is_sqlite and not writing:
            # A writer waits for the lock first and has to see what was written meanwhile.
            options["isolation_level"] = "REPEATABLE READ"
        with (
            self.engine.connect() as bare,
            bare.execution_options(**options) as connection,
            connection.begin(),
        ):
            if writing and not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK}
                )
            yield connection

    def _problem(self, error: DBAPIError) -> LedgerError | None:
        """What a database's error means to whoever asked, or None for a fault of our own."""
        if self.is_sqlite:
            return _sqlite_problem(self.name, error)
        return self._postgresql_problem(error)

    def _postgresql_problem(self, error: DBAPIError) -> LedgerError | None:
        state = getattr(error.orig, "sqlstate", None) or ""
        said = str(error.orig).strip().splitlines()[-1] if str(error.orig).strip() else "no answer"
        if state.startswith("53") and state != "53300":  # disk_full, out_of_memory
            return LedgerWriteError(self.name, _FULL, mend=_MAKE_ROOM)
        if state in ("25006", "42501"):  # read_only_sql_transaction, insufficient_privilege
            return LedgerWriteError(self.name, f"{_READ_ONLY} ({said})", mend=_GIVE_RIGHTS)
        if state[:2] in ("08", "40", "57") or state == "53300" or error.connection_invalidated:
            return self._unavailable(said)
        if not state and "Operational" in type(error.orig).__name__:
            return self._unavailable(said) if _may_come(said) else self._refused(said)
        return None

    def _unavailable(self, said: str) -> LedgerError:
        return LedgerUnavailableError(
            self.name,
            f"no answer for {self._patience_seconds:g} s ({said})",
            mend="what was recorded is kept: run again when it is back",
        )

    def _refused(self, said: str) -> LedgerError:
        return LedgerMissingError(
            self.name, f"cannot be connected to ({said})", mend="mend the address"
        )


def _may_come(said: str) -> bool:
    """Whether a connection that failed may succeed later: not with a wrong name or password."""
    return "FATAL" not in said or any(
        sign in said
        for sign in ("starting up", "shutting down", "recovery", "too many", "terminat")
    )


def _sqlite_problem(name: str, error: DBAPIError) -> LedgerError | None:
    # The low byte is the kind of error, the others say which of that kind.
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return LedgerWriteError(name, _FULL, mend=_MAKE_ROOM)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return LedgerWriteError(name, _READ_ONLY, mend=_GIVE_RIGHTS)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LedgerUnavailableError(
                name, "another process is writing", mend="run again when it is done"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return LedgerMissingError(
                name, "cannot be opened", mend="is the folder there, and may it be read?"
            )
        case sqlite3.SQLITE_NOTADB:
            return LedgerMissingError(name, "is no SQLite database", mend="name another file")
        case sqlite3.SQLITE_CORRUPT:
            return LedgerMissingError(
                name, "is damaged", mend="put a backup in its place, or `sqlite3 FILE .recover`"
            )
        case sqlite3.SQLITE_IOERR:
            return LedgerWriteError(
                name, f"could not be read or written ({error.orig})", mend=_MAKE_ROOM
            )
    return None


def _sqlite_engine(url: URL, *, create: bool) -> Engine:
    path = Path(str(url.database))

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.as_uri()}?{_sqlite_mode(path, create=create)}",
            uri=True,
            timeout=_BUSY_SECONDS,
            # SQLAlchemy's own way to transactions that hold DDL too: no BEGIN but ours.
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine(url, creator=connect)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite_mode(path: Path, *, create: bool) -> str:
    """How to open the file: it is made only by whoever is to record.

    SQLite reads beside a writer with the help of two files in the same folder; where it
    cannot make them, and no writer has, the file is read as it lies.
    """
    may_write = os.access(
        path.parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids
    )
    if path.exists() and not may_write and not Path(f"{path}-wal").exists():
        return "immutable=1"
    return "mode=rwc" if create else "mode=rw"


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # A power cut may not take back what was answered for.
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(url: URL, name: str) -> Engine:
    try:
        return create_engine(
            url,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "linsang"},
        )
    except ModuleNotFoundError as error:
        raise MissingDriverError(
            name,
            "PostgreSQL needs an optional part that is not installed",
            mend='pip install "linsang[postgres]"',
        ) from error
