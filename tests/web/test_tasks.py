"""Who is late with what, for the coordinator."""

from __future__ import annotations

from tests.cast import PLAN
from tests.pages import words
from tests.web.conftest import one_database

ADDRESS = f"/planer/{PLAN}/vantar"

pytestmark = one_database


def test_the_coordinator_reads_who_is_late_with_what_and_what_waits_for_nobody(person):
    someone = person("coordinator")
    page = someone.open(ADDRESS)
    assert (
        page.h1
        == "Närmare Kronobergaren – övergripande handlingsplan 2022, 15 maj 2023 7 saker är försenade hos 4 personer"
    )
    tables = {words(table.find_previous("h2")): table for table in page.document.select("table")}
    assert list(tables) == [
        "Coordinator 4 saker",
        "Area Lead 1 sak",
        "Project Lead 1 sak",
        "Controller 2 saker",
        "Ingen är tillfrågad 28 saker",
    ]
    [row] = tables["Area Lead 1 sak"].tbody.find_all("tr")
    told = words(row)
    assert "Skulle ha tagit slut kv 4 2022." in told
    assert "Väntar också på Coordinator; det räcker att en gör det." in told
    assert "2022-12-31 4 månader" in told
    assert row.a["href"].endswith("/tidplan")
    appoint = tables["Ingen är tillfrågad 28 saker"].select_one("td:last-child a")
    assert someone.open(appoint["href"]).status == 200
    narrowed = someone.open(f"{ADDRESS}?vad=record_values")
    assert "2 saker är försenade hos en person" in narrowed.h1
    assert "Ingen är tillfrågad" not in narrowed.main
    assert someone.open(f"{ADDRESS}?vad=nagot").h1 == page.h1
    assert "Ingen är sen med något" in someone.open(f"{ADDRESS}?vad=review_values").h1
