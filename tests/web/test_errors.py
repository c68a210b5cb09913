"""When something is not as it should be: pages in the same look that say what happened and what to do."""

from __future__ import annotations

import pytest

from tests.cast import PLAN
from tests.pages import Page, words
from tests.web.conftest import one_database


def assert_in_our_look(page: Page) -> None:
    assert page.document.html["lang"] == "sv"
    assert "Nyttoportföljen" in words(page.document.header)
    assert len(page.document.find_all("h1")) == 1
    assert page.document.find(class_="lead"), "what to do is said"
    assert page.document.main.find("a", href=True), "there is a way on"


@one_database
def test_an_unknown_address_is_answered_in_our_look(person):
    for name in ("nobody", "reader"):
        page = person(name).open("/finns/inte")
        assert page.status == 404
        assert page.h1 == "Sidan finns inte"
        assert_in_our_look(page)


@one_database
def test_a_refusal_says_who_can(person, stored):
    page = person("reader").open(f"/initiativ/{stored.id_of('patientkontrakt')}/redigera")
    assert page.status == 403
    assert "Du har inte behörighet att ändra initiativet." in page.main
    assert "Det kan huvudprojektledare, projektledare eller samordnare göra." in page.main
    assert_in_our_look(page)


@one_database
def test_a_form_without_token_says_what_to_do(person):
    page = Page(person("reader").client.post("/logga-ut"))
    assert page.status == 400
    assert "läs in sidan igen" in page.main
    assert_in_our_look(page)


@one_database
def test_a_method_that_a_page_does_not_take(person):
    reader = person("reader")
    token = reader.open("/planer").form("csrf_token")["csrf_token"]
    for method in ("post", "put", "delete", "patch"):
        page = Page(getattr(reader.client, method)("/planer", data={"csrf_token": token}))
        assert page.status == 405, method
        assert_in_our_look(page)


@one_database
def test_a_huge_body_is_refused_in_our_look(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    path = f"/initiativ/{stored.id_of('patientkontrakt')}/redigera"
    data = coordinator.open(path).form("title")
    page = Page(coordinator.client.post(path, data=data | {"purpose": "å" * 600_000}))
    assert page.status == 413
    assert "för stort" in page.h1
    assert_in_our_look(page)
    parts = {f"falt{number}": "x" for number in range(3000)}
    page = Page(coordinator.client.post(path, data=data | parts, content_type="multipart/form-data"))
    assert page.status == 413
    assert stored.changes() == before


NOWHERE = [
    "/planer/finns-inte",
    "/planer/%00",
    "/planer/..%2f..%2fetc%2fpasswd",
    "/planer/%ff%fe",
    "/planer/<script>alert(1)</script>",
    "/planer/%E2%80%AEbakvant",
    "/planer/" + "a" * 5_000,
    "/planer/' or 1=1 --/initiativ",
    "/planer/NARMARE-KRONOBERGAREN",
    f"/planer/{PLAN}%00/tidplan",
    f"/planer/{PLAN}/tidplan.exe",
    f"/planer/{PLAN}/",
    "/planer/finns-inte/tidplan.svg",
    "/initiativ/0",
    "/initiativ/-1",
    "/initiativ/1.5",
    "/initiativ/abc",
    "/initiativ/2147483648",
    "/initiativ/99999999999999999999999",
    "/initiativ/" + "9" * 5_000,
    "/initiativ/987654/redigera",
    "/initiativ/987654/klassning",
    "/initiativ/987654/tidplan",
    "/initiativ/987654/ingangslage",
    "/initiativ/987654/aktiviteter/ny",
    "/initiativ/987654/aktiviteter/1",
    "/initiativ/1/aktiviteter/987654",
    "/initiativ/1/aktiviteter/99999999999999999999999",
    "/initiativ/nytt?plan=finns-inte",
    "/initiativ/nytt?plan=%00",
    "/static/..%2fapp.py",
    "/static/%00",
]


def test_what_does_not_exist_is_404_however_it_is_asked_for(coordinator):
    for path in NOWHERE:
        page = coordinator.open(path)
        assert page.status == 404, path[:60]
        assert_in_our_look(page)
        assert "<script>alert" not in page.text


@one_database
@pytest.mark.parametrize("name", ["initiativ", "tidplan"])
def test_absurd_questions_narrow_nothing(coordinator, name):
    path = f"/planer/{PLAN}/{name}"
    everything = words(coordinator.open(path).document.find("table"))
    for query in (
        "omrade=999999999999999999999",
        "omrade=" + "9" * 5_000,
        "omrade=abc",
        "omrade=-1",
        "niva=<script>alert(1)</script>",
        "niva=%00",
        "lage=okänt",
        "lage=%ff",
        "tidplan=kanske",
        "sort=x",
        "sort=__class__",
        "okand=1&okand=2",
        "niva[]=simple",
        "omrade=&lage=&niva=&tidplan=&q=&sort=",
        "q=%20",
    ):
        page = coordinator.open(f"{path}?{query}")
        assert page.status == 200, query
        assert words(page.document.find("table")) == everything, query
        assert "<script>alert" not in page.text, query


@one_database
@pytest.mark.parametrize("name", ["initiativ", "tidplan"])
def test_absurd_searches_find_nothing_and_are_shown_as_text(coordinator, name):
    for query in ("%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%ff%fe", "%E2%80%AE", "a" * 10_000, "%25", "_", "'"):
        page = coordinator.open(f"/planer/{PLAN}/{name}?q={query}")
        assert page.status == 200, query[:40]
        assert "<script>alert" not in page.text
        assert_no_rows(page)


def assert_no_rows(page: Page) -> None:
    assert page.document.find("table") is None
    assert "Inget initiativ passar" in page.main


def test_absurd_pages_of_the_log_are_its_first(coordinator):
    first = words(coordinator.open("/logg").document.find("table"))
    for before in ("abc", "", "-5", "0", "1e9", "9" * 30, "%00", "<script>", "1;drop table users"):
        page = coordinator.open(f"/logg?fore={before}")
        assert page.status == 200, before
        assert words(page.document.find("table")) == first, before


@pytest.fixture
def coordinator(person):
    return person("coordinator")
