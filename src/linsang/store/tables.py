"""The ledger's tables, in types that SQLite and PostgreSQL share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From UTC, whatever zone the server answers in."""
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Text from outside: NUL, which PostgreSQL keeps in no text, and lone surrogates become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What both databases can keep."""
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

events = Table(
    "events",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("body", Text, nullable=False),
    Column("seal", Text, nullable=False),
)

shards = Table(
    "shards",
    metadata,
    Column("key", Words, primary_key=True),
    Column("run", Words, nullable=False, index=True),
    Column("fingerprint", Text, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("decided_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("audit_rate", Float(53), nullable=False),
    Column("policy_version", Words, nullable=False),
    Column("reference_version", Words, nullable=False),
    Column("model_version", Words, nullable=False),
    Column("engine_version", Words, nullable=False),
    Column("listings", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
)

counts = Table(
    "counts",
    metadata,
    Column("shard", Words, ForeignKey("shards.key"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("platform", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("listings", BigInteger, nullable=False),
)

# A listing's id may be as long as its platform likes, longer than an index of PostgreSQL
# takes; so it is looked up by its digest.
decisions = Table(
    "decisions",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("shard", Words, ForeignKey("shards.key"), nullable=False, index=True),
    Column("listing_id", Words, nullable=False),
    Column("listing_digest", Text, nullable=False, index=True),
    Column("platform", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("audit_rate", Float(53), nullable=False),
    Column("in_audit_sample", Boolean, nullable=False),
    Column("supersedes", Words, ForeignKey("decisions.id"), nullable=True, unique=True),
    Column("body", Text, nullable=False),
)

fired = Table(
    "fired",
    metadata,
    Column("decision", BigInteger, ForeignKey("decisions.number"), primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("rule", Words, nullable=False),
    Column("taxon", Words, nullable=False),
)

# The seller's words, apart from the record: this is what an erasure takes away.
contents = Table(
    "contents",
    metadata,
    Column("decision", BigInteger, ForeignKey("decisions.number"), primary_key=True),
    Column("listing", Text, nullable=False),
    Column("assessment", Text, nullable=False),
)

labels = Table(
    "labels",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("decision", BigInteger, ForeignKey("decisions.number"), nullable=False),
    Column("about", Text, nullable=False),
    Column("answer", Boolean, nullable=False),
    Column("labelled_by", Words, nullable=False),
    Column("labelled_at", Moment, nullable=False),
    Index("labels_decision_about_idx", "decision", "about"),
)
