"""Which rows of a file go together into a shard, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from linsang.connectors.files import FileReading, FileSource
from linsang.connectors.places import FilePath
from linsang.plugins import ListingBatch

# What a part may hold in memory when it is handed to another process.
_PART_BYTES: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of the inputs are read."""

    map: tuple[tuple[str, str], ...] = ()
    carry: tuple[str, ...] = ()
    batch_rows: int = 8192

    def source(self, *inputs: str | FilePath) -> FileSource:
        """The files of *inputs*, read in this way."""
        return FileSource(
            inputs, column_map=dict(self.map), carry=self.carry, batch_rows=self.batch_rows
        )


@dataclass(frozen=True, slots=True)
class Apart:
    """Some row groups of a Parquet file, or a whole file: any process can read it for itself."""

    path: FilePath
    groups: range | None
    columns: Columns

    def batches(self, reading: FileReading) -> Iterator[ListingBatch]:
        """Yield the rows; *reading* is complete after the last."""
        source = self.columns.source(self.path)
        yield from source.batches_of(self.path, reading, self.groups)


@dataclass(frozen=True, slots=True)
class Taken:
    """Batches that the process which reads the file takes from it as they come.

    They can be read once, and before the next part of the file is asked for.
    """

    taken: Iterable[ListingBatch]

    def batches(self, _: FileReading) -> Iterator[ListingBatch]:
        """Yield the rows; what else there is to say of the file is with whoever reads it."""
        yield from self.taken

    def held(self) -> Taken:
        """The same part, read to its end, so that it can go to another process."""
        return Taken(tuple(self.taken))

    def skip(self) -> None:
        """Read past it."""
        for _ in self.taken:
            pass


Part = Apart | Taken


def cut(batches: Iterable[ListingBatch], rows: int) -> Iterator[Iterator[ListingBatch]]:
    """Cut a file's batches into parts of at least *rows* rows, the last one excepted.

    Where a part ends depends on the file and on how it is read, and on nothing else.

    >>> batches = [ListingBatch.of({"id": [str(n)]}, first_row=n) for n in range(5)]
    >>> [[batch.first_row for batch in part] for part in cut(batches, rows=2)]
    [[0, 1], [2, 3], [4]]
    """
    rest = iter(batches)
    for first in rest:
        yield _until_full(first, rest, rows)


def _until_full(
    first: ListingBatch, rest: Iterator[ListingBatch], rows: int
) -> Iterator[ListingBatch]:
    batch: ListingBatch | None = first
    places = size = 0
    while batch is not None:
        places += len(batch) + len(batch.rejected)
        size += batch.table.nbytes
        yield batch
        batch = next(rest, None) if places < rows and size < _PART_BYTES else None


def grouped(group_rows: list[int], rows: int) -> Iterator[range]:
    """Put small row groups together until they have at least *rows* rows.

    >>> list(grouped([100, 5, 5, 5, 100], rows=10))
    [range(0, 1), range(1, 3), range(3, 5)]
    """
    start = total = 0
    for at, count in enumerate(group_rows):
        total += count
        if total >= rows:
            yield range(start, at + 1)
            start, total = at + 1, 0
    if start < len(group_rows):
        yield range(start, len(group_rows))
