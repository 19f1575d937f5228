"""Results as JSON Lines or Parquet: whole under their name, or not there at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, Self

import msgspec
import pyarrow as pa

from linsang.connectors.encoded import ResultRows, rows_into
from linsang.connectors.problems import OutputError
from linsang.model.listing import Rejected

_ALLOWED: Final = ".jsonl, .jsonl.gz, .jsonl.zst or .parquet"
_TEXT_ENDINGS: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
_MENDS: Final = {
    errno.ENOSPC: "make room there or write elsewhere, and run again",
    errno.EDQUOT: "make room there or write elsewhere, and run again",
    errno.EACCES: "write to a folder that is yours to write",
    errno.EROFS: "write to a folder that is yours to write",
    errno.ENOENT: "make the folder first",
}


class ResultWriter:
    """Writes result rows beside their final name and moves them there when all are safe.

    Rejected rows go to ``NAME.rejected.jsonl`` beside it, which is there only if
    there are any: one that an earlier run left is removed. If anything fails, the
    files of the earlier run stay as they were.
    """

    def __init__(self, path: str | Path, schema: pa.Schema, *, inputs: Iterable[Path] = ()) -> None:
        self.file = str(path)
        self.rows = self.rejected = 0
        self._schema = schema
        self._path = Path(path).resolve()
        if not self._path.name.lower().endswith((*_TEXT_ENDINGS, ".parquet")):
            raise OutputError(
                self.file, "unknown kind of file", mend=f"let its name end in {_ALLOWED}"
            )
        self.rejected_path = self._path.with_name(f"{_stem(self._path.name)}.rejected.jsonl")
        inputs = list(inputs)
        _refuse(self.file, self._path, inputs)
        _refuse(str(self.rejected_path), self.rejected_path, inputs)
        self._encoder = msgspec.json.Encoder()
        self._parts: list[_Part] = []
        self._rejects: _Part | None = None
        self._rows: ResultRows | None = None
        with self._trouble():
            self._results = self._part(self._path)
            self._rows = rows_into(self._results.handle, self._path.name.lower(), schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.abandon()

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows of *batch*, whose columns are those of the schema."""
        if batch.schema != self._schema:
            batch = batch.cast(self._schema)
        rows = self._open_rows()
        with self._trouble():
            rows.write(batch)
        self.rows += batch.num_rows

    def reject(self, rejected: Rejected) -> None:
        """Write one rejected row to the file beside the results."""
        with self._trouble():
            if self._rejects is None:
                self._rejects = self._part(self.rejected_path)
            self._rejects.handle.write(self._encoder.encode(rejected) + b"\n")
        self.rejected += 1

    def finish(self) -> None:
        """Make sure that everything is on the disk, then give it its name."""
        rows = self._open_rows()
        with self._trouble():
            rows.close()
            for part in self._parts:
                part.settle()
            # The results come last: whoever sees them new sees the rejects new.
            if self._rejects is not None:
                self._rejects.move()
            else:
                self.rejected_path.unlink(missing_ok=True)
            self._results.move()
            self._parts.clear()
            self._rows = None
            _sync_folder(self._path.parent)

    def _open_rows(self) -> ResultRows:
        if self._rows is None:
            raise ValueError(f"{self.file}: these results are already finished or given up")
        return self._rows

    def abandon(self) -> None:
        """Remove what was written; the files of an earlier run stay."""
        if self._rows is not None:
            self._rows.drop()
            self._rows = None
        for part in self._parts:
            part.remove()
        self._parts.clear()

    def _part(self, path: Path) -> _Part:
        part = _Part(path)
        self._parts.append(part)
        return part

    @contextlib.contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.abandon()
            number = error.errno
            if number is None and "No space left" in str(error):
                number = errno.ENOSPC
            found = os.strerror(number).lower() if number else str(error)
            raise OutputError(
                self.file,
                f"cannot be written: {found}",
                mend=_MENDS.get(number or 0, "check the disk and the folder, and run again")
                + "; nothing was left behind",
            ) from error
        except BaseException:
            self.abandon()
            raise


def open_results(
    path: str | Path, schema: pa.Schema, *, inputs: Iterable[Path] = ()
) -> ResultWriter:
    """Open results for writing, as JSON Lines or Parquet by the ending of *path*.

    Refuses to write over one of *inputs*.
    """
    return ResultWriter(path, schema, inputs=inputs)


class _Part:
    """A file under a hidden name in the folder where it will belong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        # As open() would: the umask decides who may read it.
        number = os.open(self._hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        self.handle: IO[bytes] = os.fdopen(number, "wb", buffering=1 << 20)

    def settle(self) -> None:
        """Write everything down to the disk."""
        self.handle.flush()
        os.fsync(self.handle.fileno())
        self.handle.close()

    def move(self) -> None:
        """Give the file its name, in place of any other."""
        self._hidden.replace(self._path)

    def remove(self) -> None:
        """Leave nothing behind, whatever happened before."""
        with contextlib.suppress(OSError, ValueError):
            self.handle.close()
        with contextlib.suppress(OSError):
            self._hidden.unlink()


def _stem(name: str) -> str:
    lower = name.lower()
    ending = max((e for e in (*_TEXT_ENDINGS, ".parquet") if lower.endswith(e)), key=len)
    return name[: -len(ending)]


def _refuse(file: str, place: Path, inputs: Iterable[Path]) -> None:
    for source in inputs:
        with contextlib.suppress(OSError):
            if place == source.resolve() or (place.exists() and place.samefile(source)):
                raise OutputError(
                    file, "this file is one of the inputs", mend="write under another name"
                )
    if place.exists() and not place.is_file():
        kind = "a folder" if place.is_dir() else "not an ordinary file"
        raise OutputError(file, f"this is {kind}", mend="name a file in a folder")


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
