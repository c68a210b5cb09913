"""Sheets as files: SVG that a strict policy shows as drawn, PNG, and PDF with a page for each sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from portfolio.charts import style
from portfolio.charts.sheet import Layer, Point, Sheet
from portfolio.charts.style import Format, Words

_FONTS = escape(", ".join(style.FONTS))


def written(sheets: Sequence[Sheet], kind: Format, *, title: str, description: str) -> bytes:
    """The sheets as one file, the same bytes for the same sheets. SVG and PNG hold the first one alone."""
    if kind == "svg":
        return svg(sheets[0], title=title, description=description)
    with style.LOCK:
        figures = [_figure(sheet, kind) for sheet in sheets]
        if kind == "pdf":
            return style.save_pages(figures, title=title, description=description)
        return style.save(figures[0], kind, title=title, description=description)


def svg(sheet: Sheet, *, title: str, description: str) -> bytes:
    """The sheet as SVG: presentation attributes alone, ids of its own, and text that stays text."""
    body = [_shape(layer, shapes) for layer, shapes in sheet.layers()] + [_text(words) for words in sheet.words]
    drawn = "\n".join(body)
    own = "c" + hashlib.sha256((title + drawn).encode()).hexdigest()[:10]
    wide, high = _number(sheet.width), _number(sheet.height)
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}" '
        f'role="img" lang="sv" xml:lang="sv" aria-labelledby="{own}-title {own}-desc" font-family="{_FONTS}">\n'
        f'<title id="{own}-title">{escape(style.clean(title))}</title>\n'
        f'<desc id="{own}-desc">{escape(style.clean(description))}</desc>\n'
        f'<path d="M0 0H{wide}V{high}H0Z" fill="#ffffff"/>\n{drawn}\n</svg>\n'
    ).encode()


def _shape(layer: Layer, shapes: Iterable[Sequence[Point]]) -> str:
    if layer.width:
        return f'<path d="{_data(shapes)}" fill="none" stroke="{layer.colour}" stroke-width="{layer.width}"/>'
    return f'<path d="{_data(shapes, end="Z")}" fill="{layer.colour}"/>'


def _data(shapes: Iterable[Sequence[Point]], *, end: str = "") -> str:
    return "".join("M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in points]) + end for points in shapes)


def _text(words: Words) -> str:
    weight = ' font-weight="bold"' if words.bold else ""
    slant = ' font-style="italic"' if words.italic else ""
    return (
        f'<text x="{words.x:.1f}" y="{words.y:.1f}" font-size="{_number(words.size)}" fill="{words.colour}"'
        f"{weight}{slant}>{escape(style.clean(words.text))}</text>"
    )


def _number(value: float) -> str:
    return f"{value:g}"


def _figure(sheet: Sheet, kind: Format) -> Figure:
    """One figure whose data units are points from the upper left corner, with an artist for each layer."""
    figure = style.figure(width_points=sheet.width, height_points=sheet.height)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, sheet.width), ylim=(sheet.height, 0))
    axes.set_axis_off()
    for number, (layer, shapes) in enumerate(sheet.layers()):
        path = _path(shapes, closed=not layer.width)
        if layer.width:
            patch = PathPatch(path, fill=False, edgecolor=layer.colour, linewidth=layer.width, capstyle="butt")
        else:
            patch = PathPatch(path, facecolor=layer.colour, linewidth=0)
        patch.set_zorder(number)
        # Where it lies is known: what matplotlib would reckon for limits and clipping is never asked for.
        patch.set_transform(axes.transData)
        patch.set_clip_on(False)
        figure.add_artist(patch)
    words = style.Texts(sheet.words, format=kind)
    words.set_zorder(len(sheet.shapes))
    figure.add_artist(words)
    return figure


def _path(shapes: Sequence[Sequence[Point]], *, closed: bool) -> Path:
    """All the shapes of a layer as one path."""
    points: list[Point] = []
    codes: list[int] = []
    start, on, back = int(Path.MOVETO), int(Path.LINETO), int(Path.CLOSEPOLY)
    for shape in shapes:
        points += shape
        codes += [start, *([on] * (len(shape) - 1))]
        if closed:
            points.append(shape[0])
            codes.append(back)
    return Path(np.array(points), np.array(codes, dtype=Path.code_type))
