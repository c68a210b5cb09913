"""The timetables of a whole area, changed at once: seen first, saved all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import Engine, func, select

from portfolio.domain.area_plans import AreaPreview, AreaUnexplained, AreaUnreviewed, Wanted
from portfolio.domain.errors import Denied, Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.periods import Period, day, quarter
from portfolio.domain.phases import Phase, PhaseTimes, Span, times_version
from portfolio.models import AuditLink, Benefit, Initiative, Plan, ProgrammeArea
from portfolio.services import area_phases, benefits, dependencies, effect_starts, phases
from portfolio.services.context import Context
from tests import cast
from tests.measured import measured, months
from tests.services.test_overview import queries

Acting = Callable[[str], Context]
PREPARATION, DELIVERY, REALISATION = Phase
#: Two of the area lead's area, the latter without a timetable, and one of another area.
LED, BARE, ELSEWHERE = cast.LED, "kronobarnsmodellen", "patientportalen"
#: It has begun its delivery, or is to, and waits for nothing yet.
WAITING = "ohalsosamma-levnadsvanor"


def by_key(ctx: Context, key: str) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def area_id(ctx: Context, key: str = cast.AREA) -> int:
    return ctx.session.scalars(select(ProgrammeArea.id).where(ProgrammeArea.key == key)).one()


def wanted(ctx: Context, key: str, phase: Phase, start: Period, end: Period | None) -> dict[int, Wanted]:
    """The initiative's timetable with another planned time of one phase."""
    row = by_key(ctx, key)
    planned = {one: times.planned for one, times in row.times().items()}
    return {row.id: Wanted(times_version(row.times()), {**planned, phase: Span(start, end)})}


def save(ctx: Context, changes: Mapping[int, Wanted], area: str = cast.AREA, **kwargs: object) -> AreaPreview:
    number = area_id(ctx, area)
    with ctx.transaction():
        return area_phases.plan_area(ctx, number, changes=changes, **kwargs)  # type: ignore[arg-type]


def shown(ctx: Context, changes: Mapping[int, Wanted]) -> AreaPreview:
    with pytest.raises(AreaUnreviewed) as asked:
        save(ctx, changes)
    return asked.value.preview


def links(ctx: Context) -> int:
    return ctx.session.scalar(select(func.count(AuditLink.id))) or 0


def planned(ctx: Context, key: str, phase: Phase) -> Span | None:
    ctx.session.rollback()
    ctx.session.expire_all()
    return by_key(ctx, key).times().get(phase, PhaseTimes()).planned


def hang(ctx: Context) -> int:
    """A benefit on the end of the led initiative's second phase."""
    row_id = by_key(ctx, LED).id
    with ctx.transaction():
        benefit = benefits.add(ctx, row_id, title="Kortare väntan", description=None, kind=None)
        benefit.anchor_phase, benefit.first_effect = DELIVERY, quarter(2024, 1)
    return benefit.id


def two_changes(ctx: Context) -> dict[int, Wanted]:
    later = wanted(ctx, LED, DELIVERY, quarter(2022, 1), quarter(2024, 2))
    return later | wanted(ctx, BARE, PREPARATION, quarter(2024, 1), quarter(2024, 3))


def test_all_is_seen_before_anything_is_saved_and_then_saved_as_one_change(acting: Acting) -> None:
    ctx = acting("coordinator")
    hanging = hang(ctx)
    changes = two_changes(ctx)
    actual = by_key(ctx, LED).times()[DELIVERY].actual
    before = links(ctx)
    preview = shown(ctx, changes)
    assert [(one.initiative_id, one.phase, one.before, one.after) for one in preview.changes] == [
        (
            by_key(ctx, LED).id,
            DELIVERY,
            Span(quarter(2022, 1), quarter(2023, 4)),
            Span(quarter(2022, 1), quarter(2024, 2)),
        ),
        (by_key(ctx, BARE).id, PREPARATION, None, Span(quarter(2024, 1), quarter(2024, 3))),
    ]
    assert [(one.move.benefit_id, one.move.quarters) for one in preview.moves] == [(hanging, 2)]
    assert preview.any_moves
    assert links(ctx) == before
    assert planned(ctx, BARE, PREPARATION) is None

    save(ctx, changes, along=True, reviewed=preview.seen)
    assert planned(ctx, LED, DELIVERY) == Span(quarter(2022, 1), quarter(2024, 2))
    assert by_key(ctx, LED).times()[DELIVERY].actual == actual, "what has happened is left alone"
    assert planned(ctx, BARE, PREPARATION) == Span(quarter(2024, 1), quarter(2024, 3))
    assert ctx.session.get_one(Benefit, hanging).first_effect == quarter(2024, 3)
    assert links(ctx) == before + 1


