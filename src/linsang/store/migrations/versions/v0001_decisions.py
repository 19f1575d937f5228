"""What was decided, how much was judged, and what happened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from linsang.store.migrations.kept import keep

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and have them kept."""
    op.create_table(
        "events",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="events_pk"),
    )
    op.create_table(
        "shards",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("audit_rate", sa.Float(53), nullable=False),
        sa.Column("policy_version", sa.Text, nullable=False),
        sa.Column("reference_version", sa.Text, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("engine_version", sa.Text, nullable=False),
        sa.Column("listings", sa.BigInteger, nullable=False),
        sa.Column("rejected", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="shards_pk"),
    )
    op.create_index("shards_run_idx", "shards", ["run"])
    op.create_index("shards_day_idx", "shards", ["day"])
    op.create_table(
        "counts",
        sa.Column("shard", sa.Text, nullable=False),
        sa.Column("place", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("listings", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("shard", "place", name="counts_pk"),
        sa.ForeignKeyConstraint(["shard"], ["shards.key"], name="counts_shard_fk"),
    )
    op.create_table(
        "decisions",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("shard", sa.Text, nullable=False),
        sa.Column("listing_id", sa.Text, nullable=False),
        sa.Column("listing_digest", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("audit_rate", sa.Float(53), nullable=False),
        sa.Column("in_audit_sample", sa.Boolean, nullable=False),
        sa.Column("supersedes", sa.Text, nullable=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="decisions_pk"),
        sa.UniqueConstraint("id", name="decisions_id_key"),
        # A decision is superseded once: there is one that stands, never two.
        sa.UniqueConstraint("supersedes", name="decisions_supersedes_key"),
        sa.ForeignKeyConstraint(["shard"], ["shards.key"], name="decisions_shard_fk"),
        sa.ForeignKeyConstraint(["supersedes"], ["decisions.id"], name="decisions_supersedes_fk"),
    )
    op.create_index("decisions_shard_idx", "decisions", ["shard"])
    op.create_index("decisions_listing_digest_idx", "decisions", ["listing_digest"])
    op.create_index("decisions_day_idx", "decisions", ["day"])
    op.create_table(
        "fired",
        sa.Column("decision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("taxon", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("decision", "place", name="fired_pk"),
        sa.ForeignKeyConstraint(["decision"], ["decisions.number"], name="fired_decision_fk"),
    )
    op.create_table(
        "contents",
        sa.Column("decision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("listing", sa.Text, nullable=False),
        sa.Column("assessment", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("decision", name="contents_pk"),
        sa.ForeignKeyConstraint(["decision"], ["decisions.number"], name="contents_decision_fk"),
    )
    keep("events", key=("number",), why="events are added, never changed")
    keep("shards", key=("key",), why="what was recorded stays")
    keep("counts", key=("shard", "place"), why="what was recorded stays")
    keep("decisions", key=("id",), why="decisions are superseded, never edited")
    keep("fired", key=("decision", "place"), why="decisions are superseded, never edited")
    keep("contents", key=("decision",), why="words are erased, never edited", erasable=True)
