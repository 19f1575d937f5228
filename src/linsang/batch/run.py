"""Screening files into shards, each recorded when it is done, so that a run can be taken up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from linsang.batch.cluster import RayWorkers
from linsang.batch.configuration import configuration
from linsang.batch.inputs import GivenFiles, Inputs
from linsang.batch.locks import lock_of
from linsang.batch.output import Output, output_at
from linsang.batch.part import Columns
from linsang.batch.plan import Plan
from linsang.batch.record import Reading, Record, ShardDone, Written
from linsang.batch.resumption import Resumption
from linsang.batch.shard import SealedShard, ShardTask
from linsang.batch.summary import RunSummary, Tally
from linsang.batch.workers import ManyProcesses, OneProcess, Workers, composed, live
from linsang.compose import recorder
from linsang.connectors.hidden import SealedFile, told_as_output_error
from linsang.connectors.places import FilePath, place_of, state_of
from linsang.operations.recording import Recording
from linsang.operations.result_rows import RESULT_SCHEMA
from linsang.operations.screen import Screening
from linsang.settings import Settings

OnProgress = Callable[[RunSummary], None]
Engine = Literal["local", "ray"]
OnShard = Callable[[ShardDone], None]
# Progress is not worth more than that many looks at a store.
_MOST_FOOTERS: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class ScreeningRun:
    """Files in, results out; the same rows in the same order with any number of workers.

    *out* is a file, or a folder if it is one or ends in a slash; then results are shards of
    the *kind* given. A run that was stopped, however it was, goes on where it was; *fresh*
    forgets what an earlier one did. With the *engine* ``ray`` the work is done by the cluster at
    *ray_address*. With *watched*, files are taken from there.
    """

    out: str | Path
    settings: Settings
    inputs: tuple[str, ...] = ()
    watched: Inputs | None = None
    column_map: Mapping[str, str] = field(default_factory=dict)
    carry: tuple[str, ...] = ()
    kind: str = "parquet"
    fresh: bool = False
    engine: Engine = "local"
    ray_address: str | None = None

    @property
    def columns(self) -> Columns:
        """How the columns of the inputs are read."""
        return Columns(tuple(sorted(self.column_map.items())), self.carry, self.settings.batch_rows)

    @property
    def schema(self) -> pa.Schema:
        """The columns of the results."""
        return pa.schema([*RESULT_SCHEMA, *(pa.field(name, pa.string()) for name in self.carry)])

    def run(
        self, *, on_progress: OnProgress = lambda _: None, on_shard: OnShard = lambda _: None
    ) -> RunSummary:
        """Screen every row; raises what stops a run, and tells of the rest in the summary.

        *on_progress* is told of rows as they are screened, *on_shard* of each shard once it
        is recorded.
        """
        inputs = self.watched or self._given()
        output = output_at(self.out, self.kind, endpoint=self.settings.s3_endpoint)
        output.check(inputs.given or (), self.inputs if inputs.given else inputs.names)
        screening = composed(self.settings)
        summary, started = RunSummary(out=output.shown), time.monotonic()

        def count(rows: Tally) -> None:
            summary.add(rows)
            summary.seconds = time.monotonic() - started
            on_progress(summary)

        with (
            lock_of(output.folder, output.name, self.settings.cache_dir) as lock,
            recorder(self.settings) as to_ledger,
        ):
            output.prepare(fresh=self.fresh)
            with Record.open(output.folder, output.name, before_adding=lock.check) as record:
                try:
                    plan = self._plan(inputs, output, record, screening, summary)
                    workers = self._workers(screening, count)
                    for task, sealed in workers.screened(plan.tasks()):
                        on_shard(_recorded(task, sealed, record, to_ledger))
                        plan.end(task.file)
                    output.finish(record, self.schema)
                except BaseException:
                    output.leave(record)
                    raise
                summary.problems[:0] = inputs.problems
                summary.problems += record.problems()
        summary.rejected_path = output.rejected if summary.rejected else None
        summary.seconds = time.monotonic() - started
        return summary

    def _given(self) -> Inputs:
        source = self.columns.source(
            *(place_of(one, self.settings.s3_endpoint) for one in self.inputs)
        )
        source.check_names()
        return GivenFiles(source)

    def _plan(
        self,
        inputs: Inputs,
        output: Output,
        record: Record,
        screening: Screening,
        summary: RunSummary,
    ) -> Plan:
        """What is left to do, once it is sure that what was done is part of the same run."""
        if record.begun is None:
            output.check_unclaimed()
        configured = configuration(
            screening,
            self.columns,
            shard_rows=self.settings.shard_rows,
            ending=output.ending,
            engine=self.engine,
        )
        resumption = Resumption(output, record, inputs, configured)
        begun = resumption.begin(screening.clock())
        resumption.take_up(summary)
        summary.total_rows = _parquet_rows(inputs.given or ())
        return Plan(
            inputs=inputs,
            output=output,
            record=record,
            columns=self.columns,
            schema=self.schema,
            shard_rows=self.settings.shard_rows,
            configured=configured,
            fingerprints=resumption.fingerprints,
            all_apart=self.engine == "ray",
            clock=screening.clock if inputs.given is None else lambda: begun.moment,
        )

    def _workers(self, screening: Screening, count: Callable[[Tally], None]) -> Workers:
        if self.engine == "ray":
            return RayWorkers(self.settings, count, self.ray_address)
        if self.settings.workers > 1:
            return ManyProcesses(self.settings, count)
        return OneProcess(live(self.settings, screening), count)


def _recorded(
    task: ShardTask,
    sealed: SealedShard,
    record: Record,
    to_ledger: Callable[[Recording | None], None],
) -> ShardDone:
    """Give a shard its name, record its decisions, and only then that it is done."""
    sealed.results.publish()
    for recording in sealed.recordings:
        to_ledger(recording)
    rejects = sealed.results.rejects
    done = ShardDone(
        file=task.file,
        index=task.index,
        first_row=sealed.first_row,
        results=written(sealed.results.results, task.name),
        rejects=written(rejects, task.name) if rejects else None,
        tally=sealed.tally,
        reading=Reading.of(sealed.reading) if sealed.reading else None,
    )
    record.add(done)
    return done


def written(file: SealedFile, name: str) -> Written:
    """What the record says of a file that has its name now."""
    with told_as_output_error(name, "it goes on with what is recorded"):
        return Written(size=file.size, sha256=file.sha256, tag=state_of(file.path).tag)


def _parquet_rows(files: tuple[FilePath, ...]) -> int | None:
    """How many rows the files hold, where their footers say so and are soon read."""
    import pyarrow.parquet as pq

    if not 0 < len(files) <= _MOST_FOOTERS or any(path.suffix != ".parquet" for path in files):
        return None
    try:
        rows = 0
        for path in files:
            with path.open("rb") as handle:
                rows += int(pq.read_metadata(handle).num_rows)
        return rows
    except (OSError, pa.ArrowException):
        return None
