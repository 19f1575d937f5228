"""JSON Lines, CSV and Parquet files as a source of listings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from linsang.connectors.delimited import DelimitedRows
from linsang.connectors.jsonrows import JsonRows
from linsang.connectors.lines import Lines
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.opened import PARQUET, OpenedFile
from linsang.connectors.parquet import ParquetRows
from linsang.connectors.paths import ALLOWED, KINDS, extension, found_files
from linsang.connectors.places import FilePath
from linsang.connectors.problems import FileProblem, InputError, ReadCounts, shown
from linsang.connectors.rows import LONGEST_FIELD, ColumnPlan
from linsang.connectors.values import Values, layout
from linsang.plugins import ListingBatch

_SAMPLE: Final = 16


class FileSource:
    """Reads listings from files, folders and patterns, one batch at a time.

    A path that was named and gives nothing raises `InputError`; a file that a
    folder or pattern turned up becomes one of *problems*, and the run goes on.
    *counts* and *problems* are complete once `batches` has been read to its end.

    *column_map* says ``{"title": "name"}`` where our title is read from their
    name; *carry* names columns of theirs that go along as they are, as text.
    """

    def __init__(
        self,
        inputs: Sequence[str | FilePath],
        *,
        column_map: Mapping[str, str] | None = None,
        carry: Sequence[str] = (),
        batch_rows: int = 8192,
    ) -> None:
        self._plan = ColumnPlan(dict(column_map or {}), tuple(dict.fromkeys(carry)))
        self._batch_rows = max(1, batch_rows)
        self._files, self._notes = found_files(inputs)
        self.counts = ReadCounts()
        self.problems: list[FileProblem] = [*self._notes]

    @property
    def files(self) -> tuple[FilePath, ...]:
        """The files that are read, in the order in which they are."""
        return tuple(self._files)

    def batches(self) -> Iterator[ListingBatch]:
        """Yield every row once; rows that are no listing come as Rejected with the reason."""
        self.counts, self.problems = ReadCounts(), [*self._notes]
        self.check_names()
        for path, was_named in self._files.items():
            reading = FileReading()
            try:
                yield from self.batches_of(path, reading)
                self.problems += reading.problems(str(path))
            except InputError as error:
                if was_named:
                    raise
                self.problems.append(error.as_problem(lost_rows=True))
            finally:
                self.counts.add(reading.counts)

    def check_names(self) -> None:
        """Open each file that was named, for its header; raise InputError for a slip.

        A slip in the last name should show now and not after hours of reading.
        """
        named = [path for path, was_named in self._files.items() if was_named]
        for path in named:
            if len(named) > 1 and path.is_file():
                with self._reader(path, ReadCounts()):
                    pass

    def was_named(self, path: FilePath) -> bool:
        """Whether the file was named itself, and not turned up by a folder or pattern."""
        return self._files[path]

    def batches_of(
        self, path: FilePath, reading: FileReading, groups: range | None = None
    ) -> Iterator[ListingBatch]:
        """Yield the rows of one file, or of some row groups of a Parquet file.

        *reading* is complete once the last batch has been taken.
        """
        with self._reader(path, reading.counts, groups) as reader:
            for batch in reader.batches():
                reading.wordless = reading.wordless and _wordless(batch)
                yield batch
            reading.damages += reader.damages()

    def group_rows(self, path: FilePath) -> list[int] | None:
        """How many rows each row group of a Parquet file has; None for any other kind."""
        with self._reader(path, ReadCounts()) as reader:
            return reader.group_rows

    @contextmanager
    def _reader(
        self, path: FilePath, counts: ReadCounts, groups: range | None = None
    ) -> Iterator[_Reader]:
        """Open a file as what it is, with its header checked."""
        file = str(path)
        with OpenedFile(path, file) as opened:
            kind = _kind(path, opened)
            if kind == "parquet":
                with _seekable(opened) as handle:
                    parquet = ParquetRows(
                        handle, self._plan, file, counts, self._batch_rows, groups
                    )
                    self._plan.check(parquet.header, file)
                    yield _Reader(parquet, opened)
            elif kind == "csv":
                table = DelimitedRows(opened, self._plan, counts, self._batch_rows)
                if table.header:
                    self._plan.check(table.header, file, place="header")
                yield _Reader(table, opened)
            else:
                laid_out = layout(opened.text_head) if kind == "json" else "lines"
                records = (
                    Lines(opened)
                    if laid_out == "lines"
                    else Values(opened, array=laid_out == "array")
                )
                yield _Reader(JsonRows(records, self._plan, file, counts, self._batch_rows), opened)


@dataclass(slots=True)
class FileReading:
    """What there is to say of a file besides its rows, or of the part of it that was read."""

    counts: ReadCounts = field(default_factory=lambda: ReadCounts(files=1))
    wordless: bool = True
    damages: list[InputError] = field(default_factory=list)

    def add(self, other: FileReading) -> None:
        """Take in what was found in the next part of the same file."""
        self.counts.add(other.counts)
        self.counts.files = 1
        self.wordless = self.wordless and other.wordless
        self.damages += other.damages

    def problems(self, file: str) -> list[FileProblem]:
        """What to tell of the whole file; raises its damage if no row of it could be read."""
        counts = self.counts
        nothing = counts.rows + counts.rejected == 0
        if nothing and self.damages:
            raise self.damages[0]
        problems = [damage.as_problem(lost_rows=True) for damage in self.damages]
        told: list[tuple[str, str]] = []
        if nothing:
            told.append(("the file holds no rows", "none were expected?"))
        elif self.wordless and counts.rows:
            mend = "name them with --map title=NAME --map description=NAME"
            told.append(("no row has a title, description or tags", mend))
        if counts.cut_fields:
            found = f"{counts.cut_fields:,} fields were cut after {LONGEST_FIELD:,} characters"
            told.append((found, "what follows there was not read"))
        return problems + [FileProblem(file=file, found=found, mend=mend) for found, mend in told]


class _Rows(Protocol):
    """What reads the rows of one kind of file."""

    def batches(self) -> Iterator[ListingBatch]:
        """Yield the rows in batches."""


class _Reader:
    """The rows of an open file, and what turned out to be missing from it."""

    def __init__(self, rows: _Rows, opened: OpenedFile) -> None:
        self._rows, self._opened = rows, opened
        self.batches = rows.batches

    @property
    def group_rows(self) -> list[int] | None:
        """How many rows each row group has, where there are such."""
        return self._rows.group_rows if isinstance(self._rows, ParquetRows) else None

    def damages(self) -> list[InputError]:
        """Say what could not be read, once everything else was."""
        parts = self._rows.damages if isinstance(self._rows, ParquetRows) else []
        return [*([self._opened.damage] if self._opened.damage else []), *parts]


def _kind(path: FilePath, opened: OpenedFile) -> str:
    """Tell what a file is: by its name, unless its first bytes say otherwise."""
    kind, file = KINDS.get(extension(path)), opened.file
    if opened.head.startswith(PARQUET):
        if kind not in (None, "parquet"):
            raise InputError(
                file,
                f"this is Parquet under a name that ends in {extension(path)}",
                mend="rename it so that it ends in .parquet",
            )
        return "parquet"
    opened.refuse_foreign()
    begins = f"it begins with {shown(opened.head[:_SAMPLE])}"
    if kind == "parquet" and opened.head:
        mend = "rename it by what it is, or write it anew"
        raise InputError(file, f"this is not Parquet: {begins}", mend=mend)
    if kind == "parquet":
        raise opened.damage or InputError(
            file, "the file is empty, and a Parquet file never is", mend="write it anew"
        )
    if kind is None and not opened.text_head.lstrip().startswith(b"{"):
        raise InputError(
            file, f"unknown kind of file: {begins}", mend=f"rename it to one of {ALLOWED}"
        )
    return kind or "json lines"


@contextmanager
def _seekable(opened: OpenedFile) -> Iterator[Any]:
    """Lend a file that can be read from its end, as Parquet must be."""
    if opened.plain and isinstance(opened.path, ObjectPath):
        with opened.path.ranges() as ranges:
            yield ranges
        return
    if opened.plain and opened.path.is_file():
        with opened.path.open("rb") as handle:
            yield handle
        return
    with tempfile.TemporaryFile() as handle:
        for chunk in opened.chunks():
            handle.write(chunk)
        handle.seek(0)
        if opened.damage is not None:
            raise opened.damage
        yield handle


def _wordless(batch: ListingBatch) -> bool:
    """Whether no row has a word to read."""
    return all(
        batch.table.column(name).null_count == len(batch)
        for name in ("title", "description", "tags")
    )
