"""One shard: its rows read, screened and written, all but for its name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from linsang.batch.part import Apart, Part, Taken
from linsang.batch.screened import screened_rows
from linsang.batch.summary import Tally, tally
from linsang.compose import LiveScreening
from linsang.connectors.files import FileReading
from linsang.connectors.places import FilePath
from linsang.connectors.results import ResultWriter, SealedResults
from linsang.operations.recording import Recording


@dataclass(frozen=True, slots=True)
class Stopped:
    """A clock that stands: all rows of an input are judged by the rules of one moment."""

    moment: datetime

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """What a process needs to know to screen the *index*-th shard of the *file*-th input.

    *name* and *told* are for messages: the output as the user knows it, and what becomes of
    the run.
    """

    file: int
    index: int
    part: Part
    run: str
    moment: datetime
    path: FilePath
    rejected_path: FilePath
    schema: pa.Schema
    name: str
    told: str

    def held(self) -> ShardTask:
        """The same task in a form that can go to another process."""
        return (
            dataclasses.replace(self, part=self.part.held())
            if isinstance(self.part, Taken)
            else self
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedShard:
    """A shard that is safe on the disk and waits for its name.

    *reading* is None where whoever read the file knows it already; *recordings* are what a
    ledger is to keep, batch by batch.
    """

    results: SealedResults
    first_row: int
    tally: Tally
    reading: FileReading | None
    recordings: tuple[Recording, ...]


def screen_shard(
    task: ShardTask, live: LiveScreening, *, on_batch: Callable[[Tally], None] = lambda _: None
) -> SealedShard:
    """Screen one shard into files under hidden names; raises what stops it and leaves nothing."""
    reading, counts, first_row = FileReading(), Tally(), None
    recordings = []
    writer = ResultWriter(
        task.path, task.schema, rejected_path=task.rejected_path, name=task.name, told=task.told
    )
    try:
        for batch in task.part.batches(reading):
            first_row = batch.first_row if first_row is None else first_row
            screening = dataclasses.replace(live.current(), clock=Stopped(task.moment))
            screened = screened_rows(screening, batch, task.run, batch.first_row)
            for rejected in batch.rejected:
                writer.reject(rejected)
            writer.write(screened.rows)
            if screened.recording is not None:
                recordings.append(screened.recording)
            of_batch = tally(
                screened.rows, rejected=len(batch.rejected), looked_at=screened.looked_at
            )
            counts.add(of_batch)
            on_batch(of_batch)
        results = writer.seal()
    except BaseException:
        writer.abandon()
        raise
    return SealedShard(
        results=results,
        first_row=first_row or 0,
        tally=counts,
        reading=reading if isinstance(task.part, Apart) else None,
        recordings=tuple(recordings),
    )
