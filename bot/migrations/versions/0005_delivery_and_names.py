"""What became of a sent message, and the other ids by which a platform knows the same person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_aliases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("blind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_aliases_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_aliases")),
        sa.UniqueConstraint("channel", "account", "blind", name=op.f("uq_conversation_aliases_channel_account_blind")),
    )
    op.create_index("ix_aliases_conversation", "conversation_aliases", ["conversation_id"])
    op.add_column("outbox_messages", sa.Column("state_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_platform", "outbox_messages", ["platform_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_platform", "outbox_messages")
    op.drop_column("outbox_messages", "state_at")
    op.drop_index("ix_aliases_conversation", "conversation_aliases")
    op.drop_table("conversation_aliases")
