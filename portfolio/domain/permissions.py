"""Who may do what: one table, one function.

A role is held for a plan, an area, an organisation or an initiative; only the administrator's is for the whole
installation. A role anywhere in a plan reads the whole plan; its scope limits changes only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from portfolio.domain.errors import Invalid


class Role(StrEnum):
    """The roles of the method, and the two that a system needs."""

    COORDINATOR = "coordinator"
    AREA_LEAD = "area_lead"
    PROJECT_LEAD = "project_lead"
    BENEFIT_OWNER = "benefit_owner"
    CONTROLLER = "controller"
    STEERING = "steering"
    READER = "reader"
    ADMIN = "admin"


class Permission(StrEnum):
    """What can be allowed, as noun:verb."""

    READ_PLAN = "plan:read"
    READ_INITIATIVE = "initiative:read"
    PROPOSE_INITIATIVE = "initiative:propose"
    REGISTER_INITIATIVE = "initiative:register"
    EDIT_INITIATIVE = "initiative:edit"
    ENTER_INITIATIVE = "initiative:enter"
    CLASSIFY_INITIATIVE = "initiative:classify"
    ASSESS_INITIATIVE = "initiative:assess"
    RESUBMIT_INITIATIVE = "initiative:resubmit"
    RECORD_DECISION = "decision:record"
    ASK_DECISION = "decision:ask"
    BEGIN_PREPARATION = "phase:begin"
    APPOINT_LEAD = "lead:appoint"
    PLAN_PHASES = "phase:plan"
    EDIT_ACTIVITY = "activity:edit"
    EDIT_BENEFIT = "benefit:edit"
    EDIT_MEASURE = "measure:edit"
    SET_AIM = "aim:set"
    ASSESS_BENEFIT = "benefit:assess"
    RECORD_VALUE = "value:record"
    REVIEW_VALUE = "value:review"
    IMPORT_TABLE = "table:import"
    UNDO_IMPORT = "table:undo"
    PLAN_ADOPTION = "adoption:plan"
    ACCEPT_HANDOVER = "handover:accept"
    EDIT_PLAN = "plan:edit"
    ASSIGN_ROLE = "role:assign"
    MANAGE_USERS = "user:manage"
    MANAGE_ORGANISATIONS = "organisation:manage"
    MANAGE_JOBS = "job:manage"
    FOLLOW_TASKS = "task:follow"
    READ_LOG = "log:read"
    READ_HELP = "help:read"
    MANAGE_ACCOUNT = "account:manage"


#: Allowed to everybody who has signed in, whatever roles they hold.
SIGNED_IN = frozenset({Permission.PROPOSE_INITIATIVE, Permission.READ_HELP, Permission.MANAGE_ACCOUNT})

#: Allowed to whoever wrote a draft, as long as it is one: what came back for completion has to be completed.
OF_AUTHOR = frozenset({Permission.EDIT_INITIATIVE, Permission.RESUBMIT_INITIATIVE})

#: Allowed to everybody with a role anywhere in the plan.
READING = frozenset({Permission.READ_PLAN, Permission.READ_INITIATIVE})

#: Allowed to whoever holds one of the roles anywhere in the plan: what it leads to is asked about anew, thing by thing.
ANYWHERE_IN_PLAN = frozenset({Permission.IMPORT_TABLE})

#: What concerns the whole installation, and so nobody who acts within one plan.
OF_INSTALLATION = frozenset({Permission.MANAGE_USERS, Permission.MANAGE_JOBS})

GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.REGISTER_INITIATIVE: frozenset({Role.COORDINATOR}),
    Permission.EDIT_INITIATIVE: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    Permission.ENTER_INITIATIVE: frozenset({Role.COORDINATOR}),
    Permission.CLASSIFY_INITIATIVE: frozenset({Role.STEERING, Role.COORDINATOR}),
    Permission.ASSESS_INITIATIVE: frozenset({Role.COORDINATOR}),
    Permission.RESUBMIT_INITIATIVE: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    # Which of them, the plan's own order says, for each matter.
    Permission.RECORD_DECISION: frozenset({Role.STEERING, Role.COORDINATOR, Role.AREA_LEAD}),
    Permission.ASK_DECISION: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD, Role.BENEFIT_OWNER}),
    Permission.BEGIN_PREPARATION: frozenset({Role.COORDINATOR, Role.PROJECT_LEAD}),
    Permission.APPOINT_LEAD: frozenset({Role.STEERING, Role.COORDINATOR}),
    Permission.PLAN_PHASES: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    Permission.EDIT_ACTIVITY: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    Permission.EDIT_BENEFIT: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    Permission.EDIT_MEASURE: frozenset({Role.CONTROLLER, Role.COORDINATOR}),
    Permission.SET_AIM: frozenset({Role.CONTROLLER, Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    # The project does not judge its own result.
    Permission.ASSESS_BENEFIT: frozenset({Role.CONTROLLER, Role.COORDINATOR}),
    Permission.RECORD_VALUE: frozenset({Role.CONTROLLER, Role.COORDINATOR, Role.PROJECT_LEAD}),
    Permission.REVIEW_VALUE: frozenset({Role.CONTROLLER, Role.COORDINATOR}),
    # What each row then does is judged as it is on the pages.
    Permission.IMPORT_TABLE: frozenset({Role.COORDINATOR, Role.CONTROLLER, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    # Whoever read a file in may undo it themselves while they still may change all of it (services/undo_rights.py).
    Permission.UNDO_IMPORT: frozenset({Role.COORDINATOR}),
    Permission.PLAN_ADOPTION: frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.PROJECT_LEAD}),
    Permission.ACCEPT_HANDOVER: frozenset({Role.BENEFIT_OWNER}),
    Permission.EDIT_PLAN: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Permission.ASSIGN_ROLE: frozenset({Role.COORDINATOR, Role.ADMIN}),
    Permission.MANAGE_USERS: frozenset({Role.ADMIN}),
    Permission.MANAGE_JOBS: frozenset({Role.ADMIN}),
    Permission.MANAGE_ORGANISATIONS: frozenset({Role.COORDINATOR, Role.ADMIN}),
    # Who is late with what is for whoever helps them, and no list for everybody to read.
    Permission.FOLLOW_TASKS: frozenset({Role.COORDINATOR}),
    Permission.READ_LOG: frozenset({Role.COORDINATOR, Role.STEERING, Role.CONTROLLER, Role.ADMIN}),
}

#: Who sees a draft besides its author and those who hold a role on that very initiative.
DRAFT_READERS = frozenset({Role.COORDINATOR, Role.AREA_LEAD, Role.STEERING})

#: Who decides, and who gives roles: an administrator alone gives these, so that nobody widens their own powers.
GIVEN_BY_ADMIN = frozenset({Role.COORDINATOR, Role.STEERING, Role.ADMIN})


@dataclass(frozen=True)
class Grant:
    """One role of one person. At most one scope is set; none only for the administrator.

    ``plan_ids`` are all plans that the scope lies in: an organisation's role reaches the plans it takes part in.
    """

    role: Role
    plan_id: int | None = None
    area_id: int | None = None
    organisation_id: int | None = None
    initiative_id: int | None = None
    plan_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who acts: a user with their roles, or the system itself (no user id) at the command line.

    An API token may narrow its owner: to reading alone, or to one plan, outside which nothing exists then.
    """

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    only_reads: bool = False
    within_plan: int | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def plan_ids(self) -> frozenset[int]:
        """The plans that exist for this actor."""
        return frozenset().union(*(grant.plan_ids for grant in self.grants))


