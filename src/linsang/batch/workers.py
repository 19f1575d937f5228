"""Who screens shards: this process, or several beside it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Final, Protocol

from linsang.batch.shard import SealedShard, ShardTask, screen_shard
from linsang.batch.summary import Tally
from linsang.compose import LiveScreening, compose
from linsang.connectors.problems import OutputError
from linsang.operations.screen import Screening
from linsang.settings import Settings

# How often in a row workers may die without having finished anything.
_MOST_DEATHS: Final = 3


class Workers(Protocol):
    """What turns tasks into shards that wait for their names.

    Where None comes among the tasks nothing more is to be done for a while, and what was
    begun is to be finished.
    """

    def screened(
        self, tasks: Iterable[ShardTask | None]
    ) -> Iterator[tuple[ShardTask, SealedShard]]:
        """Yield every task once, with what came of it."""


def composed(settings: Settings) -> Screening:
    """The screening of a run, as the settings ask for it."""
    return compose(settings, many=True)


def live(settings: Settings, screening: Screening | None = None) -> LiveScreening:
    """The screening of a run in this process, which follows its private terms."""
    return LiveScreening(settings, on_problem=tell, screening=screening or composed(settings))


def tell(problem: str) -> None:
    """Say something that no row is to blame for."""
    print(f"linsang: {problem}", file=sys.stderr)  # noqa: T201  # a worker has no other voice


@dataclass(frozen=True, slots=True)
class OneProcess:
    """Screens in this process, telling *on_batch* of every batch."""

    live: LiveScreening
    on_batch: Callable[[Tally], None]

    def screened(
        self, tasks: Iterable[ShardTask | None]
    ) -> Iterator[tuple[ShardTask, SealedShard]]:
        """Yield every task once, with what came of it."""
        for task in filter(None, tasks):
            yield task, screen_shard(task, self.live, on_batch=self.on_batch)


@dataclass(frozen=True, slots=True)
class ManyProcesses:
    """Screens in processes of our own, and goes on when one of them is killed."""

    settings: Settings
    on_batch: Callable[[Tally], None]

    def screened(
        self, tasks: Iterable[ShardTask | None]
    ) -> Iterator[tuple[ShardTask, SealedShard]]:
        """Yield every task once, in order, with what came of it."""
        waiting: deque[ShardTask] = deque()
        ahead = iter(tasks)
        deaths = 0
        while deaths < _MOST_DEATHS:
            try:
                for task, sealed in self._pooled(waiting, ahead):
                    deaths = 0
                    self.on_batch(sealed.tally)
                    yield task, sealed
            except BrokenProcessPool:
                deaths += 1
                tell("a worker process was killed; its shards are screened again")
            else:
                return
        raise OutputError(
            str(waiting[0].path),
            f"worker processes were killed {deaths} times over the same shards",
            mend="there may be too little memory: run again with fewer --workers",
        )

    def _pooled(
        self, waiting: deque[ShardTask], ahead: Iterator[ShardTask | None]
    ) -> Iterator[tuple[ShardTask, SealedShard]]:
        """Work through *waiting* and *ahead*; what is not done stays in *waiting*."""
        pool = ProcessPoolExecutor(
            self.settings.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_worker,
            initargs=(self.settings,),
        )
        try:
            results: deque[Future[SealedShard]] = deque(pool.submit(_work, one) for one in waiting)
            # One more than the workers, so that none of them waits for the next.
            most = self.settings.workers
            for task in ahead:
                if task is not None:
                    waiting.append(task.held())
                    results.append(pool.submit(_work, waiting[-1]))
                while len(waiting) > (most if task is not None else 0):
                    yield _next(waiting, results)
            while waiting:
                yield _next(waiting, results)
        finally:
            pool.shutdown(cancel_futures=True)


def _next(
    waiting: deque[ShardTask], results: deque[Future[SealedShard]]
) -> tuple[ShardTask, SealedShard]:
    sealed = results.popleft().result()
    return waiting.popleft(), sealed


_worker: LiveScreening | None = None


def _start_worker(settings: Settings) -> None:
    global _worker  # noqa: PLW0603  # a process of the pool holds one screening for its life
    # Ctrl-C reaches every process of the terminal; the one that records decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = live(settings)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(task: ShardTask) -> SealedShard:
    assert _worker is not None
    return screen_shard(task, _worker)
