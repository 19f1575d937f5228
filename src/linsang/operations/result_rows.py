"""A screened batch as rows of results, one for each row that came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import linsang
from linsang.model.decision import Outcome
from linsang.model.finding import Finding, FindingKind
from linsang.operations.screen import Decided, ScreenedBatch
from linsang.reference.taxonomy import Taxonomy
from linsang.scores import LEAST, model_version

RESULT_SCHEMA_VERSION: Final = "1"

_MATCH = pa.struct(
    [("field", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("quote", pa.string())]
)
_FINDING = pa.struct(
    [
        ("detector", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("taxon", pa.string()),
        ("trade_term", pa.string()),
        ("sense", pa.string()),
        ("matches", pa.list_(_MATCH)),
    ]
)
_TEXTS = pa.list_(pa.string())

RESULT_SCHEMA: Final = pa.schema(
    [
        ("id", pa.string()),
        ("platform", pa.string()),
        ("outcome", pa.string()),
        ("prohibited", pa.float64()),
        ("wildlife", pa.float64()),
        ("taxa", _TEXTS),
        ("appendices", _TEXTS),
        ("trade_terms", _TEXTS),
        ("rules", _TEXTS),
        ("language", pa.string()),
        ("complete", pa.bool_()),
        ("failed", _TEXTS),
        ("findings", pa.list_(_FINDING)),
        ("decision_id", pa.string()),
        ("schema", pa.string()),
        ("engine_version", pa.string()),
        ("reference_version", pa.string()),
        ("policy_version", pa.string()),
        ("model_version", pa.string()),
    ]
)
"""The columns of results; documented in docs/results.md."""


def result_rows(
    screened: ScreenedBatch, *, reference_version: str, policy_version: str, taxonomy: Taxonomy
) -> pa.RecordBatch:
    """Results in columns, row for row with the batch.

    A row that triage cleared has the outcome `no_action`, no findings and the least
    scores that there are; columns that the input carried through follow the others.
    """
    table = screened.batch.table
    rows = table.num_rows
    decided = screened.decided
    places = np.array([one.row for one in decided], dtype=np.int64)
    answers = [described(one, taxonomy) for one in decided]

    def texts(default: str | None, name: str) -> pa.Array:
        values = np.full(rows, default, dtype=object)
        values[places] = [answer[name] for answer in answers]
        return pa.array(values, pa.string())

    def numbers(name: str) -> pa.Array:
        values = np.full(rows, LEAST, dtype=np.float64)
        values[places] = [answer[name] for answer in answers]
        return pa.array(values)

    def lists(name: str, kind: pa.DataType) -> pa.Array:
        sizes = np.zeros(rows, dtype=np.int32)
        sizes[places] = [len(answer[name]) for answer in answers]
        offsets = np.concatenate([[0], np.cumsum(sizes, dtype=np.int32)])
        values = pa.array([one for answer in answers for one in answer[name]], kind.value_type)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=kind)

    def constant(value: str) -> pa.Array:
        return pa.repeat(pa.scalar(value), rows)

    complete = np.ones(rows, dtype=bool)
    complete[places] = [one.assessment.complete for one in decided]
    places_in_input = pa.array(np.arange(rows) + screened.batch.first_row).cast(pa.string())
    language = screened.languages()
    columns = {
        "id": table.column("id"),
        "platform": table.column("platform"),
        "outcome": texts(Outcome.NO_ACTION.value, "outcome"),
        "prohibited": numbers("prohibited"),
        "wildlife": numbers("wildlife"),
        "taxa": lists("taxa", _TEXTS),
        "appendices": lists("appendices", _TEXTS),
        "trade_terms": lists("trade_terms", _TEXTS),
        "rules": lists("rules", _TEXTS),
        "language": language,
        "complete": pa.array(complete),
        "failed": lists("failed", _TEXTS),
        "findings": lists("findings", pa.list_(_FINDING)),
        "decision_id": pc.binary_join_element_wise(constant(screened.run), places_in_input, "-"),
        "schema": constant(RESULT_SCHEMA_VERSION),
        "engine_version": constant(linsang.__version__),
        "reference_version": constant(reference_version),
        "policy_version": constant(policy_version),
        "model_version": constant(model_version()),
    }
    carried = screened.batch.carried
    extra = [] if carried is None else list(zip(carried.schema, carried.columns, strict=True))
    return pa.RecordBatch.from_arrays(
        [*(columns[field.name] for field in RESULT_SCHEMA), *(column for _, column in extra)],
        schema=pa.schema([*RESULT_SCHEMA, *(field for field, _ in extra)]),
    )


def described(one: Decided, taxonomy: Taxonomy) -> dict[str, Any]:
    """One decision as plain values: what `check --json` and a result row say alike.

    *taxa*, *appendices* and *trade_terms* are those of the rules that fired; where none
    did, the taxa that were named.
    """
    assessment, decision = one.assessment, one.decision
    fired = decision.fired
    taxa = dict.fromkeys(rule.taxon for rule in fired if rule.taxon)
    if not taxa:
        taxa = dict.fromkeys(
            finding.taxon
            for finding in assessment.findings
            if finding.taxon and finding.kind is FindingKind.TAXON_MENTION
        )
    readings = {str(reading) for rule in fired for reading in rule.readings if reading}
    return {
        "outcome": decision.outcome.value,
        "prohibited": assessment.prohibited,
        "wildlife": assessment.wildlife,
        "taxa": [taxonomy.get(taxon).scientific_name for taxon in taxa],
        "appendices": sorted(readings, key=len),
        "trade_terms": sorted({str(rule.trade_term) for rule in fired if rule.trade_term}),
        "rules": list(decision.rules),
        "language": assessment.language,
        "failed": list(assessment.failed),
        "findings": [_finding(finding) for finding in shown(assessment.findings)],
    }


def shown(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that quote something: the two scores have columns of their own."""
    return [finding for finding in findings if finding.matches]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "detector": finding.detector,
        "kind": finding.kind.value,
        "score": finding.score,
        "taxon": finding.taxon,
        "trade_term": finding.trade_term,
        "sense": finding.sense or None,
        "matches": [
            {
                "field": match.span.field,
                "start": match.span.start,
                "end": match.span.end,
                "quote": match.quote,
            }
            for match in finding.matches
        ],
    }
