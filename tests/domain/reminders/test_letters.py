"""What a reminder says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.periods import quarter
from portfolio.domain.reminders import Digest, MailRhythm, Notice, Occasion
from portfolio.domain.reminders.letters import MOST_LINES, Letter, letter
from portfolio.domain.tasks import About, Task, TaskKind

DAY = date(2024, 5, 6)


def value(row_id: int, due_on: date | None, occasion: str = "2024-Q1", name: str = "Väntetid") -> Task:
    return Task(
        TaskKind.RECORD_VALUES,
        About.SERIES,
        row_id,
        1,
        name,
        "Mätvärdet för kv 1 2024 saknas",
        2,
        occasion,
        plan_slug="planen",
        initiatives=("En väg in", "Vårdplan"),
        due_on=due_on,
        periods=(quarter(2024, 1),),
    )


def late(row_id: int, **kwargs: str) -> Notice:
    return Notice(Occasion.LATE, value(row_id, date(2024, 4, 30), **kwargs))


def ahead(row_id: int, due_on: date = date(2024, 5, 10)) -> Notice:
    return Notice(Occasion.AHEAD, value(row_id, due_on))


def others(row_id: int, *persons: str) -> Notice:
    return Notice(Occasion.ESCALATED, value(row_id, date(2024, 4, 20)), persons)


def said(*notices: Notice, besides: int = 0) -> Letter:
    return letter(Digest(1, DAY, notices, besides), MailRhythm.WEEKLY)


@pytest.mark.parametrize(
    ("notices", "subject", "lead"),
    [
        ([ahead(1)], "Du har 1 sak att göra", "Det tar ungefär 2 minuter."),
        ([late(1)], "Du har 1 försenad sak att göra", "Det tar ungefär 2 minuter."),
        (
            [late(1), ahead(2)],
            "Du har 2 saker att göra, en av dem är försenad",
            "De tar ungefär 4 minuter tillsammans.",
        ),
        (
            [late(1), late(2), ahead(3)],
            "Du har 3 saker att göra, 2 av dem är försenade",
            "De tar ungefär 6 minuter tillsammans.",
        ),
        (
            [late(1), late(2), others(3, "Ada")],
            "Du har 2 saker att göra, alla är försenade",
            "De tar ungefär 4 minuter tillsammans.",
        ),
        ([others(1, "Ada")], "1 sak är försenad hos någon annan", ""),
        ([others(1, "Ada"), others(2, "Bo")], "2 saker är försenade hos andra", ""),
        (
            [ahead(number) for number in range(31)],
            "Du har 31 saker att göra",
            "Ta en sak i taget, några minuter var. Det du sparar ligger kvar.",
        ),
    ],
)
def test_the_subject_says_how_much_and_how_late_it_is(notices: list[Notice], subject: str, lead: str) -> None:
    found = said(*notices)
    assert (found.subject, found.lead) == (subject, lead)


def test_each_line_says_of_what_by_when_how_long_and_where() -> None:
    found = said(late(1), ahead(2), ahead(3, DAY), Notice(Occasion.NEW, value(4, None)), others(5, "Bo", "Ada", "Cy"))
    assert [part.heading for part in found.parts] == [
        "Försenat",
        "Snart dags",
        "Nytt för dig",
        "Försenat hos någon annan",
    ]
    line = found.parts[0].lines[0]
    assert (line.name, line.of, line.what) == ("Väntetid", "En väg in, Vårdplan", "Mätvärdet för kv 1 2024 saknas.")
    assert line.when == "Skulle ha varit klart 30 april 2024, för 6 dagar sedan. Ungefär 2 minuter."
    assert (line.action, line.path) == ("Registrera mätvärden", "/serier/1/matvarden/nytt")
    soon, today = found.parts[1].lines
    assert soon.when == "Senast 10 maj 2024. Ungefär 2 minuter."
    assert today.when == "Senast i dag. Ungefär 2 minuter."
    assert found.parts[2].lines[0].when == "Ungefär 2 minuter."
    waits = found.parts[3].lines[0]
    assert waits.when == "Skulle ha varit klart 20 april 2024, för 2 veckor sedan. Väntar på Ada, Bo och Cy."
    assert (waits.action, waits.path) == ("Se vad som väntar", "/planer/planen/vantar")


def test_several_values_of_a_series_are_one_thing_to_do() -> None:
    older = replace(value(1, date(2024, 1, 30), "2023-Q4"), periods=(quarter(2023, 4),))
    found = said(late(1), Notice(Occasion.LATE, older))
    assert found.subject == "Du har 1 försenad sak att göra"
    assert [line.what for line in found.parts[0].lines] == ["2 mätvärden saknas, det äldsta för kv 4 2023."]
    assert found.lead == "Det tar ungefär 4 minuter."
    # As on the page, also when one of them is not late yet; what somebody else is late with stays apart.
    found = said(Notice(Occasion.AHEAD, value(1, date(2024, 5, 10))), Notice(Occasion.LATE, older), others(1, "Ada"))
    assert found.subject == "Du har 1 försenad sak att göra"
    assert [(part.heading, len(part.lines)) for part in found.parts] == [
        ("Försenat", 1),
        ("Försenat hos någon annan", 1),
    ]
    assert found.parts[0].lines[0].what == "2 mätvärden saknas, det äldsta för kv 4 2023."
    assert (
        found.parts[0].lines[0].when == "Skulle ha varit klart 30 januari 2024, för 3 månader sedan. Ungefär 4 minuter."
    )


def test_an_initiative_is_not_named_twice() -> None:
    assert said(Notice(Occasion.NEW, value(1, None, name="En väg in"))).parts[0].lines[0].of == "Vårdplan"


def test_what_nobody_reads_in_a_message_is_left_to_the_page() -> None:
    found = said(*(ahead(number) for number in range(MOST_LINES + 3)), besides=1)
    assert (len(found.parts[0].lines), found.parts[0].more) == (MOST_LINES, 3)
    assert found.besides == "Dessutom väntar 1 sak som du redan har påmints om eller som inte brådskar."
    assert said(ahead(1)).besides == ""
    assert "en gång i veckan" in found.why
    assert "samma dag" in letter(Digest(1, DAY, (ahead(1),), 0), MailRhythm.DAILY).why
