"""Judgements of benefits by somebody outside the project, and what a survey needs to be compared.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefit_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("grounds", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("second_source", sa.String(length=300), nullable=True),
        sa.Column("assessor", sa.String(length=300), nullable=True),
        sa.Column("assessor_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["assessor_id"], ["users.id"], name=op.f("fk_benefit_assessments_assessor_id_users")),
        sa.ForeignKeyConstraint(
            ["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_assessments_benefit_id_benefits")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_benefit_assessments_recorded_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_assessments")),
        sa.UniqueConstraint("benefit_id", "key", name=op.f("uq_benefit_assessments_benefit_id_key")),
    )
    for column in ("assessor_id", "recorded_by"):
        op.create_index(op.f(f"ix_benefit_assessments_{column}"), "benefit_assessments", [column])

    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paired", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        # The default was for the rows that stood there already.
        batch_op.alter_column("paired", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("measurements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("measurements", schema=None) as batch_op:
        batch_op.drop_column("sent")
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.drop_column("paired")
    op.drop_table("benefit_assessments")
