"""What a person's calendar holds, and what is told of it from one reading to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from portfolio.domain.calendars import TOLD_CANCELLED, Due, Entry, changes, due_of, shown
from portfolio.domain.periods import quarter
from portfolio.domain.tasks import About, Task, TaskKind

NOW = datetime(2024, 2, 29, 22, 30, tzinfo=UTC)
TASK = Task(
    TaskKind.RECORD_VALUES,
    About.SERIES,
    7,
    1,
    "Väntetid",
    "Mätvärdet för kv 1 2024 saknas",
    2,
    occasion="2024-Q1",
    initiatives=("En väg in",),
    due_on=date(2024, 4, 30),
    periods=(quarter(2024, 1),),
)


def due(day: date = date(2024, 4, 30), name: str = "Väntetid") -> Due:
    made = due_of(replace(TASK, due_on=day, name=name), user_id=3, path="/serier/7")
    assert made is not None
    return made


def read(told: list[Entry], *wanted: Due, at: datetime = NOW) -> list[Entry]:
    """What is stored after a reading."""
    stored = {one.uid: one for one in told}
    return list((stored | {one.uid: one for one in changes(wanted, stored, now=at)}).values())


def test_a_task_keeps_its_id_for_its_person_whatever_it_is_called_and_whenever_it_is_due() -> None:
    assert due().summary == "Registrera mätvärden: Väntetid, kv 1 2024"
    assert due().uid == due(date(2024, 5, 2), "Väntan").uid
    others = [
        due_of(TASK, user_id=4, path=""),
        due_of(replace(TASK, occasion="2024-Q2"), user_id=3, path=""),
        due_of(replace(TASK, plan_id=2), user_id=3, path=""),
    ]
    assert len({due().uid, *(one.uid for one in others if one)}) == 4
    several = replace(TASK, periods=(quarter(2024, 1), quarter(2024, 2)), name="V" * 400)
    assert len(getattr(due_of(several, user_id=3, path=""), "summary", "")) == 300
    assert due_of(replace(TASK, due_on=None), user_id=3, path="") is None


def test_a_reading_tells_what_is_new_what_has_moved_and_what_is_gone() -> None:
    first = read([], due())
    assert first == [Entry(due().uid, date(2024, 4, 30), due().summary, 0, NOW)]
    later = NOW + timedelta(days=1)
    assert read(first, due(), at=later) == first, "what is the same is not told anew"
    leap = due(date(2024, 2, 29))
    [moved] = read(first, leap, at=later)
    assert (moved.day, moved.sequence, moved.changed_at) == (date(2024, 2, 29), 1, later)
    [renamed] = read([moved], due(date(2024, 2, 29), "Väntan"), at=later)
    assert (renamed.summary, renamed.sequence) == ("Registrera mätvärden: Väntan, kv 1 2024", 2)
    [gone] = read([renamed], at=later + timedelta(days=1))
    assert (gone.sequence, gone.cancelled_at, gone.day) == (3, later + timedelta(days=1), date(2024, 2, 29))
    assert read([gone], at=later + timedelta(days=9)) == [gone], "it is gone once"
    [back] = read([gone], leap, at=later + timedelta(days=9))
    assert (back.uid, back.sequence, back.cancelled_at) == (first[0].uid, 4, None)


def test_what_is_gone_is_told_of_for_a_while() -> None:
    kept = Entry("a", date(2024, 4, 30), "A", 0, NOW)
    gone = Entry("b", date(2024, 1, 30), "B", 1, NOW, cancelled_at=NOW)
    assert shown([kept, gone], now=NOW + TOLD_CANCELLED - timedelta(seconds=1)) == [gone, kept]
    assert shown([kept, gone], now=NOW + TOLD_CANCELLED) == [kept]
