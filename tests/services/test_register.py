"""The register: one row a benefit and measure, narrowed, sorted and counted; the same few queries always."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, select

from portfolio.domain.benefits import Perspective
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.models import Benefit, Initiative, Organisation, Plan
from portfolio.services import benefits, initiatives, register
from portfolio.services.context import Context
from portfolio.services.register import Filters, Row
from tests.measured import benefit, measured, months

Acting = Callable[[str], Context]

OTHER = "en-vag-in"


@contextmanager
def queries(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def everything(acting: Acting, name: str = "reader") -> list[Row]:
    ctx = acting(name)
    return register.everything(ctx, ctx.session.scalars(select(Plan)).one())


@pytest.fixture
def ours(acting: Acting) -> Callable[[], list[Row]]:
    """The rows of what a test made, without the shipped plan's own benefits."""
    system = acting("system")
    shipped = set(system.session.scalars(select(Benefit.id)))
    return lambda: [row for row in everything(acting) if row.benefit.id not in shipped]


@pytest.fixture
def three(acting: Acting) -> list[int]:
    """One that is reached, one far behind and not reviewed, and one that nothing measures."""
    system = acting("system")
    unit = system.session.scalars(select(Organisation.id).order_by(Organisation.id)).first()
    reached = benefit(system, "Å nått", perspective=Perspective.RESIDENT)
    behind = benefit(system, "Ä efter", initiative=OTHER, owner_unit_id=unit, owner_role="Verksamhetschef")
    bare = benefit(system, "Zon utan")
    told = months(2022, *[90.0] * 4, *[50.0] * 8) | months(2023, 50, 50, 50, 50)
    measured(system, told, name="Nått", benefit_id=reached)
    measured(system, months(2023, 89, 89, 89, 89), name="Trögt", benefit_id=behind, reviewed=False)
    return [reached, behind, bare]


def shown(rows: list[Row], sort: str = "lage", **filters: object) -> list[str]:
    return [row.benefit.title for row in register.narrowed(rows, Filters(**filters), sort=sort).rows]  # type: ignore[arg-type]


def test_one_without_a_measure_is_in_plain_sight(ours: Callable[[], list[Row]], three: list[int]) -> None:
    rows = {row.benefit.id: row for row in ours()}
    bare = rows[three[2]]
    assert (bare.judged, bare.state, bare.flags, bare.deviation) == (None, EffectState.NO_MEASURE, (), None)


def test_a_benefit_has_a_row_for_each_measure_and_counts_once(
    acting: Acting, ours: Callable[[], list[Row]], three: list[int]
) -> None:
    measured(acting("system"), months(2023, 50, 50, 50, 50), name="Också", benefit_id=three[1])
    rows = [row for row in ours() if row.benefit.id == three[1]]
    assert [row.state for row in rows] == [EffectState.BEHIND, EffectState.REACHED]
    found = register.narrowed(ours(), Filters())
    assert found.counts == {EffectState.BEHIND: 1, EffectState.REACHED: 1, EffectState.NO_MEASURE: 1}
    assert (found.benefits, len(found.rows)) == (3, 4)
    # The state that is asked for is that of the benefit, so what is counted is what is shown.
    assert {row.benefit.id for row in register.narrowed(ours(), Filters(state=EffectState.BEHIND)).rows} == {three[1]}
    assert shown(ours(), state=EffectState.REACHED) == ["Å nått"]


def test_the_counts_tell_of_every_state_whichever_is_shown(ours: Callable[[], list[Row]], three: list[int]) -> None:
    found = register.narrowed(ours(), Filters(state=EffectState.BEHIND, words="nått"))
    assert found.counts == {EffectState.REACHED: 1}
    assert found.rows == ()


def test_sorting(ours: Callable[[], list[Row]], three: list[int]) -> None:
    assert shown(ours(), "lage") == ["Ä efter", "Zon utan", "Å nått"]
    assert shown(ours(), "avvikelse") == ["Ä efter", "Å nått", "Zon utan"]
    # Swedish letters come after Z.
    assert shown(ours(), "nytta") == ["Zon utan", "Å nått", "Ä efter"]
    assert sorted(shown(ours(), "initiativ")) == sorted(shown(ours(), "vad som helst"))
    places = {row.benefit.title: row.initiative.position for row in ours()}
    assert [places[title] for title in shown(ours(), "initiativ")] == sorted(places.values())


def test_narrowing(acting: Acting, ours: Callable[[], list[Row]], three: list[int]) -> None:
    system = acting("system")
    other = system.session.scalars(select(Initiative).where(Initiative.key == OTHER)).one()
    rows = ours()
    assert shown(rows, initiative=other.id) == ["Ä efter"]
    assert "Ä efter" in shown(rows, area=other.area_id)
    top = other.area.parent_id
    if top is not None:
        assert "Ä efter" in shown(rows, area=top)
    assert shown(rows, unit=system.session.get_one(Benefit, three[1]).owner_unit_id) == ["Ä efter"]
    assert shown(rows, perspective=Perspective.RESIDENT) == ["Å nått"]
    assert shown(rows, flag=EffectFlag.UNREVIEWED) == ["Ä efter"]
    assert shown(rows, flag=EffectFlag.OVERDUE) == ["Ä efter"]
    # Words are looked for in the benefit, its initiative, its measure and its owner, all of them somewhere.
    assert shown(rows, words="TRÖGT verksamhetschef") == ["Ä efter"]
    assert shown(rows, words="trögt nått") == []
    assert [text for _, text in register.initiatives_of(rows)] == list(
        dict.fromkeys(row.initiative.title for row in rows)
    )
    assert len(register.units_of(rows)) == 1


def test_a_draft_is_hidden_from_those_who_do_not_see_it(acting: Acting) -> None:
    ctx = acting("coordinator")
    plan = ctx.session.scalars(select(Plan)).one()
    area = ctx.session.scalars(select(Initiative)).first()
    assert area is not None
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Hemligt", area_id=area.area_id)
        benefits.add(ctx, draft.id, title="Hemlig nytta", description=None, kind=None)
    assert "Hemlig nytta" in {row.benefit.title for row in everything(acting, "coordinator")}
    assert "Hemlig nytta" not in {row.benefit.title for row in everything(acting, "reader")}


def test_every_row_tells_what_it_shows_without_asking_again(acting: Acting, engine: Engine, three: list[int]) -> None:
    rows = everything(acting)
    with queries(engine) as seen:
        for row in rows:
            assert row.initiative.area.name
            _ = (row.owner, row.controller, row.flags, row.said.sentence)
            if row.judged is not None:
                _ = (row.judged.link.measure.name, row.judged.latest)
    assert seen == []


def test_the_same_queries_whatever_the_number_of_benefits(acting: Acting, engine: Engine) -> None:
    system = acting("system")
    measured(system, months(2023, 50), name="Den första")
    with queries(engine) as few:
        before = len(everything(acting))
    for number in range(12):
        key = OTHER if number % 2 else "patientkontrakt"
        made = benefit(system, f"Nytta {number}", initiative=key)
        measured(system, months(2023, 50, 60), name=f"Mätetal {number}", benefit_id=made)
    with queries(engine) as many:
        assert len(everything(acting)) == before + 12
    assert len(many) == len(few)
