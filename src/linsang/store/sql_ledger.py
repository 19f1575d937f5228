"""The ledger on SQLite or PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from linsang.model.decision import DecisionId, Outcome
from linsang.model.listing import ListingId
from linsang.store import reading, schema, writing
from linsang.store.address import address
from linsang.store.database import Database
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
    check_belonging,
)

ALWAYS = Period()
EVERYTHING = Wanted()


def _now() -> datetime:
    return datetime.now(UTC)


class SqlLedger:
    """Keeps what `linsang.store.ledger.Ledger` promises, in a database.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> with SqlLedger.open(str(folder / "ledger.db"), create=True) as ledger:
    ...     ledger.find(DecisionId("d-1")) is None, ledger.verify()
    (True, [])
    """

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = _now) -> None:
        self.database = database
        self._clock = clock

    @classmethod
    def open(
        cls,
        where: str,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = _now,
        **patience: Any,
    ) -> Self:
        """The ledger at *where*: a file or a URL. With *create*, an empty database becomes one.

        Raises LedgerMissingError where there is none, and LedgerSchemaError for tables of
        another version. *patience* goes to `Database`.
        """
        database = Database(address(where), create=create, **patience)
        try:
            if create and database.read(schema.is_empty):
                database.set_up()
                database.write(lambda connection: schema.upgrade(connection, database.name))
            database.read(lambda connection: schema.check(connection, database.name))
        except BaseException:
            database.close()
            raise
        return cls(database, clock=clock)

    @property
    def name(self) -> str:
        """The ledger's file, or its URL without the password."""
        return self.database.name

    def record_many(self, records: Sequence[Record], *, shard: Shard) -> bool:
        """Record a shard, whole or not at all; False if it was recorded before."""
        check_belonging(records, shard)
        return self.database.write(
            lambda connection: writing.write_shard(
                connection, self.name, records, shard, self._clock()
            )
        )

    def recorded_shards(self, run: str) -> frozenset[str]:
        """The keys of the shards of *run* that are recorded."""
        return self.database.read(lambda connection: reading.recorded_shards(connection, run))

    def find(self, decision_id: DecisionId) -> Entry | None:
        """One decision, or None."""
        return self.database.read(lambda connection: reading.find(connection, decision_id))

    def history(self, listing_id: ListingId) -> list[Entry]:
        """Every decision about one listing, the first first; the last one stands."""
        return self.database.read(lambda connection: reading.history(connection, listing_id))

    def entries(
        self,
        wanted: Wanted = EVERYTHING,
        *,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """The decisions that are asked for, read a page at a time."""
        after: int | None = None
        left = limit
        while left is None or left > 0:
            size = reading.PAGE if left is None else min(left, reading.PAGE)
            found = self._page(wanted, after, newest_first=newest_first, limit=size)
            for after, entry in found:  # noqa: B007  # the last number is where the next page starts
                yield entry
            if len(found) < size:
                return
            left = None if left is None else left - size

    def label(self, labels: Sequence[Label]) -> int:
        """Keep what people said, all or nothing; how many of the labels were news."""
        return self.database.write(
            lambda connection: writing.write_labels(connection, self.name, labels, self._clock())
        )

    def tally(self, by: Dimension, period: Period = ALWAYS) -> Mapping[str, Counter[Outcome]]:
        """How many listings came to each outcome, for each value of *by*, sorted."""
        return self.database.read(lambda connection: reading.tally(connection, by, period))

    def strata(self, about: Question, period: Period = ALWAYS) -> list[Stratum]:
        """What the audit sample says, for each outcome and audit rate."""
        return self.database.read(lambda connection: reading.strata(connection, about, period))

    def events(self) -> Iterator[Event]:
        """What happened, in order, each sealed with the one before."""
        after = 0
        while found := self._event_page(after):
            yield from found
            after = found[-1].number

    def verify(self) -> list[str]:
        """What no longer agrees with the sealed events, in words; nothing if all does."""
        return self.database.read(reading.disagreements)

    def close(self) -> None:
        """Let go of files and connections."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _page(
        self, wanted: Wanted, after: int | None, *, newest_first: bool, limit: int
    ) -> list[tuple[int, Entry]]:
        return self.database.read(
            lambda connection: reading.page(
                connection, wanted, after, newest_first=newest_first, limit=limit
            )
        )

    def _event_page(self, after: int) -> list[Event]:
        return self.database.read(lambda connection: reading.event_page(connection, after))


def upgrade(where: str) -> list[str]:
    """Bring the ledger at *where* to the newest schema, in one transaction.

    Returns the versions of the steps that were taken; none if it was the newest already.
    """
    database = Database(address(where))
    try:
        if database.read(schema.version) is None:
            database.read(lambda connection: schema.check(connection, database.name))
        return database.write(lambda connection: schema.upgrade(connection, database.name))
    finally:
        database.close()
