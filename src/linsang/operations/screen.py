"""The straight path: triage, assess and decide one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from linsang.engine import Engine
from linsang.model.assessment import Assessment
from linsang.model.decision import Decision, DecisionId
from linsang.model.listing import Listing
from linsang.operations.audit import audit_sample
from linsang.plugins import ListingBatch
from linsang.policy.decide import decide
from linsang.policy.rules import Policy
from linsang.scores import LEAST
from linsang.triage import Triaged

if TYPE_CHECKING:
    from linsang.image.look import Look


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Decided:
    """A listing that was looked at, with what was found and what was decided."""

    row: int
    listing: Listing
    assessment: Assessment
    decision: Decision


@dataclass(frozen=True, slots=True)
class ScreenedBatch:
    """What became of a batch: every row not in *decided* is clear."""

    batch: ListingBatch
    triaged: Triaged
    decided: tuple[Decided, ...]
    decided_at: datetime
    run: str

    def decision_id(self, row: int) -> DecisionId:
        """The id of the decision on one row: the run, and the row's place after its batch's first."""
        return DecisionId(f"{self.run}-{self.batch.first_row + row}")

    def languages(self) -> pa.Array:
        """The language of each row: as claimed, else as guessed."""
        guessed = list(self.triaged.languages)
        for one in self.decided:
            guessed[one.row] = one.assessment.language
        claimed = self.batch.table.column("language")
        return pc.coalesce(claimed, pa.array(guessed, pa.string()))


def _tells(looks: Sequence[Look]) -> bool:
    """Whether pictures show something, or somebody could not look."""
    return any(look.sightings or look.unread for look in looks)


@dataclass(frozen=True)
class Screening:
    """Everything that it takes to turn rows into decisions.

    The clock is an argument, so that the same rows under the same policy on the same day
    give the same answer in a test, in a request and on a cluster.
    """

    engine: Engine
    policy: Policy
    jurisdictions: frozenset[str] = frozenset()
    clock: Callable[[], datetime] = field(default=_now)
    audit_rate: float | None = None  # None: nothing is recorded, so nothing is drawn

    def screen(
        self, batch: ListingBatch, *, run: str = "d", look_at_all: bool = False
    ) -> ScreenedBatch:
        """Triage, assess and decide one batch. *run* starts every decision's id.

        With *look_at_all* nothing is cleared unseen: whoever asks about one text gets the
        language and the near misses too.
        """
        now = self.clock()
        triaged = self.engine.triage(batch)
        holds = frozenset(triaged.look_closer.tolist())
        seen = self.engine.look(batch, triaged)
        if look_at_all:
            triaged = Triaged.everything(len(batch))
        rows = triaged.look_closer.tolist()
        if self.audit_rate:
            rows = sorted({*rows, *audit_sample(run, len(batch), self.audit_rate).tolist()})
        if telling := [row for row, looks in seen.items() if _tells(looks)]:
            rows = sorted({*rows, *telling})
        listings = batch.listings(rows)
        held = {place for place, row in enumerate(rows) if row in holds}
        looks = {place: seen[row] for place, row in enumerate(rows) if row in seen}
        assessments = self.engine.assess(listings, on=now.date(), held=held, looks=looks)
        if not look_at_all:
            # Drawn by chance or for its pictures: its words had been cleared, and score so.
            assessments = [
                one if place in held else replace(one, wildlife=LEAST, prohibited=LEAST)
                for place, one in enumerate(assessments)
            ]
        screened = ScreenedBatch(batch, triaged, (), now, run)
        decided = tuple(
            Decided(
                row,
                listing,
                assessment,
                decide(
                    assessment,
                    self.policy,
                    self.engine.appendices,
                    self.engine.taxonomy,
                    decision_id=screened.decision_id(row),
                    now=now,
                    jurisdictions=self.jurisdictions,
                ),
            )
            for row, listing, assessment in zip(rows, listings, assessments, strict=True)
        )
        return ScreenedBatch(batch, triaged, decided, now, run)
