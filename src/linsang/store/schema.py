"""Which version a ledger's tables have, and how they become this one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from linsang.store.problems import LedgerMissingError, LedgerSchemaError
from linsang.store.tables import metadata

VERSION_TABLE: Final = "ledger_schema"
_STEPS: Final = Path(__file__).parent / "migrations"


def newest() -> str:
    """The version that this Linsang reads and writes."""
    return str(_steps().get_current_head())


def version(connection: Connection) -> str | None:
    """The version of the ledger's tables; None where there are none."""
    return _context(connection).get_current_revision()


def check(connection: Connection, name: str) -> None:
    """Raise unless the ledger *name* has exactly the tables of this version."""
    found = version(connection)
    if found == newest():
        return
    if found is None:
        raise LedgerMissingError(
            name,
            "holds no ledger yet",
            mend="`linsang screen INPUT --record LEDGER` makes one",
        )
    if not _is_known(found):
        raise _newer(name, found)
    raise LedgerSchemaError(
        name,
        f"is a ledger of schema {found}, and this Linsang works with {newest()}",
        mend=f"back it up, then run `linsang ledger upgrade --ledger {name}`",
    )


def is_empty(connection: Connection) -> bool:
    """Whether there is no ledger, and nothing that a new one would get in the way of."""
    return version(connection) is None and not _strangers(connection)


def upgrade(connection: Connection, name: str, to: str = "head") -> list[str]:
    """Take the steps that are missing, in this transaction; which steps were taken.

    Raises LedgerSchemaError for a newer ledger and for a database that uses the names of
    our tables for something else.
    """
    found = version(connection)
    if found is None and (strangers := _strangers(connection)):
        raise LedgerSchemaError(
            name,
            f"is no ledger, and has tables of the same names: {', '.join(strangers)}",
            mend="name another file, database or schema",
        )
    if found is not None and not _is_known(found):
        raise _newer(name, found)
    context = _context(connection)
    steps = list(_steps().iterate_revisions(to, found or "base"))[::-1]
    with Operations.context(context):
        for step in steps:
            step.module.upgrade()
            context.stamp(_steps(), step.revision)
    return [step.revision for step in steps]


def _steps() -> ScriptDirectory:
    return ScriptDirectory(str(_STEPS))


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE, "transactional_ddl": True}
    )


def _is_known(revision: str) -> bool:
    return revision in {step.revision for step in _steps().walk_revisions()}


def _strangers(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))


def _newer(name: str, found: str) -> LedgerSchemaError:
    return LedgerSchemaError(
        name,
        f"is a ledger of schema {found}, newer than this Linsang, which works with {newest()}",
        mend="update Linsang; nothing was changed",
    )
