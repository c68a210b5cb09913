"""Judging a benefit as a page: everything is asked for, what is typed stays, and the benefit's page tells it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.models import User
from tests.cast import PLAN, email
from tests.measured import benefit, measured, months
from tests.pages import words
from tests.web.conftest import one_database

FILLED = {
    "outcome": "reached",
    "statement": "Avdelningarna använder rutinen.",
    "assessed_on": "2023-05-02",
    "assessor": "Utvärderare, Linnéuniversitetet",
    "grounds": "strong",
    "source": "Intervjuer",
    "second_source": "Granskade planer",
}


@pytest.fixture
def benefit_id(acting: Any) -> int:
    return benefit(acting("system"))


@pytest.fixture
def path(benefit_id: int) -> str:
    return f"/nyttor/{benefit_id}/bedomningar/ny"


def test_a_judgement_is_recorded_and_told_on_the_benefits_page_and_in_the_register(person, path, benefit_id):
    controller = person("controller")
    page = controller.open(f"/nyttor/{benefit_id}")
    assert "Ingen har bedömt nyttan än." in page.main
    assert page.document.find("a", href=path) is not None
    page = controller.submit(path, **FILLED)
    assert page.path == f"/nyttor/{benefit_id}"
    assert "Bedömningen är registrerad." in page.main
    assert words(page.document.select_one(".effect-sentence")).startswith("✓ Bedömd uppnådd 2023-05-02 av Utvärderare")
    controller.submit(path, **FILLED | {"outcome": "behind", "assessed_on": "2023-05-03"})
    page = person("reader").open(f"/nyttor/{benefit_id}")
    heads = [words(one.h3) for one in page.document.select("article.judgement")]
    assert heads == ["Efter plan, 3 maj 2023 gäller nu", "Uppnådd, 2 maj 2023"]
    assert page.document.find("a", href=path) is None
    controller.submit(path, **FILLED | {"assessed_on": "2023-05-04"})
    page = controller.open(f"/planer/{PLAN}/nyttoregister")
    assert "Dessutom 1 bedömd uppnådd utan mätetal" in page.main
    narrowed = controller.open(f"/planer/{PLAN}/nyttoregister?flagga=assessed")
    # The example data have one too, which nobody judged to be reached.
    assert "2 nyttor av" in narrowed.main


BAD = [
    ({"outcome": ""}, "outcome", "Välj vad bedömningen säger."),
    ({"statement": " "}, "statement", "Skriv vad som har bedömts"),
    ({"assessed_on": "2023-05-16"}, "assessed_on", "Dagen har inte varit än."),
    ({"assessed_on": "i går"}, "assessed_on", "”i går”"),
    ({"assessor": ""}, "assessor", "Ange vem som har gjort bedömningen"),
    ({"assessor": "Project Lead"}, "assessor", "Projektledaren bedömer inte sitt eget projekt."),
    ({"grounds": ""}, "grounds", "Välj hur starka grunder"),
    ({"second_source": ""}, "second_source", "Starka grunder är två källor"),
    ({"source": "x" * 301}, "source", "Korta den"),
]


@one_database
@pytest.mark.parametrize(("fields", "field", "message"), BAD)
def test_what_is_wrong_is_said_beside_its_field_and_everything_stays(person, path, fields, field, message):
    page = person("controller").submit(path, **FILLED | fields)
    assert page.status == 422
    if field in ("outcome", "grounds"):
        assert message in page.main
    else:
        assert message in page.error_of(field)
        assert page.form(field)[field] == (FILLED | fields)[field]
    kept = "source" if field != "source" else "second_source"
    assert page.form("source")[kept] == (FILLED | fields)[kept]


@one_database
def test_the_lead_is_not_offered_and_not_taken(person, path, stored):
    controller = person("controller")
    lead = stored.one(select(User.id).where(User.email == email("project_lead")))
    page = controller.open(path)
    assert page.document.find("option", value=str(lead)) is None
    page = controller.submit(path, **FILLED | {"assessor": "", "assessor_id": str(lead)})
    assert page.status == 422
    assert "Välj ett av alternativen." in page.error_of("assessor_id")


@one_database
def test_a_change_is_told_beside_what_people_say_of_its_cause(person, acting):
    told = months(2021, *[90.0, 92.0] * 6) | months(2022, *[70.0, 72.0] * 6) | months(2023, 70, 72, 70, 72)
    made = measured(acting("system"), told)
    controller = person("controller")
    path = f"/nyttor/{made.benefit_id}"
    page = controller.open(path)
    facts = words(page.document.select_one(".change-facts"))
    assert "Är förändringen verklig? Tydlig förbättring: de 16 senaste värdena ligger alla under 91" in facts
    assert "Initiativets bidrag Inte bedömt än. Siffrorna visar att något har förändrats, men inte varför." in facts
    controller.submit(
        f"{path}/matetal/{made.link_id}", contribution="possible", contribution_reason="Bemanningen ändrades också."
    )
    page = controller.open(path)
    assert "Initiativets bidrag Möjligt. Bemanningen ändrades också." in words(
        page.document.select_one(".change-facts")
    )
    steps = {words(one.dt): words(one.dd) for one in page.document.select(".workings-steps div")}
    # Twelve values of 90 and 92 in turns: their mean is 91, and each step is 2.
    assert steps["Värden före januari 2022"].startswith("12 värden: januari 2021 90,0; februari 2021 92,0;")
    assert steps["Genomsnitt före"] == "Summan delad med antalet: 1 092,0 / 12 = 91,0 dagar."
    assert "/ 11 = 2,0." in steps["Vanlig variation"]
    assert "91,0 ± 2,66 × 2,0 = 85,7 till 96,3." in steps["Vanlig variation"]
    assert steps["Regeln"].startswith("De 16 senaste i rad ligger under genomsnittet före.")
    assert steps["Förändring"] == "Tydlig förbättring."


@one_database
def test_a_survey_takes_counts_says_who_answered_and_how_many_answers_it_needs(person, acting):
    made = measured(
        acting("system"),
        numerator="Nöjda",
        denominator="Alla som svarade",
        multiplier=100,
        unit="procent",
        baseline=60,
        target=68,
        direction="increase",
    )
    controller = person("controller")
    aim = f"/nyttor/{made.benefit_id}/matetal/{made.link_id}"
    page = controller.open(aim)
    assert "Det behövs minst 561 svar före och lika många efter" in page.main
    asked = controller.open(f"{aim}?share_before=60&share_after=60")
    assert "det finns ingen förändring att hitta" in asked.error_of("share_after")
    assert "Nollmätning och mål är sparade." in controller.submit(aim, method="before_after").main
    record = f"/serier/{made.series_id}/matvarden/nytt"
    page = controller.submit(record, other_period="dec 2021", value_12="60", submit="1")
    assert page.status == 422
    assert "jämför mätetalet före och efter" in page.main
    page = controller.submit(
        record, other_period="dec 2021", numerator_12="120", denominator_12="200", sent_12="150", submit="1"
    )
    assert "Fler har svarat än som tillfrågades" in page.main
    for period, x, n in (("dec 2021", "120", "200"), ("mars 2023", "160", "210")):
        page = controller.submit(
            record, other_period=period, numerator_12=x, denominator_12=n, sent_12="500", submit="1"
        )
        assert "inlämnat" in page.main, page.main
    page = controller.open(f"/nyttor/{made.benefit_id}")
    assert "Tecken på förbättring: andelen steg från 60 till 76 procent" in page.main
    steps = {words(one.dt): words(one.dd) for one in page.document.select(".workings-steps div")}
    assert "Svarsandel: 200 av 500 = 40,0 procent." in steps["Före"]
    assert "Färre än hälften svarade" in steps["Regeln"]
    # The same persons both times: the counts alone decide nothing, and that is said.
    controller.submit(aim, method="before_after", paired="y")
    page = controller.open(f"/nyttor/{made.benefit_id}")
    assert "Samma personer har svarat båda gångerna" in page.main
