"""Adoptions: unit by unit, and the benefits whose times hang on them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import Period, quarter, recurring, since, year
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.versions import version_of
from portfolio.models import Adoption, AuditLink, Benefit, Initiative, InitiativePhase, Organisation
from portfolio.services import adoptions, benefits
from portfolio.services.adoptions import AdoptionRow, Saved
from portfolio.services.context import Context
from tests import cast
from tests.conftest import TODAY
from tests.measured import measured, months
from tests.services.test_overview import queries
from tests.web.conftest import one_database

OTHER = "kronobarnsmodellen"


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def new_units(ctx: Context, number: int) -> list[int]:
    """So many units that nobody else uses."""
    with ctx.transaction():
        ctx.record("test:units")
        made = [
            Organisation(key=f"u-{secrets.token_hex(6)}", name=f"Enhet {one}", kind=OrganisationKind.UNIT)
            for one in range(number)
        ]
        ctx.session.add_all(made)
    return [one.id for one in made]


def add(ctx: Context, unit_ids: list[int], key: str = cast.LED, **fields: Any) -> list[Adoption]:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        return adoptions.add(ctx, row_id, unit_ids=unit_ids, **fields)


def edit(ctx: Context, adoption_id: int, key: str = cast.LED, *, version: str | None = None, **fields: Any) -> Saved:
    row_id = by_key(ctx, key).id
    stored = adoptions.edited_values(ctx.session.get_one(Adoption, adoption_id))
    with ctx.transaction():
        return adoptions.edit(ctx, row_id, adoption_id, version=version or version_of(stored), **fields)


def anchor(ctx: Context, adoption: Adoption, title: str = "Kortare väntan", **times: Period) -> int:
    """A benefit whose times follow the adoption."""
    with ctx.transaction():
        benefit = benefits.add(ctx, adoption.initiative_id, title=title, description=None, kind=None)
        benefit.anchor_adoption_id = adoption.id
        for field, period in times.items():
            setattr(benefit, field, period)
    return benefit.id


def times_of(ctx: Context, benefit_id: int) -> tuple[Period | None, Period | None]:
    ctx.session.rollback()
    ctx.session.expire_all()
    benefit = ctx.session.get_one(Benefit, benefit_id)
    return benefit.first_effect, benefit.full_effect


def rows(ctx: Context) -> dict[int, AdoptionRow]:
    return {row.id: row for row in adoptions.of_initiative(ctx, by_key(ctx))}


def latest(ctx: Context) -> AuditLink:
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()


def test_several_units_are_added_at_once_with_the_same_manager_and_time(ctx: Context) -> None:
    units = new_units(ctx, 3)
    held = len(by_key(ctx).adoptions)
    made = add(ctx, [units[1], units[0], units[1]], manager="  Verksamhetschef ", planned=quarter(2023, 3))
    assert [(one.unit_id, one.manager, one.planned, one.adopted_on, one.example) for one in made] == [
        (unit, "Verksamhetschef", quarter(2023, 3), None, False) for unit in (units[1], units[0])
    ]
    assert [row.id for row in by_key(ctx).adoptions][held:] == [one.id for one in made]
    assert latest(ctx).action == "adoption:add"
    assert {item.entity for item in latest(ctx).items} == {"adoptions"}


def test_a_unit_has_one_row_in_each_initiative(ctx: Context) -> None:
    first, second = new_units(ctx, 2)
    mine, theirs = add(ctx, [first])[0], add(ctx, [second])[0]
    add(ctx, [first], OTHER)
    with pytest.raises(InvalidFields) as refused:
        add(ctx, [first, second])
    assert "Enhet 0, Enhet 1 finns redan" in refused.value.problems["unit_ids"]
    with pytest.raises(InvalidFields) as refused:
        edit(ctx, theirs.id, unit_id=first)
    assert "Enhet 0 finns redan" in refused.value.problems["unit_id"]
    # It may keep its own.
    assert edit(ctx, mine.id, unit_id=first, manager="Chef").adoption.manager == "Chef"


def test_every_problem_is_told_at_once_and_nothing_is_added(ctx: Context) -> None:
    before = ctx.session.scalar(select(func.count(Adoption.id)))
    with pytest.raises(InvalidFields) as refused:
        add(ctx, [], manager="x" * 301, planned=recurring("ongoing"), adopted_on=date(2099, 1, 1))
    assert set(refused.value.problems) == {"unit_ids", "manager", "planned", "adopted_on"}
    with pytest.raises(InvalidFields) as refused:
        add(ctx, [99_999])
    assert set(refused.value.problems) == {"unit_ids"}
    made = add(ctx, new_units(ctx, 1))[0]
    with pytest.raises(InvalidFields) as refused:
        edit(ctx, made.id, unit_id=None, manager="a\0", planned=recurring("ongoing"), adopted_on=date(2099, 1, 1))
    assert set(refused.value.problems) == {"unit_id", "manager", "planned", "adopted_on"}
    assert ctx.session.scalar(select(func.count(Adoption.id))) == (before or 0) + 1


def test_an_edited_adoption_is_no_longer_example_data_and_an_untouched_one_stays(ctx: Context) -> None:
    made = add(ctx, new_units(ctx, 1), planned=quarter(2023, 3))[0]
    with ctx.transaction():
        ctx.record("test:example")
        ctx.session.get_one(Adoption, made.id).example = True
    assert edit(ctx, made.id).adoption.example
    assert latest(ctx).action == "test:example"
    saved = edit(ctx, made.id, adopted_on=TODAY)
    assert (saved.adoption.adopted_on, saved.adoption.example) == (TODAY, False)
    assert latest(ctx).action == "adoption:edit"


def test_what_hangs_on_it_moves_by_as_many_quarters(ctx: Context) -> None:
    made = add(ctx, new_units(ctx, 2), planned=quarter(2022, 3))
    moved = anchor(ctx, made[0], first_effect=quarter(2022, 4), full_effect=year(2024))
    other = anchor(ctx, made[1], "Annan", first_effect=quarter(2022, 4))
    saved = edit(ctx, made[0].id, planned=quarter(2023, 1))
    assert (saved.quarters, [one.title for one in saved.benefits]) == (2, ["Kortare väntan"])
    # A year does not move by two quarters: that would tell more than anybody knows.
    assert times_of(ctx, moved) == (quarter(2023, 2), year(2024))
    assert times_of(ctx, other) == (quarter(2022, 4), None)
    assert "benefits" in {item.entity for item in latest(ctx).items}
    assert [(time.field, time.after) for time in saved.benefits[0].times] == [
        ("first_effect", quarter(2023, 2)),
        ("full_effect", None),
    ]
    # The day when it happened counts before the planned time, and within the same quarter nothing moves.
    saved = edit(ctx, made[0].id, adopted_on=date(2023, 2, 3))
    assert (saved.quarters, saved.benefits) == (0, ())
    saved = edit(ctx, made[0].id, adopted_on=date(2023, 4, 1))
    assert times_of(ctx, moved) == (quarter(2023, 3), year(2024))
    saved = edit(ctx, made[0].id, planned=quarter(2022, 1))
    assert saved.quarters == 0


def test_what_hangs_on_it_stays_when_that_is_asked_for_and_it_is_told(ctx: Context) -> None:
    made = add(ctx, new_units(ctx, 1), planned=quarter(2022, 3))[0]
    benefit = anchor(ctx, made, first_effect=quarter(2022, 4))
    saved = edit(ctx, made.id, planned=quarter(2023, 3), along=False)
    assert (saved.quarters, saved.along, [one.title for one in saved.benefits]) == (4, False, ["Kortare väntan"])
    assert times_of(ctx, benefit) == (quarter(2022, 4), None)


@one_database
def test_a_first_effect_with_values_moves_along_only_with_a_reason(ctx: Context) -> None:
    made = add(ctx, new_units(ctx, 1), planned=quarter(2022, 3))[0]
    benefit = anchor(ctx, made, first_effect=quarter(2022, 4))
    assert not adoptions.have_values(ctx, adoptions.anchored(ctx, by_key(ctx), made))
    measured(ctx, months(2023, 70), benefit_id=benefit)
    assert adoptions.have_values(ctx, adoptions.anchored(ctx, by_key(ctx), made))
    with pytest.raises(Invalid) as refused:
        edit(ctx, made.id, planned=quarter(2023, 1))
    assert (refused.value.field, times_of(ctx, benefit)) == ("start_reason", (quarter(2022, 4), None))
    edit(ctx, made.id, planned=quarter(2023, 1), start_reason="Enheten kom i gång senare.")
    assert times_of(ctx, benefit) == (quarter(2023, 2), None)
    assert latest(ctx).reason == "Enheten kom i gång senare."
    edit(ctx, made.id, manager="Enhetschef")
    edit(ctx, made.id, planned=quarter(2023, 3), along=False)
    assert latest(ctx).reason is None


def test_who_comes_second_is_told_what_is_stored_now(acting: Callable[[str], Context]) -> None:
    ctx, lead = acting("coordinator"), acting("project_lead")
    made = add(ctx, new_units(ctx, 1))[0]
    opened = version_of(adoptions.edited_values(made))
    edit(ctx, made.id, manager="Chef")
    with pytest.raises(Conflict) as refused:
        edit(lead, made.id, version=opened, manager="Annan")
    assert refused.value.current is not None
    assert refused.value.current["manager"] == "Chef"
    assert set(refused.value.current) == set(adoptions.EDITED)


def test_an_adoption_is_found_only_in_its_initiative(ctx: Context) -> None:
    made = add(ctx, new_units(ctx, 1))[0]
    with pytest.raises(NotFound):
        edit(ctx, made.id, OTHER)
    assert adoptions.get(by_key(ctx), made.id).id == made.id


def test_a_row_tells_all_that_the_page_shows(ctx: Context) -> None:
    units = new_units(ctx, 3)
    late, early, open_ended = (
        add(ctx, [units[0]], planned=quarter(2023, 1), manager="Chef")[0],
        add(ctx, [units[1]], planned=quarter(2023, 1), adopted_on=date(2022, 1, 31))[0],
        add(ctx, [units[2]], planned=since(year(2020)))[0],
    )
    benefit = anchor(ctx, late)
    start_delivery(ctx, quarter(2022, 2))
    found = rows(ctx)
    assert (found[late.id].unit, found[late.id].manager, found[late.id].late) == ("Enhet 0", "Chef", "kv 1 2023")
    assert found[late.id].benefits == ((benefit, "Kortare väntan"),)
    assert (found[early.id].late, found[early.id].before_delivery) == ("", True)
    assert (found[open_ended.id].late, found[open_ended.id].before_delivery) == ("", False)


def start_delivery(ctx: Context, start: Period) -> None:
    with ctx.transaction():
        ctx.record("test:delivery")
        initiative = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
        row = next((row for row in initiative.phases if row.phase is Phase.DELIVERY), None)
        if row is None:
            row = InitiativePhase(phase=Phase.DELIVERY, position=2, example=False)
            initiative.phases.append(row)
        row.actual_start = start
        assert initiative.times()[Phase.DELIVERY].actual == Span(start, row.actual_end) != PhaseTimes()


def test_many_units_take_no_more_queries_than_few(ctx: Context, engine: Engine) -> None:
    def counted() -> tuple[int, int]:
        initiative = by_key(ctx)
        with queries(engine) as seen:
            found = adoptions.of_initiative(ctx, initiative)
        return len(found), len(seen)

    anchor(ctx, add(ctx, new_units(ctx, 2))[0])
    few = counted()
    anchor(ctx, add(ctx, new_units(ctx, 60))[0])
    many = counted()
    assert many[0] == few[0] + 60
    assert many[1] == few[1] <= 6


def test_adoptions_are_planned_by_those_who_keep_the_initiative(acting: Callable[[str], Context]) -> None:
    units = new_units(acting("coordinator"), 2)
    made = add(acting("coordinator"), units[:1])[0]
    for name in ("steering", "controller", "benefit_owner", "reader", "admin"):
        with pytest.raises(Denied):
            add(acting(name), units[1:])
        with pytest.raises(Denied):
            edit(acting(name), made.id)
    with pytest.raises(Denied):
        add(acting("project_lead"), units[1:], OTHER)
    with pytest.raises(NotFound):
        add(acting("outsider"), units[1:])
    assert edit(acting("project_lead"), made.id, adopted_on=TODAY).adoption.adopted_on == TODAY
