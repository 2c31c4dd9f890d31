"""marks on the dialogue list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "dialogue_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_mark")),
    )
    with op.batch_alter_table("dialogue_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogue_mark_key"), ["key"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("dialogue_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_mark_key"))

    op.drop_table("dialogue_mark")
