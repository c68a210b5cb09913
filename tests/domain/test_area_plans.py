"""What a change of many timetables is made of, and when it is still what somebody saw."""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain.anchors import BenefitMove, TimeMove
from portfolio.domain.area_plans import AreaMove, AreaPreview, AreaRow, Follower, Wanted, phase_changes
from portfolio.domain.dependencies import Comparison, Timing
from portfolio.domain.periods import quarter, year
from portfolio.domain.phases import Phase, PhaseTimes, Span

PREPARATION, DELIVERY, REALISATION = Phase
STORED = {
    PREPARATION: PhaseTimes(Span(quarter(2022, 1), quarter(2022, 2)), Span(quarter(2022, 2))),
    DELIVERY: PhaseTimes(Span(quarter(2022, 3))),
}


def test_what_is_wanted_replaces_what_was_planned_and_leaves_what_happened() -> None:
    later = Span(quarter(2022, 2), quarter(2022, 4))
    times = Wanted("", {PREPARATION: later, DELIVERY: None, REALISATION: None}).times(STORED)
    assert times == {
        PREPARATION: PhaseTimes(later, STORED[PREPARATION].actual),
        DELIVERY: PhaseTimes(),
        REALISATION: PhaseTimes(),
    }
    changes = phase_changes(AreaRow(1, "Ett", STORED, ""), times)
    assert [(one.phase, one.before, one.after) for one in changes] == [
        (PREPARATION, STORED[PREPARATION].planned, later),
        (DELIVERY, Span(quarter(2022, 3)), None),
    ]
    assert phase_changes(AreaRow(1, "Ett", STORED, ""), STORED) == []


def test_another_change_another_time_of_a_benefit_and_another_sentence_have_not_been_seen() -> None:
    (change,) = phase_changes(AreaRow(1, "Ett", {}, ""), {DELIVERY: PhaseTimes(Span(quarter(2023, 1)))})
    time = TimeMove("first_effect", quarter(2023, 1), quarter(2023, 3))
    moved = AreaMove("Ett", BenefitMove(7, "Nytta", DELIVERY, 2, (time,)))
    follower = Follower("Två", "Ett", Comparison(Timing.IN_ORDER, "Förr."), Comparison(Timing.EARLY, "Nu."))
    preview = AreaPreview((change,), (moved,), (follower,))
    still = replace(moved, move=replace(moved.move, times=(replace(time, after=None, why="angiven i år"),)))
    others = [
        preview,
        replace(preview, changes=(replace(change, after=Span(quarter(2023, 1), quarter(2023, 2))),)),
        replace(preview, changes=(replace(change, initiative_id=2),)),
        replace(preview, moves=(still,)),
        replace(preview, moves=(replace(moved, move=replace(moved.move, benefit_id=8)),)),
        replace(preview, moves=(replace(moved, move=replace(moved.move, times=(replace(time, before=year(2023)),))),)),
        replace(
            preview,
            followers=(
                replace(
                    follower,
                    after=Comparison(Timing.EARLY, "Snart."),
                ),
            ),
        ),
        replace(preview, followers=()),
    ]
    assert len({one.seen for one in others}) == len(others)
    assert replace(preview).seen == preview.seen
    assert preview.any_moves
    assert not others[3].any_moves