@dataclass(frozen=True)
class Scope:
    """Where a thing lies: its plan, its area with those above it, the organisations it belongs to, its initiative."""

    plan_id: int | None = None
    area_ids: frozenset[int] = frozenset()
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    initiative_ids: frozenset[int] = field(default_factory=frozenset)
    draft: bool = False
    author_id: int | None = None


def exists_for(actor: Actor, scope: Scope) -> bool:
    """Whether the thing exists at all for the actor; what does not is answered by 404, never by 403."""
    if actor.is_system:
        return True
    if actor.within_plan is not None and scope.plan_id not in (None, actor.within_plan):
        return False
    if scope.draft:
        if actor.only_reads:
            return False
        if scope.author_id is not None and scope.author_id == actor.user_id:
            return True
        return any(
            _covers(grant, scope) and (grant.role in DRAFT_READERS or grant.initiative_id is not None)
            for grant in actor.grants
        )
    return scope.plan_id is None or scope.plan_id in actor.plan_ids


def allows(actor: Actor, permission: Permission, scope: Scope | None = None) -> bool:
    """Whether the actor may do this, there. Without a scope: whether anywhere."""
    if actor.is_system:
        return True
    if permission in SIGNED_IN:
        if actor.only_reads and permission is Permission.PROPOSE_INITIATIVE:
            return False
        return actor.user_id is not None
    if permission in READING:
        return bool(actor.grants) if scope is None else exists_for(actor, scope)
    if permission in OF_INSTALLATION and actor.within_plan is not None:
        # Users and jobs belong to the installation, which a plan is only a part of.
        return False
    if scope is not None and not exists_for(actor, scope):
        return False
    if permission in OF_AUTHOR and scope is not None and scope.draft and scope.author_id == actor.user_id is not None:
        return True
    roles = GRANTS[permission]
    held = [grant for grant in actor.grants if grant.role in roles]
    if scope is not None and permission in ANYWHERE_IN_PLAN:
        return any(scope.plan_id in grant.plan_ids for grant in held)
    return any(scope is None or _covers(grant, scope) for grant in held)


def roles_at(actor: Actor, scope: Scope) -> frozenset[Role]:
    """The roles that the actor holds there; the system holds them all."""
    if actor.is_system:
        return frozenset(Role)
    return frozenset(grant.role for grant in actor.grants if _covers(grant, scope))


def givable_roles(actor: Actor, scope: Scope | None = None) -> frozenset[Role]:
    """The roles that the actor may give and end there; without a scope: anywhere."""
    if actor.is_system or (Role.ADMIN in actor.roles and actor.within_plan is None):
        return frozenset(Role)
    return frozenset(Role) - GIVEN_BY_ADMIN if allows(actor, Permission.ASSIGN_ROLE, scope) else frozenset()


def check_admin_remains(others: int) -> None:
    """Refuse that the last active administrator goes: nobody could let anybody in again. Raises Invalid.

    ``others`` is how many active administrators there are besides the one who would go.
    """
    if others < 1:
        raise Invalid(
            "active",
            "Det här är den enda aktiva administratören. Ge någon annan rollen administratör först, "
            "så att någon kan sköta användare och roller.",
        )


def _covers(grant: Grant, scope: Scope) -> bool:
    if grant.role is Role.ADMIN:
        return True
    return (
        (grant.plan_id is not None and grant.plan_id == scope.plan_id)
        or (grant.area_id is not None and grant.area_id in scope.area_ids)
        or (grant.organisation_id is not None and grant.organisation_id in scope.organisation_ids)
        or (grant.initiative_id is not None and grant.initiative_id in scope.initiative_ids)
    )
