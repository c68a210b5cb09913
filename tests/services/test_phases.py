"""Saving the timetable of an initiative."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portfolio.domain.anchors import StartMove, Unexplained, Unreviewed
from portfolio.domain.errors import Conflict, Denied, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day, from_code, quarter
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.models import AuditLink, Benefit, Initiative
from portfolio.services import benefits, phases
from portfolio.services.context import Context
from tests import cast
from tests.measured import measured, months
from tests.web.conftest import one_database

PREPARATION, DELIVERY, REALISATION = Phase
#: It has no timetable from the beginning.
BARE = "kronobarnsmodellen"
Times = dict[Phase, PhaseTimes]


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def save(ctx: Context, times: Times, key: str = cast.LED, *, version: str | None = None) -> Initiative:
    initiative = by_key(ctx, key)
    version = version or phases.phases_version(initiative)
    with ctx.transaction():
        return phases.plan_phases(ctx, initiative.id, version=version, times=times).initiative


def planned(start: Period, end: Period | None = None) -> PhaseTimes:
    return PhaseTimes(planned=Span(start, end))


def count_links(ctx: Context) -> int:
    return ctx.session.scalar(select(func.count(AuditLink.id))) or 0


def test_a_first_timetable_is_saved_and_is_no_example(ctx: Context) -> None:
    times = {
        PREPARATION: planned(quarter(2023, 3), day(date(2023, 11, 14))),
        DELIVERY: planned(day(date(2023, 11, 15)), quarter(2024, 4)),
        REALISATION: planned(quarter(2024, 2)),
    }
    save(ctx, times, BARE)
    row = by_key(ctx, BARE)
    assert row.times() == times
    assert [phase.phase for phase in row.phases] == list(Phase)
    assert not any(phase.example for phase in row.phases)
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.plan_id) == ("phase:plan", row.plan_id)
    assert {item.entity for item in link.items} == {"initiative_phases"}


def test_only_the_phase_that_was_changed_is_no_longer_example_data(ctx: Context) -> None:
    times = by_key(ctx).times()
    delivery = times[DELIVERY]
    assert delivery.planned is not None
    later = {**times, DELIVERY: PhaseTimes(Span(delivery.planned.start, quarter(2025, 4)), delivery.actual)}
    save(ctx, later)
    assert {row.phase: row.example for row in by_key(ctx).phases} == {
        PREPARATION: True,
        DELIVERY: False,
        REALISATION: True,
    }
    assert by_key(ctx).times() == later


def test_saving_what_is_there_already_changes_nothing(ctx: Context) -> None:
    links = count_links(ctx)
    save(ctx, by_key(ctx).times())
    assert count_links(ctx) == links
    assert all(row.example for row in by_key(ctx).phases)


def test_what_is_absent_becomes_not_stated(ctx: Context) -> None:
    times = by_key(ctx).times()
    save(ctx, {PREPARATION: times[PREPARATION], REALISATION: PhaseTimes()})
    row = by_key(ctx)
    assert row.times()[PREPARATION] == times[PREPARATION]
    assert row.times()[DELIVERY] == row.times()[REALISATION] == PhaseTimes()
    save(ctx, {})
    assert set(by_key(ctx).times().values()) == {PhaseTimes()}
    save(ctx, {}, BARE)
    assert by_key(ctx, BARE).phases == []


def test_a_timetable_that_breaks_the_rules_is_refused_at_its_boundaries(ctx: Context) -> None:
    before = by_key(ctx, BARE).times()
    for times, fields in (
        ({DELIVERY: planned(quarter(2024, 2), quarter(2024, 1))}, {"delivery_planned_end"}),
        ({DELIVERY: planned(quarter(2020, 2), quarter(2026, 1))}, {"delivery_planned_start", "delivery_planned_end"}),
        ({PREPARATION: PhaseTimes(actual=Span(quarter(2022, 1)))}, {"preparation_actual_start"}),
    ):
        with pytest.raises(InvalidFields) as problems:
            save(ctx, times, BARE)
        assert set(problems.value.problems) == fields
    assert by_key(ctx, BARE).times() == before == {}


def test_actual_times_may_be_given_for_the_phases_that_were_entered(ctx: Context) -> None:
    assert by_key(ctx).state is InitiativeState.DELIVERY
    times = {
        PREPARATION: PhaseTimes(actual=Span(quarter(2021, 1), quarter(2021, 4))),
        DELIVERY: PhaseTimes(actual=Span(quarter(2022, 1))),
    }
    save(ctx, times)
    with pytest.raises(InvalidFields) as problems:
        save(ctx, {**times, REALISATION: PhaseTimes(actual=Span(quarter(2023, 1)))})
    assert set(problems.value.problems) == {"realisation_actual_start"}


def test_what_was_paused_keeps_the_actual_times_of_the_phases_that_it_had_entered(ctx: Context) -> None:
    times = by_key(ctx).times()
    assert times[DELIVERY].actual is not None
    with ctx.transaction():
        ctx.record("test:pause")
        by_row = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
        by_row.state = InitiativeState.PAUSED
    assert phases.may_have_actual(by_key(ctx)) == {PREPARATION, DELIVERY}
    actual = Span(times[DELIVERY].actual.start, quarter(2023, 2))
    save(ctx, {**times, DELIVERY: PhaseTimes(times[DELIVERY].planned, actual)})
    assert by_key(ctx).times()[DELIVERY].actual == actual


def test_what_goes_on_over_time_takes_no_timetable(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:ongoing")
        row = ctx.session.scalars(select(Initiative).where(Initiative.key == BARE)).one()
        row.kind = InitiativeKind.ONGOING
    with pytest.raises(InvalidFields, match="fortgår över tid"):
        save(ctx, {PREPARATION: planned(quarter(2023, 3))}, BARE)


def test_the_timetable_is_for_those_who_keep_the_initiative(acting: Callable[[str], Context]) -> None:
    times = by_key(acting("reader")).times()
    for name in ("steering", "controller", "benefit_owner", "reader", "admin"):
        with pytest.raises(Denied) as refused:
            save(acting(name), times)
        assert refused.value.who == ("huvudprojektledare", "projektledare", "samordnare")
    with pytest.raises(Denied):
        save(acting("project_lead"), {}, BARE)
    with pytest.raises(NotFound):
        save(acting("outsider"), times)
    assert save(acting("project_lead"), times)
    assert save(acting("area_lead"), {}, BARE)


def test_who_comes_second_is_told_what_is_stored_now(acting: Callable[[str], Context]) -> None:
    second = acting("project_lead")
    opened = phases.phases_version(by_key(second))
    save(acting("coordinator"), {PREPARATION: planned(quarter(2021, 2), quarter(2021, 3))})
    with pytest.raises(Conflict) as refused:
        save(second, {}, version=opened)
    assert refused.value.current is not None
    assert refused.value.current["preparation_planned_end"] == quarter(2021, 3)
    assert refused.value.current["delivery_actual_start"] is None
    assert len(refused.value.current) == 12


def test_of_two_who_save_a_first_timetable_at_once_one_wins_and_the_other_is_told(
    acting: Callable[[str], Context],
) -> None:
    contexts = [acting("coordinator"), acting("area_lead")]
    row_id, opened = by_key(contexts[0], BARE).id, phases.phases_version(by_key(contexts[0], BARE))
    start = Barrier(2, timeout=20)

    def plan(number: int) -> int:
        start.wait()
        times = {PREPARATION: planned(quarter(2023, 3), quarter(2024, number + 1))}
        try:
            with contexts[number].transaction():
                phases.plan_phases(contexts[number], row_id, version=opened, times=times)
        except Conflict:
            return 0
        return number + 1

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(plan, range(2)))
    (winner,) = filter(None, outcomes)
    (row,) = by_key(acting("reader"), BARE).phases
    assert row.planned_end == quarter(2024, winner)


# What hangs on the ends of phases.


def hang(ctx: Context, phase: Phase | None, *, key: str = cast.LED, **times: Period) -> int:
    initiative = by_key(ctx, key)
    with ctx.transaction():
        benefit = benefits.add(ctx, initiative.id, title=f"Hänger på {phase}", description=None, kind=None)
        benefit.anchor_phase = phase
        benefit.example = True
        for field, period in times.items():
            setattr(benefit, field, period)
    return benefit.id


def ending(ctx: Context, end: Period, *, actual: bool = False) -> Times:
    """The initiative's timetable with another end of its second phase."""
    times = by_key(ctx).times()
    delivery = times[DELIVERY]
    assert delivery.planned is not None
    assert delivery.actual is not None
    if actual:
        return {**times, DELIVERY: PhaseTimes(delivery.planned, Span(delivery.actual.start, end))}
    return {**times, DELIVERY: PhaseTimes(Span(delivery.planned.start, end), delivery.actual)}


