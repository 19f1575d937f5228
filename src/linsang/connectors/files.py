"""JSON Lines, CSV and Parquet files as a source of listings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

from linsang.connectors.delimited import DelimitedRows
from linsang.connectors.jsonrows import JsonRows
from linsang.connectors.lines import Lines
from linsang.connectors.opened import PARQUET, OpenedFile
from linsang.connectors.parquet import ParquetRows
from linsang.connectors.paths import ALLOWED, KINDS, extension, found_files
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
        inputs: Sequence[str | Path],
        *,
        column_map: Mapping[str, str] | None = None,
        carry: Sequence[str] = (),
        batch_rows: int = 8192,
    ) -> None:
        self._plan = ColumnPlan(dict(column_map or {}), tuple(dict.fromkeys(carry)))
        self._batch_rows = max(1, batch_rows)
        self._files, self._notes = found_files([str(place) for place in inputs])
        self.counts = ReadCounts()
        self.problems: list[FileProblem] = [*self._notes]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read, in the order in which they are."""
        return tuple(self._files)

    def batches(self) -> Iterator[ListingBatch]:
        """Yield every row once; rows that are no listing come as Rejected with the reason."""
        self.counts, self.problems = ReadCounts(), [*self._notes]
        named = [path for path, was_named in self._files.items() if was_named]
        for path in named:
            # A slip in the last name should show now and not after hours of reading.
            if len(named) > 1 and path.is_file():
                with self._reader(path, ReadCounts()):
                    pass
        for path, was_named in self._files.items():
            try:
                yield from self._batches_of(path)
            except InputError as error:
                if was_named:
                    raise
                self._note(error, lost_rows=True)

    def _batches_of(self, path: Path) -> Iterator[ListingBatch]:
        counts = ReadCounts(files=1)
        wordless = True
        try:
            with self._reader(path, counts) as reader:
                for batch in reader.batches():
                    wordless = wordless and _wordless(batch)
                    yield batch
                nothing = counts.rows + counts.rejected == 0
                for damage in reader.damages():
                    if nothing:
                        raise damage
                    self._note(damage, lost_rows=True)
        finally:
            self.counts.add(counts)
        file = str(path)
        if nothing:
            self._note(InputError(file, "the file holds no rows", mend="none were expected?"))
        elif wordless and counts.rows:
            mend = "name them with --map title=NAME --map description=NAME"
            self._note(InputError(file, "no row has a title, description or tags", mend=mend))
        if counts.cut_fields:
            found = f"{counts.cut_fields:,} fields were cut after {LONGEST_FIELD:,} characters"
            self._note(InputError(file, found, mend="what follows there was not read"))

    @contextmanager
    def _reader(self, path: Path, counts: ReadCounts) -> Iterator[_Reader]:
        """Open a file as what it is, with its header checked."""
        file = str(path)
        with OpenedFile(path, file) as opened:
            kind = _kind(path, opened)
            if kind == "parquet":
                with _seekable(opened) as handle:
                    parquet = ParquetRows(handle, self._plan, file, counts, self._batch_rows)
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

    def _note(self, error: InputError, *, lost_rows: bool = False) -> None:
        self.problems.append(
            FileProblem(
                file=error.file,
                place=error.place,
                found=error.found,
                mend=error.mend,
                lost_rows=lost_rows,
            )
        )


class _Rows(Protocol):
    """What reads the rows of one kind of file."""

    def batches(self) -> Iterator[ListingBatch]:
        """Yield the rows in batches."""


class _Reader:
    """The rows of an open file, and what turned out to be missing from it."""

    def __init__(self, rows: _Rows, opened: OpenedFile) -> None:
        self._rows, self._opened = rows, opened
        self.batches = rows.batches

    def damages(self) -> list[InputError]:
        """Say what could not be read, once everything else was."""
        parts = self._rows.damages if isinstance(self._rows, ParquetRows) else []
        return [*([self._opened.damage] if self._opened.damage else []), *parts]


def _kind(path: Path, opened: OpenedFile) -> str:
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
def _seekable(opened: OpenedFile) -> Iterator[IO[bytes]]:
    """Lend a file that can be read from its end, as Parquet must be."""
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
