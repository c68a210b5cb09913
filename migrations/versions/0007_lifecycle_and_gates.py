"""Every decision of an initiative's life: assessments, matters that wait, what was decided on, and what it changed.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "first_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("recommendation", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("fit", sa.Text(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by", sa.Integer(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["assessed_by"], ["users.id"], name=op.f("fk_first_assessments_assessed_by_users")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_first_assessments_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_assessments")),
        sa.UniqueConstraint("initiative_id", "key", name=op.f("uq_first_assessments_initiative_id_key")),
    )
    op.create_index(op.f("ix_first_assessments_assessed_by"), "first_assessments", ["assessed_by"])

    op.create_table(
        "decision_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("matter", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=True),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("benefit_id", sa.Integer(), nullable=True),
        sa.Column("benefit_measure_id", sa.Integer(), nullable=True),
        sa.Column("target_value", sa.String(length=40), nullable=True),
        sa.Column("target_period", sa.String(length=64), nullable=True),
        sa.Column("waives", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_decision_requests_asked_by_users")),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_decision_requests_benefit_id_benefits")),
        sa.ForeignKeyConstraint(
            ["benefit_measure_id"],
            ["benefit_measures.id"],
            name=op.f("fk_decision_requests_benefit_measure_id_benefit_measures"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_requests_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_decision_requests_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_requests")),
        sa.UniqueConstraint("initiative_id", "key", name=op.f("uq_decision_requests_initiative_id_key")),
    )
    for column in ("asked_by", "benefit_id", "benefit_measure_id", "decision_id"):
        op.create_index(op.f(f"ix_decision_requests_{column}"), "decision_requests", [column])

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("benefit_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("start", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("waived", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("lesson", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("successor", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("corrected", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("material", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("changed", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decisions_benefit_id"), ["benefit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_decisions_benefit_id_benefits"), "benefits", ["benefit_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_decisions_corrects_id_decisions"), "decisions", ["corrects_id"], ["id"]
        )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        # The defaults were for the rows that stood there already.
        batch_op.alter_column("waived", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.alter_column("corrected", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)

    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("project_ended_on", sa.Date(), nullable=True))
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_by", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_adoptions_accepted_by"), ["accepted_by"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_adoptions_accepted_by_users"), "users", ["accepted_by"], ["id"])
    with op.batch_alter_table("benefits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("accepted_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("concluded_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_benefits_accepted_by"), ["accepted_by"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_benefits_accepted_by_users"), "users", ["accepted_by"], ["id"])
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("baseline_by", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.drop_column("baseline_by")
    with op.batch_alter_table("benefits", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_benefits_accepted_by_users"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_benefits_accepted_by"))
        batch_op.drop_column("concluded_on")
        batch_op.drop_column("accepted_by")
        batch_op.drop_column("accepted_on")
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_adoptions_accepted_by_users"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_adoptions_accepted_by"))
        batch_op.drop_column("accepted_by")
    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.drop_column("project_ended_on")

    op.drop_table("decision_requests")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decisions_corrects_id_decisions"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decisions_benefit_id_benefits"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_decisions_corrects_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_benefit_id"))
        for column in (
            "changed",
            "material",
            "corrected",
            "corrects_id",
            "successor",
            "lesson",
            "waived",
            "start",
            "until",
            "benefit_id",
        ):
            batch_op.drop_column(column)
    op.drop_table("first_assessments")
