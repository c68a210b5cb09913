"""One's own API tokens: made on a page, shown once, listed and revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from portfolio.models import ApiToken, CarriedForm, Plan, User
from portfolio.per_request import API
from portfolio.services import accounts, tokens
from tests import cast
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

#: The service behind these pages is tried on both databases.
pytestmark = one_database

NEW = "/konto/nycklar/ny"


def secret_on(page: Page) -> str:
    """The secret that a page shows, or nothing."""
    found = page.document.find("input", id="nyckel")
    return str(found["value"]) if found else ""


def make(someone: Person, name: str = "Månadsrapport", **fields: str) -> Page:
    return someone.submit(NEW, name=name, **fields)


def section(page: Page):
    return page.document.find("section", attrs={"aria-labelledby": "nycklar"})


def rows(someone: Person) -> list[str]:
    return [words(row) for row in section(someone.open("/konto")).select("tbody tr")]


def revoke_address(someone: Person) -> str:
    """Where the first button to revoke leads."""
    return str(section(someone.open("/konto")).find("form")["action"])


def revoke(someone: Person, address: str) -> Page:
    data = {"csrf_token": someone.open("/konto").form("csrf_token")["csrf_token"]}
    return Page(someone.client.post(address, data=data, follow_redirects=True))


def calls(app, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return int(app.test_client().get(f"{API}/initiatives?plan={cast.PLAN}", headers=headers).status_code)


def test_a_token_is_made_shown_once_and_used(person, app, stored):
    someone = person("reader")
    page = make(someone)
    assert page.status == 200
    assert page.h1 == "Månadsrapport Spara nyckeln nu, den visas bara den här gången"
    secret = secret_on(page)
    assert secret.startswith("nytto_")
    assert "Authorization: Bearer" in page.main
    links = {words(a): a["href"] for a in page.document.main.find_all("a")}
    assert links["API:ets dokumentation"] == f"{API}/docs"
    assert calls(app, secret) == 200
    account = someone.open(links["Jag har sparat nyckeln"])
    assert account.path == "/konto"
    assert secret not in account.text
    (row,) = rows(someone)
    assert row.startswith(f"Månadsrapport {secret[:10]}… Bara läsa, i alla dina planer")
    assert stored.last_change()[0] == "token:add"


def test_the_secret_stands_in_that_answer_alone(person, stored):
    someone = person("admin")
    sent = someone.open(NEW).form("name") | {"name": "Ett skript"}
    answer = someone.client.post(NEW, data=sent)
    secret = secret_on(Page(answer))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in str(answer.headers)
    before = stored.changes()
    # Reloading sends the form again: it is told so, and neither shows a secret nor makes another.
    again = Page(someone.client.post(NEW, data=sent, follow_redirects=True))
    assert again.path == "/konto"
    assert "Formuläret är redan skickat" in again.main
    assert stored.changes() == before
    for path in ("/konto", NEW, "/logg"):
        assert secret[10:] not in someone.open(path).text, path
    assert stored.one(select(func.count(ApiToken.id))) == 1


def test_the_field_with_the_secret_can_be_copied_from_and_is_kept_by_no_browser(person):
    field = make(person("reader")).document.find("input", id="nyckel")
    assert field.has_attr("readonly")
    assert field["autocomplete"] == "off"
    assert not field.has_attr("name")
    assert field.find_previous("label")["for"] == "nyckel"


def test_unasked_it_only_reads_and_holds_a_year(person, stored):
    page = person("coordinator").open(NEW)
    form = page.form("name")
    last = datetime.now(UTC).date() + timedelta(days=365)
    # The day turns in Stockholm before it does in Greenwich.
    assert form["expires_on"] in {last.isoformat(), (last + timedelta(days=1)).isoformat()}
    assert (form["role"], form["plan_id"]) == ("reader", "")
    options = [words(option) for option in page.document.find("select", attrs={"name": "role"}).find_all("option")]
    assert options == ["Samma som jag själv", "Läsare (bara läsa)", "Bara det jag får som samordnare"]
    make(person("coordinator"))
    assert stored.all(select(ApiToken.role, ApiToken.plan_id)) == [("reader", None)]


def test_it_can_be_limited_in_every_way(person, stored):
    someone = person("project_lead")
    plan_id = stored.one(select(Plan.id))
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    make(someone, "Ett", role="")
    make(someone, "Två", role="project_lead", plan_id=str(plan_id), expires_on=day)
    make(someone, "Tre", expires_on="")
    third, second, first = rows(someone)
    assert "Samma som du själv, i alla dina planer" in first
    assert "Det du får som projektledare, i planen Närmare Kronobergaren" in second
    assert "Aldrig" in second
    assert third.startswith("Tre")
    found = stored.all(select(ApiToken.role, ApiToken.plan_id, ApiToken.expires_on).order_by(ApiToken.id))
    assert [tuple(row)[:2] for row in found] == [(None, None), ("project_lead", plan_id), ("reader", None)]
    assert found[1].expires_on.isoformat() == day
    assert found[2].expires_on == found[0].expires_on


BAD = [
    ("name", "", "Skriv vad nyckeln ska användas till."),
    ("name", "å" * 101, "Korta den till högst 100."),
    ("name", "a\u202eb", "skrivriktningen"),
    ("name", "a\ufffdb", "inte gick att läsa"),
    ("role", "steering", "Välj ett av alternativen."),
    ("role", "kung", "Välj ett av alternativen."),
    ("plan_id", "99", "Välj ett av alternativen."),
    ("plan_id", "ett", "Välj ett av alternativen."),
    ("expires_on", "2020-01-01", "Dagen har varit."),
    ("expires_on", "2150-01-01", "högst två år"),
    ("expires_on", "i morgon", "”i morgon”"),
]


def test_what_cannot_be_saved_is_told_of_beside_its_field_and_kept(person, stored):
    someone = person("reader")
    before = stored.changes()
    data = someone.open(NEW).form("name") | {"name": "Månadsrapport", "expires_on": ""}
    for field, written, message in BAD:
        page = Page(someone.client.post(NEW, data=data | {field: written}))
        assert page.status == 422, (field, written[:20])
        assert message in page.error_of(field), (field, written[:20], page.error_of(field))
        if field in ("name", "expires_on"):
            assert page.form("name")[field] == written
        if field != "name":
            assert page.form("name")["name"] == "Månadsrapport"
        assert secret_on(page) == ""
    assert stored.changes() == before


def test_a_form_without_its_fields_makes_nothing(person, stored):
    someone = person("reader")
    token = someone.open(NEW).form("name")["csrf_token"]
    assert someone.client.post(NEW, data={"csrf_token": token}).status_code == 422
    assert someone.client.post(NEW, data={"csrf_token": token, "name": "X"}).status_code == 200
    assert stored.all(select(ApiToken.role)) == [("reader",)], "what is not said is the least"


def test_without_a_role_there_is_no_way_to_a_token_and_it_is_told_why(person, stored):
    someone = person("outsider")
    assert section(someone.open("/konto")).find("a", href=NEW) is None
    page = make(someone)
    assert page.status == 422
    assert "Utan roll når en nyckel inget." in words(page.document.find(class_="ds-error-summary"))
    assert page.form("name")["name"] == "Månadsrapport"
    assert stored.one(select(func.count(ApiToken.id))) == 0


def test_who_has_as_many_as_one_may_have_is_told_to_revoke_one(person, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 1)
    someone = person("reader")
    make(someone)
    page = make(someone, "En till")
    assert page.status == 422
    told = words(page.document.find(class_="ds-error-summary"))
    assert "Återkalla först någon" in told
    assert "Någon annan har sparat" not in told


def test_a_revoked_token_is_gone_and_useless(person, app):
    someone = person("reader")
    secret = secret_on(make(someone))
    make(someone, "En annan")
    address = revoke_address(someone)
    page = revoke(someone, address)
    assert page.path == "/konto"
    assert "Nyckeln En annan är återkallad." in page.main
    (left,) = rows(someone)
    assert left.startswith("Månadsrapport")
    assert calls(app, secret) == 200
    revoke(someone, revoke_address(someone))
    assert "Du har inga nycklar." in words(section(someone.open("/konto")))
    assert calls(app, secret) == 401
    # Once more, as from a page that was left open, changes nothing and is no error.
    assert revoke(someone, address).path == "/konto"


def test_somebody_elses_token_can_be_neither_seen_nor_revoked(person, app):
    someone, other = person("reader"), person("admin")
    secret = secret_on(make(someone))
    address = revoke_address(someone)
    assert rows(other) == []
    assert revoke(other, address).status == 404
    assert someone.client.get(address).status_code == 405
    assert someone.client.post(address).status_code == 400
    assert calls(app, secret) == 200


def test_the_list_tells_when_a_token_was_used_and_that_one_has_run_out(person, app, engine):
    someone = person("reader")
    secret = secret_on(make(someone))
    assert "Aldrig" in rows(someone)[0]
    calls(app, secret)
    assert "Aldrig" not in rows(someone)[0]
    assert "Har gått ut" not in rows(someone)[0]
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(update(ApiToken).values(expires_at=datetime.now(UTC)))
    (row,) = rows(someone)
    assert "Har gått ut" in row
    assert calls(app, secret) == 401
    revoke(someone, revoke_address(someone))
    assert rows(someone) == []


def test_a_name_is_shown_as_text(person):
    someone = person("reader")
    page = make(someone, "<script>alert(1)</script>")
    for text in (page.text, someone.open("/konto").text, revoke(someone, revoke_address(someone)).text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_form_survives_a_session_that_ended_and_holds_no_secret(person, acting, stored):
    someone = person("reader")
    page = someone.open(NEW)
    ctx = acting("system")
    with ctx.transaction():
        accounts.revoke_all(ctx, stored.one(select(User.id).where(User.email == cast.email("reader"))))
    asked = Page(
        someone.client.post(
            NEW, data=page.form("name") | {"name": "Kvar", "role": ""}, headers={"Sec-Fetch-Site": "same-origin"}
        )
    )
    assert asked.status == 403
    shown = someone.send(asked, "/logga-in", email=cast.email("reader"), password=cast.PASSWORD)
    assert shown.path == NEW
    assert (shown.form("name")["name"], shown.form("name")["role"]) == ("Kvar", "")
    assert stored.one(select(func.count(ApiToken.id))) == 0
    assert secret_on(someone.send(shown, NEW, name="Kvar")).startswith("nytto_")
    assert stored.one(select(func.count(CarriedForm.id))) <= 1


def test_who_closes_an_account_is_told_what_becomes_of_its_tokens(person, stored):
    reader = stored.one(select(User.id).where(User.email == cast.email("reader")))
    assert "API-nycklar återkallas för gott" in person("admin").open(f"/anvandare/{reader}/konto").main
    assert "Om ditt konto stängs återkallas alla dina nycklar" in person("reader").open("/konto").main
