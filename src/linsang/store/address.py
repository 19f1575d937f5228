"""Where a ledger is: a file, or the URL of a database."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from linsang.store.problems import LedgerMissingError

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def address(text: str) -> URL:
    """The database that *text* names; a path is a SQLite file.

    Raises LedgerMissingError for what is neither.

    >>> address("postgres://desk:secret@db/linsang")
    postgresql+psycopg://desk:***@db/linsang
    >>> address("ledger.db").drivername
    'sqlite+pysqlite'
    """
    if "://" not in text:
        return URL.create(_DRIVERS["sqlite"], database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
        driver = _DRIVERS.get(url.drivername.partition("+")[0])
    except (ArgumentError, ValueError):
        driver = None
    if driver is None:
        # Whatever it is, there may be a password in it.
        shown = re.sub(r"//[^/]*@", "//***@", text)
        raise LedgerMissingError(
            shown,
            "is no ledger's address",
            mend="expected a file, sqlite:///FILE or postgresql://USER@HOST/DATABASE",
        )
    url = url.set(drivername=driver)
    if driver == _DRIVERS["sqlite"]:
        if not url.database or url.database == ":memory:":
            raise LedgerMissingError(
                text, "names no file", mend="a ledger outlives its process: name a file"
            )
        return url.set(database=str(Path(url.database).expanduser().absolute()))
    return url


def shown_address(url: URL) -> str:
    """The file, or the URL without its password, for messages.

    >>> shown_address(address("postgresql://desk:secret@db/linsang"))
    'postgresql://desk:***@db/linsang'
    """
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
