"""How fast `screen` is, beside what a bare automaton does with the same texts in the same run."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.ordinary_mix import write_parquet
from linsang.compose import compose
from linsang.connectors.files import FileSource
from linsang.operations.result_rows import result_rows
from linsang.settings import Settings
from linsang.text.matcher import Matcher


def measure(rows: int, *, large_rows: int = 0) -> dict[str, Any]:
    """Rates on *rows* invented listings, in rows a second; memory on *large_rows*, if any."""
    with tempfile.TemporaryDirectory() as folder:
        mix = Path(folder) / "mix.parquet"
        write_parquet(mix, rows)
        found: dict[str, Any] = {"rows": rows, **_shape(mix)}
        found["automaton_alone_per_second"] = _automaton_alone(mix, rows)
        found["stages_us_per_row"] = _stages(mix, rows)
        for workers in (1, 2):
            run = _screened(mix, Path(folder) / f"out{workers}.parquet", workers)
            found[f"workers_{workers}_per_second"] = run["rate"]
            found[f"workers_{workers}_peak_megabytes"] = run["peak_megabytes"]
            found["looked_at_share"] = run["looked_at"] / rows
        alone, one = found["automaton_alone_per_second"], found["workers_1_per_second"]
        found["share_of_automaton_alone"] = one / alone
        found["two_workers_over_one"] = found["workers_2_per_second"] / one
        if large_rows:
            large = Path(folder) / "large.parquet"
            _repeat(mix, large, rows, large_rows)
            run = _screened(large, Path(folder) / "large-out.parquet", 1)
            found["large"] = {"rows": large_rows, **run}
    return found


def _shape(mix: Path) -> dict[str, Any]:
    table = pq.read_table(mix, columns=["title", "description"])
    texts = [
        f"{title} {text}"
        for title, text in zip(
            table.column("title").to_pylist(), table.column("description").to_pylist(), strict=True
        )
    ]
    return {
        "mean_characters": float(np.mean([len(text) for text in texts])),
        "distinct_share": len(set(texts)) / len(texts),
    }


def _automaton_alone(mix: Path, rows: int) -> float:
    """`find_overlapping` with the patterns of triage, text by text, and nothing else."""
    screening = compose(Settings(cache_dir=_cache()))
    patterns = screening.engine.vocabulary.triage.texts
    automaton = Matcher(patterns).automaton
    texts = [
        text
        for batch in FileSource([mix]).batches()
        for text in batch.table.column("description").to_pylist()
    ]
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        for text in texts:
            automaton.find_overlapping(text)
        best = max(best, rows / (time.perf_counter() - started))
    return best


def _stages(mix: Path, rows: int) -> dict[str, float]:
    """Where the time goes, each stage over all batches, in microseconds a row."""
    screening = compose(Settings(cache_dir=_cache()), many=True)
    engine = screening.engine
    spent: dict[str, float] = {"read": 0.0, "triage": 0.0, "all of screen": 0.0, "rows out": 0.0}
    started = time.perf_counter()
    batches = list(FileSource([mix]).batches())
    spent["read"] = time.perf_counter() - started
    screening.screen(batches[0])  # machine code is loaded at the first use
    for batch in batches:
        started = time.perf_counter()
        engine.triage(batch)
        spent["triage"] += time.perf_counter() - started
        started = time.perf_counter()
        screened = screening.screen(batch)
        spent["all of screen"] += time.perf_counter() - started
        started = time.perf_counter()
        result_rows(
            screened,
            reference_version=engine.reference_version,
            policy_version=screening.policy.label,
            taxonomy=engine.taxonomy,
        )
        spent["rows out"] += time.perf_counter() - started
    return {name: 1e6 * seconds / rows for name, seconds in spent.items()}


_SCREEN = """
import json, re, sys
from pathlib import Path
from linsang.batch import ScreeningRun
from linsang.settings import Settings
if __name__ == "__main__":
    mix, out, cache, workers = sys.argv[1:]
    settings = Settings(cache_dir=Path(cache), workers=int(workers))
    summary = ScreeningRun(inputs=(mix,), out=Path(out), settings=settings).run()
    # getrusage would count the parent's memory too, from before the exec.
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status).group(1)) / 1024
    print(json.dumps({
        "rate": summary.rows / summary.seconds, "seconds": summary.seconds,
        "looked_at": summary.looked_at, "peak_megabytes": peak,
    }))
"""


def _screened(mix: Path, out: Path, workers: int) -> dict[str, Any]:
    """One whole run in a process of its own."""
    script = out.with_suffix(".py")
    script.write_text(_SCREEN, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(mix), str(out), str(_cache()), str(workers)],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _repeat(source: Path, target: Path, rows: int, wanted: int) -> None:
    """The same rows again and again: for memory, where it does not matter what they say."""
    table = pq.read_table(source)
    with pq.ParquetWriter(target, table.schema) as writer:
        for _ in range(-(-wanted // rows)):
            writer.write_table(table, row_group_size=50_000)


def _cache() -> Path:
    return Path(tempfile.gettempdir()) / f"linsang-bench-{resource.getpagesize()}"
