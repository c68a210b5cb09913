"""A year of reminders, day by day, through a real mail server: a leap year, with people who do some things in time.

The same year again with two senders at once that die again and again, before and after they have handed a message
over, comes to the same messages.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from portfolio.clock import Clock
from portfolio.db import make_engine, make_sessions, migrate
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.mail import MailState
from portfolio.domain.measures import MeasurementState
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import from_code, year
from portfolio.domain.permissions import Role
from portfolio.domain.plans import AreaKind
from portfolio.domain.reminders import Digest, MailRhythm
from portfolio.domain.working_days import first_of_week, is_working_day
from portfolio.mail import Letters, MailFailed, SmtpMailer, Written
from portfolio.models import (
    Initiative,
    Measurement,
    Organisation,
    OutboxMessage,
    Plan,
    ProgrammeArea,
    User,
)
from portfolio.models.audit import install_hooks
from portfolio.services import reminders, users
from portfolio.services.context import SYSTEM, Context
from portfolio.services.reminders import NewContext
from tests import measured
from tests.post_office import PostOffice
from tests.postgres import PostgresServer

ZONE = ZoneInfo("Europe/Stockholm")
YEAR = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]

#: The free days of 2024 that are no Saturday or Sunday, from an almanac.
HOLIDAYS = {
    date.fromisoformat(f"2024-{day}")
    for day in ("01-01", "03-29", "04-01", "05-01", "05-09", "06-06", "06-21", "12-24", "12-25", "12-26", "12-31")
}

LETTERS = Letters("https://nytta.region.se", "Nyttoportföljen <nytta@region.se>")

#: By name: how often they are reminded, and their roles in the plan. "Lena" leads, and coordinates as well.
PEOPLE = {
    "Conny": (MailRhythm.DAILY, (Role.CONTROLLER,)),
    "Kim": (MailRhythm.WEEKLY, (Role.CONTROLLER,)),
    "Lena": (MailRhythm.DAILY, (Role.COORDINATOR, Role.PROJECT_LEAD)),
    "Sam": (MailRhythm.WEEKLY, (Role.COORDINATOR,)),
    "Nils": (MailRhythm.NEVER, (Role.CONTROLLER,)),
    "Vera": (MailRhythm.DAILY, (Role.CONTROLLER,)),
    "Lo": (MailRhythm.DAILY, (Role.READER,)),
}

#: The initiatives by key: what runs, and what nobody is asked about. What is closed is closed on the first of May.
STATES = {
    "lopande": (InitiativeState.REALISATION, InitiativeKind.INITIATIVE),
    "avslutat": (InitiativeState.REALISATION, InitiativeKind.INITIATIVE),
    "pausat": (InitiativeState.PAUSED, InitiativeKind.INITIATIVE),
    "fortgar": (InitiativeState.REALISATION, InitiativeKind.ONGOING),
}

#: When what was measured for a month is handed in by Conny, and when Kim reviews it.
HANDED_IN = {date(2024, 3, 20): "2024-01", date(2024, 3, 21): "2024-02", date(2024, 4, 10): "2024-03"}
REVIEWED = {date(2024, 4, 2): "2024-01", date(2024, 4, 17): "2024-03"}
VERA_LEAVES = date(2024, 6, 3)

#: From here on nobody dies any more: every kind of message has been written and sent by then.
QUIET = date(2024, 5, 1)
CLOSED = date(2024, 5, 1)


#: On which days of 2024 each of them gets a message, whatever happens to those who send it.
SENT = {
    "Conny": "02-19 03-01 03-19 03-20 03-21 04-02 04-10 04-19 04-30 05-17 05-30 06-19 07-01 07-19 07-30 08-19 08-30 "
    "09-19 09-30 10-18 10-30 11-19 12-02 12-19 12-30",
    "Kim": "02-19 03-04 03-18 03-25 04-02 04-15 05-13 06-03 06-17 07-01 07-15 08-05 08-19 09-02 09-16 09-30 10-14 "
    "11-04 11-18 12-02 12-16 12-30",
    "Lena": "03-14 04-12 06-12 07-15 08-12 09-12 10-14 11-12 12-13",
    "Sam": "03-18 04-15 06-17 07-15 08-12 09-16 10-14 11-18 12-16",
    "Nils": "",
    "Vera": "02-19 03-01 03-19 03-20 03-21 04-02 04-10 04-19 04-30 05-17 05-30",
    "Lo": "",
}

#: The same as messages are known by; users are numbered as they stand in PEOPLE.
IDS = {
    f"<reminder.2024-{day}.{number}@nytta.region.se>"
    for number, name in enumerate(PEOPLE, start=1)
    for day in SENT[name].split()
}


#: The days on which anybody is told anything, and the first of their weeks, when it is told who had to wait for it.
DAYS = {date.fromisoformat(one.split(".")[1]) for one in IDS}
DAYS |= {first_of_week(day) or day for day in DAYS}


class Killed(BaseException):
    """The process is gone: nothing after this is done, and no handler of errors sees it."""


@dataclass(frozen=True)
class At(Clock):
    """A clock that stands where it is put."""

    instant: datetime = datetime(2024, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


class World:
    """The plan on a database, and what happens in it on each day."""

    def __init__(self, engine: Engine) -> None:
        self.sessions = make_sessions(engine)
        install_hooks(self.sessions)

    def at(self, day: date, hours: int = 0) -> NewContext:
        """What makes contexts of the system, early in the morning of a day, or some hours later."""
        instant = datetime.combine(day, time(6, 30), tzinfo=ZONE).astimezone(UTC) + timedelta(hours=hours)

        @contextmanager
        def new() -> Iterator[Context]:
            with self.sessions() as session:
                yield Context(session, SYSTEM, At(ZONE, day, instant))

        return new

    def build(self) -> None:
        with self.at(date(2023, 12, 1))() as ctx:
            with ctx.transaction():
                ctx.record("test:plan")
                owner = Organisation(key="o", name="Regionen", kind=OrganisationKind.PRINCIPAL)
                plan = Plan(slug="p", name="Planen", owner=owner, valid_period=year(2024), timeline_period=year(2024))
                # The last day for what was measured in January is then the 29th of February.
                plan.grace_days = 29
                ctx.session.add(plan)
                ctx.session.flush()
                area = ProgrammeArea(plan_id=plan.id, key="a", name="Området", kind=AreaKind.GROUP, position=1)
                for position, (key, (state, kind)) in enumerate(STATES.items(), start=1):
                    one = Initiative(plan=plan, area=area, key=key, title=f"Initiativet {key}", position=position)
                    one.kind, one.state, one.retrospective, one.example = kind, state, False, False
                    one.created_at = ctx.now
                    ctx.session.add(one)
                    ctx.session.flush()
                self._people(ctx, plan)
            for key in STATES:
                benefit = measured.benefit(
                    ctx,
                    f"Nyttan av {key}",
                    initiative=key,
                    first_effect=from_code("2024-01"),
                    full_effect=from_code("2025-12"),
                )
                measured.measured(ctx, name=f"Väntetid {key}", benefit_id=benefit)

    def _people(self, ctx: Context, plan: Plan) -> None:
        led = ctx.session.scalars(select(Initiative.id).where(Initiative.key == "lopande")).one()
        for name, (rhythm, roles) in PEOPLE.items():
            user = User(name=name, email=f"{name.lower()}@region.se", active=True, mail_rhythm=rhythm)
            user.created_at = ctx.now
            ctx.session.add(user)
            ctx.session.flush()
            for role in roles:
                scope = {"initiative_id": led} if role is Role.PROJECT_LEAD else {"plan_id": plan.id}
                users.assign(ctx, user, role, **scope)

    def live(self, day: date) -> None:
        """What people do in the afternoon before, so that it is done on the morning of this day."""
        if day not in {*HANDED_IN, *REVIEWED, VERA_LEAVES, CLOSED}:
            return
        with self.at(day)() as ctx:
            if day in HANDED_IN:
                (made,) = self._series(ctx, "lopande")
                measured.values(ctx, made, {HANDED_IN[day]: 80}, reviewed=False)
            with ctx.transaction():
                ctx.record("test:day")
                if day in REVIEWED:
                    query = select(Measurement).where(Measurement.period == from_code(REVIEWED[day]))
                    ctx.session.scalars(query).one().state = MeasurementState.REVIEWED
                if day == VERA_LEAVES:
                    users.deactivate(ctx, "vera@region.se")
                if day == CLOSED:
                    query = select(Initiative).where(Initiative.key == "avslutat")
                    ctx.session.scalars(query).one().state = InitiativeState.CLOSED

    def _series(self, ctx: Context, key: str) -> list[measured.Made]:
        found = []
        for one in ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one().benefits:
            for link in one.measures:
                series = measured.measures.whole(ctx, link.measure)
                found.append(measured.Made(one.id, link.id, link.measure_id, series.id))
        return found


class Worlds:
    """Makes worlds that are alike to the last id, on one of the databases."""

    def __init__(self, folder: Path, server: PostgresServer | None = None) -> None:
        self._folder = folder
        self._server = server
        self._made: list[Engine] = []
        self._first = server.new_name("year") if server is not None else "first"
        engine = make_engine(self._url(self._first))
        migrate(engine)
        World(engine).build()
        engine.dispose()

    def new(self) -> World:
        name = f"{self._first}_{len(self._made)}"
        if self._server is None:
            shutil.copy(self._folder / self._first, self._folder / name)
        self._made.append(make_engine(self._url(name, template=self._first)))
        return World(self._made[-1])

    def close(self) -> None:
        for one in self._made:
            one.dispose()

    def _url(self, name: str, template: str | None = None) -> str:
        if self._server is None:
            return f"sqlite:///{self._folder / name}"
        return self._server.create_database(name, template=template)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[EmailMessage]:
    """What is delivered in a year in which nothing breaks down. All databases are held to the same one."""
    worlds = Worlds(tmp_path_factory.mktemp("calm"))
    world = worlds.new()
    with PostOffice() as post:
        for day in YEAR:
            world.live(day)
            # When nothing happens any more, most days on which nothing is told are like those before them.
            if day > VERA_LEAVES and day.month < 12 and day not in DAYS and is_working_day(day):
                continue
            done = reminders.run(world.at(day), SmtpMailer(post.server), LETTERS)
            assert (done.failed, done.waiting, done.prepared) == (0, 0, done.sent)
        worlds.close()
        return post.messages


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def told(message: EmailMessage) -> list[tuple[str, str, str]]:
    """What a message tells, line by line: for which reason, of what, and what is to be done."""
    found, reason = [], ""
    lines = text_of(message).split("\n")
    for number, line in enumerate(lines):
        if line.isupper() and not line.startswith(" "):
            reason = line
        if line.startswith("* "):
            said = " ".join(one.strip() for one in lines[number + 1 : number + 3])
            found.append((reason, line[2:], said))
    return found


def to(messages: list[EmailMessage], name: str) -> dict[date, EmailMessage]:
    """What somebody got, by day; on no day more than one."""
    theirs = [one for one in messages if one["To"].addresses[0].display_name == name]
    days = [date.fromisoformat(str(one["Message-ID"]).split(".")[1]) for one in theirs]
    assert len(set(days)) == len(days), name
    return dict(zip(days, theirs, strict=True))


def test_everybody_gets_each_thing_once_on_a_working_day(calm: list[EmailMessage]) -> None:
    assert sorted(str(one["Message-ID"]) for one in calm) == sorted(IDS)
    for name in PEOPLE:
        theirs = to(calm, name)
        assert not [day for day in theirs if day.weekday() > 4 or day in HOLIDAYS], name
        said = Counter(line for one in theirs.values() for line in told(one))
        assert {line: number for line, number in said.items() if number > 1} == {}, name
    assert to(calm, "Lo") == to(calm, "Nils") == {}


def test_nothing_is_said_of_what_rests_or_has_ended(calm: list[EmailMessage]) -> None:
    for message in calm:
        said = text_of(message)
        assert "pausat" not in said
        assert "fortgar" not in said
        assert message["Date"].datetime.date() < CLOSED or "avslutat" not in said
    assert any("avslutat" in text_of(one) for one in calm), "as long as it ran"


def test_one_value_is_told_of_ahead_when_it_is_late_and_to_the_coordinators(
    calm: list[EmailMessage],
) -> None:
    """What was measured in January was due on 29 February and handed in on 20 March."""

    def days(name: str, what: str, reason: str) -> list[str]:
        pattern = re.compile(what)
        return [
            f"{day:%m-%d}"
            for day, message in to(calm, name).items()
            if any(
                one[0] == reason and one[1] == "Väntetid lopande" and pattern.search(one[2]) for one in told(message)
            )
        ]

    january = "Mätvärdet för januari 2024 saknas"
    assert days("Conny", january, "SNART DAGS") == ["02-19"]
    assert days("Conny", january, "FÖRSENAT") == ["03-01"]
    assert days("Kim", january, "SNART DAGS") == ["02-19"]
    assert days("Kim", january, "FÖRSENAT") == ["03-04"], "once a week, on a Monday"
    assert days("Lena", january, "FÖRSENAT HOS NÅGON ANNAN") == ["03-14"]
    assert days("Sam", january, "FÖRSENAT HOS NÅGON ANNAN") == ["03-18"]
    handed_in = to(calm, "Lena")[date(2024, 3, 14)]
    assert "Väntar på Conny, Kim, Nils och Vera." in text_of(handed_in)
    # What was handed in on 20 March waits for the others' review from then on; Conny is not the one who reviews it.
    assert days("Vera", "Mätvärdet för januari 2024 väntar på granskning", "NYTT FÖR DIG") == ["03-20"]
    both = "2 mätvärden väntar på granskning, det äldsta för januari 2024"
    assert days("Kim", both, "NYTT FÖR DIG") == ["03-25"]
    # March was handed in before anybody was told that it was late, and reviewed before the next Monday but one.
    march = "Mätvärdet för mars 2024 saknas"
    assert days("Conny", march, "FÖRSENAT") == days("Lena", march, "FÖRSENAT HOS NÅGON ANNAN") == []


def test_who_leaves_hears_nothing_more_and_who_holds_two_roles_hears_once(
    calm: list[EmailMessage],
) -> None:
    assert max(to(calm, "Vera")) < VERA_LEAVES < max(to(calm, "Conny"))
    for message in to(calm, "Lena").values():
        lines = told(message)
        assert len({(name, said) for _, name, said in lines}) == len(lines)


class Dying:
    """A mailer, and a writer of messages, whose process dies at random: before it has handed over, and after."""

    def __init__(self, mailer: SmtpMailer, chance: random.Random) -> None:
        self._mailer = mailer
        self._chance = chance

    def send(self, message: EmailMessage, *, to: str) -> None:
        match self._chance.randrange(16):
            case 0:
                raise Killed
            case 1:
                raise MailFailed("Servern är upptagen.")
            case 2:
                raise MailFailed("Servern svarar inte.", of_server=True)
        self._mailer.send(message, to=to)
        if self._chance.randrange(6) == 0:
            raise Killed

    def close(self) -> None:
        self._mailer.close()


@dataclass(frozen=True)
class DyingLetters(Letters):
    chance: random.Random = field(default_factory=random.Random)

    def reminder(self, digest: Digest, *, name: str, rhythm: MailRhythm) -> Written:
        written = super().reminder(digest, name=name, rhythm=rhythm)
        if self.chance.randrange(8) == 0:
            raise Killed
        return written


def sender(world: World, day: date, hours: int, post: PostOffice, seed: int) -> bool:
    """One process that reminds people; whether it lived to the end."""
    chance = random.Random(seed)
    letters = DyingLetters(LETTERS.base_url, LETTERS.sender, chance)
    try:
        done = reminders.run(world.at(day, hours), Dying(SmtpMailer(post.server), chance), letters)
        return done.waiting == 0 and done.stopped is None
    except Killed:
        return False


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The same plan and people as in the calm year."""
    worlds = Worlds(tmp_path, request.getfixturevalue("postgres") if request.param == "postgres" else None)
    yield worlds.new()
    worlds.close()


