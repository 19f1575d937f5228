"""A ledger's entries for people outside: everything but what the seller wrote and who anybody is."""

from __future__ import annotations

from typing import Any, Final

from linsang.model.assessment import Assessment
from linsang.model.decision import Decision
from linsang.store.record import Entry

EXPORT_SCHEMA_VERSION: Final = "1"
_BY_POLICY: Final = "policy:"


def exported(entry: Entry, *, with_listing_ids: bool = False) -> dict[str, Any]:
    """One entry as plain values without personal data.

    It has no title, description, quote, price, address, picture or seller, and of people
    only that one decided or labelled. A platform's id of a listing leads to its page, and so
    is there only on request. *findings* say what was found and where; None after an erasure.
    """
    record, decision = entry.record, entry.decision
    row: dict[str, Any] = {
        "schema": EXPORT_SCHEMA_VERSION,
        "decision_id": decision.id,
        "platform": record.platform,
        "language": record.language,
        "outcome": decision.outcome.value,
        "decided_at": decision.decided_at.isoformat(),
        "valid_on": decision.valid_on.isoformat(),
        "decided_by": decision.decided_by
        if decision.decided_by.startswith(_BY_POLICY)
        else "person",
        "policy_version": decision.policy_version,
        "reference_version": entry.reference_version,
        "model_version": entry.model_version,
        "engine_version": entry.engine_version,
        **_reasons(decision),
        **_found(record.assessment),
        "audit_rate": record.audit_rate,
        "in_audit_sample": record.in_audit_sample,
        "labels": {about.value: answer for about, answer in sorted(entry.labels.items())},
        "supersedes": decision.supersedes,
        "superseded_by": entry.superseded_by,
        "recorded_at": entry.recorded_at.isoformat(),
        "run_shard": entry.shard,
    }
    if with_listing_ids:
        row["listing_id"] = decision.listing_id
    return row


def _reasons(decision: Decision) -> dict[str, Any]:
    return {
        "rules": [
            {
                "rule": fired.rule,
                "outcome": fired.outcome.value,
                "taxon": fired.taxon,
                "trade_term": fired.trade_term,
                "appendices": sorted((str(one) for one in fired.readings if one), key=len),
                "because": fired.because,
            }
            for fired in decision.fired
        ],
        "near_misses": [
            {"rule": missed.rule, "taxon": missed.taxon, "missing": missed.missing}
            for missed in decision.near_misses
        ],
        "actions": [action.value for action in decision.actions],
    }


def _found(assessment: Assessment | None) -> dict[str, Any]:
    names = ("wildlife", "prohibited", "complete", "findings")
    if assessment is None:
        return dict.fromkeys(names)
    findings = [
        {
            "detector": finding.detector,
            "kind": finding.kind.value,
            "score": finding.score,
            "taxon": finding.taxon,
            "trade_term": finding.trade_term,
            "sense": finding.sense or None,
            "spans": [
                {"field": match.span.field, "start": match.span.start, "end": match.span.end}
                for match in finding.matches
            ],
        }
        for finding in assessment.findings
        if finding.matches
    ]
    values = (
        assessment.wildlife,
        assessment.prohibited,
        assessment.complete,
        findings,
    )
    return dict(zip(names, values, strict=True))
