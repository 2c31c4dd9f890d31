"""matches on trial: below the limit, shown so that learning hears of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. No match was on trial before it."""
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.alter_column("trial", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_column("trial")
