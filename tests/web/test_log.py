"""The log: everything that changed, for those who may read it."""

from __future__ import annotations

from sqlalchemy import select, update

from portfolio.models import AuditLink
from tests.cast import LED
from tests.pages import words
from tests.web.conftest import one_database


def rows(page):
    return [[words(row.th), *map(words, row.find_all("td"))] for row in page.document.select("table.log > tbody > tr")]


def test_what_somebody_saves_stands_first_with_who_and_what(person, stored):
    path = f"/initiativ/{stored.id_of(LED)}/redigera"
    person("project_lead").submit(path, orderer="Hälso- och sjukvårdsdirektören")
    when, who, what = rows(person("coordinator").open("/logg"))[0]
    assert who == "Project Lead"
    assert "Ändrade ett initiativ" in what
    assert "beställare: inget → blev Hälso- och sjukvårdsdirektören" in what
    assert len(when) == len("2023-05-15 10:00")


def test_a_plans_log_is_for_those_with_a_role_in_the_plan_and_users_for_the_administrator(person, ctx, stored):
    seen = rows(person("steering").open("/logg"))
    assert {row[2].split(" 1 ")[0].split(" upp")[0] for row in seen}
    assert not any("Lade till en användare" in row[2] for row in seen)
    everything = rows(person("admin").open("/logg"))
    assert any("Lade till en användare" in row[2] for row in everything)
    assert "reader@exempel.se" not in person("admin").open("/logg").main, "addresses are not kept in the log"
    assert "argon2" not in person("admin").open("/logg").text


@one_database
def test_the_log_is_read_a_page_at_a_time(person, stored, monkeypatch):
    monkeypatch.setattr("portfolio.services.audit.PAGE", 5)
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of(LED)}/redigera"
    page = coordinator.open(path)
    for number in range(7):
        data = page.form("title") | {"orderer": f"Beställare {number}"}
        answer = coordinator.client.post(path, data=data)
        assert answer.status_code == 303
        page = coordinator.open(path)
    first = coordinator.open("/logg")
    assert len(rows(first)) == 5
    older = coordinator.open(first.document.find("a", rel="next")["href"])
    assert 0 < len(rows(older)) <= 5
    assert "Beställare 6" in rows(first)[0][2]
    assert "Beställare 1" in rows(older)[0][2]
    assert "Till det senaste" in older.main


@one_database
def test_times_are_shown_in_the_installations_zone(person, engine, stored):
    with engine.begin() as connection:
        of_plan = select(AuditLink.id).where(AuditLink.plan_id.is_not(None))
        latest = connection.scalar(of_plan.order_by(AuditLink.id.desc()))
        at = connection.scalar(select(AuditLink.at).where(AuditLink.id == latest))
        summer = at.replace(year=2022, month=7, day=1, hour=22, minute=30)
        connection.execute(update(AuditLink).where(AuditLink.id == latest).values(at=summer))
    assert rows(person("coordinator").open("/logg"))[0][0] == "2022-07-02 00:30"


@one_database
def test_values_are_shown_as_text(person, stored):
    path = f"/initiativ/{stored.id_of(LED)}/redigera"
    person("coordinator").submit(path, purpose='<img src=x onerror="alert(1)">', target_groups='"citat"\r\n<b>')
    page = person("coordinator").open("/logg")
    assert "<img src=x" not in page.text
    assert page.document.find("img") is None
    assert "onerror" in page.main


@one_database
def test_no_stored_word_is_left_in_english(person, stored):
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of(LED)}"
    coordinator.submit(f"{path}/redigera", origin="management", kind="initiative")
    coordinator.submit(f"{path}/ingangslage", entry_state="paused", decided_on="2023-05-02", motivation="Väntar.")
    # A coordinator would have to name the forum that decided.
    steering = person("steering")
    steering.submit(f"{path}/klassning", level="complicated", decided_on="2023-05-02", motivation="Flera delar.")
    coordinator.submit(f"{path}/aktiviteter/ny", title="Något", phase="delivery", status="ongoing")
    shown = " ".join(row[2] for row in rows(coordinator.open("/logg"))[:4])
    for slug in ("management", "paused", "complicated", "delivery", "ongoing", "approved", "true", "false", "entry"):
        assert f" {slug} " not in f" {shown} ", slug
    for text in ("ledningsgruppen", "pausat", "komplicerat", "lösningsutformning och införande"):
        assert text in shown.casefold(), text


@one_database
def test_what_is_referred_to_is_shown_by_its_name(person, stored):
    path = f"/initiativ/{stored.id_of(LED)}"
    person("coordinator").submit(f"{path}/redigera", title="Ett nytt namn")
    person("coordinator").submit(f"{path}/aktiviteter/ny", title="Utbilda alla")
    page = person("coordinator").open("/logg")
    activity, initiative = rows(page)[:2]
    assert "initiativ: Ett nytt namn" in activity[2]
    assert "aktivitet: Utbilda alla" in activity[2]
    assert "plan: Närmare Kronobergaren" in activity[2]
    assert "Ändrade ett initiativ" in initiative[2]
    link = page.document.select("table.log > tbody > tr")[1].find("a")
    assert (words(link), link["href"]) == ("Ett nytt namn", path)
    assert " nr " not in activity[2] + initiative[2]
