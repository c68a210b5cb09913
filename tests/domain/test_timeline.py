"""The timetable's rows: cells that fill the grid, lanes that hold what overlaps, and sentences that say it all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain import timeline
from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period, between, day, quarter, since, unknown, until, year, years
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline import (
    ActivityTime,
    Bar,
    EffectTimes,
    Grid,
    Mark,
    MarkKind,
    TimelineItem,
    TimelineRow,
    Zoom,
)

PREPARATION, DELIVERY, REALISATION = Phase
PLAN = years(2021, 2025)
TODAY = date(2022, 5, 20)


def grid(period: Period = PLAN, today: date = TODAY) -> Grid:
    return Grid.of(period, today=today)


def item(
    phases: dict[Phase, PhaseTimes] | None = None, *, ongoing: bool = False, group: str = "Område"
) -> TimelineItem:
    return TimelineItem(id=1, title="Mobila team", group=group, phases=phases or {}, example=False, ongoing=ongoing)


def planned(phase: Phase, start: Period, end: Period | None = None) -> dict[Phase, PhaseTimes]:
    return {phase: PhaseTimes(planned=Span(start, end))}


def actual(phase: Phase, start: Period, end: Period | None = None) -> dict[Phase, PhaseTimes]:
    return {phase: PhaseTimes(actual=Span(start, end))}


def only_bar(phases: dict[Phase, PhaseTimes], on: Grid | None = None) -> Bar:
    (bar,) = timeline.row(item(phases), grid=on or grid()).bars
    return bar


def shape(row: TimelineRow) -> list[str]:
    """Each lane as text: a figure for a planned phase, a letter for an actual one, a dot for an empty quarter."""
    signs = {"planned": "123", "actual": "abc"}
    return [
        "".join((signs[cell.aspect][cell.number - 1] if cell.is_bar else ".") * cell.span for cell in lane)
        for lane in row.lanes
    ]


# ---- The grid ----


def test_the_grid_is_the_quarters_of_the_plan():
    made = grid()
    assert len(made.columns) == 20
    assert [(one.label, one.colspan) for one in made.years] == [(str(n), 4) for n in range(2021, 2026)]
    assert (made.columns[0].name, made.columns[0].label) == ("kvartal 1 2021", "K1")
    assert (made.columns[-1].name, made.columns[-1].label) == ("kvartal 4 2025", "K4")
    assert (made.today_index, made.today_third, made.label) == (5, 2, "2021–2025")


def test_a_grid_that_begins_and_ends_within_years():
    made = grid(between(quarter(2021, 3), quarter(2022, 1)))
    assert [one.label for one in made.columns] == ["K3", "K4", "K1"]
    assert [(one.label, one.colspan) for one in made.years] == [("2021", 2), ("2022", 1)]
    assert [made.opens_year(index) for index in range(3)] == [False, False, True]


def test_a_grid_of_one_quarter():
    made = grid(quarter(2022, 2))
    assert (len(made.columns), made.today_index, made.label) == (1, 0, "kv 2 2022")
    assert shape(timeline.row(item(planned(DELIVERY, quarter(2020, 1), quarter(2030, 1))), grid=made)) == ["2"]


@pytest.mark.parametrize(
    ("today", "index"),
    [
        (date(2020, 12, 31), None),
        (date(2021, 1, 1), 0),
        (date(2021, 3, 31), 0),
        (date(2021, 4, 1), 1),
        (date(2025, 12, 31), 19),
        (date(2026, 1, 1), None),
    ],
)
def test_today_is_a_column_only_when_it_lies_in_the_plan(today, index):
    assert grid(today=today).today_index == index


@pytest.mark.parametrize("period", [unknown(), since(quarter(2021, 1)), until(quarter(2021, 1))])
def test_a_timeline_without_both_ends_has_no_grid(period):
    with pytest.raises(Invalid) as refused:
        grid(period)
    assert refused.value.field == "timeline_period"


@pytest.mark.parametrize(
    ("zoom", "count", "first", "today_index", "third"),
    [(Zoom.QUARTER, 20, "kvartal 1 2021", 5, 2), (Zoom.HALF, 10, "halvår 1 2021", 2, 3), (Zoom.YEAR, 5, "2021", 1, 2)],
)
def test_a_column_is_a_quarter_a_half_year_or_a_year(zoom, count, first, today_index, third):
    made = Grid.of(PLAN, today=TODAY, zoom=zoom)
    assert (len(made.columns), made.columns[0].name) == (count, first)
    assert (made.today_index, made.today_third, made.label) == (today_index, third, "2021–2025")
    assert sum(one.colspan for one in made.years) == count
    whole = timeline.row(item(planned(DELIVERY, quarter(2021, 2), quarter(2025, 3))), grid=made).bars[0]
    assert (whole.start, whole.end) == ({Zoom.QUARTER: 1}.get(zoom, 0), {Zoom.QUARTER: 18}.get(zoom, count - 1))


def test_a_window_shows_the_columns_that_it_touches_and_may_reach_beyond_the_plan():
    made = Grid.of(PLAN, today=TODAY, window=(date(2024, 8, 1), date(2026, 1, 1)))
    assert [one.name for one in made.columns][:: len(made.columns) - 1] == ["kvartal 3 2024", "kvartal 1 2026"]
    assert (made.label, made.today_index) == ("kv 3 2024 – kv 1 2026", None)
    assert Grid.of(PLAN, today=TODAY, window=(date(2022, 1, 1), date(2022, 12, 31))).label == "2022"
    bar = only_bar(planned(DELIVERY, quarter(2021, 1), quarter(2026, 4)), made)
    assert (bar.start, bar.end, bar.clipped_start, bar.clipped_end) == (0, 6, True, True)


# ---- What stands beside the phases ----


def with_details(**details) -> TimelineRow:
    phases = planned(DELIVERY, quarter(2021, 1), quarter(2021, 4))
    made = TimelineItem(id=1, title="T", group="G", phases=phases, example=False, ongoing=False, **details)
    return timeline.row(made, grid=grid())


def test_effects_live_on_after_the_project_in_a_lane_of_their_own():
    row = with_details(effects=EffectTimes(quarter(2021, 3), quarter(2022, 2), year(2027)))
    assert len(row.lanes) == 2
    (bar,) = [cell for cell in row.lanes[1] if cell.is_bar]
    assert (bar.aspect, bar.text, bar.number, bar.start, bar.end, bar.clipped_end) == ("effect", "E", 0, 2, 19, True)
    said = "Effekt: väntas från kv 3 2021, full effekt kv 2 2022, följs upp till och med 2027"
    assert bar.sentence == said
    assert f"{said}." in row.sentence
    # Nobody has said when the effects end: the bar is open.
    (bar,) = [cell for cell in with_details(effects=EffectTimes(quarter(2021, 3))).lanes[1] if cell.is_bar]
    assert (bar.end, bar.open_end) == (19, True)
    assert len(with_details(effects=EffectTimes(None, year(2022))).lanes) == 1


def test_marks_are_letters_in_their_columns_and_words():
    decided = Mark(date(2022, 2, 1), MarkKind.DECISION, "Beslut om start")
    passed = Mark(date(2022, 3, 31), MarkKind.GATE, "Grind till fas 2 passerad")
    due = [Mark(date(2022, 6, 30), MarkKind.MEASUREMENT, f"Mätning av {name},") for name in ("väntan", "vård")]
    outside = Mark(date(2019, 6, 30), MarkKind.DECISION, "Beslut om fas")
    row = with_details(marks=(*due, passed, outside, decided))
    marks = [cell for cell in row.lanes[-1] if cell.is_marks]
    assert [(one.start, one.letters, one.today) for one in marks] == [(4, "BG", False), (5, "M", True)]
    assert marks[0].sentence == "Beslut om start 1 februari 2022; Grind till fas 2 passerad 31 mars 2022"
    assert marks[1].sentence == "Mätning av väntan, 30 juni 2022; Mätning av vård, 30 juni 2022"
    assert "Grind till fas 2 passerad 31 mars 2022." in row.sentence
    assert "Mätning" not in row.sentence
    assert all(sum(cell.span for cell in lane) == 20 for lane in row.lanes)


def test_marks_stand_also_where_the_timetable_is_missing():
    decided = Mark(date(2022, 2, 1), MarkKind.DECISION, "Beslut om start")
    made = TimelineItem(id=1, title="T", group="G", phases={}, example=False, ongoing=False, marks=(decided,))
    row = timeline.row(made, grid=grid())
    assert (row.missing, len(row.lanes), row.bars) == ("tidplan saknas", 2, ())
    assert row.sentence == "Tidplan saknas. Beslut om start 1 februari 2022."


def test_an_activity_is_a_bar_as_far_as_its_time_is_known():
    known, by, never = with_details(
        activities=(
            ActivityTime(1, "Utbilda", between(quarter(2021, 2), quarter(2021, 3)), "pågår"),
            ActivityTime(2, "Informera", until(quarter(2022, 1))),
            ActivityTime(3, "Mäta"),
        )
    ).activities
    (bar,) = [cell for cell in known.lane if cell.is_bar]
    assert (bar.aspect, bar.text, bar.start, bar.end) == ("activity", "A", 1, 2)
    assert known.sentence == "Aktivitet: Utbilda, kv 2 2021 – kv 3 2021, pågår"
    assert (by.missing, never.missing) == ("t.o.m. kv 1 2022", "tid inte angiven")
    assert not any(cell.is_bar for activity in (by, never) for cell in activity.lane)


# ---- Bars ----


def test_a_bar_covers_its_quarters_both_included():
    bar = only_bar(planned(DELIVERY, quarter(2021, 3), quarter(2022, 1)))
    assert (bar.start, bar.end, bar.span, bar.number) == (2, 4, 3, 2)
    assert not (bar.open_end or bar.clipped_start or bar.clipped_end)


def test_days_are_rounded_outward_to_their_quarters():
    bar = only_bar(planned(DELIVERY, day(date(2021, 3, 31)), day(date(2021, 4, 1))))
    assert (bar.start, bar.end) == (0, 1)
    assert "31 mars 2021 – 1 april 2021" in bar.sentence


def test_a_boundary_told_as_a_year_covers_the_year():
    assert shape(timeline.row(item(planned(DELIVERY, year(2022), year(2022))), grid=grid())) == [
        "." * 4 + "2222" + "." * 12
    ]


def test_a_plan_without_an_end_runs_to_the_end_of_the_grid_and_is_marked():
    bar = only_bar(planned(REALISATION, quarter(2024, 1)))
    assert (bar.start, bar.end, bar.open_end, bar.clipped_end) == (12, 19, True, False)


def test_what_has_begun_and_not_ended_has_lasted_until_today():
    bar = only_bar(actual(PREPARATION, quarter(2021, 2)))
    assert (bar.start, bar.end, bar.open_end) == (1, 5, True)


def test_a_today_beyond_the_grid_does_not_cut_what_is_open():
    bar = only_bar(actual(PREPARATION, quarter(2025, 2)), grid(today=date(2030, 1, 1)))
    assert (bar.start, bar.end, bar.open_end, bar.clipped_end) == (17, 19, True, False)


def test_an_open_end_that_is_written_as_a_period_is_open_too():
    assert only_bar({DELIVERY: PhaseTimes(planned=Span(quarter(2021, 1), since(quarter(2022, 1))))}).open_end


def test_a_bar_is_cut_at_the_grid_and_says_so():
    bar = only_bar(planned(DELIVERY, quarter(2020, 3), quarter(2026, 1)))
    assert (bar.start, bar.end, bar.clipped_start, bar.clipped_end) == (0, 19, True, True)
    assert "kv 3 2020 – kv 1 2026" in bar.sentence


@pytest.mark.parametrize(
    "phases",
    [
        planned(DELIVERY, quarter(2019, 1), quarter(2020, 4)),
        planned(DELIVERY, quarter(2026, 1), quarter(2026, 2)),
        planned(DELIVERY, quarter(2026, 1)),
        actual(DELIVERY, quarter(2026, 1)),
    ],
)
def test_what_lies_wholly_outside_is_told_and_not_called_missing(phases):
    row = timeline.row(item(phases), grid=grid())
    assert (row.bars, row.missing) == ((), "ingen tid inom 2021–2025")
    assert "tid inte angiven" in row.sentence
    assert "Lösningsutformning och införande" in row.sentence


def test_a_start_that_nobody_knows_is_not_drawn_but_said():
    row = timeline.row(item(planned(DELIVERY, until(quarter(2022, 1)), quarter(2022, 4))), grid=grid())
    assert row.bars == ()
    assert "t.o.m. kv 1 2022" in row.sentence


@pytest.mark.parametrize(
    ("start", "end", "today"),
    [
        ((2022, 3), (2022, 4), ""),
        ((2022, 2), (2022, 2), "whole"),
        ((2022, 2), (2022, 3), "start"),
        ((2022, 1), (2022, 2), "end"),
        ((2022, 1), (2022, 3), "inside"),
        ((2021, 1), (2022, 1), ""),
    ],
)
def test_a_bar_knows_where_in_it_today_lies(start, end, today):
    assert only_bar(planned(DELIVERY, quarter(*start), quarter(*end))).today == today


# ---- Lanes and gaps ----


def test_planned_lanes_come_first_and_overlap_takes_a_lane_of_its_own():
    row = timeline.row(
        item(
            {
                PREPARATION: PhaseTimes(
                    planned=Span(quarter(2021, 1), quarter(2021, 4)), actual=Span(quarter(2021, 2), quarter(2022, 1))
                ),
                DELIVERY: PhaseTimes(planned=Span(quarter(2022, 1), quarter(2022, 4)), actual=Span(quarter(2022, 2))),
                REALISATION: PhaseTimes(planned=Span(quarter(2022, 3), quarter(2023, 4))),
            }
        ),
        grid=grid(),
    )
    assert shape(row) == ["11112222............", "......333333........", ".aaaab.............."]


def test_gaps_are_cut_where_a_year_and_where_today_begins():
    (lane,) = timeline.row(item(), grid=grid()).lanes
    assert [(cell.start, cell.span, cell.today) for cell in lane[:5]] == [
        (0, 4, False),
        (4, 1, False),
        (5, 1, True),
        (6, 2, False),
        (8, 4, False),
    ]
    assert [cell.start for cell in lane if cell.opens_year] == [0, 4, 8, 12, 16]


BOUNDARIES = st.one_of(
    st.builds(quarter, st.integers(2018, 2028), st.integers(1, 4)),
    st.builds(day, st.dates(date(2018, 1, 1), date(2028, 12, 31))),
)
SPANS = st.one_of(st.none(), st.builds(Span, BOUNDARIES, st.one_of(st.none(), BOUNDARIES)))
PHASES = st.dictionaries(st.sampled_from(Phase), st.builds(PhaseTimes, planned=SPANS, actual=SPANS))
GRIDS = st.builds(
    lambda first, length, today: Grid.of(between(quarter_at(first), quarter_at(first + length)), today=today),
    st.integers(0, 19),
    st.integers(0, 79),
    st.dates(date(2018, 1, 1), date(2045, 12, 31)),
)


def quarter_at(number: int) -> Period:
    return quarter(2018 + number // 4, number % 4 + 1)


@settings(deadline=None)
@given(phases=PHASES, on=GRIDS, ongoing=st.booleans())
def test_every_lane_fills_the_grid_exactly(phases, on, ongoing):
    row = timeline.row(item(phases, ongoing=ongoing), grid=on)
    assert row.lanes
    for lane in row.lanes:
        assert [quarter for cell in lane for quarter in range(cell.start, cell.end + 1)] == list(
            range(len(on.quarters))
        )
        assert sum(cell.span for cell in lane) == len(on.quarters)


@settings(deadline=None)
@given(phases=PHASES, on=GRIDS)
def test_no_more_lanes_than_what_overlaps_asks_for(phases, on):
    row = timeline.row(item(phases), grid=on)
    for aspect in ("planned", "actual"):
        bars = [bar for bar in row.bars if bar.aspect == aspect]
        deepest = max(
            (sum(bar.start <= at <= bar.end for bar in bars) for at in range(len(on.quarters))),
            default=0,
        )
        lanes = [lane for lane in row.lanes if any(cell.is_bar and cell.aspect == aspect for cell in lane)]
        assert len(lanes) == deepest


@settings(deadline=None)
@given(phases=PHASES, on=GRIDS)
def test_planned_and_actual_never_share_a_lane(phases, on):
    aspects = [{cell.aspect for cell in lane if cell.is_bar} for lane in timeline.row(item(phases), grid=on).lanes]
    assert all(len(found) <= 1 for found in aspects)
    assert aspects == sorted(aspects, key=lambda found: found == {"actual"})


@settings(deadline=None)
@given(phases=PHASES, on=GRIDS)
def test_gaps_never_cross_a_year_and_leave_today_alone(phases, on):
    for lane in timeline.row(item(phases), grid=on).lanes:
        for cell in lane:
            if not cell.is_bar:
                assert len({on.quarters[at].year for at in range(cell.start, cell.end + 1)}) == 1
                assert cell.today == (cell.start == cell.end == on.today_index)
                assert cell.today or on.today_index is None or not cell.start <= on.today_index <= cell.end
            assert cell.opens_year == (on.quarters[cell.start].number == 1)


@settings(deadline=None)
@given(phases=PHASES, on=GRIDS)
def test_the_order_of_the_phases_given_does_not_matter(phases, on):
    turned = dict(reversed(phases.items()))
    assert timeline.row(item(phases), grid=on).lanes == timeline.row(item(turned), grid=on).lanes


@settings(deadline=None)
@given(start=st.dates(date(2021, 1, 1), date(2025, 12, 31)), length=st.integers(0, 400))
def test_no_day_of_a_phase_lies_outside_its_bar(start, length):
    on = grid()
    end = min(start + timedelta(days=length), date(2025, 12, 31))
    bar = only_bar(planned(DELIVERY, day(start), day(end)), on)
    assert (bar.start, bar.end) == (on.index(start), on.index(end))


# ---- Words ----


def test_a_bar_says_its_phase_as_planned_and_as_it_went():
    times = PhaseTimes(planned=Span(quarter(2021, 3), quarter(2022, 1)), actual=Span(quarter(2021, 4)))
    row = timeline.row(item({DELIVERY: times}), grid=grid())
    assert {bar.sentence for bar in row.bars} == {
        "Fas 2, lösningsutformning och införande: kv 3 2021 – kv 1 2022, planerat; började kv 4 2021"
    }


@pytest.mark.parametrize(
    ("phases", "sentence"),
    [
        (
            planned(PREPARATION, quarter(2021, 1)),
            "Fas 1, förberedande fas: från kv 1 2021 utan angivet slut, planerat",
        ),
        (planned(PREPARATION, quarter(2021, 1), quarter(2021, 1)), "Fas 1, förberedande fas: kv 1 2021, planerat"),
        (
            actual(REALISATION, day(date(2021, 3, 14)), quarter(2021, 4)),
            "Fas 3, effekthanteringsfas: planerad tid inte angiven; började 14 mars 2021, slutade kv 4 2021",
        ),
    ],
)
def test_a_bar_says_what_is_not_stated(phases, sentence):
    assert only_bar(phases).sentence == sentence


def test_a_row_says_every_phase():
    row = timeline.row(
        item(
            {
                PREPARATION: PhaseTimes(
                    planned=Span(quarter(2021, 1), quarter(2021, 4)), actual=Span(quarter(2021, 2), quarter(2022, 1))
                ),
                DELIVERY: PhaseTimes(planned=Span(quarter(2022, 1))),
            }
        ),
        grid=grid(),
    )
    assert row.sentence == (
        "Förberedande fas kv 1 2021 – kv 4 2021 planerat, började kv 2 2021, slutade kv 1 2022. "
        "Lösningsutformning och införande från kv 1 2022 utan angivet slut planerat. "
        "Effekthanteringsfas: tid inte angiven."
    )


@pytest.mark.parametrize(
    ("ongoing", "missing", "sentence"),
    [(False, "tidplan saknas", "Tidplan saknas."), (True, "fortgår över tid", "Fortgår över tid.")],
)
@pytest.mark.parametrize("phases", [{}, {PREPARATION: PhaseTimes()}])
def test_without_any_phase_a_row_says_why(phases, ongoing, missing, sentence):
    row = timeline.row(item(phases, ongoing=ongoing), grid=grid())
    assert (row.missing, row.sentence, len(row.lanes), row.bars) == (missing, sentence, 1, ())


def test_a_row_with_bars_is_not_missing():
    assert timeline.row(item(planned(DELIVERY, quarter(2021, 1))), grid=grid()).missing == ""


# ---- The little bar ----


def test_the_little_bar_shows_each_phase_once_planned_before_actual():
    row = timeline.compact(
        item(
            {
                PREPARATION: PhaseTimes(actual=Span(quarter(2021, 1), quarter(2021, 2))),
                DELIVERY: PhaseTimes(
                    planned=Span(quarter(2021, 3), quarter(2021, 4)), actual=Span(quarter(2022, 1), quarter(2022, 2))
                ),
            }
        ),
        grid=grid(),
    )
    assert shape(row) == ["aa22................"]
    assert "började kv 1 2022" in row.sentence


@settings(deadline=None)
@given(phases=PHASES, on=GRIDS)
def test_the_little_bar_never_shows_a_phase_twice(phases, on):
    shown = [bar.phase for bar in timeline.compact(item(phases), grid=on).bars]
    assert len(shown) == len(set(shown))


# ---- Groups ----


def test_groups_keep_their_order_and_may_be_empty():
    items = [item(group="C"), item(group="A"), item(group="C")]
    made = timeline.groups(items, grid=grid(), names=["A", "B"])
    assert [(group.name, len(group.rows)) for group in made] == [("A", 1), ("B", 0), ("C", 2)]


def test_no_initiatives_and_no_names_make_no_groups():
    assert timeline.groups([], grid=grid()) == ()
