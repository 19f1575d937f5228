"""What size costs: memory over many rows, workers, kills, and a cluster beside this machine.

Every run is a process of its own, started cold, as somebody at a terminal would have it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from benchmarks.ordinary_mix import write_parquet
from benchmarks.speed import _cache

ROOT: Final = Path(__file__).resolve().parent.parent
# Where `make test-cluster` keeps Ray.
CLUSTER_PYTHON: Final = ROOT / ".venv-cluster" / "bin" / "python"
_DISTINCT: Final = 100_000
_SHARDS: Final = 40
_KILLS: Final = 3

_RUN: Final = """
import json, re, sys
from pathlib import Path
from linsang.batch import ScreeningRun
from linsang.settings import Settings

if __name__ == "__main__":
    source, out, cache, workers, shard_rows, engine = sys.argv[1:]
    settings = Settings(cache_dir=Path(cache), workers=int(workers), shard_rows=int(shard_rows))
    run = ScreeningRun(inputs=(source,), out=out, settings=settings, engine=engine)
    summary = run.run(on_shard=lambda shard: print("shard", shard.index, flush=True))
    # getrusage would count the parent's memory too, from before the exec.
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status).group(1)) / 1024
    print(json.dumps({
        "rows": summary.rows, "earlier": summary.earlier_rows, "seconds": summary.seconds,
        "peak_megabytes": peak,
    }), flush=True)
"""


def measure(rows: int) -> dict[str, Any]:
    """Everything on the page: memory on *rows*, and the ratios on a tenth of them."""
    with tempfile.TemporaryDirectory() as name:
        bench = _Bench(Path(name), rows // 10)
        whole, tenth = bench.folder / "whole.parquet", bench.folder / "tenth.parquet"
        distinct = min(_DISTINCT, rows // 10)
        bench.write(tenth, distinct, rows // 10)
        bench.write(whole, distinct, rows)
        one = bench.run(tenth, "one")
        two = bench.run(tenth, "two", workers=2)
        return {
            "rows": rows,
            "tenth": rows // 10,
            "shard_rows": bench.shard_rows,
            "one_worker": one,
            "two_workers_over_one": two["rate"] / one["rate"],
            "kills": bench.killed(tenth, undisturbed=one),
            "cluster": bench.cluster(tenth),
            "whole": bench.run(whole, "whole"),
        }


class _Bench:
    """Runs in a folder, with shards so small that a tenth of the rows makes forty of them."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder, self.shard_rows = folder, max(100, rows // _SHARDS)
        self._script = folder / "run.py"
        self._script.write_text(_RUN, "utf-8")

    def write(self, path: Path, distinct: int, rows: int) -> None:
        """Invented listings; where they are many the same come again, which no part remembers."""
        source = self.folder / "distinct.parquet"
        if not source.is_file():
            write_parquet(source, distinct)
        table = pq.read_table(source)
        with pq.ParquetWriter(path, table.schema) as writer:
            for _ in range(-(-rows // distinct)):
                writer.write_table(table, row_group_size=self.shard_rows)

    def run(
        self,
        source: Path,
        out: str,
        *,
        workers: int = 1,
        engine: str = "local",
        python: str = sys.executable,
    ) -> dict[str, Any]:
        """One run from start to end, with its wall time."""
        started = time.perf_counter()
        done = subprocess.run(
            self._command(source, out, workers, engine, python),
            capture_output=True,
            text=True,
            check=False,
        )
        wall = time.perf_counter() - started
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return {**told, "wall_seconds": wall, "rate": told["rows"] / told["seconds"]}

    def killed(self, source: Path, *, undisturbed: dict[str, Any]) -> dict[str, Any]:
        """The same run killed three times, a quarter further each, and then let go on."""
        wall = 0.0
        for _ in range(_KILLS):
            started = time.perf_counter()
            with subprocess.Popen(
                self._command(source, "killed", 1, "local", sys.executable),
                stdout=subprocess.PIPE,
                text=True,
            ) as process:
                assert process.stdout is not None
                for _, _ in zip(range(_SHARDS // (_KILLS + 1)), process.stdout, strict=False):
                    pass
                process.kill()
            wall += time.perf_counter() - started
        last = self.run(source, "killed")
        wall += last["wall_seconds"]
        return {
            "kills": _KILLS,
            "rows": last["rows"],
            "decisions": self._decisions("killed"),
            "screened_before_the_last": last["earlier"],
            "wall_seconds": wall,
            "undisturbed_wall_seconds": undisturbed["wall_seconds"],
            "seconds_a_kill": (wall - undisturbed["wall_seconds"]) / _KILLS,
        }

    def cluster(self, source: Path) -> dict[str, Any] | None:
        """Ray against this machine's own processes, two workers each, in Ray's environment."""
        if not CLUSTER_PYTHON.is_file():
            return None
        python = str(CLUSTER_PYTHON)
        local = self.run(source, "beside-ray", workers=2, python=python)
        ray = self.run(source, "ray", workers=2, engine="ray", python=python)
        return {
            "local_rate": local["rate"],
            "ray_rate": ray["rate"],
            "ray_over_local": ray["rate"] / local["rate"],
            "rows": ray["rows"],
            "decisions": self._decisions("ray"),
        }

    def _decisions(self, out: str) -> int:
        """How many decisions there are; each row has its own."""
        table = pq.read_table(self.folder / out, columns=["decision_id"])
        return len(table.column("decision_id").unique())

    def _command(self, source: Path, out: str, workers: int, engine: str, python: str) -> list[str]:
        said = (source, f"{self.folder / out}/", _cache(), workers, self.shard_rows, engine)
        return [python, str(self._script), *map(str, said)]


def page(found: dict[str, Any]) -> str:
    """The figures as people read them."""
    one, whole, kills, cluster = (
        found[name] for name in ("one_worker", "whole", "kills", "cluster")
    )
    ray = (
        "Ray was not measured: `make test-cluster` installs it."
        if cluster is None
        else f"Ray on this machine alone, two workers, against two processes without it: "
        f"{cluster['ray_over_local']:.2f} times as many rows a second "
        f"({cluster['rows']:,} rows, {cluster['decisions']:,} decisions)."
    )
    return f"""# Size

Made by `python -m benchmarks size --rows {found["rows"]}`, Parquet to a folder of Parquet, on
listings that `ordinary_mix.py` invents; beyond {_DISTINCT:,} the same come again. Ratios are of
{found["tenth"]:,} rows in shards of {found["shard_rows"]:,}. Every run is a process started cold.

| what | figure |
| --- | --- |
| {whole["rows"]:,} rows, one worker | {whole["rate"]:,.0f} rows/s, {whole["peak_megabytes"]:,.0f} MB at the peak |
| {one["rows"]:,} rows, one worker | {one["rate"]:,.0f} rows/s, {one["peak_megabytes"]:,.0f} MB at the peak |
| memory, ten times the rows over one | {whole["peak_megabytes"] / one["peak_megabytes"]:.2f} |
| two workers over one | {found["two_workers_over_one"]:.2f} |
| killed {kills["kills"]} times and run to its end | {kills["wall_seconds"]:,.0f} s, undisturbed {kills["undisturbed_wall_seconds"]:,.0f} s: {kills["seconds_a_kill"]:.1f} s a kill, starting included |
| rows after the kills, and decisions | {kills["rows"]:,}, {kills["decisions"]:,} |

{ray}
"""
