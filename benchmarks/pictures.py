"""What the timeline's pictures and page cost: a thousand initiatives, against the least that could draw the same.

The floor draws the same bars, labels and patterns on the same pages in the quickest form that matplotlib has: one
collection for each colour, one artist for all labels, text kept as text, PNG hardly compressed. It gets for nothing
where everything lies, and draws neither title, legend, years nor footer. The page is held against a bare template that
writes the same table, and a picture that is asked for again against the one that was drawn.
"""

from __future__ import annotations

import gc
import io
import resource
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path as FilePath

import jinja2
import matplotlib as mpl
from flask import render_template_string
from matplotlib.artist import Artist
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from benchmarks.measuring import queries, seconds
from benchmarks.portfolios import PLAN, make_site
from portfolio.charts import gantt, gantt_frame, style
from portfolio.charts.sheet import Sheet
from portfolio.domain import timeline
from portfolio.domain.periods import quarter, years
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline import Grid, TimelineGroup, TimelineItem
from portfolio.services import timeline_files

SIZE, AREAS, FORMATS = 1000, 8, ("svg", "png", "pdf")
PATH = f"/planer/{PLAN}/tidplan"

#: The most that each may cost, as a multiple of what it is held against.
MOST_DRAWING, MOST_PAGE, MOST_AGAIN = 2.0, 3.0, 0.1

#: How much more memory a process may hold after a thousand drawings, in MB.
MOST_GROWTH = 20

BARE = """{% for group in groups %}<tbody><tr><th colspan="{{ columns + 1 }}">{{ group.name }}</th></tr>
{% for row in group.rows %}{% for lane in row.lanes %}<tr>{% if loop.first %}<th rowspan="{{ row.lanes|length }}">
<a href="{{ row.item.href }}">{{ row.item.title }}</a><span>{{ row.sentence }}</span></th>{% endif %}
{% for cell in lane %}{% if cell.is_bar %}<td class="bar {{ cell.phase }} {{ cell.aspect }}" colspan="{{ cell.span }}"
title="{{ cell.sentence }}">{{ cell.text }} {{ cell.short_name }}</td>
{% else %}<td colspan="{{ cell.span }}"></td>{% endif %}
{% endfor %}</tr>{% endfor %}{% endfor %}</tbody>{% endfor %}"""

OURS = """{% import "macros/timeline.html" as timeline %}{{ timeline.table(groups, grid, "Tidplan") }}"""


def portfolio(size: int) -> tuple[tuple[TimelineGroup, ...], Grid]:
    """So many initiatives with three planned phases each, in areas."""
    grid = Grid.of(years(2021, 2025), today=date(2023, 5, 15))
    items = [
        TimelineItem(
            id=number,
            title=f"Initiativ {number + 1} för en god och nära vård i hela länet",
            group=f"Område {number * AREAS // size + 1}",
            phases=_phases(number),
            example=False,
            ongoing=False,
            href=f"/initiativ/{number}",
        )
        for number in range(size)
    ]
    return timeline.groups(items, grid=grid), grid


