"""One run at a time writes to an output in a store, which knows no locks.

On one machine the operating system sees to it, as it does for a folder on a disk. Between
machines a run keeps an object, ``_lock``, that it writes anew every few seconds: as long as
another run sees it change it stays away. Nobody's clock is compared with anybody else's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
import threading
import time
from pathlib import Path
from typing import Final, Self

import msgspec

from linsang.batch.lock import LOCK_NAME, OutputLock, holder
from linsang.connectors.hidden import told_as_output_error
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.problems import OutputError

BEAT_SECONDS: Final = 10.0
# A run that was not heard of for so long is taken for dead.
SILENCE_SECONDS: Final = 45.0
_LOOK_SECONDS: Final = 1.0
# Two runs that begin at once both write; after that both see who was the last.
_SETTLE_SECONDS: Final = 1.0


class Lease(msgspec.Struct, frozen=True):
    """Who writes: a process, the run that it does, and the machine whose locks tell if it lives."""

    holder: str
    run: str
    machine: str
    beat: int = 0


class ObjectLock:
    """Held while a run writes into *folder*; *locks* is where this machine keeps its own.

    Raises OutputError, with who holds it, if another run does; *name* is the output's, for the
    message.
    """

    def __init__(
        self,
        folder: ObjectPath,
        name: str,
        locks: Path,
        *,
        beat: float = BEAT_SECONDS,
        silence: float = SILENCE_SECONDS,
        settle: float = _SETTLE_SECONDS,
    ) -> None:
        self._path, self._name, self._locks = folder / LOCK_NAME, name, locks
        self._beat_seconds, self._silence, self._settle = beat, silence, settle
        self._here = OutputLock(_own(locks, folder), name)
        self._lease = Lease("", "", "")
        self._heard = 0.0
        self._taken_over: Lease | None = None
        self._one_at_a_time = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        with told_as_output_error(str(self._locks)):
            self._locks.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._here)
            self._lease = Lease(
                holder=f"process {os.getpid()} on {socket.gethostname()}",
                run=secrets.token_hex(8),
                machine=machine(self._locks),
            )
            with told_as_output_error(self._name):
                self._see_that_nobody_writes()
                self._path.write_bytes(msgspec.json.encode(self._lease))
                time.sleep(self._settle)
                found = read_lease(self._path)
            if found is None or found.run != self._lease.run:
                raise self._another(found)
            self._heard = time.monotonic()
            self._thread.start()
            stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        with contextlib.suppress(OSError):
            found = read_lease(self._path)
            if found is not None and found.run == self._lease.run:
                self._path.unlink(missing_ok=True)
        self._here.__exit__()

    def check(self) -> None:
        """Raise OutputError if the output was taken over, or if nobody can tell."""
        with told_as_output_error(self._name):
            if time.monotonic() - self._heard > self._silence / 2:
                self._beat()
        if self._taken_over is not None:
            raise self._another(self._taken_over)

    def _see_that_nobody_writes(self) -> None:
        seen = read_lease(self._path)
        # Of a run on this machine the lock that we hold says that it is dead.
        if seen is None or seen.machine == self._lease.machine:
            return
        until = time.monotonic() + self._silence
        while time.monotonic() < until:
            time.sleep(min(_LOOK_SECONDS, self._silence / 4))
            now = read_lease(self._path)
            if now is None:
                return
            if now != seen:
                raise self._another(now)

    def _keep(self) -> None:
        while not self._ended.wait(self._beat_seconds):
            with contextlib.suppress(OSError):  # `check` tries again and says so
                self._beat()

    def _beat(self) -> None:
        with self._one_at_a_time:
            started = time.monotonic()
            found = read_lease(self._path)
            if found is None or found.run != self._lease.run:
                self._taken_over = found or Lease("somebody who removed the lock", "", "")
                return
            self._lease = msgspec.structs.replace(self._lease, beat=self._lease.beat + 1)
            self._path.write_bytes(msgspec.json.encode(self._lease))
            self._heard = started

    def _another(self, found: Lease | None) -> OutputError:
        who = found.holder if found else "one that has just ended"
        return OutputError(
            self._name,
            f"another run writes here ({who})",
            mend="wait until it has ended, or write elsewhere",
        )


def read_lease(path: ObjectPath) -> Lease | None:
    """Who says that it writes; None where nobody does, or nobody can read it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lease)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def object_holder(folder: ObjectPath, locks: Path) -> str | None:
    """Who writes into *folder* now, as far as can be known from here."""
    lease = read_lease(folder / LOCK_NAME)
    if lease is None:
        return None
    if lease.machine == machine(locks):
        return holder(_own(locks, folder))
    return f"{lease.holder}, if it is alive"


def machine(locks: Path) -> str:
    """A name for whoever shares the folder *locks*, and with it the locks in it."""
    path = locks / "machine"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text("ascii")
    locks.mkdir(parents=True, exist_ok=True)
    new = locks / f"machine.{secrets.token_hex(4)}"
    new.write_text(secrets.token_hex(8), "ascii")
    with contextlib.suppress(FileExistsError):
        os.link(new, path)
    new.unlink()
    return path.read_text("ascii")


def _own(locks: Path, folder: ObjectPath) -> Path:
    """Where this machine keeps its lock of a folder in a store."""
    return locks / hashlib.sha256(f"{folder.endpoint} {folder}".encode()).hexdigest()[:16]
