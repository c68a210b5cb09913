"""What others did in a person's initiatives since they were here last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from portfolio.domain.decisions import Matter
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.periods import month
from portfolio.models import Initiative, LoginSession
from portfolio.services import happenings, measurements
from portfolio.services.context import Context
from tests import cast
from tests.deciding import decide, propose, user_id
from tests.measured import measured
from tests.services.test_benefit_steps import new

Acting = Callable[[str], Context]
TITLE = "Patientkontrakt med sammanhållen planering, fast vårdkontakt och överenskommen tid"


def told(ctx: Context) -> list[tuple[str | None, str, str]]:
    return [(one.who, one.sentence, one.title) for one in happenings.since_last(ctx).rows]


def test_others_deeds_in_the_own_initiatives_are_told_the_latest_first_and_once_a_day(acting: Acting) -> None:
    assert told(acting("project_lead")) == []
    made = measured(acting("system"))
    clerk, lead = acting("coordinator"), acting("project_lead")
    for title in ("Kortare väntan", "Tryggare", "Samma dag"):
        new(clerk, title=title)
    new(clerk, "obesitas")
    new(lead, title="Min egen")
    with clerk.transaction():
        entry = Entry(month(2023, 1), Figures(value=Decimal(80)))
        measurements.record(clerk, made.series_id, [entry], submit=True)
    led = clerk.session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one()
    decide(clerk, led, Matter.PAUSE)
    propose(clerk, "Hemligt", area=cast.AREA)
    mine = told(acting("project_lead"))
    forum = mine[0][1].split(" beslutade")[0]
    assert mine == [
        (None, f"{forum} beslutade om paus", TITLE),
        ("Coordinator", "skrev in mätvärden", TITLE),
        ("Coordinator", "lade till en nytta", TITLE),
        ("Systemet", "test:measured", TITLE),
        ("Systemet", "test:benefit", TITLE),
    ]
    steering = told(acting("steering"))
    assert ("Coordinator", "lade till en nytta", "Behandling av obesitas") in steering
    assert ("Coordinator", "lämnade ett förslag", "Hemligt") in steering
    # A controller sees no drafts; who only reads has no initiatives, and nobody hears of what they did themselves.
    assert "Hemligt" not in {title for _, _, title in told(acting("controller"))}
    assert told(acting("reader")) == told(acting("admin")) == told(acting("outsider")) == []
    assert told(acting("coordinator"))[0] == ("Project Lead", "lade till en nytta", TITLE)


def test_it_is_told_from_when_the_session_before_this_one_began(acting: Acting) -> None:
    ctx = acting("system")
    new(ctx)
    fresh = happenings.since_last(acting("project_lead"))
    usual = (ctx.now - happenings.USUAL).astimezone(ctx.zone).date()
    assert (fresh.since, fresh.was_here, len(fresh.rows)) == (usual, False, 1)
    with ctx.transaction():
        for number, begun in enumerate((ctx.now - timedelta(days=3), ctx.now + timedelta(hours=1))):
            person = user_id(ctx, "project_lead")
            kept = {"seen_at": begun, "expires_at": begun + timedelta(days=1)}
            ctx.session.add(LoginSession(token_hash=f"{number}" * 64, user_id=person, created_at=begun, **kept))
    found = happenings.since_last(acting("project_lead"))
    since = (ctx.now - timedelta(days=3)).astimezone(ctx.zone).date()
    assert (found.since, found.was_here, len(found.rows)) == (since, True, 1)
    with ctx.transaction():
        row = ctx.session.scalars(select(LoginSession).where(LoginSession.token_hash == "0" * 64)).one()
        row.created_at = ctx.now + timedelta(minutes=1)
    assert happenings.since_last(acting("project_lead")).rows == []