def _phases(number: int) -> dict[Phase, PhaseTimes]:
    lengths, at = (2 + number % 3, 3 + number % 5, 4 + number % 2), number % 6
    found = {}
    for phase, length in zip(Phase, lengths, strict=True):
        span = Span(*(quarter(2021 + n // 4, n % 4 + 1) for n in (at, at + length - 1)))
        found[phase], at = PhaseTimes(planned=span), at + length
    return found


class _Labels(Artist):
    """All the labels of a page as one artist."""

    def __init__(self, sheet: Sheet, top: float) -> None:
        super().__init__()
        self.labels = [(one.x, sheet.height - one.y, one.text, one.size) for one in sheet.words if one.y > top]
        self.set_zorder(10)

    def draw(self, renderer) -> None:  # type: ignore[no-untyped-def]
        context = renderer.new_gc()
        figure = self.get_figure(root=True)
        assert figure is not None
        scale, high, flipped = figure.dpi / 72, figure.bbox.height, renderer.flipy()
        fonts = {size: FontProperties(size=size) for size in {label[3] for label in self.labels}}
        for x, y, text, size in self.labels:
            at = high - y * scale if flipped else y * scale
            renderer.draw_text(context, x * scale, at, text, fonts[size], 0)
        context.restore()


def _floor_figure(sheet: Sheet, top: float) -> Figure:
    figure = Figure(figsize=(sheet.width / 72, sheet.height / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, sheet.width), ylim=(sheet.height, 0))
    axes.set_axis_off()
    for layer, shapes in sheet.layers():
        if layer.order not in (gantt_frame.EDGES, gantt_frame.FILLS, gantt_frame.PATTERNS):
            continue
        body = [shape for shape in shapes if shape[0][1] > top]
        if layer.order == gantt_frame.PATTERNS:
            # One path for all lines of a colour costs a fifth of a collection of them.
            path = Path.make_compound_path(*(Path(line) for line in body))
            figure.add_artist(
                PathPatch(path, fill=False, edgecolor=layer.colour, linewidth=layer.width, transform=axes.transData)
            )
        elif layer.order == gantt_frame.FILLS:
            # A bar is one polygon with an edge.
            bars = PolyCollection(body, facecolor=layer.colour, edgecolor="#000000", linewidth=0.9)
            axes.add_collection(bars, autolim=False)
    figure.add_artist(_Labels(sheet, top))
    return figure


def floor(sheets: Sequence[Sheet], top: float, kind: str) -> None:
    """The same bars, labels and patterns as files, as quickly as matplotlib can."""
    settings = {"svg.fonttype": "none", "svg.hashsalt": "x", "pdf.fonttype": 42}
    with mpl.rc_context(settings):
        if kind == "pdf":
            with PdfPages(io.BytesIO()) as pages:
                for sheet in sheets:
                    pages.savefig(_floor_figure(sheet, top))
            return
        for sheet in sheets:
            more = {"dpi": 120, "pil_kwargs": {"compress_level": 1}} if kind == "png" else {}
            _floor_figure(sheet, top).savefig(io.BytesIO(), format=kind, **more)


def drawing_ratios() -> dict[str, float]:
    """How many times the floor each kind of file costs, all pages of it."""
    groups, grid = portfolio(SIZE)

    def lay_out() -> gantt.Drawing:
        return gantt.lay_out(groups, grid, title="Tidplanen", source_note="Källa: planen")

    drawing = lay_out()
    sheets = [drawing.sheet(number) for number in range(1, drawing.count + 1)]

    def draw(kind: str) -> None:
        laid = lay_out()
        for number in range(1, laid.count + 1) if kind != "pdf" else (1,):
            laid.file(kind, number)  # type: ignore[arg-type]

    found = {}
    for kind in FORMATS:
        least = seconds(lambda kind=kind: floor(sheets, drawing.frame.top, kind), runs=1)  # type: ignore[misc]
        ours = seconds(lambda kind=kind: draw(kind), runs=1)  # type: ignore[misc]
        print(f"pictures: {kind}, {drawing.count} pages   {ours / least:.2f} x the floor, {ours:.1f} s")
        found[kind] = ours / least
    return found


def page_ratios(folder: FilePath) -> tuple[float, dict[str, float]]:
    """The page's table against a bare template; a picture that is asked for again against one that is drawn."""
    app, client = make_site(SIZE, folder)
    groups, grid = portfolio(SIZE)
    bare = jinja2.Environment(autoescape=True).from_string(BARE)
    with app.test_request_context():
        least = seconds(lambda: bare.render(groups=groups, columns=len(grid.columns)), runs=5)
        ours = seconds(lambda: render_template_string(OURS, groups=groups, grid=grid), runs=5)
    print(f"timeline: table of {SIZE}   {ours / least:.2f} x a bare template")
    again = {}
    for kind in FORMATS:
        path = f"{PATH}.{kind}"

        def draw(path: str = path) -> None:
            timeline_files.forget()
            client.get(path)

        drawn = seconds(draw, runs=3 if kind == "svg" else 1)
        tag = {"If-None-Match": client.get(path).headers["ETag"]}
        kept = seconds(lambda path=path: client.get(path))  # type: ignore[misc]
        confirmed = seconds(lambda path=path, tag=tag: client.get(path, headers=tag))  # type: ignore[misc]
        asked = queries(app, lambda path=path: client.get(path))  # type: ignore[misc]
        print(f"pictures: {kind} again   {kept / drawn:.3f}, confirmed {confirmed / drawn:.3f}, {asked} queries")
        again[kind] = max(kept, confirmed) / drawn
    app.extensions["portfolio.engine"].dispose()
    return ours / least, again


def growth() -> int:
    """How many MB more the process holds at its most after a thousand drawings, each of another title."""
    groups, grid = portfolio(8)

    def draw(number: int) -> None:
        drawing = gantt.lay_out(groups, grid, title=f"Tidplan {number}", source_note="Källa: planen")
        drawing.file("pdf" if number % 20 == 0 else "png" if number % 10 == 0 else "svg")

    for number in range(100):
        draw(number)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(1000):
        draw(100 + number)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def main() -> int:
    """Measure and print; 1 when anything costs more than it may."""
    print(f"Ritar tidplanen för {SIZE} initiativ …", file=sys.stderr)
    with style.LOCK:
        grown = growth()
        print(f"pictures: memory after 1 000 drawings   +{grown} MB")
        drawing = drawing_ratios()
    with tempfile.TemporaryDirectory() as folder:
        page, again = page_ratios(FilePath(folder))
    problems = [
        f"Att rita {kind} tar {ratio:.1f} gånger så lång tid som golvet, mer än {MOST_DRAWING}."
        for kind, ratio in drawing.items()
        if ratio > MOST_DRAWING
    ]
    problems += [
        f"En oförändrad {kind} tar {ratio:.2f} av tiden att rita den, mer än {MOST_AGAIN}."
        for kind, ratio in again.items()
        if ratio > MOST_AGAIN
    ]
    if page > MOST_PAGE:
        problems.append(f"Tidplanens tabell tar {page:.1f} gånger så lång tid som en bar mall, mer än {MOST_PAGE}.")
    if grown > MOST_GROWTH:
        problems.append(f"Minnet växte med {grown} MB på 1 000 bilder, mer än {MOST_GROWTH}.")
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
