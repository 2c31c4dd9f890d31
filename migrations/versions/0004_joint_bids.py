"""joint bids: rank, version, withdrawn; and the answers of those asked to join."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. No joint bid was written before it."""
    op.execute("DELETE FROM joint_bid")
    with op.batch_alter_table("joint_bid", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice", sa.String(), nullable=False))
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("proposed", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("version", sa.String(), nullable=False))
        batch_op.create_foreign_key(op.f("fk_joint_bid_notice"), "notice", ["notice"], ["id"])
        batch_op.create_index(batch_op.f("ix_joint_bid_notice"), ["notice"], unique=False)

    op.create_table(
        "joint_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("joint_bid", sa.Integer(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprise.id"], name=op.f("fk_joint_answer_enterprise")),
        sa.ForeignKeyConstraint(["joint_bid"], ["joint_bid.id"], name=op.f("fk_joint_answer_joint_bid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_answer")),
    )
    with op.batch_alter_table("joint_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_answer_enterprise"), ["enterprise"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_answer_joint_bid"), ["joint_bid"], unique=False)


def downgrade() -> None:
    """Go back from this revision."""
    op.drop_table("joint_answer")
    with op.batch_alter_table("joint_bid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_bid_notice"))
        batch_op.drop_constraint(op.f("fk_joint_bid_notice"), type_="foreignkey")
        batch_op.drop_column("version")
        batch_op.drop_column("proposed")
        batch_op.drop_column("rank")
        batch_op.drop_column("notice")
