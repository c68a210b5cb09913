"""Measures with all their parts and versions, series, measured values, and what benefits want of them.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "excluded_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excluded_by", sa.Integer(), nullable=True),
        sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["excluded_by"], ["users.id"], name=op.f("fk_excluded_periods_excluded_by_users")),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_excluded_periods_measure_id_measures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excluded_periods")),
    )
    op.create_index(op.f("ix_excluded_periods_excluded_by"), "excluded_periods", ["excluded_by"])
    op.create_index(op.f("ix_excluded_periods_measure_id"), "excluded_periods", ["measure_id"])

    op.create_table(
        "measure_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=True),
        sa.Column("numerator", sa.Text(), nullable=True),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=300), nullable=True),
        sa.Column("multiplier", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("accumulation", sa.String(length=32), nullable=False),
        sa.Column("frequency", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_measure_versions_measure_id_measures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_versions")),
        sa.UniqueConstraint("measure_id", "number", name=op.f("uq_measure_versions_measure_id_number")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=32), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_series_measure_id_measures")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name=op.f("fk_series_unit_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_measure_id"), "series", ["measure_id"])
    op.create_index(op.f("ix_series_unit_id"), "series", ["unit_id"])

    op.create_table(
        "measurements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("numerator", sa.String(length=40), nullable=True),
        sa.Column("denominator", sa.String(length=40), nullable=True),
        sa.Column("no_value_reason", sa.String(length=300), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("influences", sa.Text(), nullable=True),
        sa.Column("evidence_link", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_measurements_recorded_by_users")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_measurements_reviewed_by_users")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_measurements_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurements")),
        sa.UniqueConstraint("series_id", "period", "number", name=op.f("uq_measurements_series_id_period_number")),
    )
    op.create_index(op.f("ix_measurements_recorded_by"), "measurements", ["recorded_by"])
    op.create_index(op.f("ix_measurements_reviewed_by"), "measurements", ["reviewed_by"])
    op.create_index(op.f("ix_measurements_state"), "measurements", ["state"])

    op.create_table(
        "benefit_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_measure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["benefit_measure_id"],
            ["benefit_measures.id"],
            name=op.f("fk_benefit_targets_benefit_measure_id_benefit_measures"),
        ),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_benefit_targets_set_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_targets")),
        sa.UniqueConstraint("benefit_measure_id", "number", name=op.f("uq_benefit_targets_benefit_measure_id_number")),
    )
    op.create_index(op.f("ix_benefit_targets_set_by"), "benefit_targets", ["set_by"])

    op.create_table(
        "interim_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_measure_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["benefit_measure_id"],
            ["benefit_measures.id"],
            name=op.f("fk_interim_targets_benefit_measure_id_benefit_measures"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_targets")),
        sa.UniqueConstraint("benefit_measure_id", "period", name=op.f("uq_interim_targets_benefit_measure_id_period")),
    )
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("baseline_value", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("baseline_period", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("baseline_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("method", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("share", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("contribution", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("contribution_reason", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_benefit_measures_series_id"), ["series_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_benefit_measures_series_id_series"), "series", ["series_id"], ["id"])

    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("numerator", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("denominator", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("multiplier", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("decimals", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("tolerance", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("chart", sa.String(length=32), nullable=False, server_default="xmr"))
        batch_op.add_column(sa.Column("summable", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("accumulation", sa.String(length=32), nullable=False, server_default="period"))
        batch_op.add_column(sa.Column("level", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("source", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("frequency", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("kolada_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _forget_defaults(
        "measures",
        {
            "multiplier": sa.Integer(),
            "decimals": sa.Integer(),
            "version": sa.Integer(),
            "chart": sa.String(length=32),
            "summable": sa.Boolean(),
            "accumulation": sa.String(length=32),
        },
    )
    # Every measure has a series of the whole from the day it is added, so those that were there get theirs.
    op.execute("INSERT INTO series (measure_id, version, example) SELECT id, version, example FROM measures")


def _forget_defaults(table: str, columns: dict[str, sa.types.TypeEngine[object]]) -> None:
    """They were for the rows that stood there already; the product gives every new one its own values."""
    with op.batch_alter_table(table) as batch_op:
        for column, kind in columns.items():
            batch_op.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("kolada_id")
        batch_op.drop_column("frequency")
        batch_op.drop_column("source")
        batch_op.drop_column("level")
        batch_op.drop_column("accumulation")
        batch_op.drop_column("summable")
        batch_op.drop_column("chart")
        batch_op.drop_column("tolerance")
        batch_op.drop_column("decimals")
        batch_op.drop_column("multiplier")
        batch_op.drop_column("denominator")
        batch_op.drop_column("numerator")

    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_benefit_measures_series_id_series"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_benefit_measures_series_id"))
        batch_op.drop_column("contribution_reason")
        batch_op.drop_column("contribution")
        batch_op.drop_column("share")
        batch_op.drop_column("method")
        batch_op.drop_column("baseline_reason")
        batch_op.drop_column("baseline_period")
        batch_op.drop_column("baseline_value")
        batch_op.drop_column("series_id")

    op.drop_table("interim_targets")
    op.drop_table("benefit_targets")
    op.drop_table("measurements")
    op.drop_table("series")
    op.drop_table("measure_versions")
    op.drop_table("excluded_periods")
