"""Files that are not whole yet: hidden while they are written, named when they are safe."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol

from linsang.connectors.object_path import ObjectPath
from linsang.connectors.object_store import SCHEME
from linsang.connectors.places import FilePath, state_of
from linsang.connectors.problems import OutputError, told_by_system

_MENDS: Final = {
    errno.ENOSPC: "make room there or write elsewhere, and run again",
    errno.EDQUOT: "make room there or write elsewhere, and run again",
    errno.EACCES: "write to a folder that is yours to write",
    errno.EROFS: "write to a folder that is yours to write",
    errno.ENOENT: "make the folder first",
}


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that is whole and safe where it lies, and does not yet have its name."""

    hidden: FilePath
    path: FilePath
    size: int
    sha256: str

    def publish(self) -> None:
        """Give the file its name, in place of any other."""
        if isinstance(self.hidden, ObjectPath):
            assert isinstance(self.path, ObjectPath)
            self.hidden.replace(self.path)
        else:
            assert isinstance(self.path, Path)
            self.hidden.replace(self.path)


class PartFile(Protocol):
    """A file that is being written under a hidden name."""

    handle: IO[bytes]

    def settle(self) -> SealedFile:
        """Make sure that everything is safe; raises OSError if it is not."""

    def remove(self) -> None:
        """Leave nothing behind, whatever happened before."""


def part_file(path: FilePath, folder: FilePath) -> PartFile:
    """A file to be written in *folder* under a hidden name, that will be at *path*."""
    if isinstance(path, ObjectPath):
        assert isinstance(folder, ObjectPath)
        return HiddenObject(path, folder)
    assert isinstance(folder, Path)
    return HiddenFile(path, folder)


class _Digested(io.FileIO):
    """A file that knows the digest of what was written to it."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "wb")
        self.sha256 = hashlib.sha256()

    def write(self, data: Any, /) -> int:
        written = super().write(data)
        self.sha256.update(memoryview(data)[:written])
        return written


class HiddenFile:
    """A file that is being written in *folder* under a hidden name, and will be at *path*."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._hidden = folder / hidden_name(path.name)
        # As open() would: the umask decides who may read it.
        self._raw = _Digested(os.open(self._hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        self.handle: IO[bytes] = io.BufferedWriter(self._raw, buffer_size=1 << 20)

    def settle(self) -> SealedFile:
        """Write everything down to the disk."""
        self.handle.flush()
        os.fsync(self.handle.fileno())
        size = os.fstat(self.handle.fileno()).st_size
        self.handle.close()
        return SealedFile(self._hidden, self._path, size, self._raw.sha256.hexdigest())

    def remove(self) -> None:
        """Leave nothing behind, whatever happened before."""
        with contextlib.suppress(OSError, ValueError):
            self.handle.close()
        with contextlib.suppress(OSError):
            self._hidden.unlink()


class _Sent(io.RawIOBase):
    """What is sent to a store, counted and digested."""

    def __init__(self, path: ObjectPath) -> None:
        self._upload = path.writer()
        self.size, self.sha256 = 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self._upload.write(piece)
        self.size += len(piece)
        self.sha256.update(piece)
        return len(piece)

    def end(self) -> None:
        """Have the store put together what it was sent."""
        self._upload.close()


class HiddenObject:
    """An object that is being sent to *folder* under a hidden name, and will be at *path*.

    An upload that breaks off may leave an object of half the size; it has no other name.
    """

    def __init__(self, path: ObjectPath, folder: ObjectPath) -> None:
        self._path = path
        self._hidden = folder / hidden_name(path.name)
        self._raw = _Sent(self._hidden)
        self.handle: IO[bytes] = io.BufferedWriter(self._raw, buffer_size=1 << 20)

    def settle(self) -> SealedFile:
        """Have everything put together, and see that the store has as much as was sent."""
        self.handle.flush()
        self._raw.end()
        self.handle.close()
        if (size := state_of(self._hidden).size) != self._raw.size:
            raise OSError(f"the store has {size:,} bytes of {self._raw.size:,}")
        return SealedFile(self._hidden, self._path, size, self._raw.sha256.hexdigest())

    def remove(self) -> None:
        """Leave nothing behind, whatever happened before."""
        with contextlib.suppress(OSError, ValueError):
            self.handle.close()
        with contextlib.suppress(OSError, ValueError):
            self._raw.end()
        with contextlib.suppress(OSError):
            self._hidden.unlink()


def hidden_name(name: str) -> str:
    """A name for a file that is not whole yet; `is_hidden_name` knows it again."""
    return f".{name}.{secrets.token_hex(4)}.part"


def is_hidden_name(name: str) -> bool:
    """Whether a file is what somebody began to write and may have left.

    >>> is_hidden_name(hidden_name("out.jsonl")), is_hidden_name("out.jsonl")
    (True, False)
    """
    return name.startswith(".") and name.endswith(".part")


def digest_of(path: FilePath) -> str:
    """The SHA-256 of what a file holds, in hexadecimal; raises OSError if it cannot be read."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextlib.contextmanager
def told_as_output_error(file: str, and_then: str = "") -> Iterator[None]:
    """What the system says, as an OutputError that says what to do."""
    try:
        yield
    except OSError as error:
        number = error.errno
        if number is None and "No space left" in str(error):
            number = errno.ENOSPC
        found = os.strerror(number).lower() if number else told_by_system(error)
        mend = _MENDS.get(number or 0, "check the disk and the folder, and run again")
        if file.startswith(SCHEME):
            mend = "check the bucket, the rights and the network, and run again"
        raise OutputError(
            file, f"cannot be written: {found}", mend=f"{mend}; {and_then}" if and_then else mend
        ) from error


def sync_folder(folder: FilePath) -> None:
    """Make sure that the names in a folder are on the disk; a store sees to that itself."""
    if isinstance(folder, ObjectPath):
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