def plan(
    ctx: Context, times: Times, *, along: bool | None = None, reviewed: str | None = "", why: str | None = None
) -> phases.Planned:
    initiative = by_key(ctx)
    version = phases.phases_version(initiative)
    said = {"along": along, "reviewed": reviewed, "start_reason": why}
    with ctx.transaction():
        return phases.plan_phases(ctx, initiative.id, version=version, times=times, **said)  # type: ignore[arg-type]


def reviewed(ctx: Context, times: Times) -> Unreviewed:
    with pytest.raises(Unreviewed) as asked:
        plan(ctx, times)
    return asked.value


def stated(ctx: Context, benefit_id: int) -> tuple[Period | None, Period | None, Period | None, bool]:
    ctx.session.rollback()
    benefit = ctx.session.get_one(Benefit, benefit_id)
    return benefit.first_effect, benefit.full_effect, benefit.changed_state_at, benefit.example


def test_what_hangs_on_a_phase_is_asked_about_and_moves_with_its_end(ctx: Context) -> None:
    times = {
        "first_effect": quarter(2024, 1),
        "full_effect": quarter(2025, 2),
        "changed_state_at": from_code("2024-01"),
    }
    hanging = hang(ctx, DELIVERY, **times)
    loose, elsewhere = hang(ctx, None, **times), hang(ctx, PREPARATION, **times)
    other = hang(ctx, DELIVERY, key=BARE, **times)
    untimed = hang(ctx, DELIVERY)
    before = by_key(ctx).times()
    links = count_links(ctx)
    later = ending(ctx, quarter(2024, 2))

    asked = reviewed(ctx, later)
    assert [(move.benefit_id, move.phase, move.quarters) for move in asked.moves] == [(hanging, DELIVERY, 2)]
    assert by_key(ctx).times() == before
    assert count_links(ctx) == links

    done = plan(ctx, later, along=True, reviewed=asked.seen)
    assert [move.benefit_id for move in done.moved] == [hanging]
    assert by_key(ctx).times() == later
    assert stated(ctx, hanging) == (quarter(2024, 3), quarter(2025, 4), from_code("2024-07"), False)
    for untouched in (loose, elsewhere, other):
        assert stated(ctx, untouched) == (*times.values(), True)
    assert stated(ctx, untimed) == (None, None, None, True)
    assert count_links(ctx) == links + 1, "the timetable and what hangs on it are one change"


