"""The values of a series, a page at a time: every row that was ever recorded, as far as it exists for the actor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from portfolio.domain.measurements import COUNTED
from portfolio.models import Measurement, Series
from portfolio.services import measurements
from portfolio.services.changes import changed_since
from portfolio.services.context import Context
from portfolio.services.paging import Page, Slice, take


def page_of(ctx: Context, series: Series, page: Page, *, updated_since: datetime | None = None) -> Slice[Measurement]:
    """One page of the series' values, corrected and returned ones too, in the order of their ids.

    Asks what ``measurements.sees_drafts`` asks of each.
    """
    query = select(Measurement).where(Measurement.series_id == series.id)
    if not measurements.sees_all_drafts(ctx, series.measure):
        counted = Measurement.state.in_(COUNTED)
        own = measurements.is_own(ctx, ctx.actor.user_id)
        query = query.where(or_(counted, Measurement.recorded_by == ctx.actor.user_id) if own else counted)
    if updated_since is not None:
        query = query.where(changed_since(Measurement, updated_since))
    return take(ctx, query, Measurement.id, page)
