"""The house style of every drawn picture: colours, patterns, fonts, words that fit, and bytes that are safe to serve.

Figures are made with ``matplotlib.figure.Figure`` alone: pyplot keeps global state that grows in a server.
matplotlib is not safe for threads, so whoever draws holds ``LOCK`` from the first artist to the last byte.
"""

from __future__ import annotations

import hashlib
import io
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matplotlib import ft2font, rcParams
from matplotlib.artist import Artist
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from portfolio.domain.phases import Phase
from portfolio.domain.timeline import Aspect

Format = Literal["svg", "png", "pdf"]

LOCK = threading.RLock()

#: DejaVu Sans comes with matplotlib; the others are what a reader's machine may have, and all of them are narrower.
FONTS = ("DejaVu Sans", "Inter", "Arial", "sans-serif")

rcParams.update(
    {
        # Arial and Inter are for the reader's browser; matplotlib itself would warn that it cannot find them.
        "font.family": ["DejaVu Sans"],
        "svg.fonttype": "none",
        "svg.hashsalt": "nyttoportfoljen",
        "pdf.fonttype": 42,
        "hatch.linewidth": 0.7,
        # Unhinted letters are drawn more than twice as fast, and keep their widths at every size.
        "text.hinting": "none",
        "text.parse_math": False,
        "path.simplify": False,
    }
)

INK, MUTED, LINE, LINE_STRONG, BAND = "#1e2b3c", "#4a5666", "#d5d9de", "#8f99a5", "#eef1f4"
TODAY = "#a3123a"


@dataclass(frozen=True)
class PhaseStyle:
    """How one phase looks, told apart by lightness and pattern as well as by hue.

    ``planned`` and ``actual`` are fills, ``edge`` stands at least 3:1 against white and against ``planned``.
    """

    planned: str
    edge: str
    pattern: Literal["dots", "falling", "crossed", "upright", "level"]
    planned_hatch: str
    actual: str
    actual_hatch: str

    def fill(self, aspect: Aspect) -> str:
        """The plain colour of the bar."""
        return self.actual if aspect == "actual" else self.planned

    def mark(self, aspect: Aspect) -> str:
        """The colour of the pattern."""
        return self.actual_hatch if aspect == "actual" else self.planned_hatch


#: The same colours stand in ``static/timeline.css``; a test holds them together.
PHASES = {
    Phase.PREPARATION: PhaseStyle("#e3ecf8", "#2b5c9e", "dots", "#9db9df", "#2b5c9e", "#7fa6dc"),
    Phase.DELIVERY: PhaseStyle("#f7d08a", "#8a5200", "falling", "#cf9436", "#8a5200", "#c98f45"),
    Phase.REALISATION: PhaseStyle("#8cc7ae", "#124a31", "crossed", "#5fa486", "#124a31", "#4d8f70"),
}

#: What is no phase: the time in which effects come, and activities.
EFFECT = PhaseStyle("#eadff5", "#5b2a86", "upright", "#b699d2", "#5b2a86", "#b699d2")
ACTIVITY = PhaseStyle("#f4f5f7", "#4a5666", "level", "#c3c9d0", "#4a5666", "#c3c9d0")


def look(phase: Phase | None, aspect: Aspect) -> PhaseStyle:
    """How a bar looks."""
    if phase is not None:
        return PHASES[phase]
    return EFFECT if aspect == "effect" else ACTIVITY


