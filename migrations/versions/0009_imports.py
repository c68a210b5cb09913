"""Runs of imports, and which column of a file was which.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suppress_small", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.alter_column("suppress_small", existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "import_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("report_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_import_files_plan_id_plans")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_import_files_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column("unchanged_rows", sa.Integer(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["imported_by"], ["users.id"], name=op.f("fk_import_runs_imported_by_users")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_import_runs_plan_id_plans")),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_import_runs_undone_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    for table, columns in (
        ("import_files", ("plan_id", "user_id")),
        ("import_runs", ("plan_id", "imported_by", "undone_by")),
    ):
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_table(
        "remembered_headings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("heading", sa.String(length=300), nullable=False),
        sa.Column("column", sa.String(length=63), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_remembered_headings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_headings")),
        sa.UniqueConstraint("user_id", "kind", "heading", name=op.f("uq_remembered_headings_user_id_kind_heading")),
    )
    with op.batch_alter_table("measurements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_run_id", sa.Integer(), nullable=True))
        batch_op.create_index(op.f("ix_measurements_import_run_id"), ["import_run_id"])
        batch_op.create_foreign_key(
            op.f("fk_measurements_import_run_id_import_runs"), "import_runs", ["import_run_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("measurements", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_measurements_import_run_id_import_runs"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_measurements_import_run_id"))
        batch_op.drop_column("import_run_id")
    op.drop_table("remembered_headings")
    op.drop_table("import_runs")
    op.drop_table("import_files")
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.drop_column("suppress_small")
