"""What a ledger answers, inside a transaction that somebody else holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, select

from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId
from linsang.store.events import Event, EventKind, broken_seals
from linsang.store.record import Dimension, Entry, Period, Question, Stratum, Wanted
from linsang.store.rows import entry_of, event_of, listing_digest, shard_digest
from linsang.store.tables import contents, counts, decisions, events, fired, labels, shards
from linsang.store.writing import answers, label_digest

PAGE: Final = 1000

_later = decisions.alias("later")
_newer_label = labels.alias("newer_label")

_COUNTED: Final = {
    Dimension.DAY: shards.c.day,
    Dimension.LANGUAGE: counts.c.language,
    Dimension.PLATFORM: counts.c.platform,
    Dimension.POLICY: shards.c.policy_version,
}
_HELD: Final = {Dimension.TAXON: fired.c.taxon, Dimension.RULE: fired.c.rule}


def find(connection: Connection, decision_id: DecisionId) -> Entry | None:
    """One decision."""
    found = _entries(connection, _whole().where(decisions.c.id == decision_id))
    return found[0][1] if found else None


def history(connection: Connection, listing_id: ListingId) -> list[Entry]:
    """Every decision about one listing, the first first."""
    asked = _whole().where(decisions.c.listing_digest == listing_digest(listing_id))
    return [entry for _, entry in _entries(connection, asked.order_by(decisions.c.number))]


def page(
    connection: Connection, wanted: Wanted, after: int | None, *, newest_first: bool, limit: int
) -> list[tuple[int, Entry]]:
    """At most *limit* entries that follow the one numbered *after*, with their numbers."""
    number = decisions.c.number
    asked = _whole().where(*_conditions(wanted)).limit(limit)
    if after is not None:
        asked = asked.where(number < after if newest_first else number > after)
    return _entries(connection, asked.order_by(number.desc() if newest_first else number))


def recorded_shards(connection: Connection, run: str) -> frozenset[str]:
    """The keys of the shards of a run."""
    return frozenset(connection.scalars(select(shards.c.key).where(shards.c.run == run)))


def tally(connection: Connection, by: Dimension, period: Period) -> dict[str, Counter[Outcome]]:
    """Listings by outcome, for each value of a dimension."""
    if by in _COUNTED:
        asked: Select[Any] = (
            select(_COUNTED[by], counts.c.outcome, func.sum(counts.c.listings))
            .join_from(counts, shards)
            .where(*_days(shards.c.day, period))
            .group_by(_COUNTED[by], counts.c.outcome)
        )
    else:
        asked = (
            select(_HELD[by], decisions.c.outcome, func.count(decisions.c.number.distinct()))
            .join_from(fired, decisions)
            .where(*_days(decisions.c.day, period))
            .group_by(_HELD[by], decisions.c.outcome)
        )
    found: dict[str, Counter[Outcome]] = {}
    for value, outcome, listings in connection.execute(asked):
        found.setdefault(str(value), Counter())[Outcome(outcome)] = int(listings)
    return dict(sorted(found.items()))


def strata(connection: Connection, about: Question, period: Period) -> list[Stratum]:
    """Exact counts of listings, with the labels among those that are kept."""
    counted = (
        select(counts.c.outcome, shards.c.audit_rate, func.sum(counts.c.listings))
        .join_from(counts, shards)
        .where(*_days(shards.c.day, period))
        .group_by(counts.c.outcome, shards.c.audit_rate)
    )
    last = and_(
        labels.c.decision == decisions.c.number,
        labels.c.about == about.value,
        ~exists().where(
            _newer_label.c.decision == labels.c.decision,
            _newer_label.c.about == labels.c.about,
            _newer_label.c.number > labels.c.number,
        ),
    )
    kept = (
        select(decisions.c.outcome, decisions.c.audit_rate, labels.c.answer, func.count())
        .select_from(decisions.outerjoin(labels, last))
        .where(_by_chance())
        .where(*_days(decisions.c.day, period))
        .group_by(decisions.c.outcome, decisions.c.audit_rate, labels.c.answer)
    )
    answered: Counter[tuple[str, float, bool | None]] = Counter()
    for outcome, rate, answer, decided in connection.execute(kept):
        answered[outcome, rate, answer] += decided
    found = [
        Stratum(
            outcome=Outcome(outcome),
            audit_rate=rate,
            listings=int(listings),
            kept=sum(answered[outcome, rate, answer] for answer in (True, False, None)),
            labelled=answered[outcome, rate, True] + answered[outcome, rate, False],
            positive=answered[outcome, rate, True],
        )
        for outcome, rate, listings in connection.execute(counted)
    ]
    return sorted(found, key=lambda one: (one.outcome.severity, one.audit_rate))


def event_page(connection: Connection, after: int) -> list[Event]:
    """Some events that follow the one numbered *after*."""
    asked = select(events).where(events.c.number > after).order_by(events.c.number).limit(PAGE)
    return [event_of(row) for row in connection.execute(asked)]


def disagreements(connection: Connection) -> list[str]:
    """What no longer agrees with the sealed events, in words."""
    found = [event_of(row) for row in connection.execute(select(events).order_by(events.c.number))]
    told = [
        f"event {number}: its seal does not follow from what is before it"
        for number in broken_seals(found)
    ]
    for event in found:
        if event.kind is EventKind.SHARD_RECORDED:
            agrees = _shard_agrees(connection, event)
        else:
            agrees = _label_agrees(connection, event)
        if not agrees:
            told.append(
                f"event {event.number}: {event.kind} {event.subject}: the rows are not those "
                "that were recorded"
            )
    sealed = {event.subject for event in found if event.kind is EventKind.SHARD_RECORDED}
    unsealed = set(connection.scalars(select(shards.c.key))) - sealed
    told += [f"shard {key}: no event records it" for key in sorted(unsealed)]
    given = {event.body.get("label") for event in found if event.kind is EventKind.LABEL_GIVEN}
    unknown = set(connection.scalars(select(labels.c.number))) - given
    return told + [f"label {number}: no event records it" for number in sorted(unknown)]


def _shard_agrees(connection: Connection, event: Event) -> bool:
    key = event.subject
    decided = connection.execute(
        select(decisions).where(decisions.c.shard == key).order_by(decisions.c.number)
    ).mappings()
    counted = connection.execute(
        select(counts).where(counts.c.shard == key).order_by(counts.c.place)
    ).mappings()
    return shard_digest(list(decided), list(counted)) == event.body.get("digest")


def _label_agrees(connection: Connection, event: Event) -> bool:
    row = (
        connection.execute(select(labels).where(labels.c.number == event.body.get("label")))
        .mappings()
        .one_or_none()
    )
    return row is not None and label_digest(row) == event.body.get("digest")


def _whole() -> Select[Any]:
    """A decision with its shard's moment, its words, and what supersedes it."""
    return (
        select(
            decisions,
            shards.c.recorded_at,
            shards.c.reference_version,
            shards.c.model_version,
            shards.c.engine_version,
            contents.c.listing,
            contents.c.assessment,
            _later.c.id.label("superseded_by"),
        )
        .join_from(decisions, shards)
        .outerjoin(contents, contents.c.decision == decisions.c.number)
        .outerjoin(_later, _later.c.supersedes == decisions.c.id)
    )


def _entries(connection: Connection, asked: Select[Any]) -> list[tuple[int, Entry]]:
    rows: list[Row[Any]] = list(connection.execute(asked))
    said = answers(connection, [row.number for row in rows])
    return [(row.number, entry_of(row, said.get(row.number, {}))) for row in rows]


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield from _days(decisions.c.day, wanted.period)
    if wanted.outcome is not None:
        yield decisions.c.outcome == wanted.outcome.value
    if wanted.audit_sample:
        yield decisions.c.in_audit_sample
    if wanted.standing:
        yield _later.c.id.is_(None)
    if wanted.unlabelled is not None:
        yield _by_chance()
        yield ~exists().where(
            labels.c.decision == decisions.c.number, labels.c.about == wanted.unlabelled.value
        )


def _by_chance() -> ColumnElement[bool]:
    """Kept because all of its kind are, or drawn; not what merely ends an earlier decision."""
    return decisions.c.in_audit_sample | (decisions.c.outcome != Outcome.NO_ACTION.value)


def _days(column: ColumnElement[Any], period: Period) -> Iterator[ColumnElement[bool]]:
    if period.since is not None:
        yield column >= period.since
    if period.until is not None:
        yield column <= period.until
