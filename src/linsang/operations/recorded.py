"""A listing as it was judged before: what was found in it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linsang.model.assessment import Assessment
from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId
from linsang.store.record import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """By what a listing was judged."""

    engine: str
    reference: str
    policy: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One judgement, from a result file or a ledger, that can be made again.

    *assessment* is None where nobody looked closely, and after an erasure. Of the listings
    that went free, those in the audit sample were drawn by chance, at *audit_rate*.
    """

    decision_id: DecisionId
    listing_id: ListingId
    platform: str
    language: str
    outcome: Outcome
    rules: tuple[str, ...]
    versions: Versions
    assessment: Assessment | None = None
    seller: str | None = None
    decided_at: datetime | None = None
    posted_at: datetime | None = None
    in_audit_sample: bool = False
    audit_rate: float | None = None

    @property
    def reference(self) -> str:
        """The listing's id as the platform has it."""
        return (
            self.listing_id.removeprefix(f"{self.platform}:") if self.platform else self.listing_id
        )


def recorded_entry(entry: Entry) -> Recorded:
    """A ledger's entry."""
    record, decision = entry.record, entry.decision
    seller = record.listing.seller if record.listing else None
    return Recorded(
        decision_id=decision.id,
        listing_id=decision.listing_id,
        platform=record.platform,
        language=record.language,
        outcome=decision.outcome,
        rules=decision.rules,
        versions=Versions(
            engine=entry.engine_version,
            reference=entry.reference_version,
            policy=decision.policy_version,
            model=entry.model_version,
        ),
        assessment=record.assessment,
        seller=seller.digest if seller else None,
        decided_at=decision.decided_at,
        posted_at=record.listing.posted_at if record.listing else None,
        in_audit_sample=record.in_audit_sample,
        audit_rate=record.audit_rate,
    )