def test_benefits_stay_where_somebody_says_so_and_what_was_seen_has_to_be_true_still(acting: Acting) -> None:
    ctx, other = acting("coordinator"), acting("project_lead")
    hanging = hang(ctx)
    changes = two_changes(ctx)
    preview = shown(ctx, changes)
    with other.transaction():
        other.record("test:move")
        other.session.get_one(Benefit, hanging).first_effect = quarter(2025, 1)
    with pytest.raises(AreaUnreviewed) as again:
        save(ctx, changes, along=False, reviewed=preview.seen)
    save(ctx, changes, along=False, reviewed=again.value.preview.seen)
    ctx.session.expire_all()
    assert ctx.session.get_one(Benefit, hanging).first_effect == quarter(2025, 1)
    assert planned(ctx, BARE, PREPARATION) is not None


def test_who_waits_for_what_is_moved_is_told_of_and_stays(acting: Acting) -> None:
    ctx = acting("coordinator")
    ids = by_key(ctx, WAITING).id, by_key(ctx, LED).id
    with ctx.transaction():
        dependencies.add(ctx, ids[0], waits_for_id=ids[1], what="Ett system")
    preview = shown(ctx, wanted(ctx, LED, REALISATION, quarter(2025, 1), quarter(2025, 4)))
    (follower,) = [one for one in preview.followers if one.title == by_key(ctx, WAITING).title]
    assert follower.waits_for == by_key(ctx, LED).title
    assert follower.after.warns
    assert "kv 1 2025" in follower.after.sentence
    # What changes nothing of what the dependency says is not told of.
    assert shown(ctx, wanted(ctx, BARE, PREPARATION, quarter(2024, 1), quarter(2024, 3))).followers == ()


def test_a_timetable_that_cannot_be_stops_all_and_says_whose_it_is(acting: Acting) -> None:
    ctx = acting("area_lead")
    changes = two_changes(ctx) | wanted(ctx, BARE, DELIVERY, quarter(2024, 4), quarter(2024, 1))
    bare = by_key(ctx, BARE)
    with pytest.raises(InvalidFields) as refused:
        save(ctx, changes, along=False)
    name = f"i{bare.id}_delivery_planned_end"
    assert name in refused.value.problems
    assert refused.value.problems[name].startswith(f"{bare.title}: Slutet kv 1 2024")
    assert planned(ctx, LED, DELIVERY) == Span(quarter(2022, 1), quarter(2023, 4))
    with pytest.raises(Invalid, match="inte ändrat någon tid"):
        save(ctx, {})


def test_who_comes_second_is_shown_what_is_stored_now(acting: Acting) -> None:
    ctx, other = acting("coordinator"), acting("project_lead")
    changes = two_changes(ctx)
    led = by_key(other, LED)
    times = {**led.times(), REALISATION: PhaseTimes(Span(quarter(2024, 1), day(quarter(2024, 4).end)))}  # type: ignore[arg-type]
    with other.transaction():
        phases.plan_phases(other, led.id, version=phases.phases_version(led), times=times)
    with pytest.raises(Stale) as refused:
        save(ctx, changes, along=False)
    assert refused.value.current is not None
    assert set(refused.value.current) == {str(by_key(ctx, LED).id)}
    assert refused.value.current[str(by_key(ctx, LED).id)] == times
    assert planned(ctx, BARE, PREPARATION) is None


