"""The plan's timeline: a table on the page, and the same rows drawn as SVG, PNG and PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import NotFound
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.timeline import TimelineItem
from portfolio.forms.timeline import TimelineForm
from portfolio.per_request import current_context
from portfolio.services import overview, plans, timeline_files, timelines
from portfolio.services.context import LARGEST_ID, Context
from portfolio.services.overview import Filters
from portfolio.services.timeline_files import Wanted
from portfolio.services.timelines import View
from portfolio.web.context import page

bp = Blueprint("timeline", __name__)

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

#: What of an address tells how the timeline is looked at, in the order in which the filters stand.
FIELDS = ("q", "omrade", "lage", "niva", "tidplan", "fas", "sent", "sort", "skala", "fran", "till", "visa")


@bp.get("/planer/<slug>/tidplan")
def show(slug: str) -> ResponseReturnValue:
    """Areas as groups, initiatives as rows, quarters as columns."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    form, view = _viewed(ctx, plan)
    unfolded = view.unfolded
    # Thousands of addresses that differ by a number alone: each is built once and the number put in.
    initiative = url_for("initiatives.show", initiative_id=0).removesuffix("0")
    here = url_for("timeline.show", slug=slug, **_kept(), oppna="")

    def toggle(row: overview.InitiativeRow) -> str:
        return f"{here}{'.'.join(map(str, sorted(unfolded ^ {row.id})))}#initiativ-{row.id}"

    picture = timelines.picture(ctx, plan, view, href=lambda row: f"{initiative}{row.id}", toggle=toggle)
    return page(
        "timeline/show.html",
        plan=plan,
        picture=picture,
        groups=picture.groups,
        grid=picture.grid,
        filters=form,
        fields=FIELDS,
        narrowed=view.filters != Filters(),
        unfolded=unfolded,
        kept=_kept(),
    )


@bp.get("/planer/<slug>/tidplan/fil")
def fetch(slug: str) -> ResponseReturnValue:
    """From the choice of file and paper to the file itself."""
    plans.get(current_context(), slug)
    kind = request.args.get("format", "pdf")
    if kind not in TYPES:
        raise NotFound
    chosen: dict[str, Any] = {
        name: request.args[name] for name in ("oppna", "papper", "sida") if request.args.get(name)
    }
    return redirect(url_for("timeline.drawn", slug=slug, kind=kind, **_kept(), **chosen))


@bp.get("/planer/<slug>/tidplan.<any(svg, png, pdf):kind>")
def drawn(slug: str, kind: str) -> ResponseReturnValue:
    """The same timeline as a file, looked at in the same way by the same address."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    if kind not in TYPES:
        raise NotFound
    paper = request.args.get("papper", "a3")
    if paper not in timeline_files.PAPERS:
        raise NotFound("Bilden finns på A3 och A4. Välj en av dem.")
    wanted = Wanted(kind, paper, _number("sida") if kind != "pdf" else 1)
    tags = request.if_none_match
    found = timeline_files.file(ctx, plan, wanted, _viewed(ctx, plan)[1], known=frozenset(tags.as_set()))
    where = "attachment" if request.args.get("ladda-ner") else "inline"
    suffix = f"-{wanted.page}" if wanted.page > 1 else ""
    headers = {
        "Content-Disposition": f'{where}; filename="tidplan-{plan.slug}{suffix}.{kind}"',
        # The browser may keep it, but asks each time, and who has signed out is answered by the page to sign in on.
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie",
    }
    answer = Response(found.content, mimetype=TYPES[kind], headers=headers, status=200 if found.content else 304)
    answer.set_etag(found.digest)
    return answer


def _viewed(ctx: Context, plan: Any) -> tuple[TimelineForm, View]:
    """The form as the address fills it, and how the timeline is looked at."""
    form = TimelineForm(request.args)
    areas = plans.areas(ctx, plan.id)
    form.omrade.offer((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas)
    form.offer(plan.timeline_period)
    form.validate()
    return form, View(
        filters=Filters(**form.data),
        sort=form.sort.data if form.sort.data in overview.SORTS else "plan",
        zoom=form.zoom,
        window=form.window(plan.timeline_period),
        phases_alone=form.visa.data == "faser",
        all_activities=form.visa.data == "aktiviteter",
        unfolded=_unfolded(),
    )


def _unfolded() -> frozenset[int]:
    """The initiatives whose activities the address folds out."""
    told = request.args.get("oppna", "")[:2000].split(".")
    numbers = [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) <= len(str(LARGEST_ID))]
    return frozenset(number for number in numbers if number <= LARGEST_ID)


def _kept() -> dict[str, Any]:
    """What of the address goes on into others: only what is known, so that nobody else says what they are made of."""
    return {name: request.args[name][:200] for name in FIELDS if request.args.get(name)}


def _number(name: str) -> int:
    """A page of the picture, 1 when none is told; what is no number is a page that there is not."""
    told = request.args.get(name) or "1"
    if not (told.isascii() and told.isdecimal() and len(told) < 6):
        raise NotFound("Sidan ska vara ett tal, till exempel 2.")
    return int(told)


def item_of_initiative(initiative: Any) -> TimelineItem:
    """One initiative as the little bar in its header shows it."""
    return TimelineItem(
        id=initiative.id,
        title=initiative.title,
        group=initiative.area.name,
        phases=initiative.times(),
        example=any(phase.example for phase in initiative.phases),
        ongoing=initiative.kind is InitiativeKind.ONGOING,
    )
