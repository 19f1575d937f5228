"""What people said of decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from linsang.store.migrations.kept import keep

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, and have it kept."""
    op.create_table(
        "labels",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("decision", sa.BigInteger, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("answer", sa.Boolean, nullable=False),
        sa.Column("labelled_by", sa.Text, nullable=False),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="labels_pk"),
        sa.ForeignKeyConstraint(["decision"], ["decisions.number"], name="labels_decision_fk"),
    )
    op.create_index("labels_decision_about_idx", "labels", ["decision", "about"])
    keep("labels", key=("number",), why="a new label counts, the old one stays")
