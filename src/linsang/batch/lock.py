"""One run at a time writes to an output."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import Final, Self

from linsang.connectors.hidden import told_as_output_error
from linsang.connectors.problems import OutputError

LOCK_NAME: Final = "_lock"
_TRIES: Final = 5
_PAUSE_SECONDS: Final = 0.02


class OutputLock:
    """Held while a run writes into *folder*; the system lets go of it when the process dies.

    Raises OutputError, with who holds it, if another process does. *name* is the output's,
    for the message.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path, self._name = folder / LOCK_NAME, name
        self._handle: int | None = None

    def __enter__(self) -> Self:
        while self._handle is None:
            with told_as_output_error(self._name):
                self._path.parent.mkdir(exist_ok=True)
                handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                self._take(handle)
            except BaseException:
                os.close(handle)
                raise
            # A run that has just finished may have removed the file that was opened here.
            with contextlib.suppress(FileNotFoundError):
                if _same(self._path, handle):
                    self._handle = handle
                    break
            os.close(handle)
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def check(self) -> None:
        """Nobody takes over what the system has locked."""

    def _take(self, handle: int) -> None:
        try:
            _flock(handle)
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip() or "not known yet"
            raise OutputError(
                self._name,
                f"another run writes here ({holder})",
                mend="wait until it has ended, or write elsewhere",
            ) from None
        except OSError as error:
            raise OutputError(
                self._name,
                f"cannot be locked: {error.strerror}",
                mend="write to a disk that knows locks",
            ) from error
        os.ftruncate(handle, 0)
        with contextlib.suppress(OSError):  # on a full disk the lock holds without a name
            os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)


def holder(folder: Path) -> str | None:
    """Who writes into *folder* now, in words, or None."""
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(handle, 200, 0).decode("utf-8", "replace").strip() or "a process"
    finally:
        os.close(handle)
    return None


def _flock(handle: int) -> None:
    # Whoever asks for the holder holds the lock for a moment, and is no other run.
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _same(path: Path, handle: int) -> bool:
    return os.path.samestat(path.stat(), os.fstat(handle))
