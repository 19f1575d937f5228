"""The file of a record: lines that are added one at a time, each whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Protocol

from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import FilePath

RECORD_NAME: Final = "_record.jsonl"
SEGMENTS_NAME: Final = "_record"
# Each line sends its segment anew: a segment is small, and there are not too many of them.
_SEGMENT_BYTES: Final = 64 << 10


class RecordFile(Protocol):
    """Where the lines of a record are kept, and what that is called."""

    name: str

    def read(self) -> bytes:
        """Every line; nothing where there is no record. Raises OSError."""

    def open(self, length: int) -> None:
        """Make ready to be added to, after the first *length* bytes. Raises OSError."""

    def add(self, data: bytes, *, safe: bool) -> None:
        """Add a line; where that cannot be done none of it is left, and OSError is raised.

        With *safe* it is on the disk when this returns.
        """

    def clear(self) -> None:
        """Forget every line; what was made ready stays ready."""

    def close(self) -> None:
        """Let go of the file."""


def record_file(folder: FilePath) -> RecordFile:
    """The record of the output in *folder*."""
    return ObjectRecordFile(folder) if isinstance(folder, ObjectPath) else LocalRecordFile(folder)


class LocalRecordFile:
    """One file on a disk, ``_record.jsonl``."""

    def __init__(self, folder: Path) -> None:
        self.name = RECORD_NAME
        self._path = folder / RECORD_NAME
        self._handle: int | None = None
        self._length = 0

    def read(self) -> bytes:
        """Every line; a run that was killed may leave a beginning of one after them."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""

    def open(self, length: int) -> None:
        """Make ready to be added to; what follows the first *length* bytes is cut off."""
        self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.ftruncate(self._handle, length)
        self._length = length

    def add(self, data: bytes, *, safe: bool) -> None:
        """Add a line."""
        handle = self._ready()
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            if safe:
                os.fsync(handle)
        except OSError:
            os.ftruncate(handle, self._length)
            raise
        self._length += len(data)

    def clear(self) -> None:
        """Forget every line."""
        if self._handle is None:
            self._path.unlink(missing_ok=True)
        else:
            self._length = 0
            os.ftruncate(self._handle, 0)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _ready(self) -> int:
        if self._handle is None:
            raise ValueError(f"{self._path}: this record is only read")
        return self._handle


class ObjectRecordFile:
    """Objects in a store, ``_record/000000.jsonl`` and so on.

    An object cannot be added to, so the last one is put there anew with each line, and is
    whole before and after.
    """

    def __init__(self, folder: ObjectPath) -> None:
        self.name = SEGMENTS_NAME
        self._folder = folder / SEGMENTS_NAME
        self._number, self._tail = -1, b""

    def read(self) -> bytes:
        """Every line, one segment after another."""
        segments = [one.read_bytes() for one in self._segments()]
        self._number = len(segments) - 1
        self._tail = segments[-1] if segments else b""
        return b"".join(segments)

    def open(self, length: int) -> None:
        """Make ready to be added to; whatever was read is whole lines."""
        self._number = max(self._number, 0)

    def add(self, data: bytes, *, safe: bool) -> None:
        """Add a line."""
        if self._number < 0:
            raise ValueError(f"{self._folder}: this record is only read")
        number, tail = self._number, self._tail
        if len(tail) >= _SEGMENT_BYTES:
            number, tail = number + 1, b""
        tail += data
        (self._folder / f"{number:06d}.jsonl").write_bytes(tail)
        self._number, self._tail = number, tail

    def clear(self) -> None:
        """Forget every line, the last first: what is left at any moment is a beginning."""
        for one in reversed(self._segments()):
            one.unlink(missing_ok=True)
        self._number, self._tail = min(self._number, 0), b""

    def close(self) -> None:
        """There is nothing to let go of."""

    def _segments(self) -> list[ObjectPath]:
        return sorted(one for one in self._folder.iterdir() if one.suffix == ".jsonl")
