"""A small Linsang, warmed up once, whose runs are processes that can be killed anywhere.

``python -m tests.batch.small`` takes a run a line on standard input, as JSON, makes a process
for it by a fork, and answers how it ended. A run that is to be killed counts what it does to
its files, and when the count is reached it gets a SIGKILL in the middle of it.
"""

from __future__ import annotations

import dataclasses
import errno
import functools
import itertools
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.object_store import CREDENTIALS

import linsang.batch.locks
import linsang.batch.workers
import linsang.compose
from linsang.batch import ScreeningRun
from linsang.batch.inputs import WatchedFolder
from linsang.batch.object_lock import ObjectLock
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import place_of
from linsang.connectors.problems import InputError, OutputError
from linsang.engine import Engine
from linsang.operations.screen import Screening
from linsang.reference.appendices import Appendices
from linsang.reference.taxonomy import Taxonomy
from linsang.settings import Settings
from linsang.testing.factories import a_term, a_vocabulary


def be_small() -> None:
    """Make every screening of this process a small one.

    For processes that do nothing else: whoever only imports this file, as a collection of
    doctests does, keeps the Linsang that is shipped.
    """
    taxonomy = Taxonomy.load()
    terms = [
        a_term("tiger", taxa="panthera-tigris"),
        a_term("tiger skin", "product", taxa="panthera-tigris", trade_term="SKI"),
        a_term("for sale", "offer"),
    ]
    engine = Engine(
        a_vocabulary(terms), taxonomy, Appendices.load(taxonomy), linsang.compose.detectors()
    )
    policy = linsang.compose.policy(Settings(), taxonomy)
    linsang.compose.engine = lambda *_, **__: engine
    linsang.compose.policy = lambda *_: policy


class Counted:
    """Counts what is done to files; at the *last* it dies, half-way through if it is a write.

    With *full_from* every later attempt to write fails, as on a disk that is full.
    """

    def __init__(self, last: int | None, full_from: int | None) -> None:
        self.events, self._last, self._full_from = 0, last, full_from

    def watch(self) -> None:
        """Stand before the calls of this process that change files."""
        for name in ("fsync", "unlink", "rename", "replace", "mkdir", "rmdir", "ftruncate"):
            setattr(os, name, self._before(getattr(os, name)))
        os.write = self._half_of(os.write)
        if self._full_from is not None:
            for name in ("fsync", "mkdir"):
                setattr(os, name, self._while_there_is_room(getattr(os, name)))
            os.write = self._while_there_is_room(os.write)
        for name in ("writer", "write_bytes", "unlink"):
            setattr(ObjectPath, name, self._before(getattr(ObjectPath, name)))
        if self._full_from is not None:
            for name in ("writer", "write_bytes"):
                setattr(ObjectPath, name, self._while_there_is_room(getattr(ObjectPath, name)))
        ObjectPath.replace = self._half_a_move(ObjectPath.replace)  # type: ignore[method-assign] # a run that is counted
        real_open = os.open
        os.open = lambda path, flags, *more, **how: (
            self._before(real_open) if flags & (os.O_CREAT | os.O_WRONLY) else real_open
        )(path, flags, *more, **how)

    def _before(self, call: Any) -> Any:
        def counted(*arguments: Any, **how: Any) -> Any:
            if self._is_last():
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **how)

        return counted

    def _while_there_is_room(self, call: Any) -> Any:
        def refused(*arguments: Any, **how: Any) -> Any:
            if self._full_from is not None and self.events >= self._full_from:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*arguments, **how)

        return refused

    def _half_of(self, write: Any) -> Any:
        def counted(handle: int, data: Any) -> int:
            if self._is_last():
                write(handle, bytes(data)[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            done: int = write(handle, data)
            return done

        return counted

    def _half_a_move(self, replace: Any) -> Any:
        def counted(path: ObjectPath, target: ObjectPath) -> None:
            if self._is_last():
                target.write_bytes(path.read_bytes())
                os.kill(os.getpid(), signal.SIGKILL)
            replace(path, target)

        return counted

    def _is_last(self) -> bool:
        self.events += 1
        return self.events == self._last


def screened(asked: dict[str, Any]) -> dict[str, Any]:
    """Do one run and say what it came to."""
    counted = Counted(asked.get("kill_at"), asked.get("full_from"))
    settings = Settings(
        batch_rows=asked["batch_rows"],
        shard_rows=asked["shard_rows"],
        s3_endpoint=asked.get("endpoint"),
    )
    if "endpoint" in asked:
        os.environ.update(CREDENTIALS)
        # What a run waits for is another machine, and there is none.
        vars(linsang.batch.locks)["ObjectLock"] = functools.partial(ObjectLock, settle=0.0)
    looks = asked.get("looks", 0)

    def pause() -> bool:
        nonlocal looks
        looks -= 1
        return bool(looks > 0)

    if "now" in asked:
        days = itertools.count()
        # Each look at the clock is a day and a half later than the one before.
        _set_clock(lambda: datetime.fromisoformat(asked["now"]) + timedelta(hours=36 * next(days)))
    if "most_bytes" in asked:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["most_bytes"],) * 2)
    counted.watch()
    try:
        watched = None
        if "watch" in asked:
            watched = WatchedFolder(place_of(asked["watch"], settings.s3_endpoint), pause)
        summary = ScreeningRun(
            inputs=tuple(asked.get("inputs", ())),
            watched=watched,
            out=asked["out"],
            settings=settings,
            kind=asked.get("kind", "parquet"),
            fresh=asked.get("fresh", False),
        ).run()
    except (InputError, OutputError) as error:
        return {"error": str(error), "events": counted.events}
    return {
        "rows": summary.rows,
        "rejected": summary.rejected,
        "earlier": summary.earlier_rows,
        "problems": [str(problem) for problem in summary.problems],
        "events": counted.events,
    }


def _set_clock(clock: Callable[[], datetime]) -> None:
    def compose(*some: Any, **how: Any) -> Screening:
        return dataclasses.replace(linsang.compose.compose(*some, **how), clock=clock)

    linsang.batch.workers.compose = compose  # type: ignore[attr-defined] # it is imported there


def _forked(asked: dict[str, Any]) -> dict[str, Any]:
    """The same in a process of its own."""
    out, into = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(out)
        answer = {"fault": "an exception"}
        try:
            answer = screened(asked)
        finally:
            with os.fdopen(into, "w") as pipe:
                json.dump(answer, pipe)
            os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return {"killed": os.WTERMSIG(status)}
    answered: dict[str, Any] = json.loads(said)
    return answered


def main() -> None:
    """Answer every line by a line."""
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), flush=True)  # noqa: T201  # its answer


# The workers of a run import this file too, under the second name, and are to be as small.
if __name__ in ("__main__", "__mp_main__"):
    be_small()
if __name__ == "__main__":
    main()
