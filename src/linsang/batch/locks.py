"""The lock of an output, wherever that is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self

from linsang.batch.lock import OutputLock, holder
from linsang.batch.object_lock import ObjectLock, object_holder
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import FilePath


class Lock(Protocol):
    """Held while a run writes into an output."""

    def __enter__(self) -> Self:
        """Take it; raises OutputError if another run has it."""

    def __exit__(self, *_: object) -> None:
        """Let go of it."""

    def check(self) -> None:
        """Raise OutputError if it was taken over meanwhile."""


def lock_of(folder: FilePath, name: str, cache: Path) -> Lock:
    """The lock of the output in *folder*; *name* is the output's, for messages.

    For outputs in a store this machine keeps its own locks below *cache*.
    """
    if isinstance(folder, ObjectPath):
        return ObjectLock(folder, name, cache / "locks")
    return OutputLock(folder, name)


def holder_of(folder: FilePath, cache: Path) -> str | None:
    """Who writes into *folder* now, in words, or None."""
    if isinstance(folder, ObjectPath):
        return object_holder(folder, cache / "locks")
    return holder(folder)
