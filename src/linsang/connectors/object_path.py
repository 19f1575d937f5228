"""Objects in an S3-compatible store, spoken of as files are: as much as inputs and shards need."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self

from linsang.connectors.object_store import SCHEME, endpoint_said, filesystem
from linsang.connectors.problems import InputError

if TYPE_CHECKING:
    from pyarrow import NativeFile

_LEAST_READ: Final = 1 << 16
_MOST_READ: Final = 8 << 20
_BUFFER: Final = 1 << 16
_SECOND: Final = 1_000_000_000


class State(NamedTuple):
    """What a system says of a file without reading it; only a store knows a *tag*."""

    size: int
    modified_ns: int
    tag: str = ""


@dataclass(frozen=True, slots=True, order=True)
class ObjectPath:
    """The address of an object, ``s3://bucket/key``, or of what would be a folder of them.

    It goes to another process without any credentials: each has its own. *endpoint* is the
    server; None is Amazon's.
    """

    bucket: str
    key: str
    endpoint: str | None = None

    @classmethod
    def parse(cls, said: str, endpoint: str | None = None) -> Self:
        """The address that somebody wrote; without *endpoint*, the server of the environment.

        >>> ObjectPath.parse("s3://archive/2026/a.parquet", "http://127.0.0.1:9000").name
        'a.parquet'
        """
        bucket, _, key = said.removeprefix(SCHEME).partition("/")
        if "@" in bucket:
            raise InputError(
                f"{SCHEME}...",
                "the address holds credentials",
                mend="write s3://BUCKET/KEY, and name them in the environment",
            )
        if not bucket:
            raise InputError(said, "no bucket is named", mend="write s3://BUCKET/KEY")
        key = "/".join(part for part in key.split("/") if part)
        return cls(bucket, key, endpoint or endpoint_said())

    def __str__(self) -> str:
        return f"{SCHEME}{self._full}"

    def __truediv__(self, name: str) -> Self:
        return type(self)(self.bucket, f"{self.key}/{name}".lstrip("/"), self.endpoint)

    @property
    def name(self) -> str:
        """What follows the last slash."""
        return self.key.rpartition("/")[2] or self.bucket

    @property
    def suffix(self) -> str:
        """The last ending."""
        return PurePosixPath(self.name).suffix

    @property
    def parts(self) -> tuple[str, ...]:
        """What stands between the slashes."""
        return (self.bucket, *self.key.split("/"))

    @property
    def parent(self) -> Self:
        """The folder that the object would be in."""
        return type(self)(self.bucket, self.key.rpartition("/")[0], self.endpoint)

    def is_relative_to(self, folder: ObjectPath) -> bool:
        """Whether this lies in *folder* or is it."""
        return (self.bucket, self.endpoint) == (folder.bucket, folder.endpoint) and (
            self.parts[: len(folder.parts)] == folder.parts or not folder.key
        )

    def resolve(self) -> Self:
        """There are no links."""
        return self

    def is_file(self) -> bool:
        """Whether there is an object of this name."""
        return bool(self.key) and self._info().is_file

    def is_dir(self) -> bool:
        """Whether names of objects begin with this one and a slash."""
        return not self.is_file() and any(True for _ in self.files())

    def state(self) -> State:
        """What is known of the object; raises OSError where there is none.

        Its tag changes with what is in it; a store that gives none gives ``""``.
        """
        with self.ranges() as handle:
            said = {name: value.decode() for name, value in (handle.metadata() or {}).items()}
            written = said.get("Last-Modified", "1970-01-01T00:00:00Z")
            seconds = int(datetime.fromisoformat(written).timestamp())
            return State(handle.size(), seconds * _SECOND, said.get("ETag", "").strip('"'))

    def states(self) -> Iterator[tuple[Self, State]]:
        """Every object below this folder with its size and the second it was written in."""
        from pyarrow.fs import FileSelector

        selector = FileSelector(self._full, recursive=True, allow_not_found=True)
        for info in filesystem(self.endpoint).get_file_info(selector):
            if info.is_file:
                one = type(self)(self.bucket, info.path.partition("/")[2], self.endpoint)
                yield one, State(info.size, (info.mtime_ns or 0) // _SECOND * _SECOND)

    def files(self) -> Iterator[Self]:
        """Every object below this folder."""
        return (one for one, _ in self.states())

    def iterdir(self) -> Iterator[Self]:
        """The objects right in this folder."""
        depth = len(self.key.split("/")) if self.key else 0
        return (one for one in self.files() if len(one.key.split("/")) == depth + 1)

    def open(self, mode: Literal["rb"] = "rb") -> io.BufferedReader:
        """The object to be read from its beginning; the further, the more at a time."""
        return io.BufferedReader(_ReadAhead(self.ranges()), _BUFFER)

    def ranges(self) -> NativeFile:
        """The object to be read here and there, each time from the store."""
        return filesystem(self.endpoint).open_input_file(self._full)

    def read_bytes(self) -> bytes:
        """All that is in the object."""
        with self.ranges() as handle:
            data: bytes = handle.readall()
        return data

    def writer(self) -> NativeFile:
        """What is written to the object; it is there, whole, once this was closed.

        One that is dropped is closed too: only a name that nobody trusts may be written to.
        """
        # By itself it would pack what goes to a name that ends in .gz.
        return filesystem(self.endpoint).open_output_stream(self._full, compression=None)

    def write_bytes(self, data: bytes) -> None:
        """Put a small object there in one request, in place of any other."""
        with self.writer() as handle:
            handle.write(data)

    def replace(self, target: ObjectPath) -> None:
        """Give the object another name; the store copies it whole, and nothing in between is seen."""
        store = filesystem(self.endpoint)
        store.copy_file(self._full, target._full)
        store.delete_file(self._full)

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove the object."""
        try:
            filesystem(self.endpoint).delete_file(self._full)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def mkdir(self, exist_ok: bool = True) -> None:
        """A folder is there once something is in it."""

    def rmdir(self) -> None:
        """And gone with the last of it."""

    @property
    def _full(self) -> str:
        return f"{self.bucket}/{self.key}".rstrip("/")

    def _info(self) -> Any:
        return filesystem(self.endpoint).get_file_info(self._full)


class _ReadAhead(io.RawIOBase):
    """Asks for little at first, and for twice as much each time, as long as nobody jumps."""

    def __init__(self, source: NativeFile) -> None:
        self._source, self._size = source, source.size()
        self._at, self._held, self._next = 0, memoryview(b""), _LEAST_READ

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._held:
            self._source.seek(self._at)
            self._held = memoryview(self._source.read(min(self._next, self._size - self._at)))
            self._next = min(2 * self._next, _MOST_READ)
        count = min(len(into), len(self._held))
        into[:count] = self._held[:count]
        self._held = self._held[count:]
        self._at += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at, self._held, self._next = start + offset, memoryview(b""), _LEAST_READ
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
