"""Shards screened on many machines: Daft on Ray does the work, this process records it.

The machines see the inputs and the output under the same paths. Whatever dies, a worker, a
machine or this process, each row is in the results once: Daft has the tasks of a dead worker
done by another, and what is not recorded here is done by the next run.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from linsang.batch.shard import SealedShard, ShardTask, screen_shard
from linsang.batch.summary import Tally
from linsang.batch.workers import live
from linsang.compose import LiveScreening
from linsang.settings import Settings

# Both would tell their makers of every run; they read this when they are imported.
_SILENCE: Final = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
}
# As many tasks as one query takes: each query starts its workers anew.
_TASKS: Final = 20_000


class MissingClusterError(Exception):
    """The extra `cluster` is not installed."""


@dataclass(frozen=True, slots=True)
class RayWorkers:
    """Screens on the Ray cluster at *address*, with as many workers as the settings say.

    *address* is as Ray has it, ``host:port``; None is a cluster of this machine alone.
    """

    settings: Settings
    on_batch: Callable[[Tally], None]
    address: str | None = None

    def screened(
        self, tasks: Iterable[ShardTask | None]
    ) -> Iterator[tuple[ShardTask, SealedShard]]:
        """Yield every task once, with what came of it, as it comes."""
        daft = _daft(self.address)
        for wave in _waves(tasks):
            for answer in _query(daft, wave, self.settings):
                task, sealed = wave[answer[0]], answer[1]
                self.on_batch(sealed.tally)
                yield task, sealed


def _waves(tasks: Iterable[ShardTask | None]) -> Iterator[list[ShardTask]]:
    """Tasks as far as they are known, many at a time."""
    wave: list[ShardTask] = []
    for task in tasks:
        if task is not None:
            wave.append(task)
        if wave and (task is None or len(wave) == _TASKS):
            yield wave
            wave = []
    if wave:
        yield wave


def _daft(address: str | None) -> Any:
    os.environ.update(_SILENCE)
    try:
        import daft
        import ray
    except ImportError as error:
        raise MissingClusterError(
            f"--engine ray needs what is not installed ({error.name}): pip install 'linsang[cluster]'"
        ) from None
    if not ray.is_initialized():
        # A cluster of a day before may still be listening: it has to be asked for by name.
        ray.init(
            address=address or "local",
            log_to_driver=False,
            include_dashboard=False if address is None else None,
            runtime_env={"env_vars": _SILENCE},
        )
    daft.set_runner_ray(noop_if_initialized=True)
    return daft


def _query(
    daft: Any, wave: list[ShardTask], settings: Settings
) -> Iterator[tuple[int, SealedShard]]:
    """One query over a wave of tasks: a partition a task, so that each is retried for itself."""

    @daft.cls(max_concurrency=settings.workers, cpus=1)
    class Screener:
        """Holds the reference data for as long as a query runs."""

        def __init__(self, said: bytes) -> None:
            self.live: LiveScreening = live(pickle.loads(said))

        @daft.method(return_dtype=daft.DataType.binary())  # type: ignore[untyped-decorator] # Daft says no types here
        def sealed(self, number: int, task: bytes) -> bytes:
            """Screen one shard into hidden files."""
            return pickle.dumps((number, screen_shard(pickle.loads(task), self.live)))

    screener = Screener(pickle.dumps(settings))
    tasks = daft.from_pydict(
        {"number": list(range(len(wave))), "task": [pickle.dumps(task) for task in wave]}
    ).into_partitions(len(wave))
    done = tasks.select(screener.sealed(tasks["number"], tasks["task"]).alias("sealed"))
    for row in done.iter_rows(results_buffer_size=None):
        yield pickle.loads(row["sealed"])
