"""JSON Lines in, JSON Lines out, while they come: a filter for pipes."""

from __future__ import annotations

import codecs
import os
import secrets
import select
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

import msgspec

from linsang.batch import screened_rows
from linsang.compose import LiveScreening, recorder
from linsang.connectors.jsonrows import JsonRows
from linsang.connectors.lines import LONGEST_LINE
from linsang.connectors.problems import ReadCounts
from linsang.connectors.rows import ColumnPlan
from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

PAUSE_SECONDS: Final = 0.02
_READ_BYTES: Final = 1 << 18


def screen_stream(
    source: BinaryIO, sink: BinaryIO, settings: Settings, column_map: Mapping[str, str]
) -> ExitCode:
    """Answer each line of *source* by one line on *sink*, in order.

    Lines are judged together while they keep coming and answered as soon as the input
    pauses for 20 ms. A line that is no listing is told on standard error with its number.
    """
    live = LiveScreening(settings, on_problem=_tell)
    plan = ColumnPlan(dict(column_map), tuple(settings.carry))
    encoder = msgspec.json.Encoder()
    counts = ReadCounts()
    rejected = 0
    # A stream has no place to be taken up again: each is a run of its own.
    run = f"s-{secrets.token_hex(6)}" if settings.ledger else "s"
    with recorder(settings) as record:
        for first_line, lines in _groups(source, settings.batch_rows):
            records = _Pieces(lines, first_line)
            for batch in JsonRows(records, plan, "-", counts, settings.batch_rows).batches():
                for one in batch.rejected:
                    rejected += 1
                    _tell(f"line {one.line}: {one.reason}; found {one.found}")
                screened = screened_rows(live.current(), batch, run, first_line)
                record(screened.recording)
                rows = screened.rows.to_pylist()
                sink.write(b"".join(encoder.encode(row) + b"\n" for row in rows))
            sink.flush()
    return ExitCode.ROWS_REJECTED if rejected else ExitCode.DONE


def _tell(problem: str) -> None:
    sys.stderr.write(f"linsang: {problem}\n")


@dataclass(slots=True)
class _Pieces:
    """Lines that are at hand, as the JSON reader takes them."""

    lines: list[bytes | None]
    first_line: int
    numbers: Sequence[int] = field(default_factory=tuple)

    def take(self, count: int) -> list[bytes | None]:
        taken, self.lines = self.lines[:count], self.lines[count:]
        self.numbers = range(self.first_line, self.first_line + len(taken))
        self.first_line += len(taken)
        return taken


def _groups(source: BinaryIO, most: int) -> Iterator[tuple[int, list[bytes | None]]]:
    """Lines with the number of the first: as many as came before a pause, at most *most*."""
    number, lines, rest, skipping = 1, [], b"", False  # type: int, list[bytes | None], bytes, bool
    for chunk in _chunks(source):
        if chunk is None:
            if lines:
                yield number, lines
                number, lines = number + len(lines), []
            continue
        first = number == 1 and not lines and not rest
        pieces = (rest + (chunk.removeprefix(codecs.BOM_UTF8) if first else chunk)).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            lines.append(None if skipping else piece)
            skipping = False
        if len(rest) > LONGEST_LINE:
            rest, skipping = b"", True
        while len(lines) >= most:
            yield number, lines[:most]
            number, lines = number + most, lines[most:]
    if rest or skipping:
        lines.append(None if skipping else rest)
    if lines:
        yield number, lines


def _chunks(source: BinaryIO) -> Iterator[bytes | None]:
    """What comes in, and None for every pause."""
    try:
        handle = source.fileno()
    except (OSError, AttributeError):
        yield source.read()
        return
    paused = True
    while True:
        if not paused and not select.select([handle], [], [], PAUSE_SECONDS)[0]:
            paused = True
            yield None
        chunk = os.read(handle, _READ_BYTES)
        if not chunk:
            return
        paused = False
        yield chunk
