"""The annual wheel as a picture: everything on the paper, each kind by its own shape, and the same as was looked at."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from portfolio.charts import annual_wheel, style
from portfolio.charts.annual_wheel import MARKS, draw
from portfolio.charts.sheet import PAPERS
from portfolio.domain.annual_wheel import Entry, Wheel, WheelKind, every_months, measured, occurrences, wheel
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import parse
from tests.charts.test_pictures import FEW, FOLDER, WIDTH, difference

PLAN = "Närmare Kronobergaren <2024> & $framåt$"
LONG = "Samordnad individuell plan med gemensam digital vårdbegäran mellan region och kommuner " * 3


def full(values: int = 12) -> Wheel:
    """A year with everything that comes back, and more in some months than there is room for."""
    monthly = [one for _, one in measured(Frequency.MONTH, 2024, start=date(2023, 1, 1), grace_days=30)]
    names = [f"Mätetal {number}" for number in range(values)]
    entries = [Entry(WheelKind.MEASUREMENT, name, row, monthly, example=True) for row, name in enumerate(names)]
    entries += [
        Entry(WheelKind.ACTIVITY, LONG, 1, occurrences(parse("kvartal 1 och 3"), 2024)),
        Entry(WheelKind.MEETING, "Styrgruppen möts", 2, occurrences(parse("varje månad"), 2024)),
        Entry(WheelKind.FOLLOW_UP, "Planen följs upp", 3, every_months(4, 2024, start=date(2023, 11, 1))),
        Entry(WheelKind.REVISION, "Planen revideras", 4, every_months(12, 2024, start=date(2022, 3, 1))),
    ]
    return wheel(entries, 2024)


def sheet(told: Wheel, today: date):
    return annual_wheel._sheet(told, title=PLAN, today=today, source="Källa: planen")


@pytest.mark.parametrize("month", range(1, 13))
def test_every_word_stands_on_the_paper_and_none_over_another(month: int) -> None:
    words = sheet(full(40), date(2024, month, 15)).words
    paper = PAPERS["a4"]
    boxes = []
    for one in words:
        wide = style.width(one.text, size=one.size, bold=one.bold)
        assert one.x >= 20, one.text
        assert one.x + wide <= paper.width - 20, one.text
        assert one.y - one.size >= 20, one.text
        assert one.y <= paper.height - 8, one.text
        boxes.append((one.x, one.y - one.size * 0.7, one.x + wide, one.y, one.text))
    for index, (left, top, right, bottom, text) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (text, other[4])


def test_the_month_that_is_now_is_told_by_words_and_edge_and_what_has_no_room_is_counted() -> None:
    told = [one.text for one in sheet(full(40), date(2024, 3, 15)).words]
    assert told[0].startswith("Det här händer i mars: 80 mätvärden, 1 aktivitet, 1 möte, 1 uppföljning")
    assert "nu" in told
    assert "Mars" in told
    [rest] = [one for one in told if one.startswith("och ") and one.endswith(" till")]
    # Each that is shown has its time on a line of its own.
    assert int(rest.split()[1]) + sum("senast" in one for one in told) == 84
    assert told.count("Mätvärde") == told.count("Revidering") == 1
    assert "Märkt * är exempeldata." in told
    another = [one.text for one in sheet(full(1), date(2025, 3, 15)).words]
    assert "nu" not in another
    edges = [layer for layer, _ in sheet(full(1), date(2025, 3, 15)).layers() if layer.colour == style.TODAY]
    assert edges == []
    empty = [one.text for one in sheet(wheel([], 2024), date(2024, 3, 15)).words]
    assert empty.count("–") == 12
    assert "0 tillfällen" in empty


def test_each_kind_has_a_shape_of_its_own_that_needs_no_colour() -> None:
    shapes = {(len(look.corners), look.corners[0], look.filled) for look in MARKS.values()}
    assert set(MARKS) == set(WheelKind)
    assert len(shapes) == len(WheelKind)


def test_it_is_a_file_of_each_kind_the_same_bytes_each_time() -> None:
    def made(kind: style.Format) -> bytes:
        return draw(full(), title=PLAN, today=date(2024, 3, 15), source="Källa: planen", format=kind)

    svg = made("svg")
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert b" style=" not in svg
    texts = [str(one.text) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any(PLAN in text for text in texts)
    description = str(root.findtext("{http://www.w3.org/2000/svg}desc"))
    assert "mars: 24 mätvärden, 1 aktivitet, 1 möte, 1 uppföljning och 1 revidering" in description
    assert made("pdf").startswith(b"%PDF")
    assert made("pdf") == made("pdf")
    assert svg == made("svg")


def test_the_picture_looks_as_it_did(tmp_path) -> None:
    content = draw(full(), title=PLAN, today=date(2024, 3, 15), source="Källa: planen", format="png")
    image = Image.open(BytesIO(content)).convert("RGB")
    small = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    found = ImageOps.posterize(small, 4)
    path = FOLDER / "a4-wheel.png"
    if os.environ.get("ACCEPT_PICTURES"):
        found.save(path, optimize=True)
    share = difference(found, Image.open(path))
    if share > FEW:
        found.save(tmp_path / path.name)
    assert share <= FEW, f"{path.name} looks different; see {tmp_path / path.name}, and accept it with 'make pictures'"
