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

from portfolio.charts import gantt, patterns, style
from portfolio.charts.sheet import PAPERS
from portfolio.charts.style import Words
from portfolio.domain import timeline
from portfolio.domain.periods import Period, quarter, until, years
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline import (
    ActivityTime,
    EffectTimes,
    Grid,
    Mark,
    MarkKind,
    TimelineGroup,
    TimelineItem,
    Zoom,
)
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


def marks(number: int) -> tuple[Mark, ...]:
    """Everything that can happen, so close that it shares columns."""
    kinds = list(MarkKind)
    return tuple(
        Mark(date(2021 + (number + step) % 5, 1 + step, 9), kinds[step % 3], f"Händelse {step}") for step in range(9)
    )


def example(
    count: int, *, period: Period | None = None, today: date = TODAY, zoom: Zoom = Zoom.QUARTER, full: bool = False
) -> tuple[tuple[TimelineGroup, ...], Grid]:
    """So many initiatives; ``full`` ones have effects, marks and activities besides their phases."""
    grid = Grid.of(period or years(2021, 2025), today=today, zoom=zoom)
    items = [
        TimelineItem(
            id=number,
            title=TITLES[number % len(TITLES)],
            group=AREAS[number * len(AREAS) // count],
            phases=phases(number),
            example=number % 4 == 0,
            ongoing=number % 16 == 11,
            href=f"/initiativ/{number}",
            marks=marks(number) if full else (),
            effects=EffectTimes(quarter(2022, 3), quarter(2024, 1), years(2027, 2027)) if full else None,
            activities=(
                ActivityTime(1, LONG[:140], quarter(2021, 4), "pågår"),
                ActivityTime(2, "Utbilda", until(quarter(2022, 4))),
                ActivityTime(3, "Informera"),
            )
            if full and number % 5 == 0
            else (),
            activity_count=3 if full and number % 5 == 0 else 0,
            toggle=f"/tidplan?oppna={number}",
        )
        for number in range(count)
    ]
    return timeline.groups(items, grid=grid, names=[*AREAS, "Tom grupp"]), grid


def laid_out(count: int, *, paper: str = "a3", title: str = "Initiativens tidplan 2021–2025", **more):
    notes = more.pop("notes", ())
    groups, grid = example(count, **more)
    return gantt.lay_out(groups, grid, title=title, notes=notes, source_note="Källa: planen", paper=PAPERS[paper])


def draw(count: int, kind: str = "svg", *, number: int = 1, **more) -> bytes:
    return laid_out(count, **more).file(kind, number)


def texts(svg: bytes) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]


def all_texts(count: int, **more) -> list[str]:
    """The words of every page."""
    drawing = laid_out(count, **more)
    return [words.text for number in range(drawing.count) for words in drawing.sheet(number + 1).words]


def positions(svg: bytes) -> list[tuple[str, float]]:
    """Each text with where it begins."""
    return [(one.text or "", float(one.attrib["x"])) for one in ET.fromstring(svg).iter(f"{SVG}text")]


# ---- The picture ----


def test_the_picture_says_what_it_shows():
    drawing = laid_out(24)
    words = [text for number in range(1, drawing.count + 1) for text in texts(drawing.file("svg", number))]
    for expected in (
        "Initiativens tidplan 2021–2025",
        *("2021", "2022", "2023", "2024", "2025"),
        *(*AREAS, "Tom grupp", "Inga initiativ"),
        *("Fas 1: Förberedande fas", "Fas 2: Lösningsutformning och införande", "Fas 3: Effekthanteringsfas"),
        *("Planerat", "Så blev det", "i dag", "tidplan saknas", "fortgår över tid"),
        *("Källa: planen · Läget 14 maj 2023", f"Sida 1 av {drawing.count}"),
    ):
        assert expected in words, expected
    assert words.count("K1") == 5 * drawing.count
    assert words.count("Exempeldata") == 6
    assert words.count("Patientkontrakt") == 8


def test_every_bar_has_its_number_or_letter():
    groups, _ = example(24, full=True)
    bars = [bar for group in groups for row in group.rows for bar in row.bars]
    words, pages = all_texts(24, full=True), laid_out(24, full=True).count
    # Each phase, and the effect, stand once more in every page's legend.
    for text in "123E":
        assert words.count(text) == sum(bar.text == text for bar in bars) + pages


def test_effects_marks_and_activities_are_drawn_where_there_are_any_and_explained():
    words = all_texts(6, full=True)
    for expected in ("Effekten väntas och följs upp", "Aktivitet", "Utbilda", "t.o.m. kv 4 2022", "Informera"):
        assert expected in words, expected
    assert "tid inte angiven" in words
    assert any(re.fullmatch("B?G?M?", text) for text in words if text)
    plain = all_texts(6)
    assert not {"Effekten väntas och följs upp", "Aktivitet"} & set(plain)
    assert not any("grind" in text for text in plain)


