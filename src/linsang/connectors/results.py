"""Results as JSON Lines or Parquet: whole under their name, or not there at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

import msgspec
import pyarrow as pa

from linsang.connectors.encoded import ResultRows, rows_into
from linsang.connectors.hidden import (
    PartFile,
    SealedFile,
    part_file,
    sync_folder,
    told_as_output_error,
)
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import FilePath, place_of
from linsang.connectors.problems import OutputError
from linsang.model.listing import Rejected

_ALLOWED: Final = ".jsonl, .jsonl.gz, .jsonl.zst or .parquet"
_TEXT_ENDINGS: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")


@dataclass(frozen=True, slots=True)
class SealedResults:
    """Results that wait for their name, with the rejected rows beside them, if there are any."""

    file: str
    results: SealedFile
    rejects: SealedFile | None
    rejected_path: FilePath
    mend: str = ""

    def publish(self) -> None:
        """Give both files their names; rejects that an earlier run left are removed."""
        with told_as_output_error(self.file, self.mend):
            # The results come last: whoever sees them new sees the rejects new.
            if self.rejects is not None:
                self.rejects.publish()
            else:
                self.rejected_path.unlink(missing_ok=True)
            self.results.publish()
            for folder in {self.rejected_path.parent, self.results.path.parent}:
                sync_folder(folder)


class ResultWriter:
    """Writes result rows beside their final name and moves them there when all are safe.

    Rejected rows go to ``NAME.rejected.jsonl`` beside it, which is there only if
    there are any: one that an earlier run left is removed. If anything fails, the
    files of the earlier run stay as they were.

    Messages call it *name*, and end with what they have *told* of a run that could not write.
    """

    def __init__(
        self,
        path: str | FilePath,
        schema: pa.Schema,
        *,
        inputs: Iterable[FilePath] = (),
        rejected_path: FilePath | None = None,
        name: str = "",
        told: str = "nothing was left behind",
    ) -> None:
        self.file = name or str(path)
        self.rows = self.rejected = 0
        self._schema = schema
        self._path = place_of(path).resolve()
        self._mend = told
        beside = self._path.parent / f"{_stem(self.file, self._path.name)}.rejected.jsonl"
        self.rejected_path = rejected_path or beside
        inputs = list(inputs)
        check_output(self.file, self._path, inputs)
        check_output(str(self.rejected_path), self.rejected_path, inputs)
        self._encoder = msgspec.json.Encoder()
        self._parts: list[PartFile] = []
        self._rejects: PartFile | None = None
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
        self.reject_lines(self._encoder.encode(rejected) + b"\n")
        self.rejected += 1

    def reject_lines(self, lines: bytes) -> None:
        """Write rejected rows that are lines already."""
        with self._trouble():
            if self._rejects is None:
                self._rejects = self._part(self.rejected_path)
            self._rejects.handle.write(lines)

    def seal(self) -> SealedResults:
        """Make sure that everything is on the disk, and leave the naming to somebody else."""
        rows = self._open_rows()
        with self._trouble():
            rows.close()
            results = self._results.settle()
            rejects = self._rejects.settle() if self._rejects is not None else None
            self._parts.clear()
            self._rows = None
        return SealedResults(self.file, results, rejects, self.rejected_path, self._mend)

    def finish(self) -> None:
        """Make sure that everything is on the disk, then give it its name."""
        sealed = self.seal()
        try:
            sealed.publish()
        except BaseException:
            for file in filter(None, (sealed.results, sealed.rejects)):
                file.hidden.unlink(missing_ok=True)
            raise

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

    def _part(self, path: FilePath) -> PartFile:
        part = part_file(path, path.parent)
        self._parts.append(part)
        return part

    @contextlib.contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            with told_as_output_error(self.file, self._mend):
                yield
        except BaseException:
            self.abandon()
            raise


def open_results(
    path: str | FilePath, schema: pa.Schema, *, inputs: Iterable[FilePath] = ()
) -> ResultWriter:
    """Open results for writing, as JSON Lines or Parquet by the ending of *path*.

    Refuses to write over one of *inputs*.
    """
    return ResultWriter(path, schema, inputs=inputs)


def ending_of(name: str) -> str | None:
    """The ending that says how results are written, or None for a kind that is not written.

    >>> ending_of("Results.JSONL.gz"), ending_of("results.xlsx")
    ('.jsonl.gz', None)
    """
    endings = (e for e in (*_TEXT_ENDINGS, ".parquet") if name.lower().endswith(e))
    return max(endings, key=len, default=None)


def _stem(file: str, name: str) -> str:
    ending = ending_of(name)
    if ending is None:
        raise OutputError(file, "unknown kind of file", mend=f"let its name end in {_ALLOWED}")
    return name[: -len(ending)]


def check_output(file: str, place: FilePath, inputs: Iterable[FilePath]) -> None:
    """Raise OutputError if *place* is one of *inputs*, or something that is no file."""
    for source in inputs:
        with contextlib.suppress(OSError):
            if place == source.resolve() or _are_one(place, source):
                raise OutputError(
                    file, "this file is one of the inputs", mend="write under another name"
                )
    if isinstance(place, ObjectPath):
        return
    if place.exists() and not place.is_file():
        kind = "a folder" if place.is_dir() else "not an ordinary file"
        raise OutputError(file, f"this is {kind}", mend="name a file in a folder")


def _are_one(place: FilePath, other: FilePath) -> bool:
    """Whether two names on a disk are of one file."""
    if isinstance(place, ObjectPath) or isinstance(other, ObjectPath):
        return False
    return place.exists() and place.samefile(other)
