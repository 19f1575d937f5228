"""Tables that are added to and never changed, whoever is connected."""

from __future__ import annotations

from alembic import op

_SQLITE = {
    "update": "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END",
    # INSERT OR REPLACE deletes without asking a trigger for deletions.
    "replace": "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
    "BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END",
    "delete": "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table}: {why}'); END",
}
_POSTGRESQL = {
    "function": "CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table}: {why}'; END $$",
    "update": "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
    "delete": "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
    "truncate": "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
}


def keep(table: str, *, key: tuple[str, ...], why: str, erasable: bool = False) -> None:
    """Let the database itself refuse to change or remove rows of *table*.

    *why* is what it answers; it is written into SQL and holds no quotes. Rows of an
    *erasable* table may be removed, and still never changed.
    """
    guards = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    for against, guard in guards.items():
        if not (erasable and against in ("delete", "truncate")):
            op.execute(guard.format(table=table, why=why, same=same))
