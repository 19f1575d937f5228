"""One shard, or some labels, written inside a transaction that somebody else holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Table, func, insert, select

from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId
from linsang.store.events import EventKind, digest, sealed
from linsang.store.problems import LedgerConflictError
from linsang.store.record import Label, Question, Record, Shard, ending, fingerprint
from linsang.store.rows import (
    content_row,
    count_rows,
    decision_row,
    event_of,
    event_row,
    fired_rows,
    listing_digest,
    shard_digest,
)
from linsang.store.tables import (
    contents,
    counts,
    decisions,
    events,
    fired,
    labels,
    shards,
)

# Below what the oldest SQLite takes in one statement.
_AT_ONCE: Final = 900
Item = TypeVar("Item")


class _Standing(NamedTuple):
    """The decision that stands for a listing."""

    id: DecisionId
    outcome: Outcome
    platform: str
    language: str
    run: str


def write_shard(
    connection: Connection, name: str, records: Sequence[Record], shard: Shard, now: datetime
) -> bool:
    """Record a shard, or find that it is recorded."""
    found = fingerprint(records, shard)
    known = connection.execute(
        select(shards.c.fingerprint, shards.c.recorded_at).where(shards.c.key == shard.key)
    ).one_or_none()
    if known is not None:
        if known.fingerprint != found:
            raise LedgerConflictError(
                name,
                f"shard {shard.key} was recorded on {known.recorded_at:%Y-%m-%d %H:%M} UTC "
                "and came out otherwise then",
                mend="rows that are judged anew are a new run: give their shards new keys",
            )
        return False
    _refuse_known(connection, name, [record.decision.id for record in records])
    kept = list(_superseding(connection, records, shard))
    first = _next_number(connection, decisions)
    rows = [decision_row(record, number, shard) for number, record in enumerate(kept, first)]
    counted = count_rows(shard)
    connection.execute(insert(shards), _shard_row(shard, found, now))
    _insert(connection, counts, counted)
    _insert(connection, decisions, rows)
    held = (fired_rows(record.decision, number) for number, record in enumerate(kept, first))
    _insert(connection, fired, list(chain.from_iterable(held)))
    words = (content_row(record, number) for number, record in enumerate(kept, first))
    _insert(connection, contents, [row for row in words if row])
    _happen(
        connection,
        now,
        EventKind.SHARD_RECORDED,
        shard.key,
        {
            "listings": shard.listings,
            "rejected": shard.rejected,
            "decisions": len(rows),
            "digest": shard_digest(rows, counted),
        },
    )
    return True


def write_labels(connection: Connection, name: str, said: Sequence[Label], now: datetime) -> int:
    """Keep labels; how many of them say something new."""
    numbers = _numbers(connection, {label.decision_id for label in said})
    unknown = [label.decision_id for label in said if label.decision_id not in numbers]
    if unknown:
        raise LedgerConflictError(
            name,
            f"holds no decision {unknown[0]}"
            + (f", and {len(unknown) - 1} more of the labels are of none" if unknown[1:] else ""),
            mend="`linsang ledger show` lists them; nothing was labelled",
        )
    current = answers(connection, numbers.values())
    news = 0
    for label in said:
        decision = numbers[label.decision_id]
        if current.get(decision, {}).get(label.about) is label.answer:
            continue
        current.setdefault(decision, {})[label.about] = label.answer
        news += 1
        number = _next_number(connection, labels)
        row = {
            "number": number,
            "decision": decision,
            "about": label.about.value,
            "answer": label.answer,
            "labelled_by": label.labelled_by,
            "labelled_at": now,
        }
        connection.execute(insert(labels), row)
        body = {"label": number, "digest": label_digest(row)}
        _happen(connection, now, EventKind.LABEL_GIVEN, label.decision_id, body)
    return news


def answers(connection: Connection, numbers: Iterable[int]) -> dict[int, dict[Question, bool]]:
    """The last answer to each question, by the numbers of the decisions."""
    found: dict[int, dict[Question, bool]] = {}
    for some in _some(numbers):
        said = (
            select(labels.c.decision, labels.c.about, labels.c.answer)
            .where(labels.c.decision.in_(some))
            .order_by(labels.c.number)
        )
        for row in connection.execute(said):
            found.setdefault(row.decision, {})[Question(row.about)] = row.answer
    return found


def label_digest(row: Any) -> str:
    """A digest of one label, for its event."""
    return digest(
        [str(row["decision"]), row["about"], str(bool(row["answer"])), row["labelled_by"]]
    )


def _superseding(
    connection: Connection, records: Sequence[Record], shard: Shard
) -> Iterator[Record]:
    """The records with what each supersedes, and those that end what no longer holds."""
    standing = _standing(connection, (one.decision.listing_id for one in records))
    for record in records:
        decision = record.decision
        before = standing.get(decision.listing_id)
        yield replace(
            record,
            decision=replace(decision, supersedes=before.id if before else None),
        )
        standing[decision.listing_id] = _Standing(
            decision.id, decision.outcome, record.platform, record.language, shard.run
        )
    for listing_id, before in _stopped_earlier(connection, shard).items():
        if listing_id in standing:
            continue
        yield ending(
            shard,
            listing_id,
            shard.cleared[listing_id],
            supersedes=before.id,
            platform=before.platform,
            language=before.language,
        )


def _stopped_earlier(connection: Connection, shard: Shard) -> dict[ListingId, _Standing]:
    """The decisions of earlier runs that stop listings which *shard* cleared.

    A listing that comes twice in one run and was stopped once stays stopped.
    """
    other_runs = select(shards.c.key).where(shards.c.run != shard.run)
    if not connection.scalar(select(other_runs.exists())):
        return {}
    return {
        listing_id: before
        for listing_id, before in _standing(connection, shard.cleared).items()
        if before.outcome is not Outcome.NO_ACTION and before.run != shard.run
    }


def _standing(connection: Connection, ids: Iterable[ListingId]) -> dict[ListingId, _Standing]:
    """The decision that stands for each listing that has one."""
    by_digest = {listing_digest(one): one for one in ids}
    later = decisions.alias()
    found: dict[ListingId, _Standing] = {}
    for some in _some(by_digest):
        asked = (
            select(
                decisions.c.listing_digest,
                decisions.c.id,
                decisions.c.outcome,
                decisions.c.platform,
                decisions.c.language,
                shards.c.run,
            )
            .join_from(decisions, shards)
            .where(decisions.c.listing_digest.in_(some))
            .where(~select(later.c.id).where(later.c.supersedes == decisions.c.id).exists())
        )
        for row in connection.execute(asked):
            found[by_digest[row.listing_digest]] = _Standing(
                DecisionId(row.id), Outcome(row.outcome), row.platform, row.language, row.run
            )
    return found


def _refuse_known(connection: Connection, name: str, ids: Sequence[DecisionId]) -> None:
    for some in _some(ids):
        known = connection.execute(
            select(decisions.c.id, decisions.c.shard).where(decisions.c.id.in_(some)).limit(1)
        ).one_or_none()
        if known is not None:
            raise LedgerConflictError(
                name,
                f"decision {known.id} is recorded already, in shard {known.shard}",
                mend="the same rows come with the same shards: what was cut otherwise is a new run",
            )


def _numbers(connection: Connection, ids: Iterable[DecisionId]) -> dict[DecisionId, int]:
    found: dict[DecisionId, int] = {}
    for some in _some(ids):
        asked = select(decisions.c.id, decisions.c.number).where(decisions.c.id.in_(some))
        found.update((DecisionId(row.id), row.number) for row in connection.execute(asked))
    return found


def _shard_row(shard: Shard, found: str, now: datetime) -> dict[str, Any]:
    return {
        "key": shard.key,
        "run": shard.run,
        "fingerprint": found,
        "day": shard.decided_at.date(),
        "decided_at": shard.decided_at,
        "recorded_at": now,
        "audit_rate": shard.audit_rate,
        "policy_version": shard.policy_version,
        "reference_version": shard.reference_version,
        "model_version": shard.model_version,
        "engine_version": shard.engine_version,
        "listings": shard.listings,
        "rejected": shard.rejected,
    }


def _happen(
    connection: Connection,
    now: datetime,
    kind: EventKind,
    subject: str,
    body: Mapping[str, Any],
) -> None:
    last = connection.execute(
        select(events).order_by(events.c.number.desc()).limit(1)
    ).one_or_none()
    event = sealed(event_of(last) if last else None, at=now, kind=kind, subject=subject, body=body)
    connection.execute(insert(events), event_row(event))


def _next_number(connection: Connection, table: Table) -> int:
    """One more than the last: there is one writer at a time, so no number is left out."""
    return int(connection.scalar(select(func.coalesce(func.max(table.c.number), 0))) or 0) + 1


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
