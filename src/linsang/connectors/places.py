"""Where files are: on a disk, or objects in a store; and what can be said of either alike."""

from __future__ import annotations

from pathlib import Path

from linsang.connectors.object_path import ObjectPath, State
from linsang.connectors.object_store import SCHEME

FilePath = Path | ObjectPath


def place_of(said: str | FilePath, endpoint: str | None = None) -> FilePath:
    """The place that somebody named; objects are asked for at *endpoint*.

    >>> place_of("a.csv"), str(place_of("s3://bucket/a.csv"))
    (PosixPath('a.csv'), 's3://bucket/a.csv')
    """
    if isinstance(said, str):
        return ObjectPath.parse(said, endpoint) if said.startswith(SCHEME) else Path(said)
    return said


def state_of(path: FilePath) -> State:
    """What is known of a file now; raises OSError where there is none."""
    if isinstance(path, ObjectPath):
        return path.state()
    stat = path.stat()
    return State(stat.st_size, stat.st_mtime_ns)


def lies_in(path: FilePath, folder: FilePath) -> bool:
    """Whether *path* is *folder* or something below it."""
    if isinstance(path, ObjectPath):
        return isinstance(folder, ObjectPath) and path.is_relative_to(folder)
    return isinstance(folder, Path) and path.resolve().is_relative_to(folder.resolve())
