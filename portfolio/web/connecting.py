"""How other programs get at the flat tables: this installation's addresses, ready to copy, and what to do there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.config import DEFAULT_BASE_URL
from portfolio.domain.flat_tables import FLAT
from portfolio.domain.tables.columns import Kind
from portfolio.per_request import current_context, settings
from portfolio.services import plans
from portfolio.web.context import page

bp = Blueprint("connecting", __name__)

#: The call that answers each table.
_CALLS = {"register": "api_register.show", "phases": "api_tables.phases", "values": "api_tables.values"}


@dataclass(frozen=True)
class Table:
    """A flat table, and where it lies in each form; ``path`` is the part of it that Power Query wants by itself."""

    kind: Kind
    path: str
    json: str
    csv: str
    xlsx: str


@bp.get("/hjalp/anslut")
def show() -> ResponseReturnValue:
    """Step by step for each program, with the addresses of the plan that the address names."""
    ctx = current_context()
    choices = plans.visible(ctx)
    slug = request.args.get("plan")
    plan = plans.get(ctx, slug) if slug else next(iter(choices), None)
    tables = [] if plan is None else [_table(kind, plan.slug) for kind in FLAT.values()]
    return page("help/connecting.html", plan=plan, choices=choices, tables=tables, base=_base())


def _table(kind: Kind, slug: str) -> Table:
    path = url_for(_CALLS[kind.name], slug=slug)
    whole = f"{_base()}{path}"
    return Table(
        kind,
        path.lstrip("/"),
        json=whole,
        csv=f"{whole}?format=csv&dialect=rfc4180",
        xlsx=f"{whole}?format=xlsx",
    )


def _base() -> str:
    """Where the product lies for others: as it was set, or as this very request found it."""
    told = settings().base_url
    return told if told != DEFAULT_BASE_URL else request.host_url.rstrip("/")
