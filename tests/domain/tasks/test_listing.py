"""How many tasks become a list that can be begun at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.task_kinds import About, TaskKind, When
from portfolio.domain.tasks import Task, how_late, in_order, sections
from tests.domain.tasks.test_arising import TODAY

CLASSIFY = Task(TaskKind.CLASSIFY, About.INITIATIVE, 1, 1, "Initiativ 1", "Inte klassat", 3)


def test_tasks_stand_by_when_they_are_due_and_many_of_a_kind_stand_together() -> None:
    classify = [replace(CLASSIFY, row_id=number) for number in range(4)]
    plan = [replace(one, kind=TaskKind.PLAN_PHASES) for one in classify[:3]]
    today, late = (replace(CLASSIFY, due_on=day) for day in (TODAY, date(2024, 5, 14)))
    found = sections(in_order([*classify, *plan, today, late]), today=TODAY)
    told = [(one.when, one.number, [len(group.tasks) for group in one.groups]) for one in found]
    # The day itself is not too late.
    assert told == [(When.LATE, 1, [1]), (When.DATED, 1, [1]), (When.UNDATED, 7, [1, 1, 1, 4])]
    together = found[-1].groups[-1]
    assert (together.title, together.minutes, together.first) == (
        "4 initiativ är inte klassade som enkla, komplicerade eller komplexa",
        12,
        classify[0],
    )


@pytest.mark.parametrize("kind", TaskKind)
def test_many_of_every_kind_have_words_that_count_them(kind: TaskKind) -> None:
    [section] = sections([replace(CLASSIFY, kind=kind, row_id=number) for number in range(5)], today=TODAY)
    assert [group.title[:2] for group in section.groups] == ["5 "]


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (date(2024, 2, 29), "1 dag"),
        (date(2024, 2, 17), "13 dagar"),
        (date(2024, 2, 16), "2 veckor"),
        (date(2024, 1, 1), "2 månader"),
        (date(2023, 8, 2), "6 månader"),
        (date(2022, 3, 1), "2 år"),
    ],
)
def test_how_late_something_is_is_told_roughly(due_on: date, told: str) -> None:
    assert how_late(due_on, date(2024, 3, 1)) == told
