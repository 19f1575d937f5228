"""A table that a report shows, on a terminal and on a page alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """Rows of text under *head*; *note* follows, and *marked* is the row to see first.

    The first *left_columns* hold words and stand to the left, the others figures.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    marked: int | None = None
    left_columns: int = 1

    def as_text(self) -> str:
        """The table for a terminal.

        >>> print(ReportTable(title="by shop", head=("shop", "rows"), rows=[("a", "12")]).as_text())
        by shop
        shop  rows
        a       12
        """
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if place < self.left_columns else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in (self.head, *self.rows)
        ]
        return "\n".join(part for part in (self.title, *lines, self.note) if part)
