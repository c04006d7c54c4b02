"""Promises and turns on duty; what queues are ordered by; reasons, closings, identities, mentions, saved searches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blanks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_blanks_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blanks")),
    )
    op.create_index(op.f("ix_blanks_tip_id"), "blanks", ["tip_id"])
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency"], ["agencies.key"], name=op.f("fk_duty_shifts_agency_agencies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_duty_shifts_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
    )
    op.create_index("ix_duty_shifts_agency_ends", "duty_shifts", ["agency", "ends_at"])
    op.create_table(
        "identity_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name=op.f("fk_identity_requests_tip_id_tips"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_requests")),
    )
    op.create_index("ix_identity_requests_agency_state", "identity_requests", ["agency", "state"])
    op.create_index(op.f("ix_identity_requests_tip_id"), "identity_requests", ["tip_id"])
    op.create_table(
        "name_tokens",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("blind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_name_tokens_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tip_id", "blind", name=op.f("pk_name_tokens")),
    )
    op.create_index("ix_name_tokens_blind", "name_tokens", ["blind"])
    op.create_table(
        "promises",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("read_minutes", sa.Integer(), nullable=False),
        sa.Column("reply_minutes", sa.Integer(), nullable=False),
        sa.Column("close_minutes", sa.Integer(), nullable=False),
        sa.Column("silence_minutes", sa.Integer(), nullable=False),
        sa.Column("around_the_clock", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency"], ["agencies.key"], name=op.f("fk_promises_agency_agencies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agency", "urgency", name=op.f("pk_promises")),
    )
    op.create_table(
        "read_marks",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_read_marks_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "tip_id", name=op.f("pk_read_marks")),
    )
    op.create_table(
        "revealings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_revealings_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revealings")),
    )
    op.create_index(op.f("ix_revealings_tip_id"), "revealings", ["tip_id"])
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("query_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_saved_filters_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index(op.f("ix_saved_filters_staff_id"), "saved_filters", ["staff_id"])
    op.create_table(
        "closings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("referral_id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_closings_referral_id_referrals"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_closings_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
    )
    op.create_index("ix_closings_agency_state", "closings", ["agency", "state"])
    op.create_index(op.f("ix_closings_referral_id"), "closings", ["referral_id"])
    op.create_index(op.f("ix_closings_tip_id"), "closings", ["tip_id"])
    op.create_table(
        "mentions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("note_id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"], ["tip_notes.id"], name=op.f("fk_mentions_note_id_tip_notes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_mentions_tip_id_tips"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint("note_id", "staff_id", name=op.f("uq_mentions_note_id_staff_id")),
    )
    op.create_index("ix_mentions_staff", "mentions", ["staff_id", "seen_at"])
    op.create_index(op.f("ix_mentions_tip_id"), "mentions", ["tip_id"])
    op.add_column("referrals", sa.Column("live", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("referrals", sa.Column("rank", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("referrals", sa.Column("leaves_by", sa.Date(), nullable=True))
    op.add_column("referrals", sa.Column("asks", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("referrals", sa.Column("read_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referrals", sa.Column("reply_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referrals", sa.Column("close_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referrals", sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referrals", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referrals", sa.Column("returns_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_referrals_all", "referrals", ["agency", "rank", "sent_at"])
    op.create_index(
        "ix_referrals_asks",
        "referrals",
        ["agency", "asks"],
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    op.create_index(
        "ix_referrals_due",
        "referrals",
        ["agency", "due_at"],
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    op.create_index(
        "ix_referrals_free",
        "referrals",
        ["agency", "rank", "sent_at"],
        sqlite_where=sa.text("live = 1 AND holder IS NULL"),
        postgresql_where=sa.text("live AND holder IS NULL"),
    )
    op.create_index("ix_referrals_from", "referrals", ["referred_from", "agency"])
    op.create_index("ix_referrals_holder", "referrals", ["holder", "live", "rank"])
    op.create_index(
        "ix_referrals_leaving",
        "referrals",
        ["agency", "leaves_by"],
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    op.create_index("ix_referrals_queue", "referrals", ["agency", "live", "rank", "sent_at"])
    op.create_index(
        "ix_referrals_returns",
        "referrals",
        ["returns_at"],
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    op.create_index("ix_referrals_sent", "referrals", ["agency", "sent_at"])
    op.create_index("ix_tips_village", "tips", ["village_code"])
    _fill()


def _fill() -> None:
    """Referrals that are there already: which are live, their order, and the day somebody leaves where it was said.

    Their promises begin with the first round of the worker (`cases.reckon`).
    """
    op.execute(
        "UPDATE referrals SET live = (state IN ('sent', 'accepted') AND EXISTS ("
        "SELECT 1 FROM tips WHERE tips.id = referrals.tip_id AND tips.status IN ('sent', 'accepted')))"
    )
    op.execute(
        "UPDATE referrals SET replied_at = COALESCE(accepted_at, ended_at), leaves_by = (SELECT departs_on FROM tips "
        "WHERE tips.id = referrals.tip_id AND COALESCE(departs, '') <> 'sudah_berangkat'), "
        "rank = (SELECT score + CASE WHEN emergency THEN 1000 ELSE 0 END FROM tips WHERE tips.id = referrals.tip_id)"
    )


def downgrade() -> None:
    op.drop_index("ix_tips_village", table_name="tips")
    op.drop_index("ix_referrals_sent", table_name="referrals")
    op.drop_index("ix_referrals_returns", table_name="referrals")
    op.drop_index("ix_referrals_queue", table_name="referrals")
    op.drop_index("ix_referrals_leaving", table_name="referrals")
    op.drop_index("ix_referrals_holder", table_name="referrals")
    op.drop_index("ix_referrals_from", table_name="referrals")
    op.drop_index("ix_referrals_free", table_name="referrals")
    op.drop_index("ix_referrals_due", table_name="referrals")
    op.drop_index("ix_referrals_asks", table_name="referrals")
    op.drop_index("ix_referrals_all", table_name="referrals")
    op.drop_column("referrals", "returns_at")
    op.drop_column("referrals", "due_at")
    op.drop_column("referrals", "replied_at")
    op.drop_column("referrals", "close_due")
    op.drop_column("referrals", "reply_due")
    op.drop_column("referrals", "read_due")
    op.drop_column("referrals", "asks")
    op.drop_column("referrals", "leaves_by")
    op.drop_column("referrals", "rank")
    op.drop_column("referrals", "live")
    op.drop_index(op.f("ix_mentions_tip_id"), table_name="mentions")
    op.drop_index("ix_mentions_staff", table_name="mentions")
    op.drop_table("mentions")
    op.drop_index(op.f("ix_closings_tip_id"), table_name="closings")
    op.drop_index(op.f("ix_closings_referral_id"), table_name="closings")
    op.drop_index("ix_closings_agency_state", table_name="closings")
    op.drop_table("closings")
    op.drop_index(op.f("ix_saved_filters_staff_id"), table_name="saved_filters")
    op.drop_table("saved_filters")
    op.drop_index(op.f("ix_revealings_tip_id"), table_name="revealings")
    op.drop_table("revealings")
    op.drop_table("read_marks")
    op.drop_table("promises")
    op.drop_index("ix_name_tokens_blind", table_name="name_tokens")
    op.drop_table("name_tokens")
    op.drop_index(op.f("ix_identity_requests_tip_id"), table_name="identity_requests")
    op.drop_index("ix_identity_requests_agency_state", table_name="identity_requests")
    op.drop_table("identity_requests")
    op.drop_index("ix_duty_shifts_agency_ends", table_name="duty_shifts")
    op.drop_table("duty_shifts")
    op.drop_index(op.f("ix_blanks_tip_id"), table_name="blanks")
    op.drop_table("blanks")
