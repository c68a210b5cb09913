"""The timeline: one real table on the page, and the same rows as SVG, PNG and PDF."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from portfolio.models import Initiative
from tests.cast import PLAN
from tests.pages import Page, words
from tests.web.conftest import one_database

PATH = f"/planer/{PLAN}/tidplan"
QUARTERS = 20


@pytest.fixture
def page(person) -> Page:
    return person("reader").open(PATH)


def lanes(page: Page):
    """The rows that hold quarters: without headings of groups and the row that the lines hang from."""
    rows = page.document.select("tbody:not([aria-hidden]) tr")
    return [row for row in rows if row.select(".bar, .gap, .timeline-missing")]


def test_there_is_one_real_table_of_years_quarters_and_groups(page, stored):
    assert page.status == 200
    assert "24 initiativ 2021–2025, 12 utan tidplan" in page.h1
    (table,) = page.document.main.find_all("table")
    assert words(table.caption)
    years = [(words(head), int(head["colspan"])) for head in table.select("th.timeline-year")]
    assert years == [(str(year), 4) for year in range(2021, 2026)]
    quarters = [words(head.find(class_="ds-sr-only")) for head in table.select("th.timeline-quarter")]
    assert quarters[0] == "kvartal 1 2021"
    assert quarters[-1] == "kvartal 4 2025"
    assert len(quarters) == QUARTERS
    groups = [words(head) for head in table.select("th[scope=rowgroup]")]
    assert len(groups) == 5
    assert groups[0] == "Generella initiativ"
    names = [words(link) for link in table.select("th.timeline-name a:not(.timeline-fold)")]
    assert sorted(names) == sorted(row.title for row in stored.all(select(Initiative.title)))


@one_database
def test_every_row_fills_the_quarters_exactly(page):
    rows = lanes(page)
    assert len(rows) >= 24
    for row in rows:
        cells = row.find_all("td")
        assert sum(int(cell.get("colspan", 1)) for cell in cells) == QUARTERS, words(row)
    for name in page.document.select("th.timeline-name"):
        covered = rows[rows.index(name.parent) : rows.index(name.parent) + int(name["rowspan"])]
        assert all(row.select("th.timeline-name") in ([], [name]) for row in covered), "a name spans its own lanes"


@one_database
def test_every_row_is_said_in_words_and_every_bar_says_what_it_is(page):
    for name in page.document.select("th.timeline-name"):
        sentence = words(name.find(class_="timeline-words"))
        assert sentence.endswith("."), words(name)
    bars = page.document.select("td.bar:not(.bar--effect)")
    assert len(bars) > 30
    for bar in bars:
        assert re.fullmatch(r"Fas [123], \w.*: .*(planerat|inte angiven)(; började .*)?", bar["title"]), bar["title"]
        number = re.search(r"bar--(preparation|delivery|realisation)", " ".join(bar["class"]))
        assert number
        shown = {"preparation": "1", "delivery": "2", "realisation": "3"}[number[1]]
        assert words(bar).startswith(shown), "the phase is told by text, not by colour alone"
        assert bar["title"].startswith(f"Fas {shown},")


@one_database
def test_what_has_no_timetable_says_so_and_what_is_made_up_too(page, stored):
    planned = [row for row in lanes(page) if row.select("th.timeline-name") and row.select(".bar")]
    missing = [row for row in lanes(page) if row.select(".timeline-missing")]
    assert len(missing) == 12
    for row in missing:
        assert words(row.find("td")) == "tidplan saknas"
        assert "Tidplan saknas." in words(row.th)
        assert "Exempeldata" not in words(row.th)
    assert len(planned) == 12
    for row in planned:
        assert "Exempeldata" in words(row.th)
    assert "Planens text anger inga tider." in page.main


@one_database
def test_today_is_marked_once_in_words(page):
    (now,) = page.document.select("th.timeline-quarter.is-today")
    assert words(now.find(class_="ds-sr-only")).startswith("kvartal 2 2023")
    assert "i dag" in words(now)


@one_database
def test_the_region_that_scrolls_has_a_name_and_can_be_reached(page):
    (region,) = page.document.select(".timeline-region")
    assert region["role"] == "region"
    assert region["tabindex"] == "0"
    assert words(page.document.find(id=region["aria-labelledby"]))


@one_database
def test_a_filter_narrows_page_and_picture_alike(person):
    reader = person("reader")
    page = reader.open(f"{PATH}?q=patientkontrakt&skala=ar")
    (name,) = page.document.select("th.timeline-name a[href^='/initiativ/']")
    assert len(page.document.select("th[scope=rowgroup]")) == 1, "a group that was emptied is left out"
    chosen = page.form("papper") | {"format": "svg", "papper": "a4"}
    sent = reader.client.get(f"{PATH}/fil", query_string=chosen)
    assert sent.status_code == 302
    assert sent.location == f"{PATH}.svg?q=patientkontrakt&skala=ar&papper=a4&sida=1"
    svg = reader.client.get(sent.location).get_data(as_text=True)
    assert 'width="841.89pt"' in svg
    assert "1 initiativ" in svg
    assert words(name).split()[0] in svg
    assert "K1" not in svg
    assert "En väg in" not in svg


@one_database
def test_the_address_holds_the_view(person, stored):
    reader = person("reader")
    whole = reader.open(PATH)
    half = reader.open(f"{PATH}?skala=halvar&fran=2022-Q3&till=2027-Q4&sort=namn")
    columns = [words(head.find(class_="ds-sr-only")) for head in half.document.select("th.timeline-quarter")]
    assert (columns[0], columns[-1], len(columns)) == ("halvår 2 2022", "halvår 2 2027", 11)
    (year, *rest) = [
        words(head.find(class_="ds-sr-only"))
        for head in reader.open(f"{PATH}?skala=ar").document.select("th.timeline-quarter")
    ]
    assert (year, len(rest)) == ("2021", 4)
    backwards = reader.open(f"{PATH}?fran=2023-Q2&till=2022-Q4&skala=%00&sort=x&visa=y")
    assert "kv 4 2022 – kv 2 2023" in backwards.h1
    assert len(backwards.document.select("th.timeline-quarter")) == 3
    assert reader.open(f"{PATH}?fran=1500-Q1&till=9999-Q4").h1 == whole.h1

    assert whole.document.select("td.marks")
    assert whole.document.select("td.bar--effect")
    alone = reader.open(f"{PATH}?visa=faser").document
    assert not alone.select("td.marks, td.bar--effect, .timeline-fold, .timeline-activity")


@one_database
def test_activities_fold_out_and_in_without_scripts_and_the_rest_of_the_view_stays(person):
    reader = person("reader")
    page = reader.open(f"{PATH}?skala=halvar")
    assert not page.document.select(".timeline-activity")
    fold = page.document.select(".timeline-fold")[0]
    row = fold.find_parent("tr")
    assert fold["href"].endswith(f"#{row['id']}")
    opened = reader.open(fold["href"].partition("#")[0])
    shown = opened.document.select(".timeline-activity")
    assert f"Visa {len(shown)} aktivitet" in words(fold)
    assert all(words(one.find(class_="timeline-words")).startswith("Aktivitet: ") for one in shown)
    again = opened.document.find(id=row["id"]).find(class_="timeline-fold")
    assert words(again).startswith("Dölj")
    assert "skala=halvar" in again["href"]
    assert not reader.open(again["href"].partition("#")[0]).document.select(".timeline-activity")
    everything = reader.open(f"{PATH}?visa=aktiviteter&oppna=x.99999999999999.-1").document
    assert len(everything.select(".timeline-activity")) > len(shown)


@one_database
def test_each_picture_is_what_it_says_and_asked_for_again_it_is_only_confirmed(person):
    reader = person("reader")
    for kind, mimetype, start in (
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("pdf", "application/pdf", b"%PDF-"),
    ):
        answer = reader.client.get(f"{PATH}.{kind}?q=patientkontrakt")
        assert answer.status_code == 200
        assert answer.mimetype == mimetype
        assert answer.data.startswith(start)
        assert answer.headers["Content-Disposition"] == f'inline; filename="tidplan-{PLAN}.{kind}"'
        assert answer.headers["Cache-Control"] == "private, no-cache"
        again = reader.client.get(f"{PATH}.{kind}?q=patientkontrakt", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        if kind == "png":
            width, height = struct.unpack(">II", answer.data[16:24])
            assert width > 1000
            assert height > 100
    download = reader.client.get(f"{PATH}.png?q=patientkontrakt&ladda-ner=1")
    assert download.headers["Content-Disposition"].startswith("attachment;")


@one_database
def test_a_page_or_paper_that_there_is_not_is_told(person):
    reader = person("reader")
    for asked, said in (
        ("sida=99", "så sida 99 finns inte"),
        ("sida=x", "Sidan ska vara ett tal"),
        ("papper=a9", "A4"),
    ):
        page = reader.open(f"{PATH}.svg?q=patientkontrakt&{asked}")
        assert (page.status, said in page.main) == (404, True), asked


@one_database
def test_the_svg_needs_no_exception_from_the_policy_and_can_be_read_aloud(person):
    text = person("reader").client.get(f"{PATH}.svg").get_data(as_text=True)
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    for one in root.iter():
        assert "style" not in one.attrib
        assert one.tag.split("}")[-1] not in ("script", "style", "foreignObject", "image", "a")
        assert not [name for name in one.attrib if name.startswith("on") or "href" in name]
        for name, value in one.attrib.items():
            for target in re.findall(r"url\(#([^)]+)\)", value):
                assert target in ids, f"{name} points at nothing"
            assert "http" not in value
    assert root.get("role") == "img"
    assert all(target in ids for target in str(root.get("aria-labelledby")).split())
    assert "24 initiativ" in str(root.findtext("{http://www.w3.org/2000/svg}title"))
    assert "<!DOCTYPE" not in text


@one_database
def test_html_in_a_name_is_text_in_the_picture(person):
    coordinator = person("coordinator")
    page = coordinator.open("/initiativ/nytt")
    area = page.option("area_id", "Digifysisk vård")
    coordinator.send(page, "/initiativ/nytt", title="<script>x & y</script>", area_id=area)
    for kind in ("svg", "png", "pdf"):
        answer = coordinator.client.get(f"{PATH}.{kind}?q=script")
        assert answer.status_code == 200, kind
    svg = coordinator.client.get(f"{PATH}.svg?q=script").get_data(as_text=True)
    assert "<script" not in svg
    assert "<script>x & y</script>" in "".join(ElementTree.fromstring(svg).itertext())


@one_database
def test_nothing_to_draw_is_no_error(person):
    reader = person("reader")
    assert "Inget initiativ passar" in reader.open(f"{PATH}?q=finnsinte").main
    for kind in ("svg", "png", "pdf"):
        assert reader.client.get(f"{PATH}.{kind}?q=finnsinte").status_code == 200, kind


@one_database
def test_a_draft_is_drawn_for_those_who_see_it_alone(person):
    coordinator = person("coordinator")
    page = coordinator.open("/initiativ/nytt")
    coordinator.send(page, "/initiativ/nytt", title="Hemligt utkast", area_id=page.option("area_id", "Digifysisk vård"))
    assert "Hemligt utkast" in coordinator.open(PATH).main
    assert "Hemligt utkast" not in person("reader").open(PATH).main
    assert "utkast" not in person("reader").client.get(f"{PATH}.svg?q=utkast").get_data(as_text=True)


@one_database
def test_the_little_bar_of_an_initiative_is_a_picture_with_words(person, stored):
    page = person("reader").open(f"/initiativ/{stored.id_of('samlade-behovsanalyser')}")
    bar = page.document.find(class_="mini-bar")
    assert bar["role"] == "img"
    assert "Förberedande fas kv 3 2023 – kv 4 2023 planerat." in bar["aria-label"]
    for row in bar.find_all("tr"):
        assert sum(int(cell.get("colspan", 1)) for cell in row.find_all("td")) == QUARTERS
