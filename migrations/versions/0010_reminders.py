"""Mail that waits to be sent, and what people were told.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

#: By table, the columns that are new in what stood there already, with what they hold for its rows.
ADDED = {
    "plans": (("ahead_days", sa.Integer(), "10"), ("escalate_days", sa.Integer(), "14")),
    "users": (("mail_rhythm", sa.String(length=32), "weekly"),),
}


def upgrade() -> None:
    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_outbox_messages_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_messages_message_id")),
    )
    op.create_index(op.f("ix_outbox_messages_user_id"), "outbox_messages", ["user_id"])
    op.create_index("ix_outbox_messages_state_next_attempt_at", "outbox_messages", ["state", "next_attempt_at"])
    op.create_table(
        "told_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_told_notices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_notices")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_told_notices_user_id_key")),
    )
    op.create_table(
        "reminded_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded_days")),
        sa.UniqueConstraint("day", name=op.f("uq_reminded_days_day")),
    )
    for table, columns in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, value in columns:
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        with op.batch_alter_table(table, schema=None) as batch_op:
            # The default was for the rows that stood there already.
            for name, kind, _ in columns:
                batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, _, _ in columns:
                batch_op.drop_column(name)
    op.drop_table("reminded_days")
    op.drop_table("told_notices")
    op.drop_table("outbox_messages")
