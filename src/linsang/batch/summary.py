"""What rows came to, in counts: of a batch, of a shard, of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from linsang.connectors.places import FilePath
from linsang.connectors.problems import FileProblem
from linsang.model.decision import Outcome

# A seller may claim any language; what the record keeps of a shard stays small.
_MOST_LANGUAGES: Final = 64
_LONGEST_TAG: Final = 35


class Tally(msgspec.Struct, omit_defaults=True):
    """The counts of some rows; the record keeps one for each shard."""

    rows: int = 0
    rejected: int = 0
    looked_at: int = 0
    incomplete: int = 0
    outcomes: dict[str, int] = {}
    taxa: dict[str, int] = {}
    languages: dict[str, int] = {}

    def add(self, other: Tally) -> None:
        """Take in the counts of further rows."""
        self.rows += other.rows
        self.rejected += other.rejected
        self.looked_at += other.looked_at
        self.incomplete += other.incomplete
        for mine, theirs in (
            (self.outcomes, other.outcomes),
            (self.taxa, other.taxa),
            (self.languages, other.languages),
        ):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count


def tally(rows: pa.RecordBatch, *, rejected: int, looked_at: int) -> Tally:
    """Count the result *rows* of one batch."""
    acted = rows.filter(pc.not_equal(rows.column("outcome"), Outcome.NO_ACTION.value))
    return Tally(
        rows=rows.num_rows,
        rejected=rejected,
        looked_at=looked_at,
        incomplete=pc.sum(pc.invert(rows.column("complete"))).as_py() or 0,
        outcomes=_counted(rows.column("outcome")),
        taxa=dict(Counter(name for taxa in acted.column("taxa").to_pylist() for name in taxa)),
        languages=_languages(rows.column("language")),
    )


def _counted(column: pa.Array) -> dict[str, int]:
    return {one["values"]: one["counts"] for one in pc.value_counts(column).to_pylist()}


def _languages(column: pa.Array) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for name, count in _counted(column).items():
        counts[name if name and len(name) <= _LONGEST_TAG else "unknown"] += count
    kept = dict(counts.most_common(_MOST_LANGUAGES))
    if rest := counts.total() - sum(kept.values()):
        kept["others"] = rest
    return kept


@dataclass(slots=True)
class RunSummary:
    """What a run came to, in counts; *earlier_rows* were recorded before it began."""

    rows: int = 0
    rejected: int = 0
    looked_at: int = 0
    incomplete: int = 0
    seconds: float = 0.0
    total_rows: int | None = None
    earlier_rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    taxa: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    problems: list[FileProblem] = field(default_factory=list)
    out: FilePath | None = None
    rejected_path: FilePath | None = None

    @property
    def lost_rows(self) -> bool:
        """Whether rows of some file could not be read at all."""
        return any(problem.lost_rows for problem in self.problems)

    def add(self, counts: Tally) -> None:
        """Take in the counts of further rows."""
        self.rows += counts.rows
        self.rejected += counts.rejected
        self.looked_at += counts.looked_at
        self.incomplete += counts.incomplete
        self.outcomes.update(counts.outcomes)
        self.taxa.update(counts.taxa)
        self.languages.update(counts.languages)