def test_notes_stand_below_the_legend():
    assert "Påhittade tider" in texts(draw(1, notes=["Påhittade tider"]))


def test_titles_are_text_and_never_markup_or_mathematics():
    svg = draw(3)
    assert "<script>alert('x')</script> & $kostnad$ 漢" in texts(svg)
    assert b"<script" not in svg


def test_a_long_title_is_broken_and_never_reaches_the_bars():
    for text, x in positions(draw(24)):
        if x < 60 and text in LONG:
            assert x + style.width(text, size=8.5) < PAPERS["a3"].left - 10
    lines = [text for text, _ in positions(draw(24)) if text and text in LONG]
    assert lines


def test_a_title_without_end_is_cut():
    grid = Grid.of(years(2021, 2025), today=TODAY)
    item = TimelineItem(id=1, title="ord " * 200, group="G", phases={}, example=False, ongoing=False)
    svg = gantt.lay_out(timeline.groups([item], grid=grid), grid, title="T", source_note="").file("svg")
    assert sum(text.startswith("ord ") for text in texts(svg)) == 4
    assert any(text.endswith("…") for text in texts(svg))


@pytest.mark.parametrize("today", [date(2019, 1, 1), date(2031, 1, 1)])
def test_no_line_for_a_today_outside_the_plan(today):
    assert "i dag" not in texts(draw(5, today=today))


