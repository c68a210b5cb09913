"""The library of what has ended and what was learned."""

from __future__ import annotations

from portfolio.domain.initiatives import InitiativeState
from portfolio.models import Initiative
from tests.cast import PLAN
from tests.pages import words
from tests.web.conftest import one_database

pytestmark = one_database

PATH = f"/planer/{PLAN}/avslutade"


def test_lessons_are_found_by_words_area_and_level(person, stored):
    reader = person("reader")
    page = reader.open(PATH)
    assert page.h1.endswith("0 avslutade initiativ och 4 lärdomar")
    assert "Inget initiativ i planen är avslutat, avbrutet eller avslaget än." in page.main
    page = reader.open(f"{PATH}?q=SAMMA+håll")
    assert page.h1.endswith("0 avslutade initiativ och 1 lärdom")
    (link,) = page.document.select(".story-entry h3 a")
    assert link["href"].startswith(f"/initiativ/{stored.id_of('nara-vard-i-hemmet')}/larande#anteckning-")
    assert [words(one) for one in page.document.select(".story-entry mark")] == ["samma", "håll"]
    page = reader.open(f"{PATH}?niva=complex")
    assert page.h1.endswith("3 lärdomar")
    page = reader.open(f"{PATH}?q=finnsinte&omrade=x&niva=y")
    assert page.h1.endswith("Inget hittades")
    assert "Skriv färre ord" in page.main


def test_what_has_ended_leads_to_its_story_and_the_search_leads_to_a_lesson(person, stored, acting):
    ctx = acting("system")
    with ctx.transaction():
        ctx.record("test:state")
        ctx.session.get_one(Initiative, stored.id_of("obesitas")).state = InitiativeState.CANCELLED
    reader = person("reader")
    page = reader.open(PATH)
    assert page.h1.endswith("1 avslutat initiativ och 4 lärdomar")
    row = page.document.select_one("table tbody tr")
    assert row.a["href"] == f"/initiativ/{stored.id_of('obesitas')}/historia"
    assert words(row).startswith("Behandling av obesitas Hälsofrämjande")
    assert "Avbrutet" in words(row)
    page = reader.open("/sok?q=gemensam+vårdplan")
    (hit,) = page.document.select("#lardomar ~ ul a[href*='#anteckning-']")
    assert hit["href"].startswith(f"/initiativ/{stored.id_of('nara-vard-i-hemmet')}/larande#")