def test_an_area_is_planned_by_those_who_keep_it_together(acting: Acting) -> None:
    for name in ("project_lead", "steering", "controller", "benefit_owner", "reader", "admin"):
        ctx = acting(name)
        shipped = ctx.session.scalars(select(Plan)).one()
        for ask in (
            lambda ctx=ctx: area_phases.area(ctx, ctx.session.scalars(select(Plan)).one(), area_id(ctx)),
            lambda ctx=ctx, shipped=shipped: area_phases.areas(ctx, shipped),
            lambda ctx=ctx: save(ctx, {}),
        ):
            with pytest.raises(Denied):
                ask()
    with pytest.raises(NotFound):
        save(acting("outsider"), {})
    lead = acting("area_lead")
    shipped = lead.session.scalars(select(Plan)).one()
    assert [one.key for one in area_phases.areas(lead, shipped)] == [cast.AREA]
    assert area_phases.area(lead, shipped, None).key == cast.AREA
    with pytest.raises(Denied):
        area_phases.area(lead, shipped, area_id(lead, "kompetens"))
    with pytest.raises(Denied):
        save(lead, wanted(lead, ELSEWHERE, PREPARATION, quarter(2021, 1), quarter(2021, 2)), along=False)
    ctx = acting("coordinator")
    assert len(area_phases.areas(ctx, ctx.session.scalars(select(Plan)).one())) == 5
    # What lies in another area is not planned by way of this one.
    with pytest.raises(NotFound):
        save(ctx, wanted(ctx, ELSEWHERE, PREPARATION, quarter(2021, 1), quarter(2021, 2)), along=False)


def test_what_has_no_phases_to_plan_is_left_out(acting: Acting) -> None:
    ctx = acting("coordinator")

    def titles() -> list[str]:
        shipped = ctx.session.scalars(select(Plan)).one()
        return [row.title for row in area_phases.rows(ctx, shipped, ctx.session.get_one(ProgrammeArea, area_id(ctx)))]

    before = titles()
    assert len(before) == 4
    with ctx.transaction():
        ctx.record("test:ongoing")
        by_key(ctx, BARE).kind = InitiativeKind.ONGOING
    assert before[:2] == titles()[:2]
    assert by_key(ctx, BARE).title not in titles()


def test_one_reason_tells_why_the_starts_of_benefits_with_values_move(acting: Acting, engine: Engine) -> None:
    ctx = acting("coordinator")
    hanging, row = hang(ctx), by_key(ctx, BARE)
    with ctx.transaction():
        loose = benefits.add(ctx, row.id, title="Tryggare", description=None, kind=None).id
    first = wanted(ctx, BARE, REALISATION, quarter(2024, 1), None)
    save(ctx, first, along=False, reviewed=shown(ctx, first).seen)
    for number, one in enumerate((hanging, loose)):
        measured(ctx, months(2023, 70), name=f"Mätetal {number}", benefit_id=one)
    changes = wanted(ctx, LED, DELIVERY, quarter(2022, 1), quarter(2024, 2))
    changes |= wanted(ctx, BARE, REALISATION, quarter(2024, 3), None)
    preview = shown(ctx, changes)
    assert {(one.benefit_id, one.along) for one in preview.starts} == {(hanging, True), (loose, False)}
    before = links(ctx)
    for along in (True, False):
        with pytest.raises(AreaUnexplained) as refused:
            save(ctx, changes, along=along, reviewed=preview.seen, start_reason=" ")
        assert (refused.value.field, refused.value.preview) == ("start_reason", preview)
        assert "”Tryggare”" in refused.value.message
        assert ("”Kortare väntan”" in refused.value.message) is along
    assert links(ctx) == before
    row_id = by_key(ctx, BARE).id
    with queries(engine) as asked:
        effect_starts.moved(ctx, [hanging], of_initiatives=[row_id])
        effect_starts.moved(ctx, [])
    assert len(asked) == 1
    save(ctx, changes, along=True, reviewed=preview.seen, start_reason="Införandet sköts upp.")
    assert planned(ctx, BARE, REALISATION) == Span(quarter(2024, 3))
    assert ctx.session.scalars(select(AuditLink.reason).order_by(AuditLink.id.desc()).limit(1)).one() == (
        "Införandet sköts upp."
    )
