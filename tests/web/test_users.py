"""Users: added, changed, shut out and let in again, and given roles, by administrators."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from portfolio.domain.permissions import Role
from portfolio.models import Plan, RoleAssignment, User
from portfolio.services import accounts
from tests import cast
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database

FIELDS = {"name": "Åsa Öberg", "email": "asa.oberg@exempel.se"}


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def path_of(stored: Stored, name: str) -> str:
    return f"/anvandare/{stored.one(select(User.id).where(User.email == cast.email(name)))}"


def made_password(page: Page) -> str:
    found = page.document.find("code", class_="made-password")
    return words(found)


def assignment(stored: Stored, name: str, role: Role) -> int:
    query = select(RoleAssignment.id).join(User).where(User.email == cast.email(name), RoleAssignment.role == role)
    return int(stored.one(query.order_by(RoleAssignment.id.desc())))


def test_a_user_is_added_and_signs_in_with_the_password_that_is_shown_once(person, app, stored):
    admin = person("admin")
    page = admin.submit("/anvandare/ny", **FIELDS)
    assert page.h1 == "asa.oberg@exempel.se Åsa Öberg har ingen roll än"
    password = made_password(page)
    assert len(password) >= accounts.MINIMUM_PASSWORD
    assert "Lösenordet visas bara nu" in page.main
    link = next(a for a in page.document.main.find_all("a") if "Jag har sparat lösenordet" in words(a))
    again = admin.open(link["href"])
    assert again.document.find("code") is None
    assert password not in again.text
    somebody = Person(app.test_client())
    assert "Åsa Öberg" in somebody.sign_in(FIELDS["email"], password).text
    action, fields = stored.last_change()
    assert action == "user:add"
    assert {"name", "email"} <= fields
    log = admin.open("/logg").main
    assert FIELDS["email"] not in log
    assert password not in log


def test_a_password_is_shown_to_nobody_else_and_on_no_other_page(person, stored):
    admin, other = person("admin"), person("admin")
    path = path_of(stored, "reader")
    page = admin.open(f"{path}/losenord")
    sent = page.form("form_id")
    shown = Page(admin.client.post(f"{path}/losenord", data=sent))
    assert made_password(shown) != ""
    # It stands in that answer alone: not in a cookie, not on a page, and not a second time.
    assert made_password(shown) not in str(shown.response.headers)
    for someone, address in ((other, path), (admin, path_of(stored, "steering")), (admin, path)):
        assert made_password(someone.open(address)) == ""
    assert made_password(Page(admin.client.post(f"{path}/losenord", data=sent, follow_redirects=True))) == ""


def test_a_form_without_its_fields_is_told_of(person):
    admin = person("admin")
    token = admin.open("/anvandare/ny").form("email")["csrf_token"]
    for data in ({}, {"name": "X"}, {"email": "x@exempel.se"}):
        assert admin.client.post("/anvandare/ny", data={"csrf_token": token, **data}).status_code == 422


def test_a_new_password_ends_the_sessions_and_the_old_one_no_longer_holds(person, app, stored):
    reader, admin = person("reader"), person("admin")
    path = path_of(stored, "reader")
    page = admin.open(f"{path}/losenord")
    shown = Page(admin.client.post(page.path, data=page.form("form_id"), follow_redirects=True))
    assert reader.open("/planer").path == "/logga-in"
    assert "hör inte ihop" in reader.sign_in(cast.email("reader"), cast.PASSWORD).main
    assert reader.sign_in(cast.email("reader"), made_password(shown)).path == "/"


def test_a_form_that_is_sent_twice_makes_one_password(person, stored):
    admin = person("admin")
    path = f"{path_of(stored, 'reader')}/losenord"
    data = admin.open(path).form("form_id")
    first = Page(admin.client.post(path, data=data, follow_redirects=True))
    before = stored.changes()
    second = Page(admin.client.post(path, data=data, follow_redirects=True))
    assert made_password(first)
    assert "Formuläret är redan skickat" in second.main
    assert made_password(second) == ""
    assert stored.changes() == before


def test_the_list_tells_roles_in_words_and_is_searched(person, stored):
    admin = person("admin")
    page = admin.open("/anvandare")
    assert page.h1 == f"{len(cast.CAST)} användare"
    rows = {words(row.th): words(row) for row in page.document.select("tbody tr")}
    assert "Huvudprojektledare, området Personcentrerad vård" in rows["Area Lead"]
    assert "Nyttorealiseringsansvarig, Region Kronoberg" in rows["Benefit Owner"]
    assert "Administratör, hela installationen" in rows["Admin"]
    assert "Ingen roll" in rows["Outsider"]
    assert all(text.endswith("Öppet") for text in rows.values())
    page = admin.open("/anvandare?q=LEAD+proj")
    assert [words(row.th) for row in page.document.select("tbody tr")] == ["Project Lead"]
    assert page.document.select_one("main input[name=q]")["value"] == "LEAD proj"
    page = admin.open("/anvandare?q=<script>alert(1)</script>%00")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert page.document.find("table") is None


BAD = [
    ("name", "", "Skriv namnet."),
    ("name", "å" * 201, "Korta den till högst 200."),
    ("name", "a\u202eb", "skrivriktningen"),
    ("email", "", "ingen e-postadress"),
    ("email", "asa.oberg", "ingen e-postadress"),
    ("email", "a" * 250 + "@x.se", "ingen e-postadress"),
    ("email", "READER@exempel.se", "Adressen används redan av Reader"),
]


@pytest.mark.parametrize("where", ["new", "edit"])
def test_what_cannot_be_saved_is_told_of_beside_its_field_and_kept(person, stored, where):
    admin = person("admin")
    path = "/anvandare/ny" if where == "new" else f"{path_of(stored, 'outsider')}/redigera"
    before = stored.changes()
    data = admin.open(path).form("name")
    for field, written, message in BAD:
        page = Page(admin.client.post(path, data=data | FIELDS | {field: written}))
        assert page.status == 422, (field, written[:20])
        assert message in page.error_of(field), (field, written[:20])
        assert page.form("name")[field] == written
        other = "email" if field == "name" else "name"
        assert page.form("name")[other] == FIELDS[other]
    assert stored.changes() == before
    assert stored.one(select(func.count(User.id))) == len(cast.CAST)


def test_the_second_of_two_who_edit_is_shown_both_versions(person, stored):
    first, second = person("admin"), person("admin")
    path = f"{path_of(stored, 'reader')}/redigera"
    theirs = second.open(path)
    first.submit(path, name="Första Namnet")
    page = second.send(theirs, path, name="Andra Namnet")
    assert page.status == 409
    assert "Första Namnet" in words(page.document.find(class_="conflict"))
    assert second.send(page, path, name="Andra Namnet").h1.endswith("Andra Namnet har 1 roll")


def test_an_account_is_closed_and_opened_again(person, stored):
    reader, admin = person("reader"), person("admin")
    path = path_of(stored, "reader")
    page = admin.submit(f"{path}/konto", active="False")
    assert "Kontot är stängt" in page.main
    assert "har ett stängt konto" in page.h1
    assert reader.open("/planer").path == "/logga-in"
    assert "1 med stängt konto" in admin.open("/anvandare").h1
    assert "Kontot är öppet." in admin.submit(f"{path}/konto", active="True").main
    assert reader.sign_in(cast.email("reader"), cast.PASSWORD).path == "/"


def test_the_last_administrator_is_told_beside_the_field_what_to_do_first(person, stored):
    admin = person("admin")
    path = f"{path_of(stored, 'admin')}/konto"
    before = stored.changes()
    page = admin.submit(path, active="False")
    assert page.status == 422
    assert "Ge någon annan rollen administratör först" in words(page.document.find(id="active-fel"))
    role = assignment(stored, "admin", Role.ADMIN)
    page = admin.open(f"/roller/{role}/avsluta")
    page = Page(admin.client.post(page.path, data=page.form("form_id"), follow_redirects=True))
    assert page.status == 422
    assert "Ge någon annan rollen administratör först" in words(page.document.find(class_="ds-error-summary"))
    assert stored.changes() == before
    admin.submit(f"{path_of(stored, 'reader')}/roller/ny", role="admin", held_for="all")
    assert admin.submit(path, active="False").path == "/logga-in"


def test_a_role_is_given_for_one_thing_and_ended(person, stored):
    admin = person("admin")
    path = path_of(stored, "outsider")
    page = admin.open(f"{path}/roller/ny")
    area = page.option("held_for", "Området: Digifysisk vård")
    page = admin.send(page, f"{path}/roller/ny", role="area_lead", held_for=area)
    assert page.h1.endswith("har 1 roll")
    assert words(page.document.select_one("tbody td")) == "området Digifysisk vård"
    outsider = person("outsider")
    assert outsider.open(f"/planer/{cast.PLAN}").status == 200
    link = page.document.select_one("tbody a")["href"]
    page = admin.open(link)
    assert page.h1 == "Outsider Ska Outsider sluta vara huvudprojektledare?"
    page = Page(admin.client.post(link, data=page.form("form_id"), follow_redirects=True))
    assert page.h1.endswith("har ingen roll än")
    assert outsider.open(f"/planer/{cast.PLAN}").status == 404
    assert stored.last_change() == ("role:end", {"ended_at"})
    assert "Rollen är redan avslutad." in admin.open(link).main


def test_a_role_and_what_it_is_for_have_to_fit(person, stored):
    admin = person("admin")
    path = f"{path_of(stored, 'outsider')}/roller/ny"
    plan = f"plan_id:{stored.one(select(Plan.id))}"
    before = stored.changes()
    for role, held_for, field, message in (
        ("", plan, "role", "Välj vilken roll"),
        ("reader", "", "held_for", "Välj vad rollen ska gälla"),
        ("admin", plan, "role", "hela installationen"),
        ("reader", "all", "role", "Ange en sak som rollen läsare gäller"),
        ("owner", plan, "role", "Välj ett av alternativen"),
        ("reader", "plan_id:999", "held_for", "Välj ett av alternativen"),
        ("reader", "id:1", "held_for", "Välj ett av alternativen"),
        ("reader", "plan_id:1; DROP", "held_for", "Välj ett av alternativen"),
    ):
        page = admin.submit(path, role=role, held_for=held_for)
        assert page.status == 422, (role, held_for)
        assert message in page.error_of(field), (role, held_for)
    assert stored.changes() == before


def test_a_page_for_somebody_who_is_not_there_is_not_there(person):
    admin = person("admin")
    for number in (0, 999, 2**31, 10**30):
        for below in ("", "/redigera", "/losenord", "/konto", "/roller/ny"):
            assert admin.open(f"/anvandare/{number}{below}").status == 404
        assert admin.open(f"/roller/{number}/avsluta").status == 404


def test_the_way_to_the_users_is_shown_to_those_who_may_take_it(person):
    for name, seen in (("admin", True), ("coordinator", False), ("reader", False)):
        assert ('href="/anvandare"' in person(name).open("/").text) is seen, name