_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: What XML cannot hold at all; a NUL in a title would otherwise make a file that no reader opens.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
_LONG_DECIMAL = re.compile(r"(\.\d\d)\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
#: Agg refuses 65,536 pixels in either direction, and memory asks for a limit of the area.
_MAX_SIDE, _MAX_AREA, _DPI = 60_000, 25_000_000, 120


@dataclass(frozen=True)
class Words:
    """One line of text; x and y are points from the picture's upper left corner, y that of the baseline."""

    x: float
    y: float
    text: str
    size: float = 8.5
    colour: str = INK
    bold: bool = False
    italic: bool = False


class Texts(Artist):
    """Draws every line of text of a picture as one artist: thousands of Text artists would cost most of the time."""

    def __init__(self, lines: Iterable[Words], *, format: Format) -> None:  # noqa: A002 - matplotlib's own word
        super().__init__()
        # A browser has other fonts to turn to; a picture and a printed page have only ours.
        readable = clean if format == "svg" else drawable
        self._lines = tuple((line, readable(line.text)) for line in lines)
        self.set_zorder(10)

    def draw(self, renderer) -> None:  # type: ignore[no-untyped-def]
        """Put the lines where they stand; ``$`` is a letter here, never mathematics."""
        figure = self.get_figure(root=True)
        if figure is None:
            return
        scale, height = figure.dpi / 72, figure.bbox.height
        for line, text in self._lines:
            context = renderer.new_gc()
            context.set_foreground(line.colour)
            y = line.y * scale if renderer.flipy() else height - line.y * scale
            renderer.draw_text(context, line.x * scale, y, text, _font(line.bold, line.italic, line.size), 0)
            context.restore()


def clean(text: str) -> str:
    """One line of text without what no file format can hold (NUL and other control characters)."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


def drawable(text: str) -> str:
    """The same, with a replacement character for what our font has no letter for."""
    return "".join(c if _advance(c, False) >= 0 else "\ufffd" for c in clean(text))


def width(text: str, *, size: float, bold: bool = False) -> float:
    """How wide a line is in points, without kerning; a letter that our font lacks counts as a full em."""
    return sum(advance if (advance := _advance(c, bold)) >= 0 else 1.0 for c in text) * size


def wrap(text: str, *, width_limit: float, size: float, lines: int, bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most so many lines of that width; what has no room is replaced by an ellipsis."""
    rows: list[str] = []
    rest = clean(text)
    while rest and len(rows) < lines:
        fits = _fitting(rest, width_limit / size, bold)
        if fits < len(rest) and len(rows) == lines - 1:
            cut = _fitting(rest, width_limit / size - _advance("…", bold), bold)
            rows.append(rest[:cut].rstrip() + "…")
            break
        # A word that is wider than the line is cut within; it would otherwise run into the bars.
        cut = fits if fits == len(rest) else rest.rfind(" ", 1, fits + 1) if " " in rest[1 : fits + 1] else fits
        rows.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(rows)


def _fitting(text: str, ems: float, bold: bool) -> int:
    """How many of the first characters fit; always at least one, so that breaking comes to an end."""
    used = 0.0
    for index, character in enumerate(text):
        advance = _advance(character, bold)
        used += advance if advance >= 0 else 1.0
        if used > ems:
            return max(index, 1)
    return len(text)


@lru_cache(maxsize=64)
def _font(bold: bool, italic: bool, size: float) -> FontProperties:
    return FontProperties(
        family=["DejaVu Sans"], weight="bold" if bold else "normal", style="italic" if italic else "normal", size=size
    )


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:
    """The width of one letter in ems, or -1 when the font lacks it."""
    with LOCK:
        font = get_font(findfont(_font(bold, False, 10)))
        if font.get_char_index(ord(character)) == 0:
            return -1.0
        font.set_size(100, 72)
        return font.load_char(ord(character), flags=ft2font.LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


def figure(*, width_points: float, height_points: float) -> Figure:
    """An empty white figure of that size."""
    return Figure(figsize=(width_points / 72, height_points / 72), dpi=72, facecolor="white")


def save(picture: Figure, format: Format, *, title: str, description: str, dpi: int = _DPI) -> bytes:  # noqa: A002
    """The picture's bytes, the same for the same picture; SVG may stand in a page under a strict CSP.

    ``dpi`` is that of PNG, and less where the picture would be too large.
    """
    if format == "pdf":
        return save_pages([picture], title=title, description=description)
    title, description = clean(title), clean(description)
    buffer = io.BytesIO()
    with LOCK:
        if format == "svg":
            picture.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
            return strict_svg(buffer.getvalue(), title=title, description=description)
        picture.savefig(
            buffer,
            format="png",
            dpi=_dpi(picture, dpi),
            metadata={"Software": None, "Title": title, "Description": description},
            pil_kwargs={"compress_level": 1},
        )
    return buffer.getvalue()


def save_pages(pictures: Sequence[Figure], *, title: str, description: str) -> bytes:
    """One PDF with a page for each picture, without a date, so that equal content gives equal bytes."""
    buffer = io.BytesIO()
    about = {"Title": clean(title), "Subject": clean(description), "Creator": "Nyttoportföljen", "CreationDate": None}
    with LOCK, PdfPages(buffer, metadata=about) as pages:
        for picture in pictures:
            pages.savefig(picture)
    return buffer.getvalue()


def _dpi(picture: Figure, wanted: int) -> float:
    wide, high = picture.get_size_inches()
    return float(min(wanted, _MAX_SIDE / max(wide, high), (_MAX_AREA / (wide * high)) ** 0.5))


def strict_svg(raw: bytes, *, title: str, description: str, id_prefix: str = "") -> bytes:
    """matplotlib's SVG made fit for a page whose policy refuses inline styles.

    Styles become presentation attributes (else everything turns black), the ``*{}`` rule and the metadata go, ids get
    a prefix of their own so that two pictures can share a page, and title and description come first.
    """
    prefix = id_prefix or "c" + hashlib.sha256(raw + title.encode()).hexdigest()[:10]
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(raw)  # noqa: S314 - written by matplotlib a moment ago, not sent by anybody
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        _present(element)
        _prefix(element, prefix)
    for path in root.iterfind(".//{*}pattern/{*}path"):
        # Dots are drawn as curves with six decimals each, which would be most of a small picture's bytes.
        path.set("d", _LONG_DECIMAL.sub(r"\1", path.get("d", "")))
    # What the dropped rule said of every element is inherited from the root instead.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt", "role": "img", "lang": "sv", _XML_LANG: "sv"}
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    for name, text in (("desc", description), ("title", title)):
        element = ET.Element(f"{{{_SVG}}}{name}", {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(0, element)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _present(element: ET.Element) -> None:
    """Turn the style attribute into attributes of the same names."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            element.set(name.strip(), value.strip())
    if "font-family" in element.attrib:
        element.set("font-family", ", ".join(FONTS))


def _prefix(element: ET.Element, prefix: str) -> None:
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{prefix}-{value}")
        elif name in ("href", f"{{{_XLINK}}}href") and value.startswith("#"):
            element.set(name, f"#{prefix}-{value[1:]}")
        elif "url(#" in value:
            element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
