"""A screened batch as the ledger keeps it: what was not let go, a random few that were, and counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

import linsang
from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId, listing_id
from linsang.operations.audit import audit_sample
from linsang.operations.screen import ScreenedBatch, Screening
from linsang.scores import model_version
from linsang.store.record import Count, Record, Shard, counted_language


@dataclass(frozen=True, slots=True)
class Recording:
    """What `Ledger.record_many` takes: the records, and the shard that they are of."""

    records: tuple[Record, ...]
    shard: Shard


def recording(screening: Screening, screened: ScreenedBatch, *, run: str) -> Recording | None:
    """What to record of one batch, or None where nothing is; the batch's name is the shard's key.

    Every listing with another outcome than `no_action` is kept, and of the others those that
    the audit sample drew; all are counted.
    """
    audit_rate = screening.audit_rate
    if audit_rate is None:
        return None
    drawn = set(audit_sample(screened.run, len(screened.batch), audit_rate).tolist())
    records = tuple(
        Record(
            decision=one.decision,
            platform=one.listing.platform,
            language=counted_language(one.assessment.language),
            audit_rate=audit_rate,
            in_audit_sample=one.decision.outcome is Outcome.NO_ACTION,
            listing=one.listing,
            assessment=one.assessment,
        )
        for one in screened.decided
        if one.decision.outcome is not Outcome.NO_ACTION or one.row in drawn
    )
    kept = {record.decision.id for record in records}
    return Recording(
        records,
        Shard(
            key=screened.run,
            run=run,
            decided_at=screened.decided_at,
            audit_rate=audit_rate,
            policy_version=screening.policy.label,
            reference_version=screening.engine.reference_version,
            model_version=model_version(),
            engine_version=linsang.__version__,
            counts=_counts(screened),
            rejected=len(screened.batch.rejected),
            cleared=_cleared(screened, kept),
        ),
    )


def _counts(screened: ScreenedBatch) -> tuple[Count, ...]:
    outcomes = np.full(len(screened.batch), Outcome.NO_ACTION.value, dtype=object)
    for one in screened.decided:
        outcomes[one.row] = one.decision.outcome.value
    table = pa.table(
        {
            "platform": screened.batch.table.column("platform"),
            "language": screened.languages(),
            "outcome": pa.array(outcomes, pa.string()),
        }
    )
    counter: Counter[tuple[str, str, str]] = Counter()
    for group in table.group_by(table.column_names).aggregate([([], "count_all")]).to_pylist():
        place = group["platform"] or "", counted_language(group["language"]), group["outcome"]
        counter[place] += group["count_all"]
    return tuple(
        Count(platform=platform, language=language, outcome=Outcome(outcome), listings=listings)
        for (platform, language, outcome), listings in sorted(counter.items())
    )


def _cleared(screened: ScreenedBatch, kept: set[DecisionId]) -> dict[ListingId, DecisionId]:
    """Each listing of which no record is kept, with the decision on it."""
    table = screened.batch.table
    platforms, references = table.column("platform").to_pylist(), table.column("id").to_pylist()
    listings = map(listing_id, (one or "" for one in platforms), references)
    decisions = map(screened.decision_id, range(len(references)))
    return {
        listing: decision
        for listing, decision in zip(listings, decisions, strict=True)
        if decision not in kept
    }
