"""Charts on the pages of benefits and measures, their files, and the miniatures in the register."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from portfolio.domain.measures import Accumulation, Direction, Frequency, Method
from portfolio.models import Benefit, BenefitMeasure
from tests.cast import PLAN
from tests.measured import Made, measured, months
from tests.pages import words
from tests.web.conftest import one_database

HOSTILE = "<script>x & y</script>"
#: What a chart reckons of all its values.
RECKONED = ("Vad värdet säger", "Genomsnitt eller median", "Vanlig variation från", "Vanlig variation till")
#: A gap in March, and nothing since May.
TOLD = months(2022, 80, 81, None, 70, 71)


@pytest.fixture
def made(acting: Any) -> Made:
    return measured(acting("system"), TOLD, decimals=1)


def address(made: Made, kind: str) -> str:
    return f"/nyttor/{made.benefit_id}/matetal/{made.link_id}/diagram.{kind}"


def test_the_benefits_page_shows_the_chart_with_its_words_its_files_and_its_table(person, made):
    reader = person("reader")
    figure = reader.open(f"/nyttor/{made.benefit_id}").document.select_one("figure.series-chart")
    picture = figure.find("img")
    assert picture["alt"].startswith("Diagram: Väntetid. 4 värden, från 80,0\N{NO-BREAK SPACE}dagar för januari 2022")
    assert (picture["src"], figure.find("source")["srcset"]) == (
        address(made, "svg"),
        f"{address(made, 'svg')}?bredd=smal",
    )
    svg = ElementTree.fromstring(reader.client.get(picture["src"]).data)
    assert svg.find("{http://www.w3.org/2000/svg}title").text == "Väntetid"
    links = {words(link): reader.client.get(link["href"]) for link in figure.select(".frame-links a")}
    assert [one.mimetype for one in links.values()] == [
        "image/png",
        "image/svg+xml",
        "application/pdf",
        "text/csv",
        "text/csv",
    ]
    assert all(one.headers["Content-Disposition"].startswith("attachment;") for one in links.values())
    assert {"Hämta som PNG : Väntetid", "Hämta som CSV (Excel) : Väntetid"} <= set(links)
    rows = {words(row.th): [words(cell) for cell in row.find_all("td")] for row in figure.select("tbody tr")}
    assert next(iter(rows)) == "april 2023"
    # The middle of April lies 469.5 of 729 days on the way from 90 to 50.
    assert rows["april 2023"] == ["Inget värde", "64,2", "Inte registrerat", ""]
    assert rows["mars 2022"][0] == "Inget värde"
    assert rows["mars 2022"][3] == "Därför att: Systemet låg nere"
    assert rows["januari 2022"] == ["80,0", "89,2", "✓ Granskat", ""]


@one_database
def test_the_csv_holds_every_period_in_order_for_two_kinds_of_spreadsheet(person, made):
    reader = person("reader")
    text = reader.client.get(address(made, "csv")).get_data(as_text=True)
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert [one["Periodkod"] for one in rows[:4]] == ["2022-01", "2022-02", "2022-03", "2022-04"]
    assert len(rows) == 16
    first, third, last = rows[0], rows[2], rows[-1]
    assert (first["Period"], first["Värde"], first["Registrerat värde"]) == ("januari 2022", "80", "80")
    assert (first["Läge"], first["Räknas"], first["Nollmätning"], first["Mål"]) == ("Granskat", "ja", "90", "50")
    assert re.fullmatch(r"89,\d+", first["Förväntat"])
    assert (third["Värde"], third["Räknas"], third["Därför saknas värdet"]) == ("", "", "Systemet låg nere")
    assert (last["Periodkod"], last["Läge"]) == ("2023-04", "Inget värde registrerat")
    assert {one["Antal under 5 dolda"] for one in rows} == {""}
    plain = reader.client.get(f"{address(made, 'csv')}?dialect=rfc4180").get_data(as_text=True)
    assert plain.startswith("Period,Periodkod,")
    assert "januari 2022,2022-01,80,80," in plain


@one_database
def test_the_csv_leaves_small_counts_out_where_the_measure_says_so(person, acting):
    made = measured(acting("system"), months(2022, 4, 5), baseline=3, suppress_small=True)
    text = person("reader").client.get(address(made, "csv")).get_data(as_text=True)
    first, second, *_ = csv.DictReader(io.StringIO(text[1:]), delimiter=";")
    told = ("Värde", "Registrerat värde", "Nollmätning", "Antal under 5 dolda")
    assert [first[name] for name in told] == ["", "", "", "ja"]
    assert [second[name] for name in told] == ["5", "5", "", ""]
    # What is expected lies on the way from the baseline to the target.
    assert {first["Förväntat"], second["Förväntat"]} == {""}
    # What is reckoned of all values would tell the one that is left out, and a year's running totals do.
    waiting = measured(acting("system"), {**WAITING, "2022-08": 60}, name="Många", suppress_small=True)
    running = months(2022, 100, 102, 120, 140)
    growing = measured(acting("system"), running, name="Växer", suppress_small=True, accumulation=Accumulation.YTD)
    for made, few in ((waiting, 6), (growing, 4)):
        text = person("reader").client.get(address(made, "csv")).get_data(as_text=True)
        rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
        assert sum(one["Antal under 5 dolda"] == "ja" for one in rows) == few
        assert not any(one["Registrerat värde"] or one["Värde"] for one in rows if one["Antal under 5 dolda"])
        assert {one[name] for one in rows for name in RECKONED} == {""}
        assert {one["Nollmätning"] for one in rows} == {"90"}


@one_database
def test_the_measures_page_shows_the_series_alone(person, made):
    reader = person("reader")
    page = reader.open(f"/matetal/{made.measure_id}")
    [figure] = page.document.select("figure.series-chart")
    assert "målet" not in figure.find("img")["alt"].lower()
    assert figure.select("table") == []
    answer = reader.client.get(figure.find("img")["src"])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "Nollmätning" not in answer.get_data(as_text=True)


@one_database
def test_what_has_nothing_to_draw_shows_no_picture_and_its_file_says_so(person, acting):
    bare = measured(acting("system"), baseline=None, target=None)
    reader = person("reader")
    assert reader.open(f"/nyttor/{bare.benefit_id}").document.select("figure") == []
    assert reader.open(f"/matetal/{bare.measure_id}").document.select("figure") == []
    assert "Det finns inget att rita än." in reader.client.get(address(bare, "svg")).get_data(as_text=True)
    assert len(reader.client.get(address(bare, "csv")).get_data(as_text=True).splitlines()) == 1


@one_database
def test_a_hostile_name_is_text_everywhere(person, acting):
    made = measured(acting("system"), TOLD, name=HOSTILE, unit=HOSTILE)
    reader = person("reader")
    page = reader.open(f"/nyttor/{made.benefit_id}")
    assert "<script>x" not in page.text
    assert HOSTILE in page.document.select_one("figure img")["alt"]
    svg = reader.client.get(address(made, "svg")).get_data(as_text=True)
    assert "<script" not in svg
    assert HOSTILE in "".join(ElementTree.fromstring(svg).itertext())
    register = reader.open(f"/planer/{PLAN}/nyttoregister?q=script")
    assert "<script>x" not in register.text
    assert HOSTILE in register.document.select_one("svg.sparkline")["aria-label"]


@one_database
def test_the_register_draws_each_row_small_with_the_same_in_words(person, made, acting):
    measured(acting("system"), {}, name="Tomt", benefit_id=made.benefit_id)
    page = person("reader").open(f"/planer/{PLAN}/nyttoregister?q=Kortare")
    drawn, empty = (row.select_one("[data-label=Utveckling]") for row in page.document.select("tbody tr"))
    if drawn.svg is None:
        drawn, empty = empty, drawn
    assert words(empty) == "– inga värden än"
    assert drawn.svg["role"] == "img"
    assert drawn.svg["aria-label"] == "4 värden, från 80,0 till 71,0\N{NO-BREAK SPACE}dagar, målet 50,0"
    assert [len(line["points"].split()) for line in drawn.svg.select("polyline")] == [2, 2]
    assert len(drawn.svg.select("line.sparkline-target")) == 1
    assert page.document.select("[style]") == []


@one_database
def test_a_chart_that_is_not_there_is_not_found(person, made):
    reader = person("reader")
    assert reader.client.get(f"/nyttor/{made.benefit_id + 1}/matetal/{made.link_id}/diagram.svg").status_code == 404
    assert reader.client.get(address(made, "gif")).status_code == 404
    assert reader.client.get(address(made, "svg"), query_string={"visa": "fore-efter"}).status_code == 404
    assert reader.client.get("/serier/999999/diagram.csv").status_code == 404
    assert person("outsider").client.get(address(made, "svg")).status_code == 404


#: A year at 10 and 12 before the start, and after it half a year below the limits of that.
WAITING = {**months(2021, *[10, 12] * 6), **months(2022, 3, 4, 3, 11, 4, 3, 2)}


@one_database
def test_the_picture_its_table_and_its_file_tell_the_same_of_each_value(person, acting):
    made = measured(acting("system"), WAITING, baseline=11, target=4, decimals=0)
    reader = person("reader")
    page = reader.open(f"/nyttor/{made.benefit_id}")
    figure = page.document.select_one("figure.series-chart")
    says = {
        words(row.th): words(row.select_one("[data-label='Vad värdet säger']")) for row in figure.select("tbody tr")
    }
    assert says["mars 2022"] == "Pekar på förbättring: under den vanliga variationen"
    assert (says["april 2022"], says["januari 2021"]) == ("Vanlig variation", "Vanlig variation")
    assert says["april 2023"] == "– inget"
    better = sum(one.startswith("Pekar på förbättring") for one in says.values())
    assert better == 6
    assert f"Pekar på förbättring: {better} värden." in figure.img["alt"]
    svg = reader.client.get(address(made, "svg")).get_data(as_text=True)
    drawn = ElementTree.fromstring(svg)
    [marks] = [one for one in drawn.iter() if str(one.get("id", "")).endswith("-chart-better-low")]
    assert len(list(marks.iter("{http://www.w3.org/2000/svg}use"))) == better
    rows = list(
        csv.DictReader(io.StringIO(reader.client.get(address(made, "csv")).get_data(as_text=True)[1:]), delimiter=";")
    )
    assert {one["Period"]: one["Vad värdet säger"] or "– inget" for one in rows} == says
    assert (rows[0]["Genomsnitt eller median"], rows[-1]["Vanlig variation från"]) == ("11", "5,68")
    # What stands beside never says more than the evidence, and no statistics' own words.
    beside = [words(one) for one in figure.select(".change-list li")]
    assert beside == ["Det senaste värdet pekar på förbättring, nedåt"]
    assert all(one["aria-hidden"] == "true" for one in figure.select("svg.change-icon"))
    assert not re.search("XmR|gräns|median", figure.img["alt"] + " ".join(says.values()))
    small = reader.client.get(address(made, "svg"), query_string={"storlek": "liten"}).get_data(as_text=True)
    assert float(ElementTree.fromstring(small).get("width").removesuffix("pt")) < 171
    benefits = reader.open(f"/initiativ/{initiative_of(made, acting)}/nyttor").document
    listed = benefits.select_one(f"img.series-miniature[src='{address(made, 'svg')}?storlek=liten']")
    assert listed["alt"].startswith("Väntetid: 19 värden")
    register = reader.open(f"/planer/{PLAN}/nyttoregister?q=Kortare").document
    assert "Tecken på förbättring" in words(register.select_one("[data-label=Läge]"))
    assert register.select_one("[data-label=Läge] svg[data-kind=improvement]") is not None


@one_database
def test_two_counts_are_shown_as_before_and_after_with_their_uncertainty(person, acting):
    told = {"2021": (60, 120, 200), "2022": (68.1, 143, 210)}
    counts = {"numerator": "Delaktiga", "denominator": "Alla", "multiplier": 100, "unit": "%"}
    made = measured(
        acting("system"), told, direction=Direction.INCREASE, frequency=Frequency.YEAR, baseline=60, target=80, **counts
    )
    system = acting("system")
    with system.transaction():
        system.record("test:method")
        system.session.get_one(BenefitMeasure, made.link_id).method = Method.BEFORE_AFTER
    reader = person("reader")
    _, figure = reader.open(f"/nyttor/{made.benefit_id}").document.select("figure.series-chart")
    rows = [words(row) for row in figure.select("tbody tr")]
    assert rows[:2] == [
        "Före, 2021 120 av 200 60,0 % (53,1 till 66,5)",
        "Efter, 2022 143 av 210 68,1 % (61,5 till 74,0)",
    ]
    assert "8,1 procentenheter" in rows[2]
    assert words(figure.select_one(".note")) == "0 ligger inom skillnadens osäkerhet: skillnaden kan bero på slumpen."
    for link in (figure.img["src"], *(one["href"] for one in figure.select("a"))):
        answer = reader.client.get(link)
        assert (answer.status_code, "fore-efter" in link) == (200, True)
    assert "Skillnad: " in reader.client.get(figure.img["src"]).get_data(as_text=True)


def initiative_of(made: Made, acting: Any) -> int:
    return acting("system").session.get_one(Benefit, made.benefit_id).initiative_id
