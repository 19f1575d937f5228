"""What every ledger promises, whatever it is kept in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId
from linsang.store.events import Event
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
)


class Ledger(Protocol):
    """Decisions, counts and labels: added to, never changed.

    `linsang.testing.ledger_contract` has the promises as tests.
    """

    def record_many(self, records: Sequence[Record], *, shard: Shard) -> bool:
        """Record a shard, whole or not at all; False if it was recorded before.

        A decision supersedes the one that stands for its listing, and what *shard* cleared
        ends a decision of an earlier run that stops it. Raises LedgerConflictError if the shard was
        recorded with another content, or one of its decisions in another shard.
        """

    def recorded_shards(self, run: str) -> frozenset[str]:
        """The keys of the shards of *run* that are recorded."""

    def find(self, decision_id: DecisionId) -> Entry | None:
        """One decision, or None."""

    def history(self, listing_id: ListingId) -> list[Entry]:
        """Every decision about one listing, the first first; the last one stands."""

    def entries(
        self, wanted: Wanted = ..., *, newest_first: bool = False, limit: int | None = None
    ) -> Iterator[Entry]:
        """The decisions that are asked for, in the order in which they were recorded."""

    def label(self, labels: Sequence[Label]) -> int:
        """Keep what people said, all or nothing; how many of the labels were news.

        The last answer to a question counts; the earlier ones are kept. Raises
        LedgerConflictError for a decision that is not recorded.
        """

    def tally(self, by: Dimension, period: Period = ...) -> Mapping[str, Counter[Outcome]]:
        """How many listings came to each outcome, for each value of *by*, sorted."""

    def strata(self, about: Question, period: Period = ...) -> list[Stratum]:
        """What the audit sample says, for each outcome and audit rate."""

    def events(self) -> Iterator[Event]:
        """What happened, in order, each sealed with the one before."""

    def verify(self) -> list[str]:
        """What no longer agrees with the sealed events, in words; nothing if all does."""

    def close(self) -> None:
        """Let go of files and connections."""
