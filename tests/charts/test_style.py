"""The house style: words that fit, the same bytes twice, and SVG that a strict policy shows as drawn."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection
from PIL import Image

from portfolio.charts import style
from portfolio.charts.style import PHASES, Words
from portfolio.domain.phases import Phase

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[2]
STATIC = ROOT / "portfolio" / "static"


def drawing(text: str = "Mål & medel", *, kind: str = "svg"):
    """A picture with everything that matplotlib puts styles on: a pattern, a line, a word."""
    picture = style.figure(width_points=200, height_points=100)
    axes = picture.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(100, 0))
    axes.set_axis_off()
    outline = [(10, 10), (90, 10), (90, 60), (10, 60)]
    look = PHASES[Phase.DELIVERY]
    axes.add_collection(
        PolyCollection(
            [outline], facecolor=look.planned, edgecolor=look.edge, hatch="//", hatchcolor=look.planned_hatch
        ),
        autolim=False,
    )
    picture.add_artist(style.Texts([Words(20, 80, text, colour="#123456", bold=True)], format=kind))
    return picture


def saved(kind: str = "svg", text: str = "Mål & medel", **about: str) -> bytes:
    about = {"title": "Titel", "description": "Beskrivning"} | about
    return style.save(drawing(text, kind=kind), kind, **about)


def elements(svg: bytes) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter())


# ---- SVG for a strict policy ----


def test_no_element_carries_a_style_and_none_is_a_style_sheet():
    for element in elements(saved()):
        assert "style" not in element.attrib
        assert element.tag not in (f"{SVG}style", f"{SVG}metadata", f"{SVG}script")
        assert not any(name.startswith("on") for name in element.attrib)


def test_the_colours_survive_as_attributes():
    found = elements(saved())
    assert any(one.get("fill") == "#123456" for one in found if one.tag == f"{SVG}text")
    delivery = PHASES[Phase.DELIVERY]
    pattern = next(one for one in found if one.tag == f"{SVG}pattern")
    assert [one.get("fill") for one in pattern] == [delivery.planned, delivery.planned_hatch]
    assert any(one.get("stroke") == delivery.edge for one in found)


def test_what_the_dropped_sheet_said_is_inherited_from_the_root():
    root = elements(saved())[0]
    assert (root.get("stroke-linejoin"), root.get("stroke-linecap")) == ("round", "butt")


def test_every_reference_leads_to_an_id_of_its_own():
    found = elements(saved())
    ids = [one.get("id") for one in found if "id" in one.attrib]
    references = re.findall(r'(?:url\(#|href="#)([^)"]+)', saved().decode())
    assert references
    assert set(references) <= set(ids)
    assert len(ids) == len(set(ids))


def test_two_pictures_share_a_page_without_sharing_ids():
    one, other = (
        {element.get("id") for element in elements(saved(title=title)) if "id" in element.attrib}
        for title in ("Den ena", "Den andra")
    )
    assert one
    assert not one & other


def test_the_picture_has_a_swedish_name_and_description():
    root = elements(saved(title="Tid & <plan>", description="Vad som syns"))[0]
    assert (root.get("role"), root.get("lang")) == ("img", "sv")
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Tid & <plan>")
    assert (description.tag, description.text) == (f"{SVG}desc", "Vad som syns")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b", "$x^2$ och $5", "100 % \\frac{1}{2}", "]]>", '"citat"']
)
def test_text_stays_text(text):
    (word,) = [one for one in elements(saved(text=text)) if one.tag == f"{SVG}text"]
    assert word.text == text
    assert not list(word)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_title_gives_a_file_that_can_be_read(text):
    root = ET.fromstring(saved(text=text, title=text, description=text))
    assert b"\x00" not in ET.tostring(root)


# ---- The same bytes ----


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_picture_gives_the_same_bytes(kind):
    assert saved(kind) == saved(kind)


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_no_file_tells_when_or_by_what_version_it_was_made(kind):
    content = saved(kind)
    assert b"CreationDate" not in content
    assert b"dc:date" not in content
    assert b"Software" not in content


def test_another_picture_gives_other_bytes():
    assert saved("png") != saved("png", text="Något annat")


@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_each_format_is_what_it_says(kind, magic):
    assert saved(kind).startswith(magic)


def test_a_picture_knows_its_title():
    assert Image.open(BytesIO(saved("png", title="Tidplan för åren"))).text["Title"] == "Tidplan för åren"


def test_a_picture_that_is_too_big_is_drawn_coarser():
    picture = style.figure(width_points=1000, height_points=60_000)
    image = Image.open(BytesIO(style.save(picture, "png", title="", description="")))
    assert max(image.size) < 2**16
    assert image.width * image.height < 26_000_000


def test_pyplot_is_never_imported():
    code = "import sys, portfolio.charts.gantt; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


# ---- Words that fit ----


@settings(deadline=None)
@given(st.text("aWå -漢", min_size=30, max_size=200), st.floats(30, 200), st.integers(1, 9))
def test_wrapped_lines_fit_and_are_as_few_as_asked_for(text, room, lines):
    rows = style.wrap(text, width_limit=room, size=8.5, lines=lines)
    assert len(rows) <= lines
    for row in rows:
        assert style.width(row, size=8.5) <= room + 1e-6
        assert row == style.clean(row)


@settings(deadline=None)
@given(st.lists(st.text("abcdeåäö", min_size=1, max_size=12), max_size=12))
def test_nothing_is_lost_when_there_is_room(words):
    rows = style.wrap(" ".join(words), width_limit=150, size=8.5, lines=99)
    assert " ".join(rows).split() == words


def test_what_has_no_room_ends_in_an_ellipsis():
    rows = style.wrap("ord " * 60, width_limit=100, size=8.5, lines=2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")
    assert not rows[0].endswith("…")


def test_a_word_that_is_wider_than_the_line_is_cut_within():
    rows = style.wrap("patientkontraktssamordning" * 3, width_limit=60, size=8.5, lines=9)
    assert "".join(rows) == "patientkontraktssamordning" * 3
    assert all(style.width(row, size=8.5) <= 60 for row in rows)


def test_control_characters_go_and_lines_become_one():
    assert style.clean("a\x00b\x1b c\n d\x7f\ufffe") == "ab c d"


def test_letters_that_our_font_lacks_are_replaced_where_no_other_font_can_step_in():
    assert style.drawable("Mål 漢") == "Mål \ufffd"
    (word,) = [one for one in elements(saved(text="Mål 漢")) if one.tag == f"{SVG}text"]
    assert word.text == "Mål 漢"
    assert saved("png", text="Mål 漢")


def test_widths_are_those_of_the_letters_drawn():
    assert style.width("WWW", size=10) == pytest.approx(3 * style.width("W", size=10))
    assert style.width("i", size=10) < style.width("W", size=10) < style.width("W", size=10, bold=True)


# ---- Colours ----


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("phase", Phase)
def test_text_and_edges_can_be_seen(phase):
    look = PHASES[phase]
    assert contrast(style.INK, look.planned) >= 4.5
    assert contrast("#ffffff", look.actual) >= 4.5
    assert contrast(look.edge, "#ffffff") >= 3
    assert contrast(look.edge, look.planned) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, style.TODAY])
@pytest.mark.parametrize("ground", ["#ffffff", style.BAND])
def test_words_can_be_read(colour, ground):
    assert contrast(colour, ground) >= 4.5


def test_phases_differ_without_colour():
    assert len({look.pattern for look in PHASES.values()}) == len(Phase)
    for one, other in combinations(PHASES.values(), 2):
        assert contrast(one.planned, other.planned) > 1.15


def rule(css: str, selector: str) -> str:
    return css.split(f"{selector} {{", 1)[1].split("}", 1)[0]


@pytest.mark.parametrize("phase", Phase)
def test_the_page_has_the_colours_of_the_picture(phase):
    declared = rule((STATIC / "timeline.css").read_text(encoding="utf-8"), f".bar--{phase}")
    look = PHASES[phase]
    for name, colour in (
        ("planned", look.planned),
        ("edge", look.edge),
        ("actual", look.actual),
        ("planned-mark", look.planned_hatch),
        ("actual-mark", look.actual_hatch),
    ):
        assert f"--bar-{name}: {colour};" in declared
