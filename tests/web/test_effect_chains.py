"""The chain of effect on its page: the picture and the list tell the same, and what leads nowhere stands out."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portfolio.domain.effect_chains import MOST_IN_COLUMN
from portfolio.models import Benefit, BenefitGoal, BenefitLink, Initiative
from tests.cast import PLAN
from tests.pages import Page, words
from tests.web.conftest import one_database

PATH = f"/planer/{PLAN}/effektkedja"


@pytest.fixture
def page(person) -> Page:
    return person("reader").open(PATH)


def boxes(page: Page, kind: str) -> list[str]:
    """The things of a kind in the picture, as they are read aloud."""
    found = page.document.select(f"svg .chain-{kind}")
    return [words(one.parent.find("title")) for one in found]


def test_picture_and_list_hold_every_benefit_goal_and_link_that_is_stored(page, stored):
    assert page.status == 200
    titles = {row.title for row in stored.all(select(Benefit.title))}
    drawn = boxes(page, "benefit")
    assert {re.sub(r"^Nytta: |, (negativ effekt|leder inte.*)$", "", one) for one in drawn} == titles
    served = {row.goal_id for row in stored.all(select(BenefitGoal.goal_id))}
    assert len(boxes(page, "goal")) == len(served) + 1, "those that are served, and the one that nobody serves"
    listed = page.document.select(".chain-list > li > a")
    assert titles <= {words(link) for link in listed}
    goals = [one for one in page.document.select(".chain-list li") if words(one).startswith("Leder till målet")]
    assert len(goals) == len(stored.all(select(BenefitGoal.id)))
    links = [one for one in page.document.select(".chain-list li") if words(one).startswith("Leder till nyttan")]
    assert len(links) == len(stored.all(select(BenefitLink.id)))
    assert page.h1 == f"{len(titles)} nyttor på väg mot 6 mål, 4 saker leder inte vidare än"


@one_database
def test_what_leads_nowhere_is_said_in_words_at_every_place(page):
    (section,) = page.document.select("section[aria-labelledby=leder-inte-vidare]")
    said = [words(one) for one in section.select("li")]
    assert "Målet Hälsan främjas och ohälsa förebyggs ! ingen nytta leder hit än" in said
    assert sum("leder inte till något mål än" in one for one in said) == 3
    assert len(page.document.select("svg .chain-end")) == 4
    assert sum("leder inte till något mål än" in one for one in boxes(page, "benefit")) == 3
    listed = [words(one) for one in page.document.select(".chain-list .chain-mark")]
    assert listed == ["! leder inte till något mål än"] * 3


@one_database
def test_the_picture_needs_no_exception_from_the_policy_and_its_links_have_names(page):
    (svg,) = page.document.select("svg.chain-picture")
    assert svg["role"] == "group"
    for one in svg.find_all(True):
        assert "style" not in one.attrs
        assert not [name for name in one.attrs if name.startswith("on")]
    for link in svg.find_all("a"):
        assert link["aria-label"].split(":")[0] in ("Nytta", "Görs eller finns på plats")
        assert link["href"].startswith(("/nyttor/", "/initiativ/"))
    (region,) = page.document.select(".chain-region")
    assert (region["role"], region["tabindex"]) == ("region", "0")


@one_database
def test_an_initiative_shows_its_own_chain_and_what_it_leads_to_elsewhere(person, stored):
    reader, led = person("reader"), stored.id_of("patientkontrakt")
    page = reader.open(f"{PATH}?initiativ={led}")
    assert page.h1.startswith("3 nyttor på väg mot 2 mål, 1 sak leder inte vidare än")
    outside = [words(one.parent.find("title")) for one in page.document.select("svg .chain-outside")]
    assert len(outside) == 1
    assert outside[0].endswith(", i En väg in")
    assert "Hälsan främjas" not in page.main.split("Visa alla")[-1]
    assert words(page.document.select_one(".chip")).startswith("Initiativ: Patientkontrakt")
    assert f"{PATH}?initiativ={led}" in {
        a["href"] for a in reader.open(f"/initiativ/{led}/nyttor").document.select("a")
    }

    area = stored.one(select(Initiative.area_id).where(Initiative.id == led))
    of_area = reader.open(f"{PATH}?omrade={area}")
    assert 3 < len(boxes(of_area, "benefit")) < 18
    assert len(boxes(reader.open(f"{PATH}?omrade=x&initiativ=99999"), "benefit")) == 18, "what cannot be read is left"
    nothing = reader.open(f"{PATH}?initiativ={stored.id_of('rusta-ledare')}&omrade={area}")
    assert nothing.h1 == "Ingen nytta att visa i effektkedjan"
    assert "Ta bort filtret" in nothing.main


@one_database
def test_what_is_too_much_for_a_picture_is_chosen_among_instead(ctx, person, stored):
    with ctx.transaction():
        ctx.record("test:many")
        led = ctx.session.get_one(Initiative, stored.id_of("patientkontrakt"))
        for number in range(MOST_IN_COLUMN):
            given = {"emergent": False, "example": False, "created_at": ctx.now}
            one = Benefit(initiative_id=led.id, key=f"n{number}", position=50 + number, title=f"Nr {number}", **given)
            ctx.session.add(one)
    reader = person("reader")
    page = reader.open(PATH)
    assert not page.document.select("svg.chain-picture, .chain-list")
    assert "Kedjan är för stor för en bild. Välj ett område eller ett initiativ" in page.main
    rows = {words(row.th): [words(cell) for cell in row.find_all("td")] for row in page.document.select("tbody tr")}
    assert len(rows) == 5
    assert sum(int(one[0]) for one in rows.values()) == 18 + MOST_IN_COLUMN
    assert "Mål som ingen nytta leder till: Hälsan främjas och ohälsa förebyggs." in page.main
    of_area = reader.open(
        page.document.select_one("tbody tr:has(td:first-of-type:not(:-soup-contains('0'))) a")["href"]
    )
    assert of_area.status == 200
    narrow = reader.open(f"{PATH}?initiativ={led.id}")
    assert "Kedjan är för stor" in narrow.main
