"""Addresses of personal calendars, what was told by them, and when forums meet.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("forums", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meets", sa.String(length=300), nullable=True))
    op.create_table(
        "personal_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_personal_calendars_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_calendars")),
        sa.UniqueConstraint("user_id", name=op.f("uq_personal_calendars_user_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_calendars_token_hash")),
    )
    op.create_table(
        "calendar_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["personal_calendars.id"], name=op.f("fk_calendar_uses_calendar_id_personal_calendars")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_uses")),
        sa.UniqueConstraint("calendar_id", name=op.f("uq_calendar_uses_calendar_id")),
    )
    op.create_table(
        "calendar_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["personal_calendars.id"], name=op.f("fk_calendar_entries_calendar_id_personal_calendars")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entries")),
        sa.UniqueConstraint("calendar_id", "uid", name=op.f("uq_calendar_entries_calendar_id_uid")),
    )


def downgrade() -> None:
    for table in ("calendar_entries", "calendar_uses", "personal_calendars"):
        op.drop_table(table)
    with op.batch_alter_table("forums", schema=None) as batch_op:
        batch_op.drop_column("meets")