def test_moving_back_takes_what_hangs_on_it_back(ctx: Context) -> None:
    hanging = hang(ctx, DELIVERY, first_effect=quarter(2024, 1))
    before = by_key(ctx).times()
    for times, first in ((ending(ctx, quarter(2025, 1)), quarter(2025, 2)), (before, quarter(2024, 1))):
        plan(ctx, times, along=True, reviewed=reviewed(ctx, times).seen)
        assert stated(ctx, hanging)[0] == first
    assert by_key(ctx).times() == before


def test_an_actual_end_goes_before_the_planned_one(ctx: Context) -> None:
    hanging = hang(ctx, DELIVERY, first_effect=quarter(2024, 1))
    assert phases.anchor_end(by_key(ctx), DELIVERY) == quarter(2023, 4)
    # It ended three quarters before it was planned to.
    ended = ending(ctx, quarter(2023, 1), actual=True)
    plan(ctx, ended, along=True, reviewed=reviewed(ctx, ended).seen)
    assert phases.anchor_end(by_key(ctx), DELIVERY) == quarter(2023, 1)
    assert stated(ctx, hanging)[0] == quarter(2023, 2)
    # From then on the plan moves nothing.
    assert plan(ctx, ending(ctx, quarter(2025, 4))).moved == ()
    assert phases.anchor_end(by_key(ctx, BARE), DELIVERY) is None


def test_saving_without_moving_leaves_what_hangs_on_it_as_it_was(ctx: Context) -> None:
    hanging = hang(ctx, DELIVERY, first_effect=quarter(2024, 1))
    later = ending(ctx, quarter(2024, 2))
    assert plan(ctx, later, along=False, reviewed=reviewed(ctx, later).seen).moved == ()
    assert by_key(ctx).times() == later
    assert stated(ctx, hanging) == (quarter(2024, 1), None, None, True)


def test_what_was_said_beforehand_need_not_have_been_seen_but_has_to_be_said(ctx: Context) -> None:
    hanging = hang(ctx, DELIVERY, first_effect=quarter(2024, 1))
    later = ending(ctx, quarter(2024, 2))
    for along, seen in ((None, None), (True, ""), (False, "")):
        with pytest.raises(Unreviewed):
            plan(ctx, later, along=along, reviewed=seen)
    assert [move.benefit_id for move in plan(ctx, later, along=True, reviewed=None).moved] == [hanging]
    assert stated(ctx, hanging)[0] == quarter(2024, 3)


