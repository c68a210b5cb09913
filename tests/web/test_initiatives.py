"""Initiatives: proposed, registered, edited and given their entry state, by people without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.plans import AreaKind
from portfolio.models import Decision, FormerTitle, Initiative, Plan, ProgrammeArea
from tests.cast import LED, PLAN
from tests.pages import Page, Person, shown, words
from tests.web.conftest import Stored, one_database

NEW = "/initiativ/nytt"
LIST = f"/planer/{PLAN}/initiativ"
AREA = "Digifysisk vård"


def register(someone: Person, title: str = "Digital samtalsstart", **fields: Any) -> Page:
    """Fill in the form for a new initiative, with choices by their texts."""
    page = someone.open(NEW)
    fields = {"title": title, "area_id": page.option("area_id", fields.pop("area", AREA)), **fields}
    if "entry_state" in fields:
        fields["entry_state"] = page.option("entry_state", f"Finns redan: {label(fields['entry_state']).lower()}")
    return someone.send(page, NEW, **fields)


def edit_path(stored: Stored, key: str = LED) -> str:
    return f"/initiativ/{stored.id_of(key)}/redigera"


def titles(page: Page) -> list[str]:
    return [words(cell.a) for cell in page.document.select("th.initiative-name")]


# ---- Proposing and registering ----


def test_a_coordinator_registers_a_proposal_and_it_stands_on_the_list(person, stored):
    coordinator = person("coordinator")
    page = register(coordinator, purpose="Färre ska behöva ringa.\n\nAlla ska få svar.")
    assert page.status == 200
    assert page.h1 == "Digital samtalsstart"
    assert "Initiativet är sparat." in page.main
    assert "Föreslaget" in page.main
    assert "Färre ska behöva ringa." in page.main
    assert "införd i efterhand" not in page.main
    assert "Digital samtalsstart" in titles(coordinator.open(LIST))
    assert stored.last_change()[0] == "initiative:propose"


def test_what_already_runs_is_registered_with_the_decision_behind_it(person, stored):
    coordinator = person("coordinator")
    page = register(
        coordinator,
        entry_state=InitiativeState.PREPARATION,
        decided_on="2023-03-14",
        forum_id=coordinator.open(NEW).option("forum_id", "Hälso- och sjukvårdens ledningsgrupp"),
        motivation="Beslutat på ledningsgruppens möte.",
        target_groups="Vuxna\r\nBarn\r\n",
    )
    assert page.status == 200
    assert label(InitiativeState.PREPARATION) in words(page.document.find(class_="headline"))
    assert "införd i efterhand" in page.main
    decisions = words(coordinator.open(f"{page.path}/historia").document.find(class_="decisions"))
    assert "Beslutat på ledningsgruppens möte." in decisions
    assert "2023-03-14" in decisions
    assert "Hälso- och sjukvårdens ledningsgrupp" in decisions
    assert "Vuxna, Barn" in page.main
    reader = person("reader")
    assert "Digital samtalsstart" in titles(reader.open(LIST)), "what runs is no draft"
    assert stored.last_change()[0] == "initiative:register"


@one_database
def test_a_proposal_is_seen_by_its_author_and_those_who_assess_it_alone(person):
    proposer = person("controller")
    page = register(proposer)
    assert page.status == 200
    path = page.path
    assert page.document.find("select", attrs={"name": "entry_state"}) is None
    for name, status in {"coordinator": 200, "steering": 200, "reader": 404, "project_lead": 404, "admin": 404}.items():
        someone = person(name)
        assert someone.open(path).status == status, name
        assert ("Digital samtalsstart" in titles(someone.open(LIST))) is (status == 200), name
    assert "Digital samtalsstart" in titles(proposer.open(LIST))


def test_the_area_lead_sees_drafts_of_the_own_area_alone(person):
    proposer, lead = person("reader"), person("area_lead")
    own = register(proposer, "Eget område", area="Personcentrerad vård").path
    other = register(proposer, "Annat område").path
    assert lead.open(own).status == 200
    assert lead.open(other).status == 404


def test_somebody_without_any_role_may_propose_and_see_the_own_proposal(person):
    outsider = person("outsider")
    page = register(outsider)
    assert page.status == 200
    assert page.h1 == "Digital samtalsstart"
    assert outsider.open(LIST).status == 404
    assert all(LIST not in link["href"] for link in page.document.find_all("a", href=True))


def test_who_may_not_register_cannot_smuggle_an_entry_state_in(person, stored):
    reader = person("reader")
    page = reader.open(NEW)
    area = page.option("area_id", AREA)
    data = page.form("title") | {"title": "Smugglat", "area_id": area, "entry_state": "closed", "motivation": "x"}
    data["decided_on"] = "2023-01-01"
    assert reader.client.post(NEW, data=data).status_code == 303
    assert stored.one(select(Initiative.state).where(Initiative.title == "Smugglat")) == "proposed"


def test_a_form_that_is_sent_twice_makes_one_initiative_and_says_so(person, stored):
    coordinator = person("coordinator")
    before = stored.initiatives()
    page = coordinator.open(NEW)
    fields = {"title": "En gång", "area_id": page.option("area_id", AREA)}
    first = coordinator.send(page, NEW, **fields)
    second = coordinator.send(page, NEW, **fields)
    assert first.h1 == "En gång"
    assert second.status == 200
    assert "Formuläret är redan skickat" in second.main
    assert stored.initiatives() == before + 1


# ---- What cannot be saved ----

LONG = "å" * 10_001
BAD_TITLES = {
    "empty": ("", "Skriv initiativets namn."),
    "blank": (" \t ", "Skriv initiativets namn."),
    "long": ("å" * 10_000, "Texten har 10 000 tecken. Korta den till högst 300."),
    "right-to-left": ("Vård\u202etxet", "osynliga tecken som ändrar skrivriktningen"),
    "nul": ("Vård\0", "ett tecken som inte kan visas"),
    "control": ("Vård\x1b[31m", "ett tecken som inte kan visas"),
    "unreadable": (b"V\xe5rd".decode("utf-8", "replace"), "tecken som inte gick att läsa"),
    "two lines": ("Vård\noch omsorg", "ett tecken som inte kan visas"),
}


def test_a_name_that_cannot_be_is_told_of_beside_it_and_kept(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    for name, (written, message) in BAD_TITLES.items():
        page = register(coordinator, written, purpose="Det här är skrivet.")
        assert page.status == 422, name
        assert message in page.error_of("title"), name
        assert message in words(page.document.find(class_="ds-error-summary")), name
        assert page.form("title")["purpose"] == "Det här är skrivet.", name
        assert page.option("area_id", AREA) == page.form("title")["area_id"], name
        assert page.document.title.string.strip().startswith("Rätta uppgifterna"), name
    assert stored.changes() == before


def test_the_summary_leads_to_the_field(person):
    page = register(person("coordinator"), "")
    link = page.document.find(class_="ds-error-summary").find("a")
    assert page.document.find(id=link["href"].removeprefix("#"))["name"] == "title"


def test_bytes_that_are_no_text_are_told_of_and_not_stored(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    page = coordinator.open(NEW)
    token = page.form("title")["csrf_token"].encode()
    fields = {b"csrf_token": token, b"title": b"V\xe5rd p\xe5 v\xe4g", b"kind": b"initiative"}
    fields[b"area_id"] = page.option("area_id", AREA).encode()
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in fields.items()
    )
    answer = Page(
        coordinator.client.post(NEW, data=body + b"--x--\r\n", content_type="multipart/form-data; boundary=x")
    )
    assert answer.status == 422
    assert "tecken som inte gick att läsa" in answer.error_of("title")
    assert stored.changes() == before


@one_database
def test_html_is_text_wherever_it_is_shown(person):
    coordinator = person("coordinator")
    tag = '<script>alert("x")</script><b>fet</b>'
    page = register(
        coordinator,
        tag,
        purpose=tag,
        orderer=tag,
        target_groups=tag,
        entry_state=InitiativeState.APPROVED,
        decided_on="2023-03-14",
        motivation=tag,
    )
    pages = [page, *(coordinator.open(path) for path in (LIST, f"/planer/{PLAN}/tidplan", "/logg"))]
    pages += [coordinator.open(f"{page.path}/{name}") for name in ("redigera", "tidplan", "klassning", "ingangslage")]
    for one in pages:
        assert one.status == 200
        assert "<script>alert" not in one.text, one.path
        assert "<b>fet" not in one.text, one.path
        assert tag in one.text or tag in one.document.get_text(), one.path


BAD_FIELDS: list[tuple[str, str, str]] = [
    ("area_id", "", "Välj vilket område initiativet hör till."),
    ("area_id", "987654", "Välj ett av alternativen."),
    ("area_id", "abc", "Välj ett av alternativen."),
    ("area_id", "9" * 5_000, "Välj ett av alternativen."),
    ("area_id", "1;2", "Välj ett av alternativen."),
    ("kind", "projekt", "Välj ett av alternativen."),
    ("kind", "", "Välj ett av alternativen."),
    ("origin", "<script>", "Välj ett av alternativen."),
    ("purpose", LONG, "Texten har 10 001 tecken. Korta den till högst 10 000."),
    ("purpose", "\u2066a", "skrivriktningen"),
    ("purpose", "a\0b", "ett tecken som inte kan visas"),
    ("orderer", "å" * 301, "Korta den till högst 300."),
    ("target_groups", "å" * 301, "Korta den till högst 300."),
    ("target_groups", "\r\n".join(map(str, range(51))), "Ange högst 50 rader; det är 51 nu."),
    ("parties", "a\0b", "ett tecken som inte kan visas"),
    ("diarienummer", "\ufffd", "tecken som inte gick att läsa"),
    ("project_lead_by", "0000-01-01", ""),
    ("project_lead_by", "9999-12-31", ""),
    ("project_lead_by", "2023-02-30", ""),
    ("project_lead_by", "i morgon", ""),
    ("project_lead_by", "kv 3 2022", "Ange en bestämd dag"),
    ("project_lead_by", "9" * 10_000, ""),
    ("project_lead_by", "2023-01-01\0", ""),
    ("project_lead_by", "<b>2023</b>", ""),
]


def test_every_field_tells_beside_it_what_is_wrong(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    # One form is enough: as long as nothing is saved, it can be sent again.
    page = coordinator.open(NEW)
    for field, written, message in BAD_FIELDS:
        what = f"{field}: {written[:20]!r}"
        data = page.form("title") | {"title": "Ett namn", "area_id": page.option("area_id", AREA), field: written}
        answer = Page(coordinator.client.post(NEW, data=data))
        assert answer.status == 422, what
        told = answer.error_of(field)
        assert message in told, what
        assert told, what
        assert answer.form("title")["title"] == "Ett namn", what
        if answer.document.find(attrs={"name": field}).name != "select":
            assert answer.form("title")[field] == shown(written), what
    assert stored.changes() == before


@one_database
def test_a_decision_without_its_state_is_not_lost_unseen(person, stored):
    before = stored.changes()
    page = register(person("coordinator"), motivation="Beslutat på mötet.")
    assert page.status == 422
    assert "Välj läget som beslutet ledde till" in page.error_of("entry_state")
    assert page.form("title")["motivation"] == "Beslutat på mötet."
    assert stored.changes() == before


@one_database
def test_an_entry_state_needs_its_decision(person, stored):
    coordinator = person("coordinator")
    before = stored.initiatives(), stored.changes()
    cases = {
        "": "Ange vilken dag beslutet fattades.",
        "2023-05-16": "har inte inträffat än",
        "9999-12-31": "",
        "0001-01-01": "",
        "1989-12-31": "Ange ett datum efter 1990.",
    }
    for decided_on, message in cases.items():
        page = register(coordinator, entry_state=InitiativeState.APPROVED, decided_on=decided_on, motivation="Därför.")
        assert page.status == 422, decided_on
        assert page.error_of("decided_on"), decided_on
        assert message in page.error_of("decided_on"), decided_on
        assert page.form("title")["motivation"] == "Därför."
    page = register(coordinator, entry_state=InitiativeState.APPROVED, decided_on="2023-05-15")
    assert page.status == 422
    assert "Skriv en motivering." in page.error_of("motivation")
    assert (stored.initiatives(), stored.changes()) == before


def test_an_empty_or_strange_form_is_answered_and_changes_nothing(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    token = coordinator.open(NEW).form("title")["csrf_token"]
    for data in (
        {},
        {"okand": "x"},
        {"title": ["", "Andra"], "area_id": ["", "1"]},
        {"title[]": "x"},
        {"form_id": "x" * 10_000},
        {"form_id": "\0"},
        {"version": "x" * 10_000},
    ):
        page = Page(coordinator.client.post(NEW, data={"csrf_token": token, **data}))
        assert page.status == 422, data
        assert "Skriv initiativets namn." in page.error_of("title"), data
        assert "Välj vilket område initiativet hör till." in page.error_of("area_id"), data
    assert stored.changes() == before


def test_of_a_repeated_field_the_first_counts(person):
    coordinator = person("coordinator")
    page = coordinator.open(NEW)
    data: dict[str, Any] = page.form("title") | {"area_id": page.option("area_id", AREA)}
    answer = Page(coordinator.client.post(NEW, data=data | {"title": ["Första", "Andra"]}, follow_redirects=True))
    assert answer.h1 == "Första"


# ---- Editing ----


def test_a_project_lead_edits_the_own_initiative_and_its_old_name_is_still_found(person, stored):
    lead = person("project_lead")
    path = edit_path(stored)
    old = lead.open(path).form("title")["title"]
    page = lead.submit(path, title="Patientkontrakt för alla", receiver="Vårdcentralerna")
    assert page.h1 == "Patientkontrakt för alla"
    assert f"Tidigare {old}" in page.main
    assert "Vårdcentralerna" in page.main
    found = lead.open(f"{LIST}?q={old}")
    assert titles(found) == ["Patientkontrakt för alla"]
    assert stored.last_change() == ("initiative:edit", {"title", "receiver", "initiative_id", "position"})


def test_saving_an_untouched_form_changes_nothing(person, stored):
    coordinator = person("coordinator")
    path = edit_path(stored)
    coordinator.submit(
        path,
        project_lead_by="2023-06-01",
        target_groups="Äldre\r\nBarn",
        parties="Växjö kommun",
        purpose="En rad.\r\n\r\nEn till.",
        origin="national",
    )
    before = stored.changes()
    page = coordinator.submit(path, title=coordinator.open(path).form("title")["title"])
    assert page.status == 200
    assert stored.changes() == before
    form = coordinator.open(path).form("title")
    assert form["project_lead_by"] == "2023-06-01"
    assert form["target_groups"].split() == ["Äldre", "Barn"]
    assert form["parties"] == "Växjö kommun"
    assert form["origin"] == "national"


@one_database
def test_what_a_form_does_not_send_is_left_as_it_is(person, stored):
    coordinator = person("coordinator")
    path = edit_path(stored)
    coordinator.submit(path, project_lead_by="2023-06-01", target_groups="Äldre", orderer="Direktören")
    data = {
        name: value
        for name, value in coordinator.open(path).form("title").items()
        if name not in ("project_lead_by", "target_groups", "orderer", "kind")
    }
    assert coordinator.client.post(path, data=data | {"title": "Nytt namn"}).status_code == 303
    form = coordinator.open(path).form("title")
    assert (form["title"], form["project_lead_by"]) == ("Nytt namn", "2023-06-01")
    assert (form["target_groups"], form["orderer"]) == ("Äldre", "Direktören")


def test_the_second_of_two_who_save_is_shown_both_versions_and_may_save_again(person, stored):
    first, second = person("coordinator"), person("project_lead")
    path = edit_path(stored)
    mine, theirs = first.open(path), second.open(path)
    first.send(mine, path, orderer="Direktören", purpose="En rad.\r\nEn till.")
    before = stored.changes()
    page = second.send(theirs, path, orderer="Regionstyrelsen", purpose="En rad.\r\nEn till.")
    assert page.status == 409
    assert "Någon annan har sparat" in page.main
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".conflict tbody tr")]
    assert rows == [["Beställare", "Direktören", "Regionstyrelsen"]]
    assert page.form("title")["orderer"] == "Regionstyrelsen"
    assert stored.changes() == before
    page = second.send(page, path, orderer="Regionstyrelsen")
    assert page.status == 200
    assert "Regionstyrelsen" in page.main
    assert "Direktören" not in page.main


def test_a_form_without_its_version_overwrites_nothing(person, stored):
    coordinator = person("coordinator")
    path = edit_path(stored)
    before = stored.changes()
    for version in (None, "", "x" * 10_000, "\0"):
        data = coordinator.open(path).form("title") | {"title": "Överskrivet", "version": version}
        page = Page(coordinator.client.post(path, data={k: v for k, v in data.items() if v is not None}))
        assert page.status == 409, version
    assert stored.changes() == before


def test_an_edit_that_is_sent_twice_is_saved_once_and_says_so(person, stored):
    coordinator = person("coordinator")
    path = edit_path(stored)
    page = coordinator.open(path)
    coordinator.send(page, path, title="Ett nytt namn")
    before = stored.changes()
    again = coordinator.send(page, path, title="Ett nytt namn")
    assert again.status == 200
    assert "Formuläret är redan skickat" in again.main
    assert stored.changes() == before


def test_an_emptied_name_is_refused_when_editing_too(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    page = coordinator.submit(edit_path(stored), title="", orderer="Direktören")
    assert page.status == 422
    assert "Skriv initiativets namn." in page.error_of("title")
    assert page.form("title")["orderer"] == "Direktören"
    assert stored.changes() == before


def test_an_area_lead_does_not_move_an_initiative_out_of_reach(person, stored):
    lead = person("area_lead")
    path = edit_path(stored)
    page = lead.open(path)
    before = stored.one(select(Initiative.area_id).where(Initiative.key == LED))
    answer = lead.send(page, path, area_id=page.option("area_id", AREA))
    assert answer.status == 403
    assert stored.one(select(Initiative.area_id).where(Initiative.key == LED)) == before


@one_database
def test_another_plans_area_cannot_be_chosen(person, stored, ctx):
    with ctx.transaction():
        ctx.record("plan:load")
        first = ctx.session.scalars(select(Plan)).one()
        periods = {"valid_period": first.valid_period, "timeline_period": first.timeline_period}
        plan = Plan(slug="annan", name="En annan plan", owner_id=first.owner_id, **periods)
        ctx.session.add(plan)
        ctx.session.flush()
        area = ProgrammeArea(plan_id=plan.id, key="a", name="Ett annat område", kind=AreaKind.GROUP, position=1)
        ctx.session.add(area)
        ctx.session.flush()
    before = stored.changes()
    page = person("coordinator").submit(edit_path(stored), area_id=str(area.id))
    assert page.status == 422
    assert "Välj ett av alternativen." in page.error_of("area_id")
    assert stored.changes() == before


# ---- The state that something is really in ----


def enter(someone: Person, path: str, state: str, **fields: Any) -> Page:
    page = someone.open(path)
    return someone.send(page, path, **{"entry_state": page.option("entry_state", state), **fields})


def test_a_coordinator_enters_the_state_that_an_initiative_is_really_in(person, stored):
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of(LED)}/ingangslage"
    page = enter(coordinator, path, "Pausat", decided_on="2023-05-02", motivation="Väntar på avtal.")
    assert page.status == 200
    assert "Ingångsläget är sparat." in page.main
    assert "Pausat" in page.main
    assert "Väntar på avtal." in coordinator.open(f"{page.path}/historia").main
    latest = stored.all(select(Decision.matter, Decision.to_state).order_by(Decision.id.desc()).limit(1))[0]
    assert (latest.matter, latest.to_state) == ("entry", "paused")


@one_database
def test_an_entry_state_that_cannot_be_is_told_of(person, stored):
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of(LED)}/ingangslage"
    before = stored.changes()
    page = coordinator.submit(path, motivation="Därför.", decided_on="2023-05-02")
    assert page.status == 422
    assert "Välj ett läge" in page.error_of("entry_state")
    assert page.form("motivation")["motivation"] == "Därför."
    page = coordinator.submit(path, entry_state="declined", motivation="Därför.", decided_on="2023-05-02")
    assert page.status == 422
    assert "Välj ett av alternativen." in page.error_of("entry_state")
    page = enter(coordinator, path, "Pausat", motivation="Därför.", decided_on="2024-01-01")
    assert "har inte inträffat än" in page.error_of("decided_on")
    assert stored.changes() == before


@one_database
def test_a_proposal_has_no_entry_state(person, stored):
    coordinator = person("coordinator")
    path = f"{register(coordinator).path}/ingangslage"
    page = enter(coordinator, path, "Godkänt", decided_on="2023-05-02", motivation="Därför.")
    assert page.status == 422
    assert "dess läge ändras genom beslut" in page.main


@one_database
def test_the_second_of_two_who_enter_a_state_is_told_and_may_save_again(person, stored):
    first, second = person("coordinator"), person("coordinator")
    path = f"/initiativ/{stored.id_of(LED)}/ingangslage"
    mine, theirs = first.open(path), second.open(path)
    fields = {"decided_on": "2023-05-02", "motivation": "Därför."}
    first.send(mine, path, entry_state="paused", **fields)
    page = second.send(theirs, path, entry_state="closed", **fields)
    assert page.status == 409
    assert "Någon annan har ändrat initiativets läge" in page.main
    assert "Läget nu: Pausat" in page.main
    page = second.send(page, path, entry_state="closed", **fields)
    assert page.status == 200
    assert stored.one(select(Initiative.state).where(Initiative.key == LED)) == "closed"


# ---- The page ----


@one_database
def test_the_page_says_what_is_missing_and_links_there(person, stored):
    reader_page = person("reader").open(f"/initiativ/{stored.id_of('samlade-behovsanalyser')}")
    assert reader_page.document.find("a", href=lambda href: href and href.endswith("/redigera")) is None
    coordinator = person("coordinator")
    decision = {"decided_on": "2023-05-02", "motivation": "Därför."}
    page = register(coordinator, "Helt nytt", entry_state=InitiativeState.APPROVED, **decision)
    path = page.path
    assert "Saknas för nästa steg" in page.main
    links = {words(link): link["href"] for link in page.document.select(".lacking a")}
    assert links["Tidplan"] == f"{path}/tidplan"
    assert links["Klassning som enkelt, komplicerat eller komplext"] == f"{path}/klassning"
    assert "Tidplan saknas" in page.main


@one_database
def test_former_titles_stand_beside_the_name(person, stored):
    row = stored.all(select(FormerTitle.initiative_id, FormerTitle.title))[0]
    assert f"Tidigare {row.title}" in person("reader").open(f"/initiativ/{row.initiative_id}").main
    assert f"tidigare {row.title}" in person("reader").open(LIST).main


@pytest.mark.parametrize("name", ["coordinator", "area_lead", "project_lead", "steering", "reader"])
@one_database
def test_every_action_that_is_offered_is_open_to_the_one_it_is_offered_to(person, stored, name):
    someone = person(name)
    for key in (LED, "en-vag-in"):
        page = someone.open(f"/initiativ/{stored.id_of(key)}")
        actions = {a["href"].split("#")[0] for a in page.document.main.find_all("a", href=True)}
        own = {a["href"] for a in page.document.select(".tabs a")}
        actions = {href for href in actions if href.startswith("/initiativ/")} - own
        # To whom it is handed over is for everybody to read.
        own |= {href for href in actions if href.endswith("/overlamning")}
        actions -= own
        for href in actions | own:
            assert someone.open(href).status == 200, href
        acts = name in ("coordinator", "steering") or (key == LED and name in ("area_lead", "project_lead"))
        assert bool(actions) is acts, key
