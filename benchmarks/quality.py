"""How well Linsang does: on blind sets of listings and of queries, on others' titles and posts."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linsang.engine import Engine
from linsang.learning.average_precision import average_precision
from linsang.learning.operating_point import Ranking
from linsang.learning.rate import wilson
from linsang.model.decision import Outcome
from linsang.operations.intervene import SearchBox
from linsang.operations.screen import Screening
from linsang.plugins import ListingBatch

HARD = Path(__file__).resolve().parents[1] / "tests" / "quality" / "hard"
FRESH = HARD.parent / "fresh" / "hard"
QUERIES = HARD.parent / "fresh" / "queries"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
LEAST_ROWS_FOR_A_RATE = 3000


def hard_rows(folder: Path = HARD) -> Iterator[dict[str, Any]]:
    """The blind hard set, one listing at a time; invented, written from the labelling guide."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def positives(screening: Screening, rows: list[dict[str, Any]]) -> list[bool]:
    """For each row, whether its outcome is not *no_action*."""
    batch = ListingBatch.of(
        {
            "id": [str(number) for number in range(len(rows))],
            "title": [row["title"] for row in rows],
            "description": [row.get("description") or "" for row in rows],
        }
    )
    acted = {
        one.row
        for one in screening.screen(batch).decided
        if one.decision.outcome is not Outcome.NO_ACTION
    }
    return [number in acted for number in range(len(rows))]


def hard_set(screening: Screening, folder: Path = HARD) -> dict[str, Any]:
    """Precision, recall and F1 of the outcome, whole and by language and kind, with counts."""
    rows = list(hard_rows(folder))
    said = positives(screening, rows)
    return {
        "all": _counts(zip(rows, said, strict=True)),
        "languages": {
            language: _counts(
                (row, one)
                for row, one in zip(rows, said, strict=True)
                if row["language"] == language
            )
            for language in sorted({row["language"] for row in rows})
        },
        "kinds": _kinds(rows, said),
    }


def _counts(pairs: Iterable[tuple[dict[str, Any], bool]]) -> dict[str, Any]:
    tally = Counter((bool(row["prohibited"]), said) for row, said in pairs)
    hits, missed, alarms = tally[True, True], tally[True, False], tally[False, True]
    precision = hits / (hits + alarms) if hits + alarms else None
    recall = hits / (hits + missed) if hits + missed else None
    return {
        "found": hits,
        "missed": missed,
        "false_alarms": alarms,
        "rightly_let_go": tally[False, False],
        "precision": precision,
        "recall": recall,
        "recall_interval": wilson(hits, hits + missed),
        "f1": 2 * hits / (2 * hits + missed + alarms) if hits + missed + alarms else None,
    }


def _kinds(rows: list[dict[str, Any]], said: list[bool]) -> dict[str, dict[str, int]]:
    kinds: dict[str, dict[str, int]] = {}
    for row, one in zip(rows, said, strict=True):
        name = f"{'prohibited' if row['prohibited'] else 'allowed'}: {row['kind']}"
        kind = kinds.setdefault(name, {"rows": 0, "acted_on": 0})
        kind["rows"] += 1
        kind["acted_on"] += one
    return dict(sorted(kinds.items()))


def held_back(text: str) -> bool:
    """Whether an ordinary title is in the half that nobody looks at while tuning."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def ordinary_titles(screening: Screening, path: Path | None = None) -> dict[str, Any] | None:
    """False alarms on the half of the ordinary titles that was held back; None without them."""
    path = path or SHARED / "ordinary_titles_dev.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            {"title": row["text"], "language": row["lang"]}
            for row in csv.DictReader(stream)
            if held_back(row["text"])
        ]
    said = positives(screening, rows)
    found: dict[str, Any] = {}
    for language in (*sorted({row["language"] for row in rows}), "all"):
        own = [
            one for row, one in zip(rows, said, strict=True) if language in ("all", row["language"])
        ]
        alarms = sum(own)
        found[language] = {"rows": len(own), "flagged": alarms}
        if len(own) >= LEAST_ROWS_FOR_A_RATE:
            found[language]["interval_per_1000"] = [1000 * end for end in wilson(alarms, len(own))]
    return found


def ivory_posts(screening: Screening, path: Path | None = None) -> dict[str, Any] | None:
    """How well `prohibited` orders public posts, some of which sell ivory; None without them.

    One block: nearly all positives are of one group of accounts.
    """
    path = path or SHARED / "wlt_osn_dev.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found: dict[str, Any] = {}
    for name, held in (("looked at while tuning", False), ("held back", True)):
        own = [row for row in rows if held_back(row["tweet_text_cleaned"]) is held]
        batch = ListingBatch.of(
            {
                "id": [str(number) for number in range(len(own))],
                "title": [""] * len(own),
                "description": [row["tweet_text_cleaned"] for row in own],
            }
        )
        decided = screening.screen(batch, look_at_all=True).decided
        scores = [one.assessment.prohibited for one in decided]
        labels = [row["label"] == "1" for row in own]
        acted = [one.decision.outcome is not Outcome.NO_ACTION for one in decided]
        tally = Counter(zip(labels, acted, strict=True))
        found[name] = {
            "posts": len(own),
            "selling_ivory": sum(labels),
            "found": tally[True, True],
            "false_alarms": tally[False, True],
            "average_precision": average_precision(Ranking.of(scores, labels)).as_json(),
        }
    return found


def queries(engine: Engine, folder: Path = QUERIES) -> dict[str, dict[str, int]]:
    """By language, how many queries that deserve a message get one, and how many others do."""
    box = SearchBox(engine)
    today = datetime.now(UTC).date()
    found: dict[str, Counter[str]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            told = box.answer(row["query"], on=today).action.value != "results"
            label = "sought" if row["sought"] else "innocent"
            for name in (row["language"], "all"):
                tally = found.setdefault(name, Counter())
                tally[label] += 1
                tally[f"{label}_told"] += told
    return {name: dict(found[name]) for name in sorted(found)}
