"""Benefits with their seven steps, goals, measures, adoptions, and the plan's own settings.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carried_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_carried_forms_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_forms")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_carried_forms_token_hash")),
    )
    with op.batch_alter_table("carried_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carried_forms_user_id"), ["user_id"], unique=False)

    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["goals.id"], name=op.f("fk_goals_parent_id_goals")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_goals_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_goals_plan_id_key")),
    )
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goals_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("definition", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=300), nullable=True),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_measures_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_measures_plan_id_key")),
        sa.UniqueConstraint("plan_id", "name", name=op.f("uq_measures_plan_id_name")),
    )
    op.create_table(
        "plan_deciders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_plan_deciders_forum_id_forums")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_deciders_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_deciders")),
        sa.UniqueConstraint("plan_id", "change", name=op.f("uq_plan_deciders_plan_id_change")),
    )
    with op.batch_alter_table("plan_deciders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_deciders_forum_id"), ["forum_id"], unique=False)

    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("manager", sa.String(length=300), nullable=True),
        sa.Column("planned", sa.String(length=64), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_adoptions_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name=op.f("fk_adoptions_unit_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint("initiative_id", "unit_id", name=op.f("uq_adoptions_initiative_id_unit_id")),
    )
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoptions_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "benefits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("emergent", sa.Boolean(), nullable=False),
        sa.Column("perspective", sa.String(length=32), nullable=True),
        sa.Column("beneficiary", sa.String(length=300), nullable=True),
        sa.Column("value_type", sa.String(length=32), nullable=True),
        sa.Column("preconditions", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("released_resource", sa.Text(), nullable=True),
        sa.Column("owner_role", sa.String(length=300), nullable=True),
        sa.Column("owner_unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("first_effect", sa.String(length=64), nullable=True),
        sa.Column("full_effect", sa.String(length=64), nullable=True),
        sa.Column("ramp", sa.String(length=32), nullable=True),
        sa.Column("anchor_phase", sa.String(length=32), nullable=True),
        sa.Column("anchor_adoption_id", sa.Integer(), nullable=True),
        sa.Column("changed_state", sa.Text(), nullable=True),
        sa.Column("changed_state_at", sa.String(length=64), nullable=True),
        sa.Column("follow_up_method", sa.Text(), nullable=True),
        sa.Column("frequency", sa.String(length=32), nullable=True),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("steering_system", sa.String(length=300), nullable=True),
        sa.Column("steering_id", sa.String(length=300), nullable=True),
        sa.Column("steering_link", sa.String(length=300), nullable=True),
        sa.Column("follow_up_until", sa.String(length=64), nullable=True),
        sa.Column("controller_role", sa.String(length=300), nullable=True),
        sa.Column("controller_user_id", sa.Integer(), nullable=True),
        sa.Column("data_provider", sa.String(length=300), nullable=True),
        sa.Column("assessment_method", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["anchor_adoption_id"], ["adoptions.id"], name=op.f("fk_benefits_anchor_adoption_id_adoptions")
        ),
        sa.ForeignKeyConstraint(
            ["controller_user_id"], ["users.id"], name=op.f("fk_benefits_controller_user_id_users")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_benefits_forum_id_forums")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_benefits_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["organisations.id"], name=op.f("fk_benefits_owner_unit_id_organisations")
        ),
        sa.ForeignKeyConstraint(["owner_user_id"], ["users.id"], name=op.f("fk_benefits_owner_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits")),
        sa.UniqueConstraint("initiative_id", "key", name=op.f("uq_benefits_initiative_id_key")),
    )
    with op.batch_alter_table("benefits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefits_anchor_adoption_id"), ["anchor_adoption_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefits_controller_user_id"), ["controller_user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefits_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefits_owner_unit_id"), ["owner_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefits_owner_user_id"), ["owner_user_id"], unique=False)

    op.create_table(
        "benefit_activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_benefit_activities_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_activities_benefit_id_benefits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_activities")),
        sa.UniqueConstraint("benefit_id", "activity_id", name=op.f("uq_benefit_activities_benefit_id_activity_id")),
    )
    with op.batch_alter_table("benefit_activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_activities_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "benefit_goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_goals_benefit_id_benefits")),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_benefit_goals_goal_id_goals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_goals")),
        sa.UniqueConstraint("benefit_id", "goal_id", name=op.f("uq_benefit_goals_benefit_id_goal_id")),
    )
    with op.batch_alter_table("benefit_goals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_goals_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "benefit_impacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("none", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_impacts_benefit_id_benefits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_impacts")),
        sa.UniqueConstraint("benefit_id", "area", name=op.f("uq_benefit_impacts_benefit_id_area")),
    )
    op.create_table(
        "benefit_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_links_benefit_id_benefits")),
        sa.ForeignKeyConstraint(["target_id"], ["benefits.id"], name=op.f("fk_benefit_links_target_id_benefits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_links")),
        sa.UniqueConstraint("benefit_id", "target_id", name=op.f("uq_benefit_links_benefit_id_target_id")),
    )
    with op.batch_alter_table("benefit_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_links_target_id"), ["target_id"], unique=False)

    op.create_table(
        "benefit_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_benefit_measures_benefit_id_benefits")),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_benefit_measures_measure_id_measures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_measures")),
        sa.UniqueConstraint("benefit_id", "measure_id", name=op.f("uq_benefit_measures_benefit_id_measure_id")),
    )
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_measures_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "preliminary_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["benefit_id"], ["benefits.id"], name=op.f("fk_preliminary_steps_benefit_id_benefits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preliminary_steps")),
        sa.UniqueConstraint("benefit_id", "step", name=op.f("uq_preliminary_steps_benefit_id_step")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=32), nullable=False, server_default="activity"))
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_activities_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_activities_organisation_id_organisations"), "organisations", ["organisation_id"], ["id"]
        )

    with op.batch_alter_table("forums", schema=None) as batch_op:
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_track_points", sa.Integer(), nullable=False, server_default="10"))
        batch_op.add_column(sa.Column("worsened_percent", sa.Integer(), nullable=False, server_default="5"))
        batch_op.add_column(sa.Column("fallen_back_percent", sa.Integer(), nullable=False, server_default="95"))
        batch_op.add_column(sa.Column("grace_days", sa.Integer(), nullable=False, server_default="30"))

    with op.batch_alter_table("programme_areas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))

    _forget_defaults(
        activities={"kind": sa.String(length=32)},
        forums={"active": sa.Boolean()},
        plans=dict.fromkeys(("on_track_points", "worsened_percent", "fallen_back_percent", "grace_days"), sa.Integer()),
        programme_areas={"active": sa.Boolean()},
    )


def _forget_defaults(**tables):
    """What rows of before got by default is no default of the database: the program says what a new row gets."""
    for table, columns in tables.items():
        with op.batch_alter_table(table) as batch_op:
            for column, kind in columns.items():
                batch_op.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("programme_areas", schema=None) as batch_op:
        batch_op.drop_column("active")

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_column("grace_days")
        batch_op.drop_column("fallen_back_percent")
        batch_op.drop_column("worsened_percent")
        batch_op.drop_column("on_track_points")

    with op.batch_alter_table("forums", schema=None) as batch_op:
        batch_op.drop_column("active")

    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_activities_organisation_id_organisations"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_activities_organisation_id"))
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("kind")

    op.drop_table("preliminary_steps")
    with op.batch_alter_table("benefit_measures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_measures_measure_id"))

    op.drop_table("benefit_measures")
    with op.batch_alter_table("benefit_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_links_target_id"))

    op.drop_table("benefit_links")
    op.drop_table("benefit_impacts")
    with op.batch_alter_table("benefit_goals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_goals_goal_id"))

    op.drop_table("benefit_goals")
    with op.batch_alter_table("benefit_activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_activities_activity_id"))

    op.drop_table("benefit_activities")
    with op.batch_alter_table("benefits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefits_owner_user_id"))
        batch_op.drop_index(batch_op.f("ix_benefits_owner_unit_id"))
        batch_op.drop_index(batch_op.f("ix_benefits_forum_id"))
        batch_op.drop_index(batch_op.f("ix_benefits_controller_user_id"))
        batch_op.drop_index(batch_op.f("ix_benefits_anchor_adoption_id"))

    op.drop_table("benefits")
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoptions_unit_id"))

    op.drop_table("adoptions")
    with op.batch_alter_table("plan_deciders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_deciders_forum_id"))

    op.drop_table("plan_deciders")
    op.drop_table("measures")
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goals_parent_id"))

    op.drop_table("goals")
    with op.batch_alter_table("carried_forms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carried_forms_user_id"))

    op.drop_table("carried_forms")
