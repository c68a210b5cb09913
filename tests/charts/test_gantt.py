"""The drawn timetable, and the page's table of the same rows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from portfolio.charts import gantt, style
from portfolio.charts.gantt_frame import LEFT
from portfolio.domain import timeline
from portfolio.domain.periods import Period, quarter, years
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline import Grid, TimelineGroup, TimelineItem
from portfolio.paths import templates_dir

SVG = "{http://www.w3.org/2000/svg}"
PREPARATION, DELIVERY, REALISATION = Phase
LONG = "Samordnad individuell plan med gemensam digital vårdbegäran mellan region och kommuner " * 2
TITLES = ["Patientkontrakt", LONG[:140], "<script>alert('x')</script> & $kostnad$ 漢"]
AREAS = ["Personcentrerad vård", "Nära vård & omsorg"]
TODAY = date(2023, 5, 14)
ROOT = Path(__file__).parents[2]


def phases(number: int) -> dict[Phase, PhaseTimes]:
    if number % 8 == 3:
        return {}
    start = number * 5 % 7

    def at(shift: int) -> Period:
        return quarter(2021 + (start + shift) // 4, (start + shift) % 4 + 1)

    return {
        PREPARATION: PhaseTimes(planned=Span(at(0), at(2)), actual=Span(at(0), at(3)) if number % 3 == 0 else None),
        DELIVERY: PhaseTimes(planned=Span(at(3), at(8)), actual=Span(at(4)) if number % 3 == 0 else None),
        REALISATION: PhaseTimes(planned=Span(at(7), None if number % 5 == 0 else at(20))),
    }


def example(count: int, *, period: Period | None = None, today: date = TODAY) -> tuple[tuple[TimelineGroup, ...], Grid]:
    grid = Grid.of(period or years(2021, 2025), today=today)
    items = [
        TimelineItem(
            id=number,
            title=TITLES[number % len(TITLES)],
            group=AREAS[number * len(AREAS) // count],
            phases=phases(number),
            example=number % 4 == 0,
            ongoing=number % 16 == 11,
            href=f"/initiativ/{number}",
        )
        for number in range(count)
    ]
    return timeline.groups(items, grid=grid, names=[*AREAS, "Tom grupp"]), grid


def draw(count: int, kind: str = "svg", **more) -> bytes:
    period, today = more.pop("period", None), more.pop("today", TODAY)
    groups, grid = example(count, period=period, today=today)
    about = {"title": "Initiativens tidplan 2021–2025", "source_note": "Källa: planen"} | more
    return gantt.draw(groups, grid, format=kind, **about)


def texts(svg: bytes) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]


def positions(svg: bytes) -> list[tuple[str, float]]:
    """Each text with where it begins."""
    found = []
    for one in ET.fromstring(svg).iter(f"{SVG}text"):
        x = re.search(r"translate\(([\d.]+)", one.get("transform", ""))
        assert x is not None
        found.append((one.text or "", float(x[1])))
    return found


# ---- The picture ----


def test_the_picture_says_what_it_shows():
    words = texts(draw(24))
    for expected in (
        "Initiativens tidplan 2021–2025",
        *("2021", "2022", "2023", "2024", "2025"),
        *(*AREAS, "Tom grupp", "Inga initiativ"),
        *("Fas 1: Förberedande fas", "Fas 2: Lösningsutformning och införande", "Fas 3: Effekthanteringsfas"),
        *("Planerat", "Så blev det", "i dag", "tidplan saknas", "fortgår över tid"),
        "Källa: planen · Läget 14 maj 2023",
    ):
        assert expected in words, expected
    assert words.count("K1") == 5
    assert words.count("Exempeldata") == 6
    assert words.count("Patientkontrakt") == 8


def test_every_bar_has_its_number():
    groups, _ = example(24)
    bars = [bar for group in groups for row in group.rows for bar in row.bars]
    words = texts(draw(24))
    # Each phase stands once more in the legend.
    for phase, number in zip(Phase, "123", strict=True):
        assert words.count(number) == sum(bar.phase is phase for bar in bars) + 1


def test_notes_stand_below_the_legend():
    assert "Påhittade tider" in texts(draw(1, notes=["Påhittade tider"]))


def test_titles_are_text_and_never_markup_or_mathematics():
    svg = draw(3)
    assert "<script>alert('x')</script> & $kostnad$ 漢" in texts(svg)
    assert b"<script" not in svg


def test_a_long_title_is_broken_and_never_reaches_the_bars():
    for text, x in positions(draw(24)):
        if x < 60 and text in LONG:
            assert x + style.width(text, size=8.5) < LEFT - 10
    lines = [text for text, _ in positions(draw(24)) if text and text in LONG]
    assert lines


def test_a_title_without_end_is_cut():
    grid = Grid.of(years(2021, 2025), today=TODAY)
    item = TimelineItem(id=1, title="ord " * 200, group="G", phases={}, example=False, ongoing=False)
    svg = gantt.draw(timeline.groups([item], grid=grid), grid, title="T", source_note="")
    assert sum(text.startswith("ord ") for text in texts(svg)) == 3
    assert any(text.endswith("…") for text in texts(svg))


@pytest.mark.parametrize("today", [date(2019, 1, 1), date(2031, 1, 1)])
def test_no_line_for_a_today_outside_the_plan(today):
    assert "i dag" not in texts(draw(5, today=today))


@pytest.mark.parametrize("count", [0, 1, 24, 200])
def test_any_number_of_initiatives_can_be_drawn(count):
    svg = draw(count)
    assert ET.fromstring(svg).find(f"{SVG}title").text == "Initiativens tidplan 2021–2025"
    assert draw(count, "pdf").startswith(b"%PDF")


def test_a_thousand_initiatives_take_few_artists():
    svg = draw(1000)
    # One group of elements for each phase and kind, not one for each bar.
    assert len([one for one in ET.fromstring(svg).iter(f"{SVG}g") if "PolyCollection" in one.get("id", "")]) <= 14


@pytest.mark.parametrize("period", [quarter(2023, 2), years(2023, 2023), years(2010, 2029), years(1950, 2049)])
@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_any_span_of_time_can_be_drawn(period, kind):
    assert draw(5, kind, period=period)


@pytest.mark.parametrize("period", [years(2010, 2029), years(1950, 2049)])
def test_headings_never_stand_over_each_other(period):
    found = sorted((x, text) for text, x in positions(draw(1, period=period)) if re.fullmatch(r"(19|20)\d\d", text))
    assert found
    for (x, text), (following, _) in pairwise(found):
        assert x + style.width(text, size=9, bold=True) < following


def test_nothing_is_drawn_without_any_group():
    grid = Grid.of(years(2021, 2025), today=TODAY)
    assert "Inga initiativ" in texts(gantt.draw((), grid, title="Tom", source_note=""))


def coloured(image: Image.Image, colour: str) -> bool:
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return wanted in {found for _, found in image.convert("RGB").getcolors(maxcolors=2**24)}


def test_the_picture_shows_each_phase_planned_and_actual_and_today():
    image = Image.open(BytesIO(draw(4, "png")))
    for phase in Phase:
        assert coloured(image, style.PHASES[phase].planned)
        assert coloured(image, style.PHASES[phase].actual)
    assert coloured(image, style.TODAY)


def test_the_same_rows_give_the_same_bytes_in_another_process(tmp_path):
    code = (
        "import sys, pathlib; from tests.charts.test_gantt import draw; "
        "[pathlib.Path(sys.argv[1], kind).write_bytes(draw(9, kind)) for kind in ('svg', 'png', 'pdf')]"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, env={**os.environ, "PYTHONHASHSEED": "1"}, cwd=ROOT
    )
    for kind in ("svg", "png", "pdf"):
        assert (tmp_path / kind).read_bytes() == draw(9, kind), kind


def test_several_threads_draw_what_one_does():
    expected = {count: draw(count) for count in (1, 2, 3)}
    found: dict[int, bytes] = {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: draw(n)})) for n in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


# ---- Pages ----


def pages_of(count: int):
    groups, _ = example(count)
    return gantt._paginate(list(gantt._blocks(groups)), 600)


def test_pages_hold_every_row_once_in_order_and_no_more_than_fits():
    groups, _ = example(200)
    pages = pages_of(200)
    assert len(pages) > 3
    assert [block.row.item.id for page in pages for block in page if block.row] == [
        row.item.id for group in groups for row in group.rows
    ]
    assert all(sum(block.height for block in page) <= 600 for page in pages)


def test_every_page_begins_with_a_heading_and_none_ends_with_one():
    pages = pages_of(200)
    assert all(page[0].heading for page in pages)
    assert not any(page[-1].heading for page in pages)
    assert pages[1][0].text == "Personcentrerad vård (forts.)"


def test_the_pdf_has_these_pages():
    assert len(re.findall(rb"/Type /Page\b(?!s)", draw(200, "pdf"))) > 3


def test_the_description_counts():
    groups, grid = example(24)
    said = gantt.describe(groups, grid)
    assert said.startswith("Tidplan 2021–2025 för 24 initiativ i 3 grupper.")
    assert "Tidplan saknas: 2." in said
    assert "Fortgår över tid: 1." in said


# ---- The page's table, made of the same rows ----


def rendered(count: int, **more) -> BeautifulSoup:
    groups, grid = example(count, **more)
    environment = Environment(loader=FileSystemLoader(templates_dir()), autoescape=True, undefined=StrictUndefined)
    environment.filters["label"] = str
    page = environment.from_string(
        '{% import "macros/timeline.html" as timeline %}{{ timeline.legend() }}'
        '{{ timeline.table(groups, grid, "Tidplan & mer") }}{{ timeline.mini_bar(little, grid) }}'
    )
    little = timeline.compact(
        TimelineItem(id=1, title="T", group="G", phases=phases(0), example=False, ongoing=False), grid=grid
    )
    return BeautifulSoup(page.render(groups=groups, grid=grid, little=little), "html.parser")


def span(cell, name: str = "colspan") -> int:
    return int(cell.get(name, 1))


@pytest.mark.parametrize("count", [0, 1, 24])
@pytest.mark.parametrize("period", [quarter(2023, 2), years(2021, 2025)])
def test_every_row_of_the_table_has_the_same_width(count, period):
    table = rendered(count, period=period).select_one(".timeline table")
    columns = len(Grid.of(period, today=TODAY).quarters) + 1
    assert sum(span(one, "span") for one in table.select("colgroup")) == columns
    # How many more lines each row header reaches down.
    reaching: list[int] = []
    for line in table.select("tr"):
        cells = line.find_all(["td", "th"], recursive=False)
        assert sum(map(span, cells)) + len(reaching) == columns
        reaching = [left - 1 for left in reaching] + [span(cell, "rowspan") - 1 for cell in cells]
        reaching = [left for left in reaching if left > 0]
    assert not reaching


def test_the_page_is_fit_for_a_strict_policy():
    soup = rendered(24)
    assert not soup.select("[style], script, style")
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_table_and_picture_show_the_same_bars():
    groups, _ = example(24)
    bars = [bar for group in groups for row in group.rows for bar in row.bars]
    cells = rendered(24).select(".timeline td.bar")
    assert [(cell["title"], span(cell)) for cell in cells] == [(bar.sentence, bar.span) for bar in bars]
    assert [f"bar--{bar.phase}" in cell["class"] for cell, bar in zip(cells, bars, strict=True)] == [True] * len(bars)


def test_each_row_is_named_linked_marked_and_said_in_words():
    groups, _ = example(24)
    rows = [row for group in groups for row in group.rows]
    heads = rendered(24).select("th[scope=row]")
    assert len(heads) == len(rows)
    for head, row in zip(heads, rows, strict=True):
        assert head.select_one("a")["href"] == row.item.href
        assert head.select_one("a").get_text(strip=True) == style.clean(row.item.title)
        assert ("Exempeldata" in head.get_text()) == row.item.example
        assert head.select_one(".timeline-words").get_text() == row.sentence
        assert span(head, "rowspan") == len(row.lanes)


def test_the_region_is_named_by_its_caption_and_can_be_reached():
    soup = rendered(1)
    region = soup.select_one("[role=region]")
    assert region["tabindex"] == "0"
    assert soup.find(id=region["aria-labelledby"]).get_text() == "Tidplan & mer"


def test_today_is_said_in_its_quarter_and_nowhere_when_outside():
    (now,) = rendered(1).select("thead .is-today")
    assert now.get_text(" ", strip=True) == "K2 kvartal 2 2023, i dag"
    assert not rendered(1, today=date(2031, 1, 1)).select(".is-today, .has-today")


def test_the_little_bar_is_a_picture_with_words():
    picture = rendered(1).select_one(".mini-bar[role=img]")
    assert picture["aria-label"].startswith("Förberedande fas kv 1 2021 – kv 3 2021 planerat")
    assert {sum(map(span, line.select("td"))) for line in picture.select("tr")} == {20}
