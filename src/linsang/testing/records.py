"""Records and shards for tests: say what the test is about and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from linsang.model.decision import Decision, DecisionId, FiredRule, Outcome
from linsang.model.listing import ListingId
from linsang.model.taxon import TaxonId
from linsang.store.record import Count, Record, Shard
from linsang.testing.factories import NOON, a_finding, a_listing, an_assessment

AUDIT_RATE = 0.01


def a_record(
    outcome: Outcome | str = Outcome.RESTRICT,
    *,
    listing: str = "test:1",
    id: str = "d-1",  # noqa: A002  # it is what the decision calls it
    rules: Mapping[str, str | None] | None = None,
    title: str = "Pangolin scales",
    language: str = "en",
    platform: str = "test",
    in_audit_sample: bool = False,
    **more: Any,
) -> Record:
    """A record of one decision; *rules* are those that held, each with its taxon.

    >>> a_record("review", rules={"live-wild": "manis-javanica"}).decision.rules
    ('live-wild',)
    """
    outcome = Outcome(outcome)
    fired = tuple(
        FiredRule(rule=rule, outcome=outcome, taxon=TaxonId(taxon) if taxon else None)
        for rule, taxon in (rules or {}).items()
    )
    assessment = replace(an_assessment(a_finding(quote=title[:8])), listing_id=ListingId(listing))
    return Record(
        decision=Decision(
            id=DecisionId(id),
            listing_id=ListingId(listing),
            outcome=outcome,
            **{
                "decided_at": NOON,
                "decided_by": "policy:test@1",
                "policy_version": "test@1",
                "valid_on": NOON.date(),
                "fired": fired,
                **more,
            },
        ),
        platform=platform,
        language=language,
        audit_rate=AUDIT_RATE,
        in_audit_sample=in_audit_sample,
        listing=a_listing(title, id=ListingId(listing), platform=platform),
        assessment=assessment,
    )


def a_shard(
    records: Sequence[Record] = (),
    *,
    key: str = "shard-1",
    clear: int = 0,
    cleared: Mapping[str, str] | None = None,
    platform: str = "test",
    language: str = "en",
    **more: Any,
) -> Shard:
    """A shard with these records and, beside them, *clear* listings of which none is kept.

    *cleared* names some of those, each with its decision.

    >>> a_shard([a_record()], clear=99).listings
    100
    """
    found = Counter((one.platform, one.language, one.decision.outcome) for one in records)
    found[platform, language, Outcome.NO_ACTION] += max(clear, len(cleared or {}))
    return Shard(
        key=key,
        counts=tuple(
            Count(platform=where, language=tongue, outcome=outcome, listings=listings)
            for (where, tongue, outcome), listings in sorted(found.items())
            if listings
        ),
        cleared={ListingId(who): DecisionId(name) for who, name in (cleared or {}).items()},
        **{
            "run": "run-1",
            "decided_at": NOON,
            "audit_rate": AUDIT_RATE,
            "policy_version": "test@1",
            "reference_version": "test",
            "model_version": "test",
            "engine_version": "test",
            **more,
        },
    )
