"""The timetable's form: quarters to choose, days when they are known, and both become periods."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from portfolio.domain.errors import Conflict
from portfolio.domain.periods import day, from_code
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.forms.phases import BOUNDARIES, PhasesForm

TIMES = {
    Phase.PREPARATION: PhaseTimes(
        planned=Span(from_code("2022-Q1"), from_code("2022-05-31")), actual=Span(from_code("2022-Q1"))
    ),
    Phase.DELIVERY: PhaseTimes(planned=Span(from_code("2022-Q3"))),
}


def make(sent: dict[str, str] | None = None, *, times: dict[Phase, PhaseTimes] | None = None) -> PhasesForm:
    timeline = from_code("2021/2025")
    return PhasesForm.of(MultiDict(sent or {}), times=TIMES if times is None else times, timeline=timeline, version="v")


def test_there_is_a_field_for_each_boundary_and_its_day():
    assert len(BOUNDARIES) == 12
    form = make()
    for boundary in BOUNDARIES:
        assert boundary.name in form
        assert boundary.day_name in form
        values = [choice.value for choice in form[boundary.name].iter_choices()]
        assert values[:2] == ["", "2021-Q1"]
        assert values[-1] == "2025-Q4"
        assert len(values) == 21


def test_the_form_shows_what_is_stored_and_gives_it_back_unchanged():
    form = make()
    assert form["preparation_planned_start"].data == "2022-Q1"
    assert form["preparation_planned_end"].data == "2022-Q2"
    assert form["preparation_planned_end_day"]._value() == "2022-05-31"
    assert form["delivery_planned_end"].data == ""
    assert {phase: times for phase, times in form.times().items() if times != PhaseTimes()} == TIMES


def test_what_is_sent_becomes_the_services_keyword_arguments():
    form = make({"preparation_planned_start": "2021-Q4", "preparation_planned_end_day": "3 mars 2022", "version": "v"})
    assert form.data["version"] == "v"
    planned = form.data["times"][Phase.PREPARATION].planned
    assert (planned.start, planned.end) == (from_code("2021-Q4"), from_code("2022-03-03"))


@pytest.mark.parametrize(("pressed", "along"), [("move", True), ("leave", False), ("", None), ("annat", None)])
def test_the_button_of_the_review_tells_whether_benefits_are_moved_along(pressed, along):
    form = make({"along": pressed, "reviewed": "abc", "version": "v"})
    assert form.validate()
    assert (form.data["along"], form.data["reviewed"]) == (along, "abc")
    assert make({"version": "v"}).data["along"] is None


def test_what_is_no_quarter_is_no_time_before_it_is_judged_either():
    form = make({"delivery_planned_start": "kv 3 2022", "delivery_planned_end": "2022-Q4", "version": "v"})
    assert form.times()[Phase.DELIVERY] == PhaseTimes()


def test_a_day_goes_before_its_quarter():
    sent = {"delivery_planned_start": "2022-Q3", "delivery_planned_start_day": "2022-08-15", "version": "v"}
    form = make(sent)
    assert form.validate()
    assert form.times()[Phase.DELIVERY].planned == Span(day(form["delivery_planned_start_day"].data))


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"delivery_planned_start": "2020-Q4"}, "delivery_planned_start", "kv 1 2021 – kv 4 2025"),
        ({"delivery_planned_start": "kv 3 2022"}, "delivery_planned_start", "utanför planens tidplan"),
        ({"delivery_planned_start_day": "2022-10-01"}, "delivery_planned_start_day", "ligger inte i kv 3 2022"),
        ({"realisation_planned_end": "2025-Q1"}, "realisation_planned_start", "Ange när fasen börjar"),
        ({"realisation_actual_end_day": "2025-01-01"}, "realisation_actual_start", "Ange när fasen börjar"),
        ({"delivery_planned_start_day": "snart"}, "delivery_planned_start_day", ""),
    ],
)
def test_what_cannot_be_is_told_of_beside_its_boundary(sent, field, message):
    form = make({"delivery_planned_start": "2022-Q3", "version": "v", **sent})
    assert not form.validate()
    assert form[field].errors
    assert message in " ".join(form[field].errors)
    others = [boundary for boundary in BOUNDARIES if boundary.name != field and boundary.day_name != field]
    assert not [one.name for one in others if form[one.name].errors or form[one.day_name].errors]


def test_nothing_stated_is_no_time_at_all():
    form = make({"version": "v"}, times={})
    assert form.validate()
    assert set(form.times().values()) == {PhaseTimes()}


def test_the_rows_of_the_page_hold_each_field_once():
    form = make()
    rows = list(form.rows(["planned", "actual"]))
    assert [phase for phase, _ in rows] == list(Phase)
    names = [field.name for _, aspects in rows for _, *fields in aspects for field in fields]
    assert sorted(names) == sorted(name for one in BOUNDARIES for name in (one.name, one.day_name))
    assert [aspect for _, aspects in form.rows(["planned"]) for aspect, *_ in aspects] == ["planned"] * 3


def test_a_conflict_compares_boundaries_as_people_read_them():
    form = make({"delivery_planned_start": "2022-Q4", "version": "old"})
    form.validate()
    current = {one.name: None for one in BOUNDARIES} | {
        "preparation_planned_start": from_code("2022-Q1"),
        "preparation_planned_end": from_code("2022-05-31"),
        "preparation_actual_start": from_code("2022-Q1"),
        "delivery_planned_start": from_code("2022-Q3"),
        "realisation_planned_start": from_code("2024-Q1"),
    }
    form.show(Conflict("Någon annan har sparat tidplanen.", current=current))
    assert form.conflict == [
        ("Lösningsutformning och införande, planerat från", "kv 3 2022", "kv 4 2022"),
        ("Effekthanteringsfas, planerat från", "kv 1 2024", "Inte angivet"),
    ]
    assert form.http_status == 409
