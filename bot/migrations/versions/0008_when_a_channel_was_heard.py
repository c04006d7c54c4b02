"""When a channel was last heard is found without reading every message."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_inbox_received", "inbox_items", ["channel", "received_at"])


def downgrade() -> None:
    op.drop_index("ix_inbox_received", "inbox_items")
