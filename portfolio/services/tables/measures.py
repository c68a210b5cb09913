"""Rows of measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portfolio.domain.measures import DEFINING, Accumulation, ChartKind
from portfolio.domain.tables.kinds import MEASURES
from portfolio.models import Measure
from portfolio.services import measures
from portfolio.services.tables.held import OF_MEASURE, Held
from portfolio.services.tables.names import folded
from portfolio.services.tables.putting import Keyed
from portfolio.services.tables.rows import Fault, Told


class Measures(Keyed):
    """How a row becomes a measure of the plan's library."""

    kind = MEASURES
    main = "name"
    defaults = {
        "multiplier": 1,
        "decimals": 1,
        "chart": ChartKind.XMR,
        "summable": False,
        "accumulation": Accumulation.PERIOD,
        "suppress_small": False,
    }
    elsewhere = {"reason": "Ändra mätetalet på dess sida, där du kan skriva varför."}

    def names_of(self, held: Held) -> Iterable[Any]:
        return [folded(held.values["name"])]

    def called(self, values: Mapping[str, Any]) -> Iterable[Any]:
        return [folded(values["name"])] if values.get("name") else []

    def failed(self, told: Told) -> None:
        name = told.row.values.get("name")
        if name is not None and not self.places.measures.named(name):
            self.places.measures.fail(name, told.place)

    def add(self, values: dict[str, Any]) -> None:
        fields = {name: values[name] for name in OF_MEASURE if name in values}
        made = measures.add(self.ctx, self.run.plan.id, **fields)
        self.places.measures.add(made.id, made.key, made.name)

    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        one = self.ctx.session.get_one(Measure, held.ids[0])
        self._defining = next((name for name in changed if name in DEFINING), None)
        measures.edit(self.ctx, one.id, version=measures.digest(one), **changed)
        self.places.measures.add(one.id, one.key, one.name)

    def fault(self, field: str | None, message: str) -> Fault:
        name, text = super().fault(field, message)
        return (self._defining if field == "reason" else name), text

    _defining: str | None = None
