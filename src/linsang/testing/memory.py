"""A ledger without a database, for tests of what records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId
from linsang.store.events import Event, EventKind, broken_seals, digest, sealed
from linsang.store.problems import LedgerConflictError
from linsang.store.record import (
    Dimension,
    Entry,
    Label,
    Period,
    Question,
    Record,
    Shard,
    Stratum,
    Wanted,
    check_belonging,
    ending,
    fingerprint,
)
from linsang.testing.factories import NOON

NAME: Final = "memory"
ALWAYS: Final = Period()
EVERYTHING: Final = Wanted()


def _noon() -> datetime:
    return NOON


class MemoryLedger:
    """Keeps what `linsang.store.ledger.Ledger` promises, for as long as it lives.

    >>> MemoryLedger().find(DecisionId("d-1")) is None
    True
    """

    def __init__(self, *, clock: Callable[[], datetime] = _noon) -> None:
        self._clock = clock
        self._shards: dict[str, tuple[Shard, str, datetime]] = {}
        self._records: dict[DecisionId, tuple[Record, str]] = {}
        self._superseded: dict[DecisionId, DecisionId] = {}
        self._labels: list[Label] = []
        self._events: list[Event] = []

    def record_many(self, records: Sequence[Record], *, shard: Shard) -> bool:
        """Record a shard, whole or not at all; False if it was recorded before."""
        check_belonging(records, shard)
        found = fingerprint(records, shard)
        if shard.key in self._shards:
            if self._shards[shard.key][1] != found:
                raise LedgerConflictError(
                    NAME, f"shard {shard.key} came out otherwise", mend="give it a new key"
                )
            return False
        for record in records:
            if record.decision.id in self._records:
                raise LedgerConflictError(
                    NAME, f"decision {record.decision.id} is recorded", mend="give it a new id"
                )
        self._shards[shard.key] = (shard, found, self._clock())
        for record in records:
            self._add(record, shard)
        for listing_id, decision_id in shard.cleared.items():
            before = self._standing(listing_id)
            if (
                before is not None
                and before.decision.outcome is not Outcome.NO_ACTION
                and self._run_of(before) != shard.run
            ):
                self._add(
                    ending(
                        shard,
                        listing_id,
                        decision_id,
                        supersedes=before.decision.id,
                        platform=before.platform,
                        language=before.language,
                    ),
                    shard,
                )
        self._happen(EventKind.SHARD_RECORDED, shard.key, found)
        return True

    def recorded_shards(self, run: str) -> frozenset[str]:
        """The keys of the shards of *run* that are recorded."""
        return frozenset(key for key, (shard, *_) in self._shards.items() if shard.run == run)

    def find(self, decision_id: DecisionId) -> Entry | None:
        """One decision, or None."""
        return self._entry(decision_id) if decision_id in self._records else None

    def history(self, listing_id: ListingId) -> list[Entry]:
        """Every decision about one listing, the first first; the last one stands."""
        return [one for one in self.entries() if one.decision.listing_id == listing_id]

    def entries(
        self,
        wanted: Wanted = EVERYTHING,
        *,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """The decisions that are asked for, in the order in which they were recorded."""
        all_of_them = [self._entry(one) for one in self._records]
        found = [one for one in all_of_them if _answers(one, wanted)]
        return iter((found[::-1] if newest_first else found)[:limit])

    def label(self, labels: Sequence[Label]) -> int:
        """Keep what people said, all or nothing; how many of the labels were news."""
        for label in labels:
            if label.decision_id not in self._records:
                raise LedgerConflictError(
                    NAME, f"holds no decision {label.decision_id}", mend="record it first"
                )
        news = 0
        for label in labels:
            if self._entry(label.decision_id).labels.get(label.about) is not label.answer:
                news += 1
                self._labels.append(label)
                self._happen(EventKind.LABEL_GIVEN, label.decision_id, str(label.answer))
        return news

    def tally(self, by: Dimension, period: Period = ALWAYS) -> Mapping[str, Counter[Outcome]]:
        """How many listings came to each outcome, for each value of *by*, sorted."""
        found: dict[str, Counter[Outcome]] = {}
        for value, outcome, listings in self._counted(by, period):
            found.setdefault(value, Counter())[outcome] += listings
        return dict(sorted(found.items()))

    def strata(self, about: Question, period: Period = ALWAYS) -> list[Stratum]:
        """What the audit sample says, for each outcome and audit rate."""
        listings: Counter[tuple[Outcome, float]] = Counter()
        for shard, *_ in self._within(period):
            for count in shard.counts:
                listings[count.outcome, shard.audit_rate] += count.listings
        kept: dict[tuple[Outcome, float], list[bool | None]] = {}
        for entry in self.entries(Wanted(period=period)):
            record = entry.record
            if record.by_chance:
                place = entry.decision.outcome, record.audit_rate
                kept.setdefault(place, []).append(entry.labels.get(about))
        strata = (
            Stratum(
                outcome=outcome,
                audit_rate=rate,
                listings=total,
                kept=len(answers := kept.get((outcome, rate), [])),
                labelled=len(answers) - answers.count(None),
                positive=answers.count(True),
            )
            for (outcome, rate), total in listings.items()
        )
        return sorted(strata, key=lambda one: (one.outcome.severity, one.audit_rate))

    def events(self) -> Iterator[Event]:
        """What happened, in order, each sealed with the one before."""
        return iter(list(self._events))

    def verify(self) -> list[str]:
        """What no longer agrees with the sealed events, in words; nothing if all does."""
        return [f"event {number}: broken" for number in broken_seals(self._events)]

    def close(self) -> None:
        """Nothing to let go of."""

    def _add(self, record: Record, shard: Shard) -> None:
        before = self._standing(record.decision.listing_id)
        decision = replace(record.decision, supersedes=before.decision.id if before else None)
        if before:
            self._superseded[before.decision.id] = decision.id
        self._records[decision.id] = (replace(record, decision=decision), shard.key)

    def _standing(self, listing_id: ListingId) -> Record | None:
        return next(
            (
                record
                for decision_id, (record, _) in self._records.items()
                if record.decision.listing_id == listing_id and decision_id not in self._superseded
            ),
            None,
        )

    def _run_of(self, record: Record) -> str:
        _, shard = self._records[record.decision.id]
        return self._shards[shard][0].run

    def _entry(self, decision_id: DecisionId) -> Entry:
        record, key = self._records[decision_id]
        shard, _, recorded_at = self._shards[key]
        said = [label for label in self._labels if label.decision_id == decision_id]
        return Entry(
            record=record,
            shard=key,
            recorded_at=recorded_at,
            reference_version=shard.reference_version,
            model_version=shard.model_version,
            engine_version=shard.engine_version,
            superseded_by=self._superseded.get(decision_id),
            labels={label.about: label.answer for label in said},
        )

    def _within(self, period: Period) -> Iterator[tuple[Shard, str, datetime]]:
        return (one for one in self._shards.values() if one[0].decided_at in period)

    def _counted(self, by: Dimension, period: Period) -> Iterator[tuple[str, Outcome, int]]:
        if by in (Dimension.TAXON, Dimension.RULE):
            for entry in self.entries(Wanted(period=period)):
                decision = entry.decision
                values = (
                    decision.rules
                    if by is Dimension.RULE
                    else dict.fromkeys(one.taxon or "" for one in decision.fired)
                )
                for value in values:
                    yield value, decision.outcome, 1
            return
        for shard, *_ in self._within(period):
            for count in shard.counts:
                values_of = {
                    Dimension.DAY: shard.decided_at.date().isoformat(),
                    Dimension.LANGUAGE: count.language,
                    Dimension.PLATFORM: count.platform,
                    Dimension.POLICY: shard.policy_version,
                }
                yield values_of[by], count.outcome, count.listings

    def _happen(self, kind: EventKind, subject: str, what: str) -> None:
        last = self._events[-1] if self._events else None
        body = {"digest": digest([what])}
        self._events.append(sealed(last, at=self._clock(), kind=kind, subject=subject, body=body))


def _answers(entry: Entry, wanted: Wanted) -> bool:
    return (
        entry.decision.decided_at in wanted.period
        and wanted.outcome in (None, entry.decision.outcome)
        and (entry.record.in_audit_sample or not wanted.audit_sample)
        and (entry.superseded_by is None or not wanted.standing)
        and (
            wanted.unlabelled is None
            or (entry.record.by_chance and wanted.unlabelled not in entry.labels)
        )
    )
