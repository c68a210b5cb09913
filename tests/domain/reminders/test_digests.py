"""What is sent on one day, and what a whole year of it comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.reminders import Digest, MailRhythm, Overdue, Recipient, digest, is_sending_day, message_id
from portfolio.domain.tasks import About, Task, TaskKind
from portfolio.domain.working_days import is_working_day

YEAR = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
DAYS = st.sampled_from(YEAR)


def value(row_id: int, due_on: date, asked_days: int = 29) -> Task:
    return Task(
        TaskKind.RECORD_VALUES,
        About.SERIES,
        row_id,
        1,
        "Väntetid",
        "Mätvärdet saknas",
        2,
        asked_from=due_on - timedelta(days=asked_days),
        due_on=due_on,
    )


def sent(person: Recipient, day: date, *tasks: Task, overdue: tuple[Overdue, ...] = ()) -> list[str]:
    found = digest(person, tasks, day=day, leads={}, overdue=overdue)
    return [one.key for one in found.notices] if found else []


def test_everything_that_is_new_comes_in_one_message_the_most_pressing_first() -> None:
    day = date(2024, 4, 22)
    late, soon = value(1, date(2024, 4, 19)), value(2, date(2024, 4, 30))
    new = replace(value(3, day), due_on=None, asked_from=day)
    later, others = value(4, date(2024, 6, 30)), value(5, date(2024, 3, 1))
    person = Recipient(1, MailRhythm.DAILY)
    found = digest(person, [new, soon, late, later], day=day, leads={}, overdue=[Overdue(others, ("Ada",))])
    assert found is not None
    assert [one.task for one in found.notices] == [late, soon, new, others]
    assert [one.task for one in found.own] == [late, soon, new]
    assert [(one.task, one.persons) for one in found.of_others] == [(others, ("Ada",))]
    assert found.besides == 1
    # Another value of a series that is told of is no other thing, as it is none on the page.
    also = replace(later, row_id=1, occasion="2024-06")
    both = digest(person, [new, soon, late, later, also], day=day, leads={})
    assert both is not None
    assert both.besides == 1
    again = replace(person, told=frozenset(found.keys))
    assert digest(again, [new, soon, late, later], day=day + timedelta(days=1), leads={}) is None


def test_a_coordinator_hears_of_their_own_work_once() -> None:
    mine = value(1, date(2024, 3, 1))
    keys = sent(Recipient(1, MailRhythm.DAILY), date(2024, 4, 22), mine, overdue=(Overdue(mine, ("Jag",)),))
    assert keys == ["late:record_values:series:1:2024-03-01"]


def test_who_has_left_wants_nothing_or_has_had_todays_gets_nothing() -> None:
    day, late = date(2024, 4, 22), value(1, date(2024, 4, 19))
    person = Recipient(1, MailRhythm.DAILY)
    assert sent(person, day, late)
    assert not sent(replace(person, active=False), day, late)
    assert not sent(replace(person, rhythm=MailRhythm.NEVER), day, late)
    assert not sent(replace(person, last_sent_on=day), day, late)


@pytest.mark.parametrize(
    ("day", "ran_on", "wanted"),
    [
        ("2024-04-02", None, True),  # the Tuesday after Easter Monday
        ("2024-04-03", None, False),
        ("2024-04-03", "2024-04-02", False),
        ("2024-04-03", "2024-03-27", True),  # nothing was sent on the week's first working day
        ("2024-04-06", "2024-03-27", False),
        ("2024-12-27", "2024-12-20", True),  # 23 December was missed, and then it was Christmas
    ],
)
def test_once_a_week_is_its_first_working_day_or_the_first_after_a_breakdown(
    day: str, ran_on: str | None, wanted: bool
) -> None:
    ran = date.fromisoformat(ran_on) if ran_on else None
    assert is_sending_day(MailRhythm.WEEKLY, date.fromisoformat(day), ran_on=ran) is wanted


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(DAYS, st.integers(0, 40), st.integers(0, 60)), max_size=6),
    st.sampled_from([MailRhythm.DAILY, MailRhythm.WEEKLY]),
    st.sets(DAYS, max_size=200),
)
def test_through_a_year_each_thing_is_told_once_on_a_working_day_whatever_breaks_down(
    wanted: list[tuple[date, int, int]], rhythm: MailRhythm, down: set[date]
) -> None:
    """Each task is due on a day, can be done from some days before, and is done some days after it was asked for."""
    tasks = [value(number, due_on, asked) for number, (due_on, asked, _) in enumerate(wanted)]
    done = {
        one.key: (one.asked_from or one.due_on) + timedelta(days=took)
        for one, (*_, took) in zip(tasks, wanted, strict=True)
    }
    messages: list[Digest] = []
    told: set[str] = set()
    ran_on = None
    for day in YEAR:
        if day in down:
            continue
        waiting = [one for one in tasks if one.asked_from <= day <= done[one.key]]
        person = Recipient(1, rhythm, told=told, last_sent_on=messages[-1].day if messages else None)
        # Another process that does the same on the same day comes to the same message.
        found = digest(person, waiting, day=day, leads={}, ran_on=ran_on)
        assert found == digest(person, reversed(waiting), day=day, leads={}, ran_on=ran_on)
        if found is not None:
            messages.append(found)
            told.update(found.keys)
            assert {one.task.key for one in found.notices} <= {one.key for one in waiting}
        ran_on = day
    assert all(is_working_day(one.day) for one in messages)
    assert len({message_id("reminder", person_id=1, day=one.day, host="x.se") for one in messages}) == len(messages)
    assert set(Counter(key for one in messages for key in one.keys).values()) <= {1}
    # What waited for two weeks after its last day was told of as late, in any year that has a week without breakdowns.
    if not down:
        long = {one.key for one in tasks if done[one.key] >= one.due_on + timedelta(days=14) and one.due_on < YEAR[-21]}
        assert long <= {one.task.key for message in messages for one in message.notices if one.occasion == "late"}


def test_a_message_has_the_same_id_whenever_it_is_made() -> None:
    day = date(2024, 2, 29)
    assert (
        message_id("reminder", person_id=17, day=day, host="Nytta.Region.se")
        == "<reminder.2024-02-29.17@nytta.region.se>"
    )
    assert message_id("reminder", person_id=17, day=day, host="nytta.växjö.se").endswith("@nytta.xn--vxj-qla6g.se>")
    for kind, host in (
        ("reminder", "a b"),
        ("reminder", "x:8000"),
        ("re minder", "x.se"),
        ("reminder", "x>\r\nBcc: y"),
    ):
        with pytest.raises(ValueError, match=r"is no|label"):
            message_id(kind, person_id=1, day=day, host=host)
