"""A series' picture as a file."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portfolio.domain.errors import Invalid, NotFound
from portfolio.services.series_charts.picture import SeriesPicture

if TYPE_CHECKING:
    from portfolio.charts.series_text import Caption

FORMATS = ("svg", "png", "pdf")


class Size(StrEnum):
    """How a picture is drawn."""

    WIDE = "wide"
    NARROW = "narrow"
    MINIATURE = "miniature"


def draw(picture: SeriesPicture, kind: str, *, size: Size = Size.WIDE) -> bytes:
    """The picture as a file of one of FORMATS. Raises Invalid for another."""
    # matplotlib takes longer to import than all else together, and few requests ever draw.
    from portfolio.charts import series_charts

    caption, format_ = _caption(picture, kind), _format(kind)
    if size is Size.MINIATURE:
        return series_charts.draw_miniature(picture.chart, picture.writing, caption, format=format_)
    return series_charts.draw(picture.chart, picture.writing, caption, narrow=size is Size.NARROW, format=format_)


def draw_estimates(picture: SeriesPicture, kind: str, *, size: Size = Size.WIDE) -> bytes:
    """Before and after as a file of one of FORMATS. Raises Invalid for another, NotFound where nothing is compared."""
    if picture.estimates is None:
        raise NotFound
    from portfolio.charts import series_estimates

    told = picture.estimates
    caption = replace(_caption(picture, kind), notes=(told.note,), description=told.description)
    return series_estimates.draw_estimates(told, caption, narrow=size is not Size.WIDE, format=_format(kind))


def _caption(picture: SeriesPicture, kind: str) -> Caption:
    from portfolio.charts.series_text import Caption

    _format(kind)
    return Caption(
        title=picture.title,
        subtitle=picture.subtitle,
        notes=picture.notes,
        source=picture.source,
        example=picture.example,
        description=picture.description,
    )


def _format(kind: str) -> Any:
    if kind not in FORMATS:
        raise Invalid("format", f"Formatet {kind!r} finns inte. Välj {', '.join(FORMATS)}.")
    return kind
