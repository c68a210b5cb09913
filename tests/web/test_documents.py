"""One check of every page's document: what it refers to is there, and it obeys the policy that it is sent with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from portfolio.models import Benefit
from tests.cast import LED, PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

pytestmark = one_database

REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "headers", "list")


def pages(person: Person, stored: Stored) -> Iterator[tuple[str, Page]]:
    """Every page as somebody sees it, also with errors in its form."""
    led, other = stored.id_of(LED), stored.id_of("samlade-behovsanalyser")
    plan = f"/planer/{PLAN}"
    plain = ["/", "/planer", "/logg", "/hjalp", "/finns-inte", "/initiativ/nytt", plan]
    plain += [f"{plan}/initiativ", f"{plan}/initiativ?niva=simple&q=a", f"{plan}/initiativ?q=finnsinte"]
    plain += [f"{plan}/tidplan", f"{plan}/tidplan?q=finnsinte", f"/initiativ/{other}"]
    forms = ["redigera", "tidplan", "klassning", "ingangslage", "projektledare", "aktiviteter/ny", "nyttor/ny"]
    benefit = stored.one(select(func.min(Benefit.id)).where(Benefit.initiative_id == led))
    plain += [f"/initiativ/{led}/{name}" for name in ("nyttor", "aktiviteter", "historia", "deltagare", "mall")]
    for path in [*plain, f"/initiativ/{led}", f"/nyttor/{benefit}", f"/nyttor/{benefit}/redigera"]:
        yield path, person.open(path)
    bad = {"title": "", "decided_on": "x", "preparation_planned_end_day": "x", "user_id": "x", "kind": "x"}
    for path in ["/initiativ/nytt", *(f"/initiativ/{led}/{name}" for name in forms)]:
        page = person.open(path)
        yield path, page
        if page.status != 200 or page.path == "/logga-in" or not page.document.find(attrs={"name": "form_id"}):
            continue
        sent = page.form("form_id")
        yield f"{path} with errors", Page(person.client.post(path, data=sent | bad))
        if "version" in sent:
            yield f"{path} in conflict", Page(person.client.post(path, data=sent | {"version": "x"}))


@pytest.mark.parametrize("name", ["coordinator", "reader", "outsider", "nobody"])
def test_every_page_is_a_sound_document(person, stored, name):
    seen: Counter[int] = Counter()
    for path, page in pages(person(name), stored):
        seen[page.status] += 1
        assert_sound(f"{name} {path}", page)
    if name == "coordinator":
        assert {200, 404, 409, 422} <= set(seen), seen
        assert not set(seen) - {200, 404, 409, 422}


def assert_sound(where: str, page: Page) -> None:
    document = page.document
    ids = Counter(tag["id"] for tag in document.find_all(id=True))
    assert not [one for one, count in ids.items() if count > 1], f"{where}: the same id twice"
    for tag in document.find_all(True):
        for attribute in REFERENCES:
            for target in str(tag.get(attribute, "")).split():
                assert target in ids, f"{where}: {attribute} of {tag.name} points at {target!r}, which is not there"
        href = tag.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids, f"{where}: a link leads to {href}"
        # What people write links to may lie elsewhere, and is not told where its reader comes from.
        if tag.name not in ("link", "script") and "noreferrer" not in tag.get("rel", []):
            assert not href.startswith(("http", "//", "javascript:")), f"{where}: {href}"
        assert not [a for a in tag.attrs if a == "style" or a.startswith("on")], f"{where}: {tag}"
    assert not [script for script in document.find_all("script") if not script.get("src")], where
    assert not document.find_all("style"), where
    assert document.html["lang"] == "sv", where
    assert len(document.find_all("main")) == 1, where
    assert len(document.find_all("h1")) == 1, where
    assert words(document.h1), where
    assert words(document.title).endswith("– Nyttoportföljen"), where
    assert words(document.find("a")) == "Hoppa till innehållet", where
    assert_headings(where, page)
    assert_controls(where, page)
    assert_tables(where, page)


def assert_headings(where: str, page: Page) -> None:
    levels = [int(tag.name[1]) for tag in page.document.main.find_all(["h1", "h2", "h3", "h4"])]
    # An error summary stands before the form, and its heading below the page's own.
    for before, after in pairwise(levels):
        assert after <= before + 1, f"{where}: a heading of level {after} follows one of level {before}"


def assert_controls(where: str, page: Page) -> None:
    document = page.document
    labelled = {tag["for"] for tag in document.find_all("label")}
    for control in document.find_all(["input", "select", "textarea"]):
        if control.get("type") == "hidden":
            continue
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        assert named, f"{where}: {control.get('name')} has no label"
    for button in document.find_all(["button", "a"]):
        assert words(button) or button.get("aria-label"), f"{where}: {button} says nothing"
    for form in document.find_all("form", method="post"):
        assert form.find("input", attrs={"name": "csrf_token"})["value"], f"{where}: a form without its token"


def assert_tables(where: str, page: Page) -> None:
    for table in page.document.find_all("table"):
        if table.get("role") == "presentation":
            continue
        name = (
            table.caption or table.get("aria-labelledby") or table.get("aria-label") or table.find_parent(role="region")
        )
        assert name, f"{where}: a table without a name"
        assert table.find("th", scope=True), f"{where}: a table without headings"
