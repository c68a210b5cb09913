"""The demonstration: the shipped plan with its example data, and one user for each role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.models import Initiative, Organisation, Plan, ProgrammeArea, User
from portfolio.paths import data_dir
from portfolio.services import plan_files, users
from portfolio.services.context import Context

PLAN = "narmare-kronobergaren"


@dataclass(frozen=True)
class DemoUser:
    """One made-up user: what they are called, the role, and the keys of what it is held for (none: the plan)."""

    email: str
    name: str
    role: Role
    areas: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


#: Two controllers, since nobody reviews a value that they recorded themselves.
USERS = (
    DemoUser("samordnare@exempel.se", "Sam Ordnare", Role.COORDINATOR),
    DemoUser("huvudprojektledare@exempel.se", "Hedda Huvudsson", Role.AREA_LEAD, areas=("personcentrerad-vard",)),
    DemoUser(
        "projektledare@exempel.se",
        "Pim Projektsson",
        Role.PROJECT_LEAD,
        initiatives=("en-vag-in", "patientkontrakt", "rusta-ledare"),
    ),
    DemoUser(
        "nyttorealiseringsansvarig@exempel.se",
        "Nova Nyttosson",
        Role.BENEFIT_OWNER,
        organisations=("region-kronoberg",),
    ),
    DemoUser("controller1@exempel.se", "Chris Controlsson", Role.CONTROLLER),
    DemoUser("controller2@exempel.se", "Kim Kontrollsson", Role.CONTROLLER),
    DemoUser("styrgrupp@exempel.se", "Stig Gruppsson", Role.STEERING),
    DemoUser("lasare@exempel.se", "Li Läsarsson", Role.READER),
    DemoUser("administrator@exempel.se", "Alex Adminsson", Role.ADMIN),
)


#: The plan, what its initiatives might have come to, and made-up proposals and decisions.
FILES = (f"{PLAN}.json", f"{PLAN}-exempel.json", f"{PLAN}-beslut.json")


def load_plan(ctx: Context, files: Sequence[str] = FILES) -> bool:
    """Load the shipped plan and its example data, unless the plan is there: what was edited since stays."""
    if ctx.session.scalar(select(Plan.id).where(Plan.slug == PLAN)) is not None:
        return False
    # Both or neither: a plan that is there is taken to have had its examples, whatever became of them since.
    with ctx.transaction():
        for name in files:
            plan_files.load_text(ctx, (data_dir() / name).read_bytes(), replace=True)
    return True


def reset_passwords(ctx: Context) -> list[tuple[Role, str, str]]:
    """Make sure that each demo user is there with their role, and give each a new password. Role, e-mail, password."""
    made = []
    with ctx.transaction():
        ctx.record("demo:users")
        plan = ctx.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()
        for one in USERS:
            password = users.make_password()
            if ctx.session.scalar(select(User.id).where(User.email == one.email)) is None:
                user = users.add(ctx, email=one.email, name=one.name, password=password)
                _assign(ctx, plan, user, one)
            else:
                users.set_password(ctx, one.email, password)
            made.append((one.role, one.email, password))
    return made


def _assign(ctx: Context, plan: Plan, user: User, one: DemoUser) -> None:
    if one.role is Role.ADMIN:
        users.assign(ctx, user, one.role)
    elif one.areas:
        query = select(ProgrammeArea.id).where(ProgrammeArea.plan_id == plan.id, ProgrammeArea.key.in_(one.areas))
        for area_id in ctx.session.scalars(query):
            users.assign(ctx, user, one.role, area_id=area_id)
    elif one.initiatives:
        wanted = select(Initiative.id).where(Initiative.plan_id == plan.id, Initiative.key.in_(one.initiatives))
        for initiative_id in ctx.session.scalars(wanted):
            users.assign(ctx, user, one.role, initiative_id=initiative_id)
    elif one.organisations:
        held = select(Organisation.id).where(Organisation.key.in_(one.organisations))
        for organisation_id in ctx.session.scalars(held):
            users.assign(ctx, user, one.role, organisation_id=organisation_id)
    else:
        users.assign(ctx, user, one.role, plan_id=plan.id)
