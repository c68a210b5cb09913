"""The plan's annual wheel: a list by month on the page, and the same as a picture."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.annual_wheel import Entry, WheelKind, counted, describe, due, headline, told_of
from portfolio.domain.errors import NotFound
from portfolio.forms.annual_wheels import AnnualWheelForm
from portfolio.per_request import current_context
from portfolio.services import annual_wheel_files, annual_wheels, plans
from portfolio.services.annual_wheels import View
from portfolio.services.context import Context
from portfolio.web.context import page

bp = Blueprint("annual_wheels", __name__)

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

#: What of an address tells how the wheel is looked at, in the order in which the filters stand.
FIELDS = ("ar", "omrade", "slag", "visa")

#: So many years after the plan's own time can be looked at: effects are followed up long after the project.
YEARS_AFTER = 5

#: The same shapes as in the picture.
SIGNS = {
    WheelKind.MEASUREMENT: "●",
    WheelKind.ACTIVITY: "■",
    WheelKind.MEETING: "▲",
    WheelKind.FOLLOW_UP: "◇",
    WheelKind.REVISION: "★",
}


@bp.get("/planer/<slug>/arshjul")
def show(slug: str) -> ResponseReturnValue:
    """What falls due in each month of a year."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    years = _years(ctx, plan)
    form, year, view = _viewed(ctx, plan, years)
    wheel = annual_wheels.of_plan(ctx, plan, year, view)

    def turned(to: int) -> str:
        """The same view of another year."""
        return url_for("annual_wheels.show", slug=slug, **_kept() | {"ar": to})

    return page(
        "annual_wheels/show.html",
        plan=plan,
        wheel=wheel,
        headline=headline(wheel, today=ctx.today),
        description=describe(wheel),
        told=told_of(wheel, today=ctx.today),
        now=ctx.today.month if year == ctx.today.year else None,
        before=turned(year - 1) if year - 1 in years else None,
        after=turned(year + 1) if year + 1 in years else None,
        filters=form,
        fields=FIELDS,
        narrowed=view != View(),
        kept=_kept(),
        signs=SIGNS,
        counted=counted,
        due=due,
        place=lambda entry: _place(entry, slug),
    )


@bp.get("/planer/<slug>/arshjul.<any(svg, png, pdf):kind>")
def drawn(slug: str, kind: str) -> ResponseReturnValue:
    """The same wheel as a picture, looked at in the same way by the same address."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    if kind not in TYPES:
        raise NotFound
    _form, year, view = _viewed(ctx, plan, _years(ctx, plan))
    wheel = annual_wheels.of_plan(ctx, plan, year, view)
    known = frozenset(request.if_none_match.as_set())
    found = annual_wheel_files.file(ctx, plan, wheel, kind, known=known)
    where = "attachment" if request.args.get("ladda-ner") else "inline"
    headers = {
        "Content-Disposition": f'{where}; filename="arshjul-{plan.slug}-{year}.{kind}"',
        # The browser may keep it, but asks each time, and who has signed out is answered by the page to sign in on.
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie",
    }
    answer = Response(found.content, mimetype=TYPES[kind], headers=headers, status=200 if found.content else 304)
    answer.set_etag(found.digest)
    return answer


def _viewed(ctx: Context, plan: Any, years: range) -> tuple[AnnualWheelForm, int, View]:
    """The form as the address fills it, the year, and what the wheel is narrowed to."""
    form = AnnualWheelForm(request.args)
    areas = plans.areas(ctx, plan.id)
    form.offer(years=years, areas=((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas))
    form.validate()
    return form, form.year or ctx.today.year, View(**form.view)


def _years(ctx: Context, plan: Any) -> range:
    """From the plan's first year to some years after its last; this year is always among them."""
    times = [one for period in (plan.valid_period, plan.timeline_period) for one in (period.start, period.end) if one]
    told = [ctx.today.year, *(one.year for one in times)]
    return range(min(told), max(told) + YEARS_AFTER + 1)


def _kept() -> dict[str, Any]:
    """What of the address goes on into others: only what is known, so that nobody else says what they are made of."""
    return {name: request.args[name][:200] for name in FIELDS if request.args.get(name)}


def _place(entry: Entry, slug: str) -> str:
    """Where it is told more of; empty where the wheel itself says it all."""
    if entry.kind is WheelKind.MEASUREMENT:
        return url_for("measures.show", measure_id=entry.row_id)
    if entry.kind is WheelKind.ACTIVITY:
        return url_for("activities.listing", initiative_id=entry.initiatives[0][0])
    if entry.kind is WheelKind.MEETING:
        return url_for("meetings.agenda", slug=slug)
    return url_for("register.show", slug=slug) if entry.kind is WheelKind.FOLLOW_UP and entry.initiatives else ""