def test_two_senders_that_die_at_random_come_to_the_same_messages(world: World) -> None:
    # Else there is nothing that could go wrong.
    deaths = 0
    with PostOffice() as post, ThreadPoolExecutor(2) as pool:
        for number, day in enumerate(YEAR):
            world.live(day)
            if day >= QUIET:
                if day in DAYS:
                    reminders.run(world.at(day), SmtpMailer(post.server), LETTERS)
                continue
            # Each hour two others are started, until both had nothing left to do; what died one held is free by then.
            for hours in range(16) if day in DAYS else ():
                seeds = [1000 * number + 2 * hours + which for which in range(2)]
                lived = list(pool.map(partial(sender, world, day, hours, post), seeds))
                deaths += lived.count(False)
                if all(lived):
                    break
            else:
                assert day not in DAYS, "nobody came to an end"
    # Which of the two takes a message is for the machine to say, so their number varies: some twenty.
    assert deaths > 5
    taken = [str(one["Message-ID"]) for one in post.messages]
    assert set(taken) == IDS
    assert len(taken) > len(IDS), "some were handed over by somebody who then died"
    assert len({raw for _, raw in post.taken}) == len(IDS), "the same id is the same message"
    with world.at(YEAR[-1], 16)() as ctx:
        assert set(ctx.session.scalars(select(OutboxMessage.state))) == {MailState.SENT}
