"""Pictures as they are seen: held against those in ``pictures/``, so that none changes without somebody looking at it.

A change that is meant is accepted with ``make pictures``, which draws them anew; look at them before you commit them.
Letters come from the font that ships with matplotlib, and are compared blurred: another machine's rounding is no
change.
"""

from __future__ import annotations

import os
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageOps

from portfolio.charts import gantt, style
from portfolio.charts.sheet import PAPERS
from portfolio.domain.periods import years
from portfolio.domain.timeline import Zoom
from tests.charts.test_gantt import example

FOLDER = Path(__file__).parent / "pictures"
WIDTH = 800

#: How far apart two blurred pixels may lie, and how large a share of them may lie farther apart.
NEAR, FEW = 24, 0.0001

PICTURES = {
    "a3-quarters": {"count": 9, "paper": "a3"},
    "a4-years": {"count": 6, "paper": "a4", "zoom": Zoom.YEAR, "period": years(2012, 2031)},
    "a4-empty": {"count": 0, "paper": "a4", "today": date(2031, 1, 1)},
}


def drawn(count: int, paper: str, **more) -> Image.Image:
    groups, grid = example(max(count, 1), full=True, **more)
    title = "Närmare Kronobergaren: initiativens tidplan"
    drawing = gantt.lay_out(
        groups if count else (), grid, title=title, source_note="Källa: planen", paper=PAPERS[paper]
    )
    image = Image.open(BytesIO(drawing.file("png"))).convert("RGB")
    small = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    # Fewer shades are a third of the bytes, and more than enough to be told apart by.
    return ImageOps.posterize(small, 4)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that anybody would see the difference of; all of them when the sizes differ."""
    if one.size != other.size:
        return 1.0
    blurred = [image.convert("RGB").filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    bands = ImageChops.difference(*blurred).split()
    worst = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(worst.histogram()[NEAR + 1 :]) / (one.width * one.height)


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_looks_as_it_did(name, tmp_path):
    found = drawn(**PICTURES[name])
    path = FOLDER / f"{name}.png"
    if os.environ.get("ACCEPT_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        found.save(path, optimize=True)
    share = difference(found, Image.open(path))
    if share > FEW:
        found.save(tmp_path / path.name)
    assert share <= FEW, f"{path.name} looks different; see {tmp_path / path.name}, and accept it with 'make pictures'"


def test_a_picture_that_changed_is_noticed(monkeypatch):
    before = drawn(**PICTURES["a3-quarters"])
    monkeypatch.setattr(style, "TODAY", "#12803a")
    assert difference(before, drawn(**PICTURES["a3-quarters"])) > FEW
    monkeypatch.undo()
    monkeypatch.setattr(gantt, "PAD", 5.0)
    assert difference(before, drawn(**PICTURES["a3-quarters"])) > FEW
    monkeypatch.undo()
    monkeypatch.setattr(gantt, "EXAMPLE", "Exempel")
    assert difference(before, drawn(**PICTURES["a3-quarters"])) > FEW
    monkeypatch.undo()
    assert difference(before, drawn(**PICTURES["a3-quarters"])) == 0
