"""How fast a search box answers, and how often it is right, on query files.

    python -m benchmarks.intervene [--profile] FILE...

Each line of a file is {"query", "language", "label": "message" | "results"}. Without a file
the committed forty are used. Figures come with their counts.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from linsang.compose import engine
from linsang.operations.intervene import SearchBox
from linsang.settings import Settings

HELD_OUT: Final = Path(__file__).parent / "queries" / "held_out.jsonl"
REPEATS: Final = 5


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    args = parser.parse_args(arguments)
    rows = [
        json.loads(line)
        for path in args.files or [HELD_OUT]
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    started = time.perf_counter()
    box = SearchBox(engine(Settings()))
    box.prepare()
    print(f"prepared in {time.perf_counter() - started:.1f} s")
    print(_quality(box, rows))
    if args.profile:
        with cProfile.Profile() as profile:
            _times(box, rows, time.perf_counter)
        pstats.Stats(profile).sort_stats("tottime").print_stats(18)
    for clock in (time.perf_counter, time.thread_time):
        print(f"{clock.__name__}: {_speed(_times(box, rows, clock))}")


def _quality(box: SearchBox, rows: list[dict[str, str]]) -> str:
    """A line for each language, and one for all: caught and bothered, with counts."""
    today = datetime.now(UTC).date()
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        action = box.answer(row["query"], on=today).action.value
        for language in (row["language"], "all"):
            counts[language, row["label"], action] += 1
    lines = []
    for language in [*sorted({row["language"] for row in rows}), "all"]:
        wanted, innocent = (
            {action: counts[language, label, action] for action in ("message", "banner", "results")}
            for label in ("message", "results")
        )
        lines.append(
            f"{language:8} message for {wanted['message']} of {sum(wanted.values())} sought"
            f" (banner {wanted['banner']}); innocent {sum(innocent.values())}:"
            f" message {innocent['message']}, banner {innocent['banner']}"
        )
    return "\n".join(lines)


def _times(box: SearchBox, rows: list[dict[str, str]], clock: Callable[[], float]) -> list[float]:
    """Each answer's time; the thread's own clock leaves out what other processes took."""
    today = datetime.now(UTC).date()
    times = []
    for _ in range(REPEATS):
        for row in rows:
            started = clock()
            box.answer(row["query"], on=today)
            times.append(clock() - started)
    return sorted(times)


def _speed(times: list[float]) -> str:
    def at(share: float) -> float:
        return 1000 * times[min(len(times) - 1, int(len(times) * share))]

    return (
        f"{len(times)} answers: median {at(0.5):.2f} ms, p95 {at(0.95):.2f} ms,"
        f" p99 {at(0.99):.2f} ms, slowest {at(1):.2f} ms"
    )


if __name__ == "__main__":
    main()
