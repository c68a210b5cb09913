"""The charts of series as files: pictures for the pages and to take along, and the values behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portfolio.domain.errors import NotFound
from portfolio.domain.labels import label
from portfolio.domain.measures import MeasurementState
from portfolio.files.csv_text import Cell, Dialect, table
from portfolio.per_request import current_context
from portfolio.services import series_charts
from portfolio.services.series_charts import Row, SeriesPicture, Size

bp = Blueprint("series_charts", __name__)

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

#: The columns of the file.
HEADS = (
    "Period",
    "Periodkod",
    "Värde",
    "Registrerat värde",
    "Täljare",
    "Nämnare",
    "Läge",
    "Räknas",
    "Förväntat",
    "Nollmätning",
    "Mål",
    "Därför saknas värdet",
    "Därför räknas det inte",
    "Kommentar",
    "Vad värdet säger",
    "Genomsnitt eller median",
    "Vanlig variation från",
    "Vanlig variation till",
    "Antal under 5 dolda",
)


@bp.get("/nyttor/<int:benefit_id>/matetal/<int:link_id>/diagram.<any(svg, png, pdf, csv):kind>")
def of_aim(benefit_id: int, link_id: int, kind: str) -> ResponseReturnValue:
    """A measure of a benefit: its values, with baseline, target, what is expected and what is ordinary."""
    return _file(series_charts.of_aim(current_context(), benefit_id, link_id), kind)


@bp.get("/serier/<int:series_id>/diagram.<any(svg, png, pdf, csv):kind>")
def of_series(series_id: int, kind: str) -> ResponseReturnValue:
    """A series alone."""
    return _file(series_charts.of_series(current_context(), series_id), kind)


def address_of_aim(link: Any) -> Callable[..., str]:
    """What makes the addresses of the files of a benefit's measure, from their kind and what else is asked."""
    return partial(url_for, "series_charts.of_aim", benefit_id=link.benefit_id, link_id=link.id)


def address_of_series(series: Any) -> Callable[..., str]:
    """What makes the addresses of the files of a series alone."""
    return partial(url_for, "series_charts.of_series", series_id=series.id)


def _file(picture: SeriesPicture, kind: str) -> Response:
    name = f"{picture.measure.key}.{kind}"
    if kind == "csv":
        standard = request.args.get("dialect") == Dialect.RFC4180
        rows = (_cells(one, picture) for one in reversed(picture.rows))
        content = table(HEADS, rows, dialect=Dialect.RFC4180 if standard else Dialect.SWEDISH)
        answer = Response(content, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    if kind not in TYPES:
        raise NotFound
    compared = request.args.get("visa") == "fore-efter"
    content = (series_charts.draw_estimates if compared else series_charts.draw)(picture, kind, size=_size())
    answer = Response(content, mimetype=TYPES[kind])
    how = "attachment" if request.args.get("ladda-ner") else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return answer


def _size() -> Size:
    if request.args.get("storlek") == "liten":
        return Size.MINIATURE
    return Size.NARROW if request.args.get("bredd") == "smal" else Size.WIDE


def _cells(row: Row, picture: SeriesPicture) -> list[Cell]:
    held, aim, usual = row.recorded, picture.chart, row.ordinary
    hidden, reckoned = picture.hides(row), not picture.hides_any
    figures = (held.value, held.numerator, held.denominator) if held is not None else (None,) * 3
    return [
        row.period.label,
        row.period.code,
        *((None,) * 4 if hidden else (_plain(row.value), *figures)),
        _state(row),
        "nej" if row.excluded else "ja" if row.value is not None else None,
        # What is expected lies on the way from the baseline to the target, and tells of both.
        *((None, None) if picture.hides_baseline else (_plain(row.expected), _baseline(picture))),
        aim.target,
        held.no_value_reason if held is not None else None,
        row.excluded or None,
        held.comment if held is not None else None,
        (row.says or None) if reckoned else None,
        *(
            (_plain(usual.centre), _plain(usual.lower), _plain(usual.upper))
            if usual is not None and reckoned
            else (None,) * 3
        ),
        "ja" if hidden else None,
    ]


def _baseline(picture: SeriesPicture) -> float | None:
    return picture.chart.baseline[1] if picture.chart.baseline is not None else None


def _state(row: Row) -> str:
    if row.recorded is not None:
        return label(row.recorded.state)
    if row.value is None:
        return "Inget värde registrerat"
    return label(MeasurementState.REVIEWED if row.reviewed else MeasurementState.SUBMITTED)


def _plain(value: float | None) -> float | None:
    """Without what floats leave over in the last place."""
    return None if value is None else round(value, 9)
