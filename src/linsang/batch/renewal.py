"""Earlier results brought up to date, file by file, recorded so that a run can be taken up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from linsang.batch.configuration import configuration, run_name
from linsang.batch.fingerprint import Fingerprint
from linsang.batch.locks import lock_of
from linsang.batch.output import Output, output_at
from linsang.batch.part import Columns
from linsang.batch.record import InputBegun, InputDone, Record, ShardDone
from linsang.batch.resumption import Resumption
from linsang.batch.run import written
from linsang.batch.shard import Stopped
from linsang.batch.summary import RunSummary, Tally, tally
from linsang.batch.workers import composed
from linsang.connectors.places import FilePath, place_of
from linsang.connectors.problems import FileProblem, InputError
from linsang.connectors.results import ResultWriter
from linsang.operations.recorded_results import result_batches, result_files
from linsang.operations.rescreened import SORTED_BY, Renewal, Renewing
from linsang.plugins import ListingBatch
from linsang.policy.rules import Policy
from linsang.settings import Settings

_MOST_ROWS: Final = 8192


class TextsNeededError(Exception):
    """Listings have to be read again, and nobody said where they are."""

    def __init__(self, renewal: Renewal) -> None:
        self.renewal = renewal
        super().__init__(
            f"{renewal.read:,} of {renewal.rows:,} listings have to be read again; "
            "name the files they came from with --input"
        )


@dataclass(frozen=True)
class ResultFiles:
    """Result files as the inputs of a run."""

    files: tuple[FilePath, ...]
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """Their full names."""
        return tuple(str(path.resolve()) for path in self.files)

    @property
    def given(self) -> tuple[FilePath, ...]:
        """All of them."""
        return self.files

    def turns(self, record: Record) -> Iterator[tuple[int, FilePath]]:
        """Yield them in order."""
        yield from enumerate(self.files)

    def was_named(self, path: FilePath) -> bool:
        """One that cannot be read ends the run: rows of it would be missing."""
        return True


@dataclass(frozen=True, kw_only=True)
class RenewalRun:
    """Earlier *results* in, the same rows as they are decided today out.

    *inputs* are the files that were screened then, in the order of then; they are opened only
    if a listing has to be read again. *old_policy* finds the policy of a label.
    """

    results: tuple[str, ...]
    settings: Settings
    old_policy: Callable[[str], Policy | None]
    out: str | Path = ""
    inputs: tuple[str, ...] = ()
    column_map: Mapping[str, str] = field(default_factory=dict)
    kind: str = "parquet"
    fresh: bool = False

    def plan(self) -> Renewal:
        """What would be done, and why, from the versions that the results carry."""
        renewing, told = self._renewing(), Renewal()
        for path in self._files():
            for rows in result_batches(path, rows=_MOST_ROWS, columns=SORTED_BY):
                told.count(rows.num_rows, renewing.sort(rows))
        return told

    def run(self, *, on_progress: Callable[[Renewal], None] = lambda _: None) -> Renewal:
        """Write the results of today; raises TextsNeededError before anything is written.

        What an earlier attempt finished is counted as kept.
        """
        planned = self.plan()
        if planned.read and not self.inputs:
            raise TextsNeededError(planned)
        endpoint = self.settings.s3_endpoint
        output, renewing = output_at(self.out, self.kind, endpoint=endpoint), self._renewing()
        files = ResultFiles(tuple(self._files()))
        output.check(files.files, self.results)
        told = Renewal()
        with lock_of(output.folder, output.name, self.settings.cache_dir) as lock:
            output.prepare(fresh=self.fresh)
            with Record.open(output.folder, output.name, before_adding=lock.check) as record:
                try:
                    if record.begun is None:
                        output.check_unclaimed()
                    configured = self._configuration(renewing, output)
                    resumption = Resumption(output, record, files, configured)
                    begun = resumption.begin(renewing.screening.clock())
                    resumption.take_up(RunSummary())
                    # However long it takes, all is decided by the rules of one day.
                    renewing.screening = dataclasses.replace(
                        renewing.screening, clock=Stopped(begun.moment)
                    )
                    schema = self._all(
                        files, output, record, renewing, configured, told, on_progress
                    )
                    output.finish(record, schema)
                except BaseException:
                    output.leave(record)
                    raise
        return told

    def _all(
        self,
        files: ResultFiles,
        output: Output,
        record: Record,
        renewing: Renewing,
        configured: dict[str, str],
        told: Renewal,
        on_progress: Callable[[Renewal], None],
    ) -> pa.Schema:
        listings, schema = self._listings(), None
        for number, path in files.turns(record):
            schema = schema or _schema(path)
            done = record.shards_of(number)
            if number in record.ended and done:
                told.rows += done[0].tally.rows
                listings.skip(done[0].tally.rows)
                continue
            found = Fingerprint.of(path)
            assert record.begun is not None
            begun = InputBegun(
                file=number,
                path=str(path),
                size=found.size,
                digest=found.digest,
                modified_ns=found.modified_ns,
                run=run_name(configured, path.name, found.digest, str(number)),
                moment=record.begun.moment,
            )
            record.add(begun)
            record.add(self._one(path, begun, output, renewing, listings, told, on_progress))
            found.check_unmoved(path)
            record.add(InputDone(file=number, shards=1))
        listings.check_end()
        if schema is None:
            raise InputError(
                " ".join(self.results), "no file of results", mend="name what screen --out wrote"
            )
        return schema

    def _one(
        self,
        path: FilePath,
        begun: InputBegun,
        output: Output,
        renewing: Renewing,
        listings: Listings,
        told: Renewal,
        on_progress: Callable[[Renewal], None],
    ) -> ShardDone:
        counts, schema = Tally(), _schema(path)
        with_rejects = output.rejects_path(begun.file, 0)
        writer = ResultWriter(
            output.shard_path(begun.file, 0),
            schema,
            rejected_path=with_rejects,
            name=output.name,
            told="run again, and it goes on with what is recorded",
        )
        try:
            for place, rows in enumerate(result_batches(path, rows=_MOST_ROWS)):
                found = renewing.sort(rows)
                fresh = renewing.renew(
                    rows,
                    found,
                    listings.of(rows, str(path), wanted=len(found.to_read) > 0),
                    file=str(path),
                    run=f"{begun.run}-{place}",
                    told=told,
                )
                writer.write(fresh)
                counts.add(
                    tally(fresh, rejected=0, looked_at=len(found.to_read) + len(found.to_decide))
                )
                on_progress(told)
            sealed = writer.seal()
        except BaseException:
            writer.abandon()
            raise
        sealed.publish()
        return ShardDone(
            file=begun.file,
            index=0,
            first_row=0,
            results=written(sealed.results, output.name),
            tally=counts,
        )

    def _renewing(self) -> Renewing:
        return Renewing(composed(self.settings), self.old_policy)

    def _files(self) -> list[FilePath]:
        endpoint = self.settings.s3_endpoint
        return result_files([place_of(one, endpoint) for one in self.results])

    def _listings(self) -> Listings:
        if not self.inputs:
            return Listings(iter(()), asked=False)
        columns = Columns(tuple(sorted(self.column_map.items())), (), self.settings.batch_rows)
        endpoint = self.settings.s3_endpoint
        source = columns.source(*(place_of(one, endpoint) for one in self.inputs))
        return Listings(source.batches())

    def _configuration(self, renewing: Renewing, output: Output) -> dict[str, str]:
        columns = Columns(tuple(sorted(self.column_map.items())), (), self.settings.batch_rows)
        return configuration(
            renewing.screening,
            columns,
            shard_rows=0,
            ending=output.ending,
            engine="rescreen",
        ) | {"screened from": " ".join(self.inputs)}


class Listings:
    """The listings behind results, taken in the order of the results and never held as a whole."""

    def __init__(self, batches: Iterator[ListingBatch], *, asked: bool = True) -> None:
        self._batches, self._asked = batches, asked
        self._pending: list[pa.RecordBatch] = []
        self._rows = 0

    def of(self, rows: pa.RecordBatch, file: str, *, wanted: bool) -> ListingBatch | None:
        """The listings of *rows*; raises InputError if they are not theirs."""
        if not self._asked:
            return None
        table = self._take(rows.num_rows)
        if (
            table is None
            or table.num_rows != rows.num_rows
            or (table.column("id") != rows.column("id"))
        ):
            raise InputError(
                file,
                "these are not the results of the inputs that were named",
                mend="name with --input the files that were screened, all of them and in their order",
            )
        return ListingBatch(table=table, file=file, first_row=0) if wanted else None

    def skip(self, rows: int) -> None:
        """Pass over the listings of a file that is done."""
        while self._asked and rows:
            taken = self._take(min(rows, _MOST_ROWS))
            if taken is None:
                return
            rows -= taken.num_rows

    def check_end(self) -> None:
        """Raise InputError if there are listings of which there is no result."""
        if self._asked and self._take(1) is not None:
            raise InputError(
                "--input",
                "there are more listings than results",
                mend="name the results of all of them, or screen anew",
            )

    def _take(self, count: int) -> pa.RecordBatch | None:
        while self._rows < count and (batch := next(self._batches, None)) is not None:
            if len(batch):
                self._pending.append(batch.table)
                self._rows += len(batch)
        if not self._rows:
            return None
        whole = pa.Table.from_batches(self._pending).combine_chunks().to_batches()[0]
        taken, rest = whole.slice(0, count), whole.slice(count)
        self._pending, self._rows = ([rest], rest.num_rows) if rest.num_rows else ([], 0)
        return taken


def _schema(path: FilePath) -> pa.Schema:
    for rows in result_batches(path, rows=1):
        return rows.schema
    from linsang.operations.result_rows import RESULT_SCHEMA

    return RESULT_SCHEMA