def test_what_was_reviewed_is_no_longer_enough_when_it_has_changed(acting: Callable[[str], Context]) -> None:
    lead, coordinator = acting("project_lead"), acting("coordinator")
    hanging = hang(coordinator, DELIVERY, first_effect=quarter(2024, 1))
    later = ending(lead, quarter(2024, 2))
    asked = reviewed(lead, later)
    with coordinator.transaction():
        coordinator.record("test:move")
        coordinator.session.get_one(Benefit, hanging).first_effect = quarter(2025, 1)
    with pytest.raises(Unreviewed) as again:
        plan(lead, later, along=True, reviewed=asked.seen)
    assert again.value.moves[0].times[0].before == quarter(2025, 1)
    plan(lead, later, along=True, reviewed=again.value.seen)
    assert stated(lead, hanging)[0] == quarter(2025, 3)


def test_what_cannot_move_as_far_is_shown_and_stays(ctx: Context) -> None:
    hanging = hang(ctx, DELIVERY, first_effect=from_code("2024"))
    later = ending(ctx, quarter(2024, 2))
    asked = reviewed(ctx, later)
    assert not asked.moves[0].moves
    assert plan(ctx, later, along=True, reviewed=asked.seen).moved == ()
    assert stated(ctx, hanging) == (from_code("2024"), None, None, True)


def latest_reason(ctx: Context) -> str | None:
    return ctx.session.scalars(select(AuditLink.reason).order_by(AuditLink.id.desc()).limit(1)).one()


def test_a_first_effect_with_values_moves_along_only_with_a_reason(ctx: Context) -> None:
    hanging, valueless = (hang(ctx, DELIVERY, first_effect=quarter(2024, 1)) for _ in range(2))
    measured(ctx, months(2023, 70), benefit_id=hanging)
    measured(ctx, name="Utan värden", benefit_id=valueless)
    later = ending(ctx, quarter(2024, 2))
    asked = reviewed(ctx, later)
    start = StartMove(hanging, "Hänger på delivery", along=True)
    assert asked.starts == (start,)
    links = count_links(ctx)
    for why in (None, " \n", "x" * 10_001, "a\0b"):
        with pytest.raises(Unexplained) as refused:
            plan(ctx, later, along=True, reviewed=asked.seen, why=why)
        shown = refused.value
        assert (shown.field, shown.moves, shown.starts, shown.seen) == (
            "start_reason",
            asked.moves,
            (start,),
            asked.seen,
        )
    assert count_links(ctx) == links
    assert stated(ctx, hanging)[0] == quarter(2024, 1)
    plan(ctx, later, along=True, reviewed=asked.seen, why=" Införandet sköts upp. ")
    assert stated(ctx, hanging)[0] == quarter(2024, 3)
    assert latest_reason(ctx) == "Införandet sköts upp."
    # What stays where it is needs no reason.
    further = ending(ctx, quarter(2024, 4))
    plan(ctx, further, along=False, reviewed=reviewed(ctx, further).seen)
    assert latest_reason(ctx) is None


@one_database
def test_the_third_phase_moves_the_start_of_what_states_no_first_effect(ctx: Context) -> None:
    loose, stating = hang(ctx, None), hang(ctx, None, first_effect=quarter(2024, 1))
    elsewhere = hang(ctx, None, key=BARE)
    for number, one in enumerate((loose, stating, elsewhere)):
        measured(ctx, months(2023, 70), name=f"Mätetal {number}", benefit_id=one)
    times = by_key(ctx).times()
    whole = times[REALISATION].planned
    assert whole is not None
    plan(ctx, {**times, REALISATION: PhaseTimes(Span(whole.start, quarter(2025, 3)))})
    for moved in (planned(quarter(2023, 3), quarter(2025, 4)), PhaseTimes()):
        with pytest.raises(Unexplained) as refused:
            plan(ctx, {**times, REALISATION: moved})
        assert refused.value.moves == ()
        assert refused.value.starts == (StartMove(loose, "Hänger på None", along=False),)
    plan(ctx, {**times, REALISATION: planned(quarter(2023, 3), quarter(2025, 4))}, why="Fasen börjar senare.")
    assert latest_reason(ctx) == "Fasen börjar senare."
    # A start that nobody had told is not moved by being told.
    save(ctx, {DELIVERY: planned(quarter(2023, 1)), REALISATION: planned(quarter(2024, 1))}, BARE)
    with pytest.raises(Unexplained):
        save(ctx, {}, BARE)
