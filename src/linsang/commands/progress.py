"""Progress and summary of a run, on standard error."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linsang.batch import RunSummary

_EVERY_SECONDS = 0.5


class Progress:
    """Rows, rate and remaining time while a run goes on; a summary at its end."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._last = time.monotonic()

    def update(self, summary: RunSummary) -> None:
        """Show where the run is, at most twice a second."""
        now = time.monotonic()
        wait = _EVERY_SECONDS if self._live else 30.0
        if self._quiet or now - self._last < wait or not summary.seconds:
            return
        self._last = now
        rate = (summary.rows - summary.earlier_rows) / summary.seconds
        line = f"{summary.rows:,} rows, {rate:,.0f} rows/s"
        if summary.total_rows:
            left = max(0.0, (summary.total_rows - summary.rows) / rate) if rate else 0.0
            line += f", {100 * summary.rows / summary.total_rows:.0f} %, {_duration(left)} left"
        if summary.rejected:
            line += f", {summary.rejected:,} rejected"
        self._show(line)

    def count(self, rows: int) -> None:
        """Show how many rows are done, as often, where nobody knows how many there are."""
        now = time.monotonic()
        if now - self._last >= (_EVERY_SECONDS if self._live else 30.0):
            self._last = now
            self._show(f"{rows:,} rows")

    def end(self) -> None:
        """Take the line away."""
        if self._live:
            sys.stderr.write("\r\x1b[2K")

    def _show(self, line: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{line}" if self._live else f"{line}\n")
        sys.stderr.flush()

    def finish(self, summary: RunSummary) -> None:
        """Say what the run came to."""
        if not self._quiet:
            self.end()
        for problem in summary.problems:
            sys.stderr.write(f"linsang: {problem}\n")
        if summary.rejected:
            sys.stderr.write(
                f"linsang: {_rows(summary.rejected)} rejected, each with its reason in "
                f"{summary.rejected_path}\n"
            )
        if self._quiet:
            return
        rows = summary.rows - summary.earlier_rows
        rate = rows / summary.seconds if summary.seconds else 0.0
        if summary.earlier_rows:
            sys.stderr.write(
                f"{_rows(summary.earlier_rows)} of {summary.rows:,} had been screened before; now "
            )
        sys.stderr.write(
            f"{_rows(rows)} in {_duration(summary.seconds)} ({rate:,.0f} rows/s), "
            f"{summary.looked_at:,} looked at closely\n"
            f"  outcome   {_counts(summary.outcomes)}\n"
            f"  taxa      {_counts(summary.taxa) or 'none'}\n"
            f"  language  {_counts(summary.languages)}\n"
            f"  results   {summary.out}\n"
        )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _counts(counter: Counter[str], most: int = 8) -> str:
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} {count:,}" for name, count in ordered[:most])
    return shown + (f", {len(ordered) - most} more" if len(ordered) > most else "")


def _duration(seconds: float) -> str:
    whole = int(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    hours, rest = divmod(whole, 3600)
    return f"{hours} h {rest // 60:02d} min" if hours else f"{rest // 60} min {rest % 60:02d} s"
