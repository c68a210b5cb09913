"""Where and when an initiative is taken into use: several units at once, and what moves along with one."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import func, select

from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import quarter, year
from portfolio.models import Adoption, Benefit, Organisation
from portfolio.services import adoptions, benefits
from portfolio.services.context import Context
from tests.cast import LED
from tests.measured import measured, months
from tests.pages import Page, Person, shown, words
from tests.web.conftest import Stored, one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database


@pytest.fixture
def path(stored: Stored) -> str:
    return f"/initiativ/{stored.id_of(LED)}/inforande"


@pytest.fixture
def units(ctx: Context) -> list[int]:
    """Three units of the region that no initiative uses."""
    with ctx.transaction():
        ctx.record("test:units")
        region = ctx.session.scalars(select(Organisation.id).where(Organisation.key == "region-kronoberg")).one()
        made = [
            Organisation(key=f"u-{one}", name=f"Enhet {one}", kind=OrganisationKind.UNIT, parent_id=region)
            for one in ("ett", "två", "tre")
        ]
        ctx.session.add_all(made)
    return [one.id for one in made]


def row_of(page: Page, unit: str) -> list[str]:
    return [words(cell) for cell in tag_of(page, unit).find_all("td")]


def tag_of(page: Page, unit: str) -> Tag:
    for row in page.document.select("table.adoptions tbody tr"):
        if unit in words(row.th):
            return row
    raise AssertionError(f"no unit {unit!r}: {page.main}")


def add(someone: Person, path: str, unit_ids: list[Any], **fields: str) -> Page:
    page = someone.open(f"{path}/ny")
    data = page.form("manager") | {"unit_ids": [str(one) for one in unit_ids], **fields}
    return Page(someone.client.post(f"{path}/ny", data=data, follow_redirects=True))


def one_added(ctx: Context, stored: Stored, unit: int, **fields: Any) -> int:
    with ctx.transaction():
        return adoptions.add(ctx, stored.id_of(LED), unit_ids=[unit], **fields)[0].id


def test_several_units_are_ticked_in_the_tree_and_stand_in_the_list(person, path, stored, units):
    lead = person("project_lead")
    page = lead.open(f"{path}/ny")
    # The region's units stand below it in the tree.
    names = [words(one) for one in page.document.select(".choices li")]
    assert names.index("Region Kronoberg") < names.index("Enhet ett")
    assert "depth-1" in page.document.find(id=f"enhet-{units[0]}").find_parent("li")["class"]
    page = add(lead, path, units[:2], manager="Verksamhetschef", planned="Q1 2023")
    assert "2 enheter är tillagda." in page.main
    for unit in ("Enhet ett", "Enhet två"):
        assert row_of(page, unit)[:5] == [
            "Verksamhetschef",
            "kv 1 2023 ⚠ skulle ha införts kv 1 2023",
            "Inte infört än",
            "Inte mottagen än",
            "Inga",
        ]
    assert stored.last_change()[0] == "adoption:add"
    # What is in the list already cannot be ticked again.
    page = lead.open(f"{path}/ny")
    assert page.document.find(id=f"enhet-{units[0]}") is None
    assert "Enhet ett (finns redan i listan)" in page.main


def test_a_unit_is_adopted_and_its_row_is_in_view(person, path, stored, units, ctx):
    adoption = one_added(ctx, stored, units[0], planned=quarter(2023, 1))
    lead = person("project_lead")
    data = lead.open(f"{path}/{adoption}").form("manager") | {"adopted_on": "2023-05-02", "manager": "Chef"}
    answer = lead.client.post(f"{path}/{adoption}", data=data)
    assert answer.location.endswith(f"/aktiviteter#inforande-{adoption}")
    page = lead.open(answer.location)
    assert "Införandet är sparat." in page.main
    assert row_of(page, "Enhet ett")[:3] == ["Chef", "kv 1 2023", "2023-05-02"]
    assert stored.last_change() == ("adoption:edit", {"adopted_on", "manager"})
    before = stored.changes()
    lead.submit(f"{path}/{adoption}", manager="Chef")
    assert stored.changes() == before
    # Who may only read sees it without a way to change it.
    page = person("reader").open(path.replace("inforande", "aktiviteter"))
    assert row_of(page, "Enhet ett")[0] == "Chef"
    assert tag_of(page, "Enhet ett").select("a") == []


BAD = [
    ("planned", "snart", "”snart” går inte att läsa som en tid. Skriv ett år"),
    ("planned", "kv 3 1022", "årtalet ska ligga mellan"),
    ("planned", "kv 7 2023", "går inte att läsa som en tid"),
    ("planned", "löpande", "säger inte när det ska införas"),
    ("adopted_on", "2023-05-16", "har inte varit än"),
    ("adopted_on", "kv 1 2023", "Ange en bestämd dag"),
    ("adopted_on", "0001-01-01", "årtalet ska ligga mellan"),
    ("manager", "x" * 301, "Korta den till högst 300."),
    ("manager", "a\0b", "ett tecken som inte kan visas"),
    ("unit_ids", [], "Kryssa för minst en enhet."),
    ("unit_ids", ["99999"], "går inte att välja längre"),
    ("unit_ids", ["9" * 40], "går inte att välja längre"),
    ("unit_ids", ["x"], "Välj bland alternativen."),
]


def test_what_cannot_be_added_is_told_of_beside_its_field_and_kept(person, path, stored, units):
    lead = person("project_lead")
    good = {"manager": "Chef", "planned": "hösten 2023", "adopted_on": "2023-05-01"}
    data = lead.open(f"{path}/ny").form("manager") | good | {"unit_ids": [str(units[0])]}
    before = stored.changes()
    for field, written, message in BAD:
        what = f"{field}: {written[:20]!r}"
        page = Page(lead.client.post(f"{path}/ny", data=data | {field: written}))
        assert page.status == 422, what
        assert message in page.error_of(field), f"{what}: {page.error_of(field)}"
        form = page.form("manager")
        assert {name: form[name] for name in good if name != field} == {
            name: value for name, value in good.items() if name != field
        }, what
        if field != "unit_ids":
            assert form["unit_ids"] == [str(units[0])], what
            assert form[field] == shown(written), what
    assert stored.changes() == before


def test_a_unit_that_is_there_already_is_refused_beside_the_field(person, path, stored, units, ctx):
    first, second = (one_added(ctx, stored, unit) for unit in units[:2])
    lead = person("project_lead")
    page = add(lead, path, [units[0], units[2]], planned="kv 3 2023")
    assert page.status == 422
    assert "Enhet ett finns redan i listan." in page.error_of("unit_ids")
    assert page.form("manager")["unit_ids"] == [str(units[0]), str(units[2])]
    page = lead.submit(f"{path}/{second}", unit_id=str(units[0]))
    assert page.status == 422
    assert "Enhet ett finns redan i listan." in page.error_of("unit_id")
    page = lead.submit(f"{path}/{first}", unit_id=str(units[2]))
    assert row_of(page, "Enhet tre")
    assert "Enhet ett" not in words(page.document.find(class_="adoptions"))


def test_what_hangs_on_it_is_told_before_moves_along_and_is_told_after(person, path, stored, units, ctx):
    adoption = one_added(ctx, stored, units[0], planned=quarter(2023, 1))
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(LED), title="Kortare väntan", description=None, kind=None)
        benefit.anchor_adoption_id = adoption
        benefit.first_effect, benefit.full_effect = quarter(2023, 2), year(2024)
    lead = person("project_lead")
    page = lead.open(f"{path}/{adoption}")
    assert "Kortare väntan , första effekt kv 2 2023, full effekt 2024" in page.main
    assert page.form("manager")["along"] == ["y"]
    page = lead.send(page, f"{path}/{adoption}", planned="kv 3 2023")
    assert "första effekt flyttades från kv 2 2023 till kv 4 2023" in page.main
    assert "full effekt står kvar på 2024, eftersom tiden är angiven i år" in page.main
    assert words(tag_of(page, "Enhet ett").find("td", attrs={"data-label": "Nyttor"})) == "Kortare väntan"
    of_it = select(Benefit.first_effect).where(Benefit.id == benefit.id)
    assert stored.one(of_it) == quarter(2023, 4)
    # The tick taken away, it stands still, and that is told as well.
    form = lead.open(f"{path}/{adoption}").form("manager") | {"planned": "kv 4 2023"}
    del form["along"]
    page = Page(lead.client.post(f"{path}/{adoption}", data=form, follow_redirects=True))
    assert "första effekt står kvar på kv 4 2023" in page.main
    assert stored.one(of_it) == quarter(2023, 4)


def test_a_first_effect_with_values_asks_why_beside_the_field(person, path, stored, units, ctx):
    adoption = one_added(ctx, stored, units[0], planned=quarter(2023, 1))
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(LED), title="Kortare väntan", description=None, kind=None)
        benefit.anchor_adoption_id, benefit.first_effect = adoption, quarter(2023, 2)
    lead, where = person("project_lead"), f"{path}/{adoption}"
    assert "start_reason" not in lead.open(where).form("manager")
    measured(ctx, months(2023, 70), benefit_id=benefit.id)
    page = lead.submit(where, planned="kv 3 2023", manager="Enhetschef")
    assert page.status == 422
    assert "mätvärden för ”Kortare väntan”" in page.error_of("start_reason")
    assert page.form("manager")["planned"] == "kv 3 2023"
    page = lead.send(page, where, start_reason="Enheten kom i gång senare.")
    assert "första effekt flyttades från kv 2 2023 till kv 4 2023" in page.main
    assert stored.last_change()[0] == "adoption:edit"


def test_the_second_of_two_who_save_is_shown_both_versions_and_may_save_again(person, path, stored, units, ctx):
    adoption = one_added(ctx, stored, units[0])
    first, second = person("coordinator"), person("project_lead")
    theirs = second.open(f"{path}/{adoption}")
    first.submit(f"{path}/{adoption}", manager="Chefen", planned="kv 3 2023")
    page = second.send(theirs, f"{path}/{adoption}", manager="En annan", unit_id=str(units[1]))
    assert page.status == 409
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".conflict tbody tr")]
    assert rows == [
        ["Enhet", "– Enhet ett", "– Enhet två"],
        ["Ansvarig chef", "Chefen", "En annan"],
        ["Planerat", "kv 3 2023", "Inte angivet"],
    ]
    assert row_of(second.send(page, f"{path}/{adoption}", manager="En annan"), "Enhet två")[0] == "En annan"


def test_what_is_sent_twice_is_added_once(person, path, stored, units):
    lead = person("project_lead")
    page = lead.open(f"{path}/ny")
    data = page.form("manager") | {"unit_ids": [str(units[0])]}
    for _ in range(2):
        answer = Page(lead.client.post(f"{path}/ny", data=data, follow_redirects=True))
        assert answer.status == 200
    assert "Formuläret är redan skickat" in answer.main
    assert stored.one(select(func.count(Adoption.id)).where(Adoption.unit_id == units[0])) == 1


def test_an_adoption_of_another_initiative_is_not_reached_through_this_one(person, stored, units, ctx):
    adoption = one_added(ctx, stored, units[0])
    other = stored.id_of("en-vag-in")
    coordinator = person("coordinator")
    assert coordinator.open(f"/initiativ/{other}/inforande/{adoption}").status == 404
    token = coordinator.open(f"/initiativ/{other}/inforande/ny").form("manager")
    answer = coordinator.client.post(f"/initiativ/{other}/inforande/{adoption}", data=token)
    assert answer.status_code == 404
