"""Records as rows of tables, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Row

from linsang.model.assessment import Assessment
from linsang.model.decision import Decision, DecisionId
from linsang.model.listing import Listing, ListingId
from linsang.store.events import Event, EventKind, digest
from linsang.store.record import Entry, Question, Record, Shard

_encoder: Final = msgspec.json.Encoder()


def encoded(value: Any) -> str:
    """A value of the model as JSON; what a set holds comes in any order."""
    return _encoder.encode(value).decode("utf-8")


def listing_digest(listing_id: ListingId) -> str:
    """What a listing is looked up by."""
    whole = listing_id.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16).hexdigest()


def decision_row(record: Record, number: int, shard: Shard) -> dict[str, Any]:
    """One row of `decisions`."""
    decision = record.decision
    return {
        "number": number,
        "id": decision.id,
        "shard": shard.key,
        "listing_id": decision.listing_id,
        "listing_digest": listing_digest(decision.listing_id),
        "platform": record.platform,
        "language": record.language,
        "outcome": decision.outcome.value,
        "day": decision.decided_at.date(),
        "audit_rate": record.audit_rate,
        "in_audit_sample": record.in_audit_sample,
        "supersedes": decision.supersedes,
        "body": encoded(decision),
    }


def fired_rows(decision: Decision, number: int) -> list[dict[str, Any]]:
    """The rows of `fired`: each rule with each taxon that it held for."""
    held = dict.fromkeys((one.rule, one.taxon or "") for one in decision.fired)
    return [
        {"decision": number, "place": place, "rule": rule, "taxon": taxon}
        for place, (rule, taxon) in enumerate(held)
    ]


def content_row(record: Record, number: int) -> dict[str, Any] | None:
    """One row of `contents`, where there are words to keep."""
    if record.listing is None or record.assessment is None:
        return None
    return {
        "decision": number,
        "listing": encoded(record.listing),
        "assessment": encoded(record.assessment),
    }


def count_rows(shard: Shard) -> list[dict[str, Any]]:
    """The rows of `counts`."""
    return [
        {
            "shard": shard.key,
            "place": place,
            "platform": count.platform,
            "language": count.language,
            "outcome": count.outcome.value,
            "listings": count.listings,
        }
        for place, count in enumerate(shard.counts)
    ]


def sealed_decision(row: Mapping[str, Any] | Any) -> str:
    """What of a decision an event's digest covers: everything but its words."""
    return "\0".join(
        [
            row["id"],
            row["listing_digest"],
            row["outcome"],
            repr(row["audit_rate"]),
            str(bool(row["in_audit_sample"])),
            row["body"],
        ]
    )


def shard_digest(decisions: list[Any], counts: list[Any]) -> str:
    """A digest of what a shard recorded, for its event."""
    counted = [
        f"{row['platform']}\0{row['language']}\0{row['outcome']}\0{row['listings']}"
        for row in counts
    ]
    return digest([*map(sealed_decision, decisions), *counted])


def entry_of(row: Row[Any], labels: Mapping[Question, bool]) -> Entry:
    """What the ledger has of one decision, from its row with contents and shard."""
    return Entry(
        record=Record(
            decision=msgspec.json.decode(row.body, type=Decision),
            platform=row.platform,
            language=row.language,
            audit_rate=row.audit_rate,
            in_audit_sample=row.in_audit_sample,
            listing=msgspec.json.decode(row.listing, type=Listing) if row.listing else None,
            assessment=msgspec.json.decode(row.assessment, type=Assessment)
            if row.assessment
            else None,
        ),
        shard=row.shard,
        recorded_at=row.recorded_at,
        reference_version=row.reference_version,
        model_version=row.model_version,
        engine_version=row.engine_version,
        superseded_by=DecisionId(row.superseded_by) if row.superseded_by else None,
        labels=labels,
    )


def event_of(row: Row[Any]) -> Event:
    """An event from its row."""
    return Event(
        number=row.number,
        at=row.at,
        kind=EventKind(row.kind),
        subject=row.subject,
        body=msgspec.json.decode(row.body),
        seal=row.seal,
    )


def event_row(event: Event) -> dict[str, Any]:
    """One row of `events`."""
    return {
        "number": event.number,
        "at": event.at,
        "kind": event.kind.value,
        "subject": event.subject,
        "body": encoded(event.body),
        "seal": event.seal,
    }
