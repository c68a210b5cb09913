"""A reminder as text and as a page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from bs4 import BeautifulSoup

from portfolio.domain.mail import MailKind
from portfolio.domain.reminders import Digest, MailRhythm, Notice, Occasion
from portfolio.domain.tasks import About, Task, TaskKind
from portfolio.mail import Letters, Written

DAY = date(2024, 5, 6)
TASK = Task(
    TaskKind.RECORD_VALUES,
    About.SERIES,
    7,
    1,
    "Väntetid <script>alert(1)</script> & mer",
    "Mätvärdet saknas",
    2,
    due_on=date(2024, 4, 30),
    initiatives=("En väg in",),
)
LETTERS = Letters("https://nytta.region.se", "nytta@region.se")


def written(name: str = "Åsa & <Bo>") -> Written:
    other = Notice(Occasion.ESCALATED, TASK, ("Cy <i>",))
    return LETTERS.reminder(
        Digest(1, DAY, (Notice(Occasion.LATE, TASK), other), 4), name=name, rhythm=MailRhythm.WEEKLY
    )


def test_text_and_page_say_the_same_and_lead_to_the_place() -> None:
    one = written()
    page = BeautifulSoup(one.html, "lxml")
    assert page.h1 is not None
    assert page.h1.get_text() == one.subject == "Du har 1 försenad sak att göra"
    said = " ".join(page.body.get_text(" ").split()) if page.body else ""
    for words in ("Hej Åsa & <Bo>!", "Väntetid <script>alert(1)</script> & mer", "Väntar på Cy <i>.", "En väg in"):
        assert words in said
        assert words in one.text
    links = [str(link["href"]) for link in page.find_all("a")]
    assert links == [
        "https://nytta.region.se/serier/7/matvarden/nytt",
        "https://nytta.region.se/planer//vantar",
        "https://nytta.region.se/",
        "https://nytta.region.se/konto/paminnelser",
    ]
    assert all(link in one.text for link in links)
    assert LETTERS.link(TASK) == links[0]
    # Tight, as people write: no heaps of empty lines where a part was left out, and no line with spaces at its end.
    assert "\n\n\n" not in one.text
    assert not re.search(r"[ \t]\n", one.text)


def test_a_name_of_several_lines_is_one_and_a_domain_is_spelt_as_servers_know_it() -> None:
    broken = replace(TASK, name="Väntetid\n\nKlicka här: http://x.se", initiatives=("En\r\nväg",))
    digest = Digest(1, DAY, (Notice(Occasion.LATE, broken),), 0)
    made = LETTERS.reminder(digest, name="Åsa\nBerg", rhythm=MailRhythm.WEEKLY)
    lines = made.text.split("\n")
    assert {"Hej Åsa Berg!", "* Väntetid Klicka här: http://x.se", "  En väg"} <= set(lines)
    sent = LETTERS.message(
        made, to="asa@växjö.se", name="Åsa\nBerg", message_id="<1@x.se>", at=datetime(2024, 5, 6, tzinfo=UTC)
    )
    assert sent["To"].addresses[0].addr_spec == "asa@xn--vxj-qla6g.se"
    assert b"xn--vxj-qla6g.se" in sent.as_bytes()


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    page = BeautifulSoup(written().html, "lxml")
    assert page.find_all(["script", "img", "link", "iframe", "form", "style"]) == []
    assert "url(" not in written().html
    assert page.html is not None
    assert page.html["lang"] == "sv"


def test_an_installation_without_a_name_of_a_host_has_ids_too() -> None:
    for base_url, host in (("http://[::1]:8000", "nyttoportfoljen.invalid"), ("http://127.0.0.1:8000", "127.0.0.1")):
        made = Letters(base_url, "a@b.se").message_id(MailKind.REMINDER, person_id=1, day=DAY)
        assert made == f"<reminder.2024-05-06.1@{host}>"
