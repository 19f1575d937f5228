"""CSV rows that know their file and line, and problems that point there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in which line of which file, and what would be right.

    >>> print(Problem(file="taxa.csv", line=7, found="rank 'kin'", allowed="a rank such as 'genus'"))
    taxa.csv:7: rank 'kin'; allowed: a rank such as 'genus'
    """

    file: str
    line: int
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.found}; allowed: {self.allowed}"


class ReferenceDataError(ValueError):
    """Reference data that cannot be used; *problems* says where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:20]]
        if len(self.problems) > len(shown):
            shown.append(f"... and {len(self.problems) - len(shown)} more")
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file, by column name."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def several(self, column: str) -> tuple[str, ...]:
        """Split a cell at its semicolons, without empty parts."""
        cell = self[column]
        return tuple(part for raw in cell.split(";") if (part := raw.strip())) if cell else ()

    def problem(self, found: str, allowed: str) -> Problem:
        """Say what is wrong with this row."""
        return Problem(file=self.file, line=self.line, found=found, allowed=allowed)


def read_rows(
    path: Path, columns: Sequence[str], problems: list[Problem], *, name: str | None = None
) -> Iterator[Row]:
    """Yield the rows of a UTF-8 CSV file; what cannot be read goes to *problems* instead."""
    name = name or path.name
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        problems.append(Problem(file=name, line=0, found="no such file", allowed="a CSV file"))
        return
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"byte 0x{error.object[error.start]:02x}"
        problems.append(Problem(file=name, line=line, found=found, allowed="UTF-8 text"))
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    header = next(reader, [])
    missing = [column for column in columns if column not in header]
    if missing:
        problems.append(
            Problem(
                file=name,
                line=1,
                found=f"no column {', '.join(missing)}",
                allowed=f"a header with {','.join(columns)}",
            )
        )
        return
    try:
        for cells in reader:
            if not cells:
                continue
            row = Row(name, reader.line_num, dict(zip(header, cells, strict=False)))
            if len(cells) != len(header):
                problems.append(row.problem(f"{len(cells)} cells", f"{len(header)} cells"))
                continue
            yield row
    except csv.Error as error:
        problems.append(
            Problem(file=name, line=reader.line_num, found=str(error), allowed="RFC 4180 quoting")
        )


def parse_day(row: Row, column: str, problems: list[Problem]) -> date | None:
    """Read a day; an empty cell is None, and anything else goes to *problems*."""
    cell = row[column]
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        problems.append(row.problem(f"{column} '{cell}'", "a day as YYYY-MM-DD, or nothing"))
        return None


def raise_if(problems: Iterable[Problem]) -> None:
    """Stop at reference data with problems: half a law must not look like the whole."""
    if found := list(problems):
        raise ReferenceDataError(found)
