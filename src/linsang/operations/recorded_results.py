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
from linsang.operations.result_rows import RESULT_SCHEMA, RESULT_SCHEMA_VERSION

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
    for path in result_files(inputs):
        for place, raw in _rows(path):
            yield recorded_row(raw, f"{path}", place, seller_column)


def result_files(inputs: Sequence[str | FilePath]) -> list[FilePath]:
    """The files of results that *inputs* come to, without records and rejected rows."""
    return [
        path
        for path in found_files(inputs)[0]
        if not any(part.startswith("_") for part in path.parts[-2:])
        and ".rejected." not in path.name
    ]


def result_batches(
    path: FilePath, *, rows: int, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of one result file in columns, all of them or those asked for.

    Columns that were carried along follow those of results, as text.
    """
    if extension(path) == ".parquet":
        yield from _parquet_batches(path, rows, columns)
        return
    gathered: list[Any] = []
    schema = None
    for place, raw in _rows(path):
        try:
            row = msgspec.json.decode(raw)
            schema = schema or _schema_of(list(row))
        except (msgspec.MsgspecError, TypeError) as error:
            raise InputError(
                str(path), f"no row of results: {error}", mend=_MEND, place=place
            ) from None
        gathered.append(row)
        if len(gathered) == rows:
            yield _batch(gathered, schema, path)
            gathered = []
    if gathered and schema is not None:
        yield _batch(gathered, schema, path)


def _schema_of(names: Sequence[str]) -> pa.Schema:
    if missing := [name for name in RESULT_SCHEMA.names if name not in names]:
        raise TypeError(f"no column {missing[0]!r}")
    carried = [name for name in names if name not in RESULT_SCHEMA.names]
    return pa.schema([*RESULT_SCHEMA, *(pa.field(name, pa.string()) for name in carried)])


def _batch(rows: list[Any], schema: pa.Schema, path: FilePath) -> pa.RecordBatch:
    try:
        return pa.RecordBatch.from_pylist(rows, schema)
    except (pa.ArrowException, AttributeError, TypeError) as error:
        raise InputError(str(path), f"no rows of results: {error}", mend=_MEND) from None


def _parquet_batches(
    path: FilePath, rows: int, columns: Sequence[str] | None
) -> Iterator[pa.RecordBatch]:
    with path.open("rb") as handle:
        try:
            with pq.ParquetFile(handle) as file:
                schema = _schema_of(file.schema_arrow.names)
                names = list(columns or schema.names)
                for batch in file.iter_batches(batch_size=rows, columns=names):
                    wanted = pa.schema([schema.field(name) for name in names])
                    yield batch.select(names).cast(wanted)
        except (pa.ArrowException, OSError, TypeError) as error:
            raise InputError(str(path), f"no rows of results: {error}", mend=_MEND) from None


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


def recorded_row(raw: Any, file: str, place: str, seller_column: str | None = None) -> Recorded:
    """One row of results, as it was read or as a line of JSON."""
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
