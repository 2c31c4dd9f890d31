"""ranker versions, and what a decision was made among."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "ranker_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranker_version")),
    )
    with op.batch_alter_table("ranker_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranker_version_state"), ["state"], unique=False)
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go back from it."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("shown")
    with op.batch_alter_table("ranker_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranker_version_state"))
    op.drop_table("ranker_version")
