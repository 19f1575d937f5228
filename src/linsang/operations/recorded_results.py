"""The rows of result files, as judgements that can be made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from linsang.connectors.lines import Lines
from linsang.connectors.opened import OpenedFile
from linsang.connectors.paths import extension, found_files
from linsang.connectors.places import FilePath
from linsang.connectors.problems import InputError, listed
from linsang.model.assessment import Assessment, DetectorRun, RunStatus
from linsang.model.decision import DecisionId, Outcome
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.model.listing import listing_id
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.operations.recorded import Recorded, Versions
from linsang.operations.result_rows import RESULT_SCHEMA_VERSION

RESULT_ENDINGS: Final = frozenset({".jsonl", ".ndjson", ".parquet"})
SELLER_COLUMN: Final = "seller_id"
_TAKEN: Final = 1024
_MEND: Final = "give a file that `linsang screen --out` wrote"


class _Match(msgspec.Struct):
    field: str
    start: int
    end: int
    quote: str


class _Finding(msgspec.Struct):
    detector: str
    kind: FindingKind
    score: float
    matches: list[_Match]
    taxon: str | None = None
    trade_term: str | None = None
    sense: str | None = None


class _Row(msgspec.Struct):
    id: str
    outcome: Outcome
    prohibited: float
    wildlife: float
    rules: list[str]
    failed: list[str]
    findings: list[_Finding]
    decision_id: str
    schema: str
    engine_version: str
    reference_version: str
    policy_version: str
    model_version: str
    platform: str | None = None
    language: str | None = None
    in_audit_sample: bool = False
    audit_rate: float | None = None


def recorded_results(
    inputs: Sequence[str], *, seller_column: str | None = None
) -> Iterator[Recorded]:
    """Every row of the result files, in order; raises InputError for what is no result.

    A row with nothing found, nothing failed and no mark of the audit sample was not looked at:
    it has no assessment. Sellers are in *seller_column*, which `screen --carry` carries along.
    """
    for path in found_files(inputs)[0]:
        for place, raw in _rows(path):
            yield _recorded(raw, f"{path}", place, seller_column)


def _rows(path: FilePath) -> Iterator[tuple[str, Any]]:
    with OpenedFile(path, str(path)) as opened:
        if extension(path) == ".parquet":
            yield from _parquet_rows(path)
            return
        opened.refuse_foreign()
        lines = Lines(opened)
        while taken := lines.take(_TAKEN):
            for number, line in zip(lines.numbers, taken, strict=True):
                if line is not None and line.strip():
                    yield f"line {number}", line
        if opened.damage is not None:
            raise opened.damage


def _parquet_rows(path: FilePath) -> Iterator[tuple[str, Any]]:
    place = 0
    with path.open("rb") as handle:
        try:
            file = pq.ParquetFile(handle)
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(str(path), f"not readable as Parquet ({error})", mend=_MEND) from None
        with file:
            for batch in file.iter_batches(batch_size=_TAKEN):
                for row in batch.to_pylist():
                    place += 1
                    yield f"row {place:,}", row


def _recorded(raw: Any, file: str, place: str, seller_column: str | None) -> Recorded:
    try:
        values = msgspec.json.decode(raw) if isinstance(raw, bytes) else raw
        row = msgspec.convert(values, _Row)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(file, f"no row of results: {error}", mend=_MEND, place=place) from None
    if row.schema != RESULT_SCHEMA_VERSION:
        raise InputError(
            file,
            f"results of schema {row.schema!r}; this Linsang reads {RESULT_SCHEMA_VERSION!r}",
            mend="screen again",
            place=place,
        )
    if seller_column is not None and seller_column not in values:
        raise InputError(
            file,
            f"no column {seller_column!r}: the columns are {listed(sorted(values))}",
            mend=f"screen with --carry {seller_column}",
            place=place,
        )
    seller = values.get(seller_column or SELLER_COLUMN)
    looked = bool(row.findings or row.failed or row.in_audit_sample)
    return Recorded(
        decision_id=DecisionId(row.decision_id),
        listing_id=listing_id(row.platform or "", row.id),
        platform=row.platform or "",
        language=row.language or "und",
        outcome=row.outcome,
        rules=tuple(row.rules),
        versions=Versions(
            engine=row.engine_version,
            reference=row.reference_version,
            policy=row.policy_version,
            model=row.model_version,
        ),
        assessment=_assessment(row) if looked else None,
        seller=None if seller is None else str(seller),
        in_audit_sample=row.in_audit_sample,
        audit_rate=row.audit_rate,
    )


def _assessment(row: _Row) -> Assessment:
    """What was found, as the policy was shown it: the two scores are findings there."""
    scores = {
        FindingKind.WILDLIFE_SCORE: row.wildlife,
        FindingKind.PROHIBITED_SCORE: row.prohibited,
    }
    return Assessment(
        listing_id=listing_id(row.platform or "", row.id),
        listing_revision="",
        reference_version=row.reference_version,
        findings=(
            *(_finding(one) for one in row.findings),
            *(
                Finding(detector="scores", kind=kind, score=score, matches=())
                for kind, score in scores.items()
            ),
        ),
        runs=tuple(
            DetectorRun(detector=name, version="", status=RunStatus.FAILED) for name in row.failed
        ),
        wildlife=row.wildlife,
        prohibited=row.prohibited,
        language=row.language,
    )


def _finding(one: _Finding) -> Finding:
    return Finding(
        detector=one.detector,
        kind=one.kind,
        score=one.score,
        matches=tuple(
            Match(quote=match.quote, span=Span(field=match.field, start=match.start, end=match.end))
            for match in one.matches
        ),
        taxon=TaxonId(one.taxon) if one.taxon else None,
        trade_term=TradeTerm(one.trade_term) if one.trade_term else None,
        sense=one.sense or "",
    )
