"""Rows of benefits: what the seven steps ask, once for each benefit, and what it wants of one measure on every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from portfolio.domain.tables.columns import Column
from portfolio.domain.tables.kinds import BENEFITS
from portfolio.domain.tables.outcomes import RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.versions import version_of
from portfolio.models import Benefit, BenefitMeasure, Measure
from portfolio.services import aims, benefit_changes, measures
from portfolio.services.tables.held import Held
from portfolio.services.tables.held_benefits import AIM, OWN, Work
from portfolio.services.tables.names import Names, folded
from portfolio.services.tables.putting import Putting
from portfolio.services.tables.rows import Refusal, Run, Told, either

_STEPS = (*OWN, "goals", "activities", "owner_unit", "forum")
_PER_CENT = Decimal(100)


class Benefits(Putting):
    """How rows become a benefit with its measures.

    A benefit may stand on several rows. What one of them says of its steps counts; a row that repeats what is stored,
    or holds nothing but initiative, benefit and measure, says nothing of them.
    """

    kind = BENEFITS
    main = "title"
    defaults = {"emergent": False}
    fields = {
        "owner_unit_id": "owner_unit",
        "forum_id": "forum",
        "measures": "measure",
        "series_id": "measure",
        "target": "target_value",
        "reason": "target_value",
        "interim": "target_value",
        "start_reason": "first_effect",
        "anchor": "first_effect",
    }
    elsewhere = {
        "reason": "Ändra målet på nyttans sida, där du kan skriva varför.",
        "start_reason": "Ändra tiden på nyttans sida, där du kan skriva varför.",
    }

    def __init__(self, run: Run, rows: Iterable[Held], work: Work) -> None:
        super().__init__(run)
        self._work = work
        #: By benefit its rows, and what the file has said of its steps so far with the place where it did.
        self._held: dict[int, list[Held]] = {}
        self._said: dict[int, dict[str, tuple[Any, str]]] = {}
        self._by_key: dict[str, list[Held]] = {}
        self._by_name: dict[tuple[int, str], list[Held]] = {}
        self._made: dict[tuple[int, str], int] = {}
        self._failed: dict[Any, str] = {}
        for one in rows:
            if one.ids[1] not in self._held:
                self._by_key.setdefault(one.values["id_nytta"], []).append(one)
                self._by_name.setdefault((one.ids[0], folded(one.values["title"])), []).append(one)
            self._held.setdefault(one.ids[1], []).append(one)

    def judged(self, told: Told, title: str) -> RowReport:
        values = self.meant(told.row.values)
        held = self.find(values)
        made = self._made.get(self.identity(values)) if held is None else None
        benefit_id = held.ids[1] if held is not None else made
        if benefit_id is None:
            return self._new(told, title, values)
        self.take((benefit_id, values.get("measure")), told)
        steps = self._steps(told, values, held, benefit_id)
        if steps:
            self._edit(benefit_id, steps)
        link, aim = self._aim(values, benefit_id)
        for name in steps:
            self._said[benefit_id][name] = (values[name], told.place)
        wanted = [name for name in AIM if name in aim]
        if values.get("measure") is not None and link is None:
            self._choose(benefit_id, values["measure"], aim)
            wanted = ["measure", *(name for name in wanted if values[name] is not None)]
        elif link is not None and aim:
            self._want(link.ids[2], aim)
        if made is not None:
            return told.report(RowOutcome.NEW, title)
        changed = [*steps, *wanted]
        if held is None or not changed:
            return told.report(RowOutcome.UNCHANGED, title)
        before = link or Held({**held.values, **dict.fromkeys(("measure", *AIM))}, held.ids)
        return told.report(RowOutcome.CHANGED, title, self.changes(told, before, changed))

    def title(self, values: Mapping[str, Any]) -> str:
        told = super().title(values)
        return f"{told}: {values['measure']}" if values.get("measure") else told

    def names(self, column: Column, found: Mapping[str, Any]) -> Names:
        if column.refers_to != "activity":
            return super().names(column, found)
        held = self.find(found)
        initiative_id = held.ids[0] if held is not None else found.get("initiative")
        return self._work.of(initiative_id or 0)

    def find(self, values: Mapping[str, Any]) -> Held | None:
        """The benefit's first row. Raises Refusal."""
        key, initiative_id = values.get("id_nytta"), values.get("initiative")
        if key is None:
            found = self._by_name.get(self.identity(values), [])
        else:
            everywhere = self._by_key.get(key, [])
            found = [one for one in everywhere if initiative_id in (None, one.ids[0])]
            if everywhere and not found:
                raise Refusal(("initiative", "Nyttan hör till ett annat initiativ. Den flyttas genom ett beslut."))
            if not found:
                raise Refusal(
                    ("id_nytta", f"Det finns ingen nytta med id ”{key[:60]}” som du kan se. Töm cellen om den är ny.")
                )
        if len(found) > 1:
            ids = either([str(one.values["id_nytta"]) for one in found[:5]])
            raise Refusal(
                ("title", f"Flera heter så. Skriv vilken det är i kolumnen id_nytta, och fyll i initiativet: {ids}.")
            )
        return found[0] if found else None

    def identity(self, values: Mapping[str, Any]) -> Any:
        return values.get("initiative") or 0, folded(values.get("title") or "")

    def failed(self, told: Told) -> None:
        self._failed.setdefault(_written(told.row.values), told.place)

    def add(self, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        raise NotImplementedError

    def _new(self, told: Told, title: str, values: dict[str, Any]) -> RowReport:
        if (place := self._failed.get(_written(told.row.values))) is not None:
            raise Refusal((self.main, f"Nyttan står också på {place}, som inte går att läsa in. Rätta den först."))
        self.check_complete(values)
        steps = {name: values[name] for name in _STEPS if values.get(name) is not None}
        aim = {name: values[name] for name in AIM if values.get(name) is not None}
        self._refuse_conclusion(steps)
        self._check_measure(values, aim)
        made = benefit_changes.add(self.ctx, values["initiative"], **_of_steps(steps))
        if values.get("measure") is not None:
            self._choose(made.id, values["measure"], aim)
        self.take((made.id, values.get("measure")), told)
        self._said[made.id] = {name: (value, told.place) for name, value in steps.items()}
        self._made[self.identity(values)] = made.id
        return told.report(RowOutcome.NEW, title)

    def _steps(self, told: Told, values: Mapping[str, Any], held: Held | None, benefit_id: int) -> dict[str, Any]:
        """What the row says of the steps that is neither stored nor said already. Raises Refusal for another thing."""
        again = benefit_id in self._said
        said = self._said.setdefault(benefit_id, {})
        # What was found by its name in other letters is not renamed by that.
        named = frozenset({"title"} if values.get("id_nytta") is None else ())
        given = {name: values[name] for name in _STEPS if name in values and name not in named}
        if again and all(value is None for name, value in given.items() if name != "title"):
            return {}
        changed = {}
        for name, value in given.items():
            if (held is None and value is None) or (held is not None and self.same(name, value, held)):
                continue
            before, place = said.get(name, (value, ""))
            if before != value:
                raise Refusal((name, f"Här står något annat om nyttan än på {place}. Skriv samma på båda raderna."))
            if name not in said:
                changed[name] = value
        return changed

    def _aim(self, values: Mapping[str, Any], benefit_id: int) -> tuple[Held | None, dict[str, Any]]:
        """The stored row of the measure, if there is one, and what the row wants of it that is not stored."""
        given = {name: values[name] for name in AIM if name in values}
        self._check_measure(values, given)
        wanted = values.get("measure")
        of_it = (one for one in self._held.get(benefit_id, ()) if wanted and one.refers["measure"] == wanted)
        link = next(of_it, None)
        if link is None:
            return None, given if wanted is not None else {}
        return link, {name: value for name, value in given.items() if not self.same(name, value, link)}

    def _check_measure(self, values: Mapping[str, Any], aim: Mapping[str, Any]) -> None:
        if values.get("measure") is None and any(value is not None for value in aim.values()):
            raise Refusal(("measure", "Skriv vilket mätetal nollmätning och mål gäller."))

    def _edit(self, benefit_id: int, steps: dict[str, Any]) -> None:
        self._refuse_conclusion(steps)
        one = self.ctx.session.get_one(Benefit, benefit_id)
        version = version_of(benefit_changes.edited_values(one))
        benefit_changes.edit(self.ctx, benefit_id, version=version, **_of_steps(steps))

    def _choose(self, benefit_id: int, measure_id: int, aim: Mapping[str, Any]) -> None:
        whole = measures.whole(self.ctx, self.ctx.session.get_one(Measure, measure_id))
        aims.add(self.ctx, benefit_id, series_id=whole.id, **_of_aim(aim))

    def _want(self, link_id: int, aim: Mapping[str, Any]) -> None:
        link = self.ctx.session.get_one(BenefitMeasure, link_id)
        aims.set_aim(self.ctx, link_id, version=aims.digest(link), **_of_aim(aim))

    def _refuse_conclusion(self, steps: Mapping[str, Any]) -> None:
        if "concluded_on" in steps:
            raise Refusal(("concluded_on", "En nytta avförs genom ett beslut, på nyttans sida. Låt cellen vara."))


def _of_steps(steps: Mapping[str, Any]) -> dict[str, Any]:
    """The steps' fields by their own names."""
    fields = dict(steps)
    for name, field in (("owner_unit", "owner_unit_id"), ("forum", "forum_id")):
        if name in fields:
            fields[field] = fields.pop(name)
    for name in ("goals", "activities"):
        if name in fields:
            fields[name] = fields[name] or ()
    if "emergent" in fields:
        fields["emergent"] = bool(fields["emergent"])
    return fields


def _of_aim(aim: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(aim)
    if "target_value" in fields:
        fields["target"] = fields.pop("target_value")
    if fields.get("share") is not None:
        fields["share"] = fields["share"] / _PER_CENT
    return fields


def _written(values: Mapping[str, Any]) -> Any:
    """What the row calls the benefit, whether or not there is such a one."""
    return values.get("id_nytta") or (folded(values.get("initiative") or ""), folded(values.get("title") or ""))
