"""The annual wheel as a file: SVG, PNG and PDF on A4, with a digest of all that is drawn."""

from __future__ import annotations

import hashlib
from typing import Literal

from portfolio.domain.annual_wheel import Wheel
from portfolio.domain.errors import Invalid
from portfolio.models import Plan
from portfolio.services.context import Context
from portfolio.services.timeline_files import FORMATS, File, drawn_by


def file(ctx: Context, plan: Plan, told: Wheel, kind: str, *, known: frozenset[str] = frozenset()) -> File:
    """The wheel as a file of one of FORMATS; without its bytes if ``known`` has its digest. Raises Invalid."""
    if kind not in FORMATS:
        raise Invalid("format", f"Formatet {kind!r} finns inte. Välj {', '.join(FORMATS)}.")
    digest = hashlib.sha256(repr((drawn_by(), kind, plan.name, ctx.today, told)).encode()).hexdigest()
    if digest in known:
        return File(digest, None)
    # matplotlib takes longer to import than all else together, and few requests ever draw.
    from portfolio.charts import annual_wheel

    asked: Literal["svg", "png", "pdf"] = kind  # type: ignore[assignment]
    content = annual_wheel.draw(told, title=plan.name, today=ctx.today, source=f"Källa: {plan.name}", format=asked)
    return File(digest, content)
