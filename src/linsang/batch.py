"""Screening over files: read, screen in as many processes as asked, write in order."""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from linsang.compose import LiveScreening, compose
from linsang.connectors.files import FileSource
from linsang.connectors.problems import FileProblem
from linsang.connectors.results import open_results
from linsang.model.decision import Outcome
from linsang.operations.result_rows import RESULT_SCHEMA, result_rows
from linsang.operations.screen import Screening
from linsang.plugins import ListingBatch
from linsang.settings import Settings


@dataclass(slots=True)
class RunSummary:
    """What a run came to, in counts."""

    rows: int = 0
    rejected: int = 0
    looked_at: int = 0
    incomplete: int = 0
    seconds: float = 0.0
    total_rows: int | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    taxa: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    problems: list[FileProblem] = field(default_factory=list)
    out: Path | None = None
    rejected_path: Path | None = None

    @property
    def lost_rows(self) -> bool:
        """Whether rows of some file could not be read at all."""
        return any(problem.lost_rows for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Screened:
    """What a worker sends back for one batch."""

    rows: pa.RecordBatch
    looked_at: int


def screened_rows(screening: Screening, batch: ListingBatch, run: str) -> _Screened:
    """One batch of listings as one batch of results."""
    screened = screening.screen(batch, run=run)
    rows = result_rows(
        screened,
        reference_version=screening.engine.reference_version,
        policy_version=screening.policy.label,
        taxonomy=screening.engine.taxonomy,
    )
    return _Screened(rows, len(screened.decided))


def _tell(problem: str) -> None:
    print(f"linsang: {problem}", file=sys.stderr)  # noqa: T201  # a worker has no other voice


_worker: LiveScreening | None = None


def _start_worker(settings: Settings) -> None:
    global _worker  # noqa: PLW0603  # a process of the pool holds one screening for its life
    _worker = LiveScreening(settings, on_problem=_tell)


def _work(batch: ListingBatch, run: str) -> _Screened:
    assert _worker is not None
    return screened_rows(_worker.current(), batch, run)


@dataclass(frozen=True, kw_only=True)
class ScreeningRun:
    """Files in, one result file out; the same rows in the same order with any number of workers."""

    inputs: tuple[str, ...]
    out: Path
    settings: Settings
    column_map: Mapping[str, str] = field(default_factory=dict)
    carry: tuple[str, ...] = ()

    def run(self, *, on_progress: Callable[[RunSummary], None] = lambda _: None) -> RunSummary:
        """Screen every row; raises what stops a run, and tells of the rest in the summary."""
        source = FileSource(
            self.inputs,
            column_map=self.column_map,
            carry=self.carry,
            batch_rows=self.settings.batch_rows,
        )
        screening = compose(self.settings)
        summary = RunSummary(total_rows=_parquet_rows(source.files), out=self.out)
        schema = pa.schema([*RESULT_SCHEMA, *(pa.field(name, pa.string()) for name in self.carry)])
        started = time.monotonic()
        run = self._label(source, screening)
        with open_results(self.out, schema, inputs=source.files) as writer:
            for batch, screened in self._screened(source, screening, run):
                for rejected in batch.rejected:
                    writer.reject(rejected)
                writer.write(screened.rows)
                _count(summary, batch, screened)
                summary.seconds = time.monotonic() - started
                on_progress(summary)
            summary.rejected_path = writer.rejected_path if summary.rejected else None
        summary.seconds = time.monotonic() - started
        summary.problems = list(source.problems)
        return summary

    def _label(self, source: FileSource, screening: Screening) -> str:
        """What starts every decision's id: the same inputs judged the same way, the same ids."""
        digest = hashlib.sha256()
        for path in source.files:
            stat = path.stat()
            digest.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
        digest.update(
            f"{screening.policy.text_digest}\0{screening.engine.reference_version}".encode()
        )
        return f"d-{digest.hexdigest()[:12]}"

    def _screened(
        self, source: FileSource, screening: Screening, run: str
    ) -> Iterator[tuple[ListingBatch, _Screened]]:
        place = 0
        if self.settings.workers == 1:
            live = LiveScreening(self.settings, on_problem=_tell, screening=screening)
            for batch in source.batches():
                yield batch, screened_rows(live.current(), batch, f"{run}-{place}")
                place += 1
            return
        waiting: deque[tuple[ListingBatch, Future[_Screened]]] = deque()
        with ProcessPoolExecutor(
            self.settings.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_worker,
            initargs=(self.settings,),
        ) as pool:
            for batch in source.batches():
                waiting.append((batch, pool.submit(_work, batch, f"{run}-{place}")))
                place += 1
                # Enough in flight to keep every worker busy, and no more than memory can hold.
                while len(waiting) > 2 * self.settings.workers:
                    done, result = waiting.popleft()
                    yield done, result.result()
            while waiting:
                done, result = waiting.popleft()
                yield done, result.result()


def _count(summary: RunSummary, batch: ListingBatch, screened: _Screened) -> None:
    rows = screened.rows
    summary.rows += rows.num_rows
    summary.rejected += len(batch.rejected)
    summary.looked_at += screened.looked_at
    for name, counter in (("outcome", summary.outcomes), ("language", summary.languages)):
        for one in pc.value_counts(rows.column(name)).to_pylist():
            counter[one["values"] or "unknown"] += one["counts"]
    summary.incomplete += pc.sum(pc.invert(rows.column("complete"))).as_py() or 0
    acted = rows.filter(pc.not_equal(rows.column("outcome"), Outcome.NO_ACTION.value))
    for taxa in acted.column("taxa").to_pylist():
        summary.taxa.update(taxa)


def _parquet_rows(files: tuple[Path, ...]) -> int | None:
    """How many rows the files hold, where their footers say so."""
    import pyarrow.parquet as pq

    if not files or any(path.suffix != ".parquet" for path in files):
        return None
    try:
        return sum(int(pq.read_metadata(path).num_rows) for path in files)
    except (OSError, pa.ArrowException):
        return None
