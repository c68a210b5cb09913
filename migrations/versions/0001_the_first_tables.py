"""The first tables: plans, initiatives, users and the audit log.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "form_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_uses")),
        sa.UniqueConstraint("form_id", name=op.f("uq_form_uses_form_id")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempts_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempts_email"), ["email"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("key", name=op.f("uq_organisations_key")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("valid_period", sa.String(length=64), nullable=False),
        sa.Column("timeline_period", sa.String(length=64), nullable=False),
        sa.Column("revision_months", sa.Integer(), nullable=True),
        sa.Column("follow_up_months", sa.Integer(), nullable=True),
        sa.Column("diarienummer", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_plans_owner_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("slug", name=op.f("uq_plans_slug")),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=True),
        sa.Column("period_text", sa.String(length=300), nullable=True),
        sa.Column("period", sa.String(length=64), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_activities_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_activities_plan_id_key")),
    )
    op.create_table(
        "audit_links",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=63), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_links_actor_id_users")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_audit_links_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_links")),
    )
    with op.batch_alter_table("audit_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_links_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_links_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_links_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "forums",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("task", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_forums_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forums")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_forums_plan_id_key")),
    )
    op.create_table(
        "plan_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_plan_parties_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_parties_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_parties")),
        sa.UniqueConstraint("plan_id", "organisation_id", name=op.f("uq_plan_parties_plan_id_organisation_id")),
    )
    with op.batch_alter_table("plan_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_parties_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "plan_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_roles_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_roles")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_plan_roles_plan_id_key")),
    )
    op.create_table(
        "programme_areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["programme_areas.id"], name=op.f("fk_programme_areas_parent_id_programme_areas")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_programme_areas_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_areas")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_programme_areas_plan_id_key")),
    )
    with op.batch_alter_table("programme_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_areas_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "audit_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(length=8), nullable=False),
        sa.Column("entity", sa.String(length=63), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=63), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["audit_links.id"], name=op.f("fk_audit_items_link_id_audit_links")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_items")),
    )
    with op.batch_alter_table("audit_items", schema=None) as batch_op:
        batch_op.create_index("ix_audit_items_entity_entity_id", ["entity", "entity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_items_link_id"), ["link_id"], unique=False)

    op.create_table(
        "initiatives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=True),
        sa.Column("orderer", sa.String(length=300), nullable=True),
        sa.Column("receiver", sa.String(length=300), nullable=True),
        sa.Column("project_lead", sa.String(length=300), nullable=True),
        sa.Column("project_lead_by", sa.Date(), nullable=True),
        sa.Column("project_group", sa.String(length=300), nullable=True),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("target_groups", sa.Text(), nullable=False),
        sa.Column("diarienummer", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["programme_areas.id"], name=op.f("fk_initiatives_area_id_programme_areas")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_initiatives_author_id_users")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_initiatives_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_initiatives_plan_id_key")),
    )
    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiatives_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiatives_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiatives_state"), ["state"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("matter", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=True),
        sa.Column("to_state", sa.String(length=32), nullable=True),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("motivation", sa.Text(), nullable=True),
        sa.Column("diarienummer", sa.String(length=300), nullable=True),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_decisions_forum_id_forums")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_decisions_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_decisions_recorded_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("initiative_id", "key", name=op.f("uq_decisions_initiative_id_key")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_recorded_by"), ["recorded_by"], unique=False)

    op.create_table(
        "former_titles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_former_titles_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_titles")),
        sa.UniqueConstraint("initiative_id", "title", name=op.f("uq_former_titles_initiative_id_title")),
    )
    op.create_table(
        "initiative_activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_initiative_activities_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_activities_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_activities")),
        sa.UniqueConstraint(
            "initiative_id", "activity_id", name=op.f("uq_initiative_activities_initiative_id_activity_id")
        ),
    )
    with op.batch_alter_table("initiative_activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiative_activities_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "initiative_phases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned_start", sa.String(length=64), nullable=True),
        sa.Column("planned_end", sa.String(length=64), nullable=True),
        sa.Column("actual_start", sa.String(length=64), nullable=True),
        sa.Column("actual_end", sa.String(length=64), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_phases_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_phases")),
        sa.UniqueConstraint("initiative_id", "phase", name=op.f("uq_initiative_phases_initiative_id_phase")),
    )
    op.create_table(
        "role_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN plan_id IS NULL THEN 0 ELSE 1 END + CASE WHEN area_id IS NULL THEN 0 ELSE 1 END + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END + CASE WHEN initiative_id IS NULL THEN 0 ELSE 1 END = CASE WHEN role = 'admin' THEN 0 ELSE 1 END",
            name=op.f("ck_role_assignments_one_scope"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["programme_areas.id"], name=op.f("fk_role_assignments_area_id_programme_areas")
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_role_assignments_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_role_assignments_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_role_assignments_plan_id_plans")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_role_assignments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignments")),
    )
    with op.batch_alter_table("role_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_assignments_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_assignments_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_assignments_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_assignments_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_assignments_user_id"), ["user_id"], unique=False)

    op.create_table(
        "complexity_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_complexity_assessments_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_complexity_assessments_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complexity_assessments")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_complexity_assessments_decision_id")),
    )
    with op.batch_alter_table("complexity_assessments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complexity_assessments_initiative_id"), ["initiative_id"], unique=False)

    # The row that writers lock; its hash is what the first link follows on.
    op.execute(sa.text("INSERT INTO audit_head (id, link_id, hash) VALUES (1, 0, '" + "0" * 64 + "')"))


def downgrade() -> None:
    with op.batch_alter_table("complexity_assessments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complexity_assessments_initiative_id"))

    op.drop_table("complexity_assessments")
    with op.batch_alter_table("role_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_assignments_user_id"))
        batch_op.drop_index(batch_op.f("ix_role_assignments_plan_id"))
        batch_op.drop_index(batch_op.f("ix_role_assignments_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_role_assignments_initiative_id"))
        batch_op.drop_index(batch_op.f("ix_role_assignments_area_id"))

    op.drop_table("role_assignments")
    op.drop_table("initiative_phases")
    with op.batch_alter_table("initiative_activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiative_activities_activity_id"))

    op.drop_table("initiative_activities")
    op.drop_table("former_titles")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_recorded_by"))
        batch_op.drop_index(batch_op.f("ix_decisions_forum_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiatives_state"))
        batch_op.drop_index(batch_op.f("ix_initiatives_author_id"))
        batch_op.drop_index(batch_op.f("ix_initiatives_area_id"))

    op.drop_table("initiatives")
    with op.batch_alter_table("audit_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_items_link_id"))
        batch_op.drop_index("ix_audit_items_entity_entity_id")

    op.drop_table("audit_items")
    with op.batch_alter_table("programme_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_areas_parent_id"))

    op.drop_table("programme_areas")
    op.drop_table("plan_roles")
    with op.batch_alter_table("plan_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_parties_organisation_id"))

    op.drop_table("plan_parties")
    op.drop_table("forums")
    with op.batch_alter_table("audit_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_links_plan_id"))
        batch_op.drop_index(batch_op.f("ix_audit_links_at"))
        batch_op.drop_index(batch_op.f("ix_audit_links_actor_id"))

    op.drop_table("audit_links")
    op.drop_table("activities")
    op.drop_table("plans")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_user_id"))

    op.drop_table("login_sessions")
    op.drop_table("users")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_parent_id"))

    op.drop_table("organisations")
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempts_email"))
        batch_op.drop_index(batch_op.f("ix_login_attempts_at"))
        batch_op.drop_index(batch_op.f("ix_login_attempts_address"))

    op.drop_table("login_attempts")
    op.drop_table("form_uses")
    op.drop_table("audit_head")
