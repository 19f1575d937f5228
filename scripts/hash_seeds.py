"""Run the golden tests under three hash seeds: what people read has a stated order."""

from __future__ import annotations

import os
import subprocess
import sys

SEEDS = ("1", "2", "3")


def main() -> int:
    """Return the first exit code that is not success."""
    for seed in SEEDS:
        finished = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:randomly"),
                *("-p", "no:cacheprovider", "-m", "golden", "tests"),
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if finished.returncode != 0:
            print(finished.stdout)
            print(f"golden files differ under PYTHONHASHSEED={seed}")
            return finished.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