def box_of(words: Words) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line of text as our own font draws it; letters that hang are let out."""
    return (
        words.x,
        words.y - words.size * 0.72,
        words.x + style.width(words.text, size=words.size, bold=words.bold),
        words.y,
    )


def hold(drawing: gantt.Drawing, number: int) -> None:
    """No two lines of text lie over each other, no name reaches the bars, and nothing lies outside the paper."""
    sheet, of = drawing.sheet(number), drawing.frame
    for words in sheet.words:
        if words.x < of.paper.left and of.top < words.y < sheet.height - 20 and not words.bold:
            assert box_of(words)[2] < of.paper.left, words.text
    boxes = sorted((box_of(words), words.text) for words in sheet.words)
    for (left, top, right, bottom), text in boxes:
        assert left >= 0, text
        assert right <= sheet.width + 0.01, text
        assert top >= 0, text
        assert bottom <= sheet.height, text
    for index, ((_, top, right, bottom), text) in enumerate(boxes):
        for (left, other_top, _right, other_bottom), other in boxes[index + 1 :]:
            if left >= right - 0.01:
                break
            assert other_top >= bottom - 0.01 or other_bottom <= top + 0.01, f"{text!r} and {other!r}"
    for shapes in sheet.shapes.values():
        for x, y in (point for shape in shapes for point in shape):
            assert -0.01 <= x <= sheet.width + 0.01
            assert -0.01 <= y <= sheet.height + 0.01


SPANS = {"one quarter": quarter(2023, 2), "one year": years(2023, 2023), "five": years(2021, 2025)}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("zoom", Zoom)
@pytest.mark.parametrize("period", [*SPANS.values(), years(2010, 2029), years(1950, 2049)], ids=str)
def test_text_fits_whatever_the_time_the_paper_and_the_zoom(period, zoom, paper):
    title = f"{LONG[:140]}: 12 initiativ"
    drawing = laid_out(12, period=period, zoom=zoom, paper=paper, full=True, title=title, notes=[LONG])
    for number in range(1, drawing.count + 1):
        hold(drawing, number)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("count", [0, 1, 200])
def test_text_fits_however_many_initiatives_there_are(count, paper):
    drawing = laid_out(count, paper=paper, full=True)
    for number in range(1, drawing.count + 1):
        hold(drawing, number)


@pytest.mark.parametrize("count", [0, 1, 24])
def test_any_number_of_initiatives_becomes_a_file(count):
    assert ET.fromstring(draw(count)).find(f"{SVG}title").text == "Initiativens tidplan 2021–2025"
    assert draw(count, "pdf").startswith(b"%PDF")


def test_a_thousand_initiatives_take_few_elements_a_page():
    # One element for each look, not one for each bar.
    assert len(list(ET.fromstring(draw(1000, full=True)).iter(f"{SVG}path"))) <= 40


@pytest.mark.parametrize("period", [quarter(2023, 2), years(1950, 2049)])
@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_any_span_of_time_can_be_drawn(period, kind):
    assert draw(2, kind, period=period)


def test_the_pattern_of_a_bar_ends_where_the_bar_does():
    for pattern in ("dots", "falling", "crossed", "upright", "level"):
        segments = list(patterns.lines(pattern, 10.3, 20.1, 47.9, 31.0))
        assert len(segments) > 3
        for x, y in (point for segment in segments for point in segment):
            assert 10.3 <= round(x, 6) <= 47.9, pattern
            assert 20.1 <= round(y, 6) <= 31.0, pattern
        assert not list(patterns.lines(pattern, 10.0, 20.0, 10.0, 20.0)) or pattern in ("upright", "level")


@pytest.mark.parametrize("period", [years(2010, 2029), years(1950, 2049)])
def test_headings_never_stand_over_each_other(period):
    found = sorted((x, text) for text, x in positions(draw(1, period=period)) if re.fullmatch(r"(19|20)\d\d", text))
    assert found
    for (x, text), (following, _) in pairwise(found):
        assert x + style.width(text, size=9, bold=True) < following


def test_nothing_is_drawn_without_any_group():
    grid = Grid.of(years(2021, 2025), today=TODAY)
    assert "Inga initiativ" in texts(gantt.lay_out((), grid, title="Tom", source_note="").file("svg"))


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
        "[pathlib.Path(sys.argv[1], kind).write_bytes(draw(2, kind)) for kind in ('svg', 'png', 'pdf')]"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, env={**os.environ, "PYTHONHASHSEED": "1"}, cwd=ROOT
    )
    for kind in ("svg", "png", "pdf"):
        assert (tmp_path / kind).read_bytes() == draw(2, kind), kind


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


def test_pages_hold_every_row_once_in_order_and_no_more_than_fits():
    groups, _ = example(200)
    drawing = laid_out(200)
    assert drawing.count > 3
    assert [block.row.item.id for page in drawing.pages for block in page if block.row] == [
        row.item.id for group in groups for row in group.rows
    ]
    assert all(sum(block.height for block in page) <= drawing.frame.room for page in drawing.pages)
    assert laid_out(200, paper="a4").count > drawing.count


def test_every_page_repeats_title_legend_and_headings_and_none_ends_with_one():
    drawing = laid_out(200)
    assert all(page[0].heading for page in drawing.pages)
    assert not any(page[-1].heading for page in drawing.pages)
    assert drawing.pages[1][0].text == "Personcentrerad vård (forts.)"
    for number in (1, drawing.count):
        words = texts(drawing.file("svg", number))
        for expected in ("Initiativens tidplan 2021–2025", "Fas 1: Förberedande fas", "2023", f"Sida {number} av"):
            assert any(text.startswith(expected) for text in words), expected


def test_the_pdf_has_these_pages():
    drawing = laid_out(40)
    assert len(re.findall(rb"/Type /Page\b(?!s)", drawing.file("pdf"))) == drawing.count > 1


def test_the_description_counts():
    groups, grid = example(24)
    said = gantt.describe(groups, grid)
    assert said.startswith("Tidplan 2021–2025 för 24 initiativ i 3 grupper.")
    assert "Tidplan saknas: 2." in said
    assert "Fortgår över tid: 1." in said


# ---- The page's table, made of the same rows ----


def rendered(count: int, *, full: bool = True, **more) -> BeautifulSoup:
    groups, grid = example(count, full=full, **more)
    environment = Environment(loader=FileSystemLoader(templates_dir()), autoescape=True, undefined=StrictUndefined)
    environment.filters["label"] = str
    page = environment.from_string(
        '{% import "macros/timeline.html" as timeline %}{{ timeline.legend(details=true, activities=true) }}'
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
    groups, _ = example(24, full=True)
    rows = [row for group in groups for row in group.rows]
    bars = [
        cell
        for row in rows
        for lane in (*row.lanes, *(activity.lane for activity in row.activities))
        for cell in lane
        if cell.is_bar
    ]
    cells = rendered(24).select(".timeline td.bar")
    assert [(cell["title"], span(cell)) for cell in cells] == [(bar.sentence, bar.span) for bar in bars]
    for cell, bar in zip(cells, bars, strict=True):
        assert f"bar--{bar.phase or bar.aspect}" in cell["class"]
    told = [cell for row in rows for cell in row.lanes[-1] if cell.is_marks]
    drawn = rendered(24).select(".timeline td.marks")
    assert [(one["title"], one.get_text(strip=True)) for one in drawn] == [(one.sentence, one.letters) for one in told]


def test_each_row_is_named_linked_marked_and_said_in_words():
    groups, _ = example(24, full=True)
    rows = [row for group in groups for row in group.rows]
    heads = rendered(24).select("tr:not(.timeline-activity) > th[scope=row]")
    assert len(heads) == len(rows)
    for head, row in zip(heads, rows, strict=True):
        assert head.select_one("a")["href"] == row.item.href
        assert head.select_one("a").get_text(strip=True) == style.clean(row.item.title)
        assert ("Exempeldata" in head.get_text()) == row.item.example
        assert head.select_one(".timeline-words").get_text() == row.sentence
        fold = head.select_one(".timeline-fold")
        assert (fold["href"] if fold else None) == (row.item.toggle if row.activities else None)
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
