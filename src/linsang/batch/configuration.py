"""What decides how rows are judged and laid out, in words that can be compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

import linsang
from linsang.batch.part import Columns
from linsang.operations.result_rows import RESULT_SCHEMA_VERSION
from linsang.operations.screen import Screening
from linsang.scores import model_version

# These decide where a row is written and not what is said of it.
_LAYOUT: Final = ("written as", "shard_rows", "engine")


def configuration(
    screening: Screening, columns: Columns, *, shard_rows: int, ending: str, engine: str
) -> dict[str, str]:
    """Everything that one run must keep the same until its end, restarts and all."""
    return {
        "linsang": linsang.__version__,
        "results": RESULT_SCHEMA_VERSION,
        "policy": f"{screening.policy.label} {screening.policy.text_digest}",
        "reference": screening.engine.reference_version,
        "model": model_version(),
        "jurisdictions": " ".join(sorted(screening.jurisdictions)),
        "audit rate": str(screening.audit_rate),
        "columns": " ".join(f"{ours}={theirs}" for ours, theirs in columns.map),
        "carried": " ".join(columns.carry),
        "batch_rows": str(columns.batch_rows),
        "shard_rows": str(shard_rows),
        "written as": ending,
        "engine": engine,  # on a cluster a text file is one shard
    }


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What differs, in words; nothing if nothing does.

    >>> changed({"policy": "eu 1", "model": "3"}, {"policy": "eu 2", "model": "3"})
    "policy was 'eu 1' and is 'eu 2'"
    """
    names = dict.fromkeys([*before, *now])
    return ", ".join(
        f"{name} was {before.get(name, '')!r} and is {now.get(name, '')!r}"
        for name in names
        if before.get(name) != now.get(name)
    )


def run_name(configured: Mapping[str, str], *what: str) -> str:
    """What starts the ids of decisions: the same rows judged the same way, the same ids.

    *what* names the rows and the day by whose rules they are judged.
    """
    judged = {name: said for name, said in configured.items() if name not in _LAYOUT}
    whole = json.dumps([judged, *what], sort_keys=True).encode()
    return f"d-{hashlib.sha256(whole).hexdigest()[:16]}"
