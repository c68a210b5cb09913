"""What comes back in a plan, month by month: of what runs, for whoever asks, in the same few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, event, select

from portfolio.domain.annual_wheel import Wheel, WheelKind, due
from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase
from portfolio.models import Benefit, Forum, Initiative, Measure, Plan
from portfolio.services import activities, annual_wheel_files, annual_wheels, plans
from portfolio.services.annual_wheels import View
from portfolio.services.context import Context
from tests import cast
from tests.measured import Made, benefit, measured
from tests.web.conftest import one_database

Acting = Callable[[str], Context]
MINE = View(mine=True)


def wheel_of(ctx: Context, year: int = 2024, view: View | None = None) -> Wheel:
    return annual_wheels.of_plan(ctx, plans.get(ctx, cast.PLAN), year, view or View())


def found(ctx: Context, year: int = 2024, view: View | None = None, *, of: str) -> dict[int, list[str]]:
    """By month, when what is called so falls due, in words."""
    wheel = wheel_of(ctx, year, view)
    by_month = {one.number: [due(item) for item in one.items if item.entry.title == of] for one in wheel.months}
    return {number: told for number, told in by_month.items() if told}


def titles(wheel: Wheel, kind: WheelKind) -> set[str]:
    return {item.entry.title for month in wheel.months for item in month.items if item.entry.kind is kind}


def change(ctx: Context, table: type, row_id: int, /, **fields: object) -> None:
    with ctx.transaction():
        ctx.record("test:change")
        row = ctx.session.get(table, row_id)
        for name, value in fields.items():
            setattr(row, name, value)


def initiative_of(ctx: Context, key: str = cast.LED) -> int:
    return ctx.session.scalars(select(Initiative.id).where(Initiative.key == key)).one()


def name_of(ctx: Context, made: Made) -> str:
    return ctx.session.scalars(select(Measure.name).where(Measure.id == made.measure_id)).one()


def test_values_stand_where_they_are_due_as_long_as_the_benefit_is_followed_up_and_its_initiative_runs(
    acting: Acting,
) -> None:
    ctx = acting("system")
    made = measured(ctx, frequency=Frequency.QUARTER)
    name = name_of(ctx, made)
    assert found(ctx, of=name) == {
        1: ["för kv 4 2023, senast 30 januari 2024"],
        4: ["för kv 1 2024, senast 30 april 2024"],
        7: ["för kv 2 2024, senast 30 juli 2024"],
        10: ["för kv 3 2024, senast 30 oktober 2024"],
    }
    assert found(ctx, 2021, of=name) == {}, "nothing is expected before the first effect"
    change(ctx, Benefit, made.benefit_id, follow_up_until=from_code("2024-Q1"))
    assert list(found(ctx, of=name)) == [1, 4]
    initiative = initiative_of(ctx)
    for fields in (
        {"state": InitiativeState.PAUSED},
        {"state": InitiativeState.APPROVED},
        {"state": InitiativeState.DELIVERY, "kind": InitiativeKind.ONGOING},
    ):
        change(ctx, Initiative, initiative, **fields)
        assert found(ctx, of=name) == {}, fields
    change(ctx, Initiative, initiative, kind=InitiativeKind.INITIATIVE)
    assert list(found(ctx, of=name)) == [1, 4]
    change(ctx, Benefit, made.benefit_id, concluded_on=date(2023, 5, 1))
    assert found(ctx, of=name) == {}


@one_database
def test_activities_come_back_as_somebody_wrote_it_and_what_belongs_to_no_month_stands_apart(acting: Acting) -> None:
    ctx = acting("coordinator")
    initiative = initiative_of(ctx)
    written = {"Skolan": "1 ggr/termin", "Rådet": "kvartal 1 och 3", "Enkäten": "i oktober", "Dialogen": "löpande"}
    with ctx.transaction():
        for title, text in {**written, "En gång": "oktober 2024"}.items():
            activities.add(ctx, initiative, title=title, phase=Phase.DELIVERY, period_text=text)
    assert {title: list(found(ctx, of=title)) for title in (*written, "En gång")} == {
        "Skolan": [6, 12],
        "Rådet": [3, 9],
        "Enkäten": [10],
        "Dialogen": [],
        "En gång": [],
    }
    apart = {(one.title, one.when) for one in wheel_of(ctx).undated}
    assert ("Dialogen", "löpande") in apart
    assert not {"En gång", "Enkäten"} & {title for title, _ in apart}
    # What goes on over time is what comes back most of all; what is at rest does not.
    change(ctx, Initiative, initiative, kind=InitiativeKind.ONGOING, state=InitiativeState.APPROVED)
    assert list(found(ctx, of="Rådet")) == [3, 9]
    change(ctx, Initiative, initiative, state=InitiativeState.PAUSED)
    assert found(ctx, of="Rådet") == {}


@one_database
def test_forums_meet_and_follow_up_and_the_plan_is_revised_as_its_settings_say(acting: Acting) -> None:
    ctx = acting("system")
    plan = plans.get(ctx, cast.PLAN)
    forum = plan.forums[0]
    name, forum_id, plan_id = forum.name, forum.id, plan.id
    for number in range(2):
        benefit(ctx, f"Nytta {number}", forum_id=forum_id, frequency=Frequency.HALF, first_effect=from_code("2024-H1"))
    change(ctx, Forum, forum_id, meets="Varannan månad")
    change(ctx, Plan, plan_id, follow_up_months=6, revision_months=12)
    assert list(found(ctx, of=f"{name} möts")) == [2, 4, 6, 8, 10, 12]
    assert found(ctx, 2025, of=f"{name} följer upp 2 nyttor") == {
        1: ["för andra halvåret 2024, senast 30 januari 2025"],
        7: ["för första halvåret 2025, senast 30 juli 2025"],
    }
    assert list(found(ctx, of="Planen följs upp")) == [1, 7]
    assert list(found(ctx, of="Planen revideras")) == [1]
    area = View(area_id=plans.areas(ctx, plan_id)[0].id)
    of_area = wheel_of(ctx, 2024, area)
    assert titles(of_area, WheelKind.MEETING) == titles(of_area, WheelKind.REVISION) == set()
    for text, shown in (("när det behövs", False), ("mars 2024", True), ("mars 2023", False)):
        change(ctx, Forum, forum_id, meets=text)
        assert bool(found(ctx, of=f"{name} möts")) is shown, text
    assert f"{name} möts" not in {one.title for one in wheel_of(ctx).undated}


@one_database
def test_mine_is_what_is_asked_of_me_and_what_my_initiatives_do(acting: Acting) -> None:
    ctx = acting("system")
    led = name_of(ctx, measured(ctx, frequency=Frequency.QUARTER))
    elsewhere = benefit(ctx, initiative="undernaring")
    other = name_of(ctx, measured(ctx, benefit_id=elsewhere, frequency=Frequency.QUARTER, name="Annan"))
    change(ctx, Plan, plans.get(ctx, cast.PLAN).id, revision_months=12)
    seen = {}
    for name in ("project_lead", "area_lead", "controller", "coordinator", "steering", "reader"):
        wheel = wheel_of(acting(name), view=MINE)
        values = titles(wheel, WheelKind.MEASUREMENT)
        seen[name] = (led in values, other in values, bool(titles(wheel, WheelKind.REVISION)))
    assert seen == {
        "project_lead": (True, False, False),
        "area_lead": (True, False, False),
        "controller": (True, True, False),
        "coordinator": (False, False, True),
        "steering": (False, False, True),
        "reader": (False, False, False),
    }
    one_kind = wheel_of(ctx, view=View(kind=WheelKind.REVISION))
    assert one_kind.kinds == (WheelKind.REVISION,)


@one_database
def test_the_number_of_queries_does_not_follow_the_plan(acting: Acting, engine: Engine) -> None:
    def queries() -> int:
        count = 0

        def counting(*_: object) -> None:
            nonlocal count
            count += 1

        ctx = acting("controller")
        plan = plans.get(ctx, cast.PLAN)
        event.listen(engine, "before_cursor_execute", counting)
        annual_wheels.of_plan(ctx, plan, 2024, MINE)
        event.remove(engine, "before_cursor_execute", counting)
        return count

    before = queries()
    for number, key in enumerate(("undernaring", "en-vag-in", "taligenkanning")):
        ctx = acting("system")
        measured(ctx, benefit_id=benefit(ctx, initiative=key), frequency=Frequency.MONTH, name=f"Mätetal {number}")
    assert queries() == before


@one_database
def test_the_picture_has_another_name_when_anything_in_it_is_another(acting: Acting) -> None:
    ctx = acting("reader")
    plan = plans.get(ctx, cast.PLAN)
    wheel = wheel_of(ctx)
    first = annual_wheel_files.file(ctx, plan, wheel, "svg")
    assert annual_wheel_files.file(ctx, plan, wheel, "svg", known=frozenset({first.digest})).content is None
    others = [
        annual_wheel_files.file(ctx, plan, wheel_of(ctx, 2025), "svg"),
        annual_wheel_files.file(ctx, plan, wheel_of(ctx, view=View(kind=WheelKind.MEASUREMENT)), "svg"),
        annual_wheel_files.file(ctx, plan, wheel, "pdf"),
    ]
    assert len({first.digest, *(one.digest for one in others)}) == 4
    with pytest.raises(Invalid, match="Välj svg, png, pdf"):
        annual_wheel_files.file(ctx, plan, wheel, "gif")
