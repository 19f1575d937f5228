"""A PostgreSQL for tests: one that is offered, or one of our own that may be stopped."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

OFFERED = os.environ.get("LINSANG_TEST_POSTGRES")
REMEDY = (
    "enable by: installing PostgreSQL (Debian: apt-get install postgresql), "
    "or LINSANG_TEST_POSTGRES=postgresql://USER@HOST/DATABASE"
)
_names = itertools.count(1)


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps them off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "pg_ctl").exists()), None)


class PostgresServer:
    """A server on a socket in its own folder, gone with the tests."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        shutil.chown(folder, self.user)
        self._run(
            "initdb",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--no-locale",
            "--username=linsang",
        )

    @property
    def url(self) -> str:
        return f"postgresql://linsang@/postgres?host={self.folder}"

    def start(self) -> None:
        # No port, no fsync: it serves tests on this machine and may lose everything.
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self._run("pg_ctl", "--wait", "--options", options, "--log", f"{self.folder}/log", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self.programs / program, "--pgdata", self.folder / "data", *words],
            check=True,
            user=self.user if os.geteuid() == 0 else None,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server that a test may stop and start; its tests are skipped where there is none."""
    programs = _programs()
    if programs is None:
        pytest.skip(f"no PostgreSQL server programs; {REMEDY}")
    # The path of a socket has to be short, and its user has to get there.
    with tempfile.TemporaryDirectory(prefix="linsang-pg-", dir="/tmp") as folder:
        server = PostgresServer(programs, Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty place in a PostgreSQL, dropped after the test."""
    base = OFFERED or request.getfixturevalue("postgres_server").url
    schema = f"linsang_test_{os.getpid()}_{next(_names)}"
    engine = create_engine(base.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    mark = "&" if "?" in base else "?"
    yield f"{base}{mark}options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()
