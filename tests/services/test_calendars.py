"""Personal calendars: their address, and what is told by it from one reading to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event, func, select

from portfolio.domain.errors import Denied, Invalid, NotFound
from portfolio.domain.measurements import Entry as Told
from portfolio.domain.measurements import Figures
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import from_code
from portfolio.models import AuditLink, CalendarEntry, PersonalCalendar, User
from portfolio.services import calendars, measurements, plans, users
from portfolio.services.context import ANONYMOUS, Context
from tests import cast
from tests.measured import Made, measured
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


def made(ctx: Context) -> tuple[str, int]:
    """A new address of the actor's calendar, and the calendar's id."""
    with ctx.transaction():
        secret = calendars.renew(ctx)
    found = calendars.reader(ctx.session, secret)
    assert found is not None
    return secret, found.id


def read(ctx: Context, calendar_id: int, *, days: int = 0) -> dict[str, tuple[str, int, bool]]:
    """What a program is told on some day: by what it is called, its day, its number, and whether it is cancelled."""
    ctx.now += timedelta(days=days)
    wanted = calendars.due(ctx)
    calendar = ctx.session.get_one(PersonalCalendar, calendar_id)
    if calendars.is_news(ctx, calendar, wanted):
        with ctx.transaction():
            calendars.tell(ctx, calendar_id, wanted)
    ctx.session.expire_all()
    told = calendars.entries(ctx, calendar_id)
    return {
        one.summary: (one.day.isoformat(), one.sequence, one.cancelled_at is not None)
        for one in told
        if "Väntetid" in one.summary
    }


def due_by(year: int) -> str:
    return f"Registrera mätvärden: Väntetid, {year}"


@pytest.fixture
def yearly(acting: Acting) -> Made:
    """A measure that is told of once a year, from 2022 on."""
    return measured(acting("system"), frequency=Frequency.YEAR)


def test_what_is_due_is_told_once_moves_when_its_day_does_and_is_cancelled_when_it_is_done(
    acting: Acting, yearly: Made
) -> None:
    ctx = acting("controller")
    _, number = made(ctx)
    first = read(ctx, number)
    assert first == {due_by(2022): ("2023-01-30", 0, False), due_by(2023): ("2024-01-30", 0, False)}
    rows = ctx.session.scalar(select(func.count(CalendarEntry.id)))
    assert read(ctx, number, days=1) == first, "nothing new"
    assert ctx.session.scalar(select(func.count(CalendarEntry.id))) == rows

    # Sixty days after 2023 is leap day.
    system = acting("system")
    with system.transaction():
        system.record("test:grace")
        plans.get(system, cast.PLAN).grace_days = 60
    later = acting("controller")
    moved = {due_by(2022): ("2023-03-01", 1, False), due_by(2023): ("2024-02-29", 1, False)}
    assert read(later, number, days=2) == moved

    with later.transaction():
        entry = Told(from_code("2022"), Figures(value=Decimal(80)))
        measurements.record(later, yearly.series_id, [entry], submit=True)
    done = moved | {due_by(2022): ("2023-03-01", 2, True)}
    assert read(acting("controller"), number, days=3) == done
    assert read(acting("controller"), number, days=200) == {due_by(2023): moved[due_by(2023)]}


@pytest.mark.usefixtures("yearly")
def test_the_same_person_goes_on_with_the_same_events_at_a_new_address(acting: Acting) -> None:
    ctx = acting("controller")
    former, number = made(ctx)
    first = read(ctx, number)
    secret, again = made(ctx)
    assert again == number
    assert calendars.reader(ctx.session, former) is None
    assert calendars.reader(ctx.session, secret) is not None
    assert read(ctx, number) == first
    with ctx.transaction():
        calendars.revoke(ctx)
    assert calendars.reader(ctx.session, secret) is None
    assert calendars.own(ctx) is None
    actions = ctx.session.scalars(select(AuditLink.action).order_by(AuditLink.id.desc()).limit(3)).all()
    assert actions == ["calendar:revoke", "calendar:renew", "calendar:add"]
    stored = ctx.session.scalars(select(PersonalCalendar)).one()
    assert secret not in stored.token_hash


def test_an_address_is_ones_own_and_ends_with_the_account(acting: Acting) -> None:
    secret, _ = made(acting("reader"))
    other = acting("steering")
    with pytest.raises(NotFound), other.transaction():
        calendars.revoke(other)
    assert calendars.own(other) is None
    other.actor = ANONYMOUS
    with pytest.raises(Denied):
        calendars.own(other)
    admin = acting("admin")
    reader_id = admin.session.scalars(select(User.id).where(User.email == cast.email("reader"))).one()
    reader = acting("reader")

    def open_account(active: bool) -> None:
        with admin.transaction():
            user = admin.session.get_one(User, reader_id)
            users.set_active(admin, reader_id, version=users.active_version(user), active=active)

    open_account(False)
    assert calendars.reader(admin.session, secret) is None
    with pytest.raises(Invalid, match="stängt"), reader.transaction():
        calendars.renew(reader)
    open_account(True)
    assert calendars.reader(admin.session, secret) is None, "opened again, it brings no forgotten address back"


@one_database
def test_the_number_of_queries_follows_neither_the_plan_nor_the_calendar(acting: Acting, engine: Engine) -> None:
    def queries() -> int:
        ctx = acting("controller")
        _, number = made(ctx)
        read(ctx, number)
        found: list[str] = []
        event.listen(engine, "before_cursor_execute", watch := lambda *given: found.append(given[2]))
        calendars.is_news(ctx, ctx.session.get_one(PersonalCalendar, number), calendars.due(ctx))
        calendars.entries(ctx, number)
        event.remove(engine, "before_cursor_execute", watch)
        return len(found)

    before = queries()
    for number in range(3):
        measured(acting("system"), frequency=Frequency.MONTH, name=f"Mätetal {number}")
    assert queries() == before
