"""The tab with decisions and the story of an initiative."""

from __future__ import annotations

from sqlalchemy import select, update

from portfolio.models import AuditLink
from tests.cast import LED
from tests.pages import words
from tests.web.conftest import one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database


def entries(page):
    return [words(one) for one in page.document.select("ol.story > li")]


def path_of(stored, key=LED):
    return f"/initiativ/{stored.id_of(key)}"


def test_everybody_who_may_read_the_initiative_reads_its_story(person, stored):
    path = path_of(stored)
    person("project_lead").submit(f"{path}/redigera", orderer="Hälso- och sjukvårdsdirektören")
    for name in ("reader", "area_lead", "benefit_owner", "admin"):
        first = entries(person(name).open(f"{path}/historia"))[0]
        assert "Project Lead ändrade initiativet: beställaren är Hälso- och sjukvårdsdirektören." in first, name
    assert person("outsider").open(f"{path}/historia").status == 404


def test_a_drafts_story_exists_only_for_those_for_whom_the_draft_does(person, stored):
    author = person("outsider")
    form = author.open("/initiativ/nytt")
    made = author.send(
        form, "/initiativ/nytt", title="Ett eget förslag", area_id=form.option("area_id", "Digifysisk vård")
    )
    assert "Outsider lämnade förslaget." in entries(author.open(f"{made.path}/historia"))[0]
    assert person("coordinator").open(f"{made.path}/historia").status == 200
    assert person("reader").open(f"{made.path}/historia").status == 404


def test_a_classification_stands_on_the_day_it_was_decided_with_reason_and_clerk(person, stored):
    path = path_of(stored)
    fields = {"level": "complex", "decided_on": "2022-06-01", "motivation": "Ingen har gjort <b>detta</b> förut."}
    clerk = person("coordinator")
    form = clerk.open(f"{path}/klassning")
    forum = form.option("forum_id", "Hälso- och sjukvårdens ledningsgrupp")
    clerk.send(form, f"{path}/klassning", **fields, forum_id=forum)
    page = person("reader").open(f"{path}/historia")
    (entry,) = [one for one in entries(page) if "1 juni 2022" in one]
    assert "klassning: komplext" in entry
    assert "Motivering: Ingen har gjort <b>detta</b> förut." in entry
    assert "av Coordinator" in entry
    # The table of decisions still stands above.
    assert "2022-06-01" in words(page.document.select_one("table.decisions"))


def test_the_details_are_folded_and_hold_old_and_new(person, stored):
    path = path_of(stored)
    person("project_lead").submit(f"{path}/redigera", receiver="Primärvården")
    entry = person("reader").open(f"{path}/historia").document.select_one("ol.story > li")
    fold = entry.find("details")
    assert not fold.has_attr("open")
    assert "mottagare: inget → blev Primärvården" in words(fold)


def test_days_are_those_of_the_installations_zone(person, engine, stored):
    path = path_of(stored)
    person("project_lead").submit(f"{path}/redigera", receiver="Primärvården")
    with engine.begin() as connection:
        latest = connection.execute(select(AuditLink.id, AuditLink.at).order_by(AuditLink.id.desc()).limit(1)).one()
        late = latest.at.replace(year=2022, month=7, day=1, hour=22, minute=30)
        connection.execute(update(AuditLink).where(AuditLink.id == latest.id).values(at=late))
    (entry,) = [one for one in entries(person("reader").open(f"{path}/historia")) if "Primärvården" in one]
    assert entry.startswith("2 juli 2022")


def test_a_long_story_is_turned_page_by_page(person, stored, monkeypatch):
    path = f"{path_of(stored)}/historia"
    reader = person("reader")
    every = entries(reader.open(path))
    monkeypatch.setattr("portfolio.services.stories.PAGE", 2)
    page = reader.open(path)
    seen = entries(page)
    assert "sida 1 av" in page.main
    while (link := page.document.find("a", rel="next")) is not None:
        page = reader.open(link["href"])
        seen += entries(page)
    assert seen == every
    assert page.document.find("a", rel="prev") is not None
    for strange in ("0", "-1", "99999999999999999999", "x", ""):
        assert reader.open(f"{path}?sida={strange}").status == 200
