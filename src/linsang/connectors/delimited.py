"""CSV and its relatives: tables of text with commas, semicolons, tabs or bars between fields."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, Self

import pyarrow as pa

from linsang.connectors.lines import LONGEST_LINE, Lines
from linsang.connectors.opened import OpenedFile
from linsang.connectors.problems import ReadCounts, shown
from linsang.connectors.rows import (
    BatchMaker,
    ColumnPlan,
    Group,
    group_rows,
    joined_list,
    without_id,
)
from linsang.model.listing import Rejected
from linsang.plugins import LIST_COLUMNS, ListingBatch

_DELIMITERS: Final = (",", ";", "\t", "|")
# A text of more lines than that is a quote that was never closed.
_MOST_LINES: Final = 50_000
_MANY: Final = 2_000
_OPEN_QUOTE: Final = 'a quote opens here and is not closed; close it with "'
Row = Sequence[str]


class DelimitedRows:
    """Reads a table of text as batches of listings: in bulk while it is well formed."""

    def __init__(
        self, opened: OpenedFile, plan: ColumnPlan, counts: ReadCounts, batch_rows: int
    ) -> None:
        csv.field_size_limit(LONGEST_LINE + 1)
        self._file, self._plan, self._batch_rows = opened.file, plan, batch_rows
        self._lines = Lines(opened)
        self._maker = BatchMaker(opened.file, plan, counts)
        self._records = _Records(opened, self._lines, counts)
        self.header = self._records.header(set(plan.kinds))
        self._id = -1

    def batches(self) -> Iterator[ListingBatch]:
        """Yield the rows in batches, rejected ones in the batch where they stand."""
        return self._maker.gathered(self._groups(), self._batch_rows)

    def _groups(self) -> Iterator[Group]:
        if not self.header:
            return
        self._id = self.header.index(self._plan.origins["id"])
        count = group_rows(self._batch_rows)
        while self._records.pending or (lines := self._lines.take(count)):
            rejected: list[Rejected] = []
            rows = None if self._records.pending else self._quickly(lines)
            if rows is None:
                if not self._records.pending:
                    self._lines.give_back(lines)
                    self._records.fill(len(lines))
                rows = []
                while self._records.pending and (record := self._records.read()):
                    row = record if isinstance(record, Rejected) else self._checked(*record)
                    if isinstance(row, Rejected):
                        rejected.append(row)
                    elif row:
                        rows.append(row)
            yield self._arrays(rows) if rows else {}, rejected

    def _quickly(self, lines: list[bytes | None]) -> list[Row] | None:
        """Read whole records in one go, or nothing if anything about them is unusual."""
        kept = [line for line in lines if line is not None]
        if len(kept) < len(lines):
            return None
        data = b"\n".join(kept)
        if data.count(b'"') % 2:
            # The group ends within quotes: leave its last record to the next one.
            quotes = 1
            while quotes % 2 and kept:
                quotes += kept.pop().count(b'"')
            data = b"\n".join(kept)
        if not kept or b"\0" in data:
            return None
        try:
            table = io.StringIO(data.decode(), newline="")
            rows: list[Row] = list(
                csv.reader(table, delimiter=self._records.delimiter, strict=True)
            )
        except (UnicodeDecodeError, csv.Error):
            return None
        width, at = len(self.header), self._id
        if any(len(row) != width or not row[at].strip() for row in rows):
            return None
        self._lines.give_back(lines[len(kept) :])
        return rows

    def _checked(self, line: int, row: Row) -> Row | Rejected:
        if not any(field.strip() for field in row) and len(row) < 2:
            return ()
        if len(row) != len(self.header):
            return Rejected(
                file=self._file,
                line=line,
                reason=f"{len(row)} fields under a header of {len(self.header)}; "
                'quote fields that hold the separator, as in "a, b"',
                found=shown(self._records.delimiter.join(row)),
                id=row[self._id][:200] or None if len(row) > self._id else None,
            )
        if not row[self._id].strip():
            return without_id(self._file, line, self._plan.origins["id"], None)
        return row

    def _arrays(self, rows: list[Row]) -> dict[str, pa.Array]:
        columns = list(zip(*rows, strict=True))
        arrays = {}
        for origin, kind in self._plan.kinds.items():
            if origin in self.header:
                column = [field or None for field in columns[self.header.index(origin)]]
                if kind in LIST_COLUMNS:
                    column = [joined_list(field) for field in column]
                arrays[origin] = pa.array(column, pa.string())
        return arrays


class _Records:
    """Reads one record at a time and finds its way back after a quote that is never closed."""

    def __init__(self, opened: OpenedFile, lines: Lines, counts: ReadCounts) -> None:
        self.delimiter = ","
        self.pending: deque[tuple[int, str | None]] = deque()
        self._opened, self._lines, self._counts = opened, lines, counts
        self._record: list[tuple[int, str | None]] = []
        self._size = 0

    def header(self, wanted: set[str]) -> list[str]:
        """Read the first line that is not blank, and find the separator by it."""
        while self.pending or self.fill(1):
            text = self.pending[0][1]
            if text is not None and text.strip():
                self.delimiter = _sniffed(text, wanted)
                record = self.read()
                return [name.strip() for name in record[1]] if isinstance(record, tuple) else []
            self.pending.popleft()
        return []

    def fill(self, count: int) -> bool:
        """Take lines from the file; False at its end."""
        taken = self._lines.take(count)
        for number, line in zip(self._lines.numbers, taken, strict=True):
            parts = [None] if line is None else _ended(self._decoded(line))
            self.pending += [(number, part) for part in parts]
        return bool(taken)

    def read(self) -> tuple[int, Row] | Rejected | None:
        """Read the next record with the line it begins on; None at the end."""
        self._record, self._size = [], 0
        try:
            row = next(csv.reader(self, delimiter=self.delimiter, strict=True))
        except StopIteration:
            return None
        except _LineTooLongError:
            if len(self._record) > 1:
                return self._give_up_first(_OPEN_QUOTE)
            return self._give_up_first(f"longer than {LONGEST_LINE >> 20} MB; close its quote")
        except csv.Error as error:
            text = self._record[0][1]
            if len(self._record) > 1 or text is None or "end of data" in str(error):
                if "end of data" in str(error) and self._opened.damage:
                    return None
                return self._give_up_first(_OPEN_QUOTE)
            # A stray quote within one line harms nobody: read it as it stands.
            row = next(csv.reader([text], delimiter=self.delimiter))
        return self._record[0][0], row

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if not self.pending and not self.fill(1):
            raise StopIteration
        line = self.pending.popleft()
        self._record.append(line)
        self._size += len(line[1] or "")
        if line[1] is None or self._size > LONGEST_LINE or len(self._record) > _MOST_LINES:
            raise _LineTooLongError
        return line[1]

    def _give_up_first(self, reason: str) -> Rejected:
        """Reject the first line of the record and go on with the one after it."""
        (line, text), *others = self._record
        self.pending.extendleft(reversed(others))
        if len(self.pending) > _MANY:
            self._hand_back(after=line)
        found = shown(text.rstrip("\r\n")) if text else "a line that was not read to its end"
        return Rejected(file=self._opened.file, line=line, reason=reason, found=found)

    def _hand_back(self, *, after: int) -> None:
        """Return whole lines to the file, for those who read them faster."""
        back: list[bytes | None] = []
        last = None
        while self.pending and self.pending[-1][0] > after:
            number, text = self.pending.pop()
            data = None if text is None else text.encode()
            if number == last and data is not None:
                back[-1] = data + (back[-1] or b"")
            else:
                back.append(data)
            last = number
        self._lines.give_back(
            [None if line is None else line.removesuffix(b"\n") for line in reversed(back)]
        )

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode() + "\n"
        except UnicodeDecodeError:
            self._counts.repaired_fields += 1
            return line.decode("utf-8", "replace") + "\n"


class _LineTooLongError(Exception):
    """A record goes on for longer than a line may."""


def _ended(text: str) -> list[str | None]:
    """Cut at every kind of line end, and at nothing else that Unicode calls one."""
    return [*io.StringIO(text, newline="")] if "\r" in text else [text]


def _sniffed(header: str, wanted: set[str]) -> str:
    """Choose the separator that shows most of the columns we look for, then most columns."""

    def score(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter))
        return len(wanted.intersection(name.strip() for name in names)), len(names)

    return max(_DELIMITERS, key=score)
