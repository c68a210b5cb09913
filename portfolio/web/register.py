"""The benefit register of a plan: what is narrowed and sorted stands in the address, and can be kept by keeping it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portfolio.domain.effects import WORST_FIRST
from portfolio.domain.labels import label
from portfolio.files.csv_text import Cell, Dialect, table
from portfolio.forms.register import RegisterFilterForm
from portfolio.per_request import current_context
from portfolio.services import plans, register
from portfolio.services.context import Context
from portfolio.services.register import Filters, Register, Row
from portfolio.web.context import page

bp = Blueprint("register", __name__)

#: The columns of the file; what begins with id is stable from one time to another.
HEADS = (
    "id_initiativ",
    "id_nytta",
    "id_matetal",
    "Initiativ",
    "Område",
    "Nytta",
    "Slag",
    "Mätetal",
    "Enhet",
    "Läge",
    "Läge för nyttan",
    "Att se upp med",
    "Nollmätning",
    "Nu",
    "Senaste värde",
    "Senaste period",
    "Mål",
    "Måluppfyllelse (procent)",
    "Förväntat nu (procent)",
    "Avvikelse (procentenheter)",
    "Ägare i linjen",
    "Uppföljningsansvarig",
    "Första effekt",
    "Full effekt",
    "Adress",
    "Avförd",
)


@bp.get("/planer/<slug>/nyttoregister")
def show(slug: str) -> ResponseReturnValue:
    """The register: so many benefits in each state, then a row for each benefit and measure."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    form, found, every = _asked(ctx, plan)
    pages = max(1, -(-len(found.rows) // register.PAGE))
    number = min(max(request.args.get("sida", default=1, type=int), 1), pages)
    first = (number - 1) * register.PAGE
    return page(
        "register/show.html",
        plan=plan,
        filters=form,
        found=found,
        total=len({row.benefit.id for row in every}),
        rows=found.rows[first : first + register.PAGE],
        first=first + 1,
        number=number,
        pages=pages,
        sorted_by=next((text for value, text, chosen, _ in form.sort.iter_choices() if chosen), "läge"),
        states=[state for state in WORST_FIRST if found.counts.get(state)],
        address=address,
    )


@bp.get("/planer/<slug>/nyttoregister.csv")
def spreadsheet(slug: str) -> ResponseReturnValue:
    """What the address shows, every page of it, for a spreadsheet."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    _, found, _ = _asked(ctx, plan)
    standard = request.args.get("dialect") == Dialect.RFC4180
    content = table(HEADS, map(_cells, found.rows), dialect=Dialect.RFC4180 if standard else Dialect.SWEDISH)
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="nyttoregister-{plan.slug}-{ctx.today}.csv"'
    return answer


def address(endpoint: str, slug: str, **changed: Any) -> str:
    """The same view with something changed; another page of it only when that is what changes."""
    kept = {name: text for name, text in request.args.items() if name not in ("sida", "slug", "dialect") and text}
    values = {name: value for name, value in {**kept, **changed}.items() if value is not None}
    return url_for(endpoint, slug=slug, **values)


def _asked(ctx: Context, plan: Any) -> tuple[RegisterFilterForm, Register, Sequence[Row]]:
    every = register.everything(ctx, plan)
    form = RegisterFilterForm(request.args)
    areas = plans.areas(ctx, plan.id)
    form.omrade.offer((area.id, f"– {area.name}" if area.parent_id else area.name) for area in areas)
    form.initiativ.offer(register.initiatives_of(every))
    form.enhet.offer(register.units_of(every))
    form.validate()
    return form, register.narrowed(every, Filters(**form.data), sort=form.sort.data or "lage"), every


def _cells(row: Row) -> list[Cell]:
    benefit, judged = row.benefit, row.judged
    measure = judged.link.measure if judged is not None else None
    return [
        row.initiative.key,
        benefit.key,
        measure.key if measure else None,
        row.initiative.title,
        row.initiative.area.name,
        benefit.title,
        label(benefit.kind),
        measure.name if measure else None,
        measure.unit if measure else None,
        label(row.state),
        label(row.said.state),
        ", ".join(row.flags),
        *_figures(row),
        row.owner,
        row.controller,
        benefit.first_effect.label if benefit.first_effect else None,
        benefit.full_effect.label if benefit.full_effect else None,
        url_for("benefits.show", benefit_id=benefit.id, _external=True),
        benefit.concluded_on.isoformat() if benefit.concluded_on else None,
    ]


def _figures(row: Row) -> list[Cell]:
    if row.judged is None:
        return [None] * 8
    aim, said, decimals = row.judged.aim, row.judged.effect, row.judged.writing.decimals
    latest = row.judged.latest
    return [
        aim.baseline,
        round(said.now.mean, decimals) if said.now else None,
        said.now.latest if said.now else None,
        latest.label if latest else None,
        aim.target,
        *(None if one is None else round(one * 100, 1) for one in (said.achievement, said.expected, said.deviation)),
    ]
