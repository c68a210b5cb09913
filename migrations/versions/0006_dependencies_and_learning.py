"""Which initiatives wait for which, and the log of what is learned.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "initiative_dependencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("waits_for_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_dependencies_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(
            ["waits_for_id"], ["initiatives.id"], name=op.f("fk_initiative_dependencies_waits_for_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_dependencies")),
        sa.UniqueConstraint(
            "initiative_id", "waits_for_id", name=op.f("uq_initiative_dependencies_initiative_id_waits_for_id")
        ),
    )
    op.create_index(op.f("ix_initiative_dependencies_waits_for_id"), "initiative_dependencies", ["waits_for_id"])

    op.create_table(
        "learning_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("believed", sa.Text(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_learning_entries_author_id_users")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_learning_entries_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_entries")),
        sa.UniqueConstraint("initiative_id", "key", name=op.f("uq_learning_entries_initiative_id_key")),
    )
    op.create_index(op.f("ix_learning_entries_author_id"), "learning_entries", ["author_id"])


def downgrade() -> None:
    op.drop_table("learning_entries")
    op.drop_table("initiative_dependencies")
