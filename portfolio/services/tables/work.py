"""Rows of activities and of adoptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portfolio.domain.activities import ActivityKind
from portfolio.domain.permissions import Permission
from portfolio.domain.tables.kinds import ACTIVITIES, ADOPTIONS
from portfolio.domain.versions import version_of
from portfolio.models import Initiative
from portfolio.services import activities, adoptions
from portfolio.services.tables.held import Held
from portfolio.services.tables.names import folded
from portfolio.services.tables.putting import Keyed, Putting
from portfolio.services.tables.rows import Refusal, Run


class Activities(Keyed):
    """How a row becomes an activity or an enabler, of one initiative or of several that share it."""

    kind = ACTIVITIES
    main = "title"
    defaults = {"kind": ActivityKind.ACTIVITY}
    fields = {"organisation_id": "organisation", "activity_ids": "initiatives"}

    def names_of(self, held: Held) -> Iterable[Any]:
        return [(number, folded(held.values["title"])) for number in held.refers["initiatives"]]

    def called(self, values: Mapping[str, Any]) -> Iterable[Any]:
        title = values.get("title")
        return [(number, folded(title)) for number in values.get("initiatives") or ()] if title else []

    def differing(self, values: Mapping[str, Any], held: Held) -> list[str]:
        changed = super().differing(values, held)
        if "initiatives" in changed and values.get("id_aktivitet") is None:
            # Found by its name, the row tells of one initiative that it belongs to; others may share it.
            changed.remove("initiatives")
        return changed

    def add(self, values: dict[str, Any]) -> None:
        first, *others = values["initiatives"]
        made = activities.add(self.ctx, first, **_of_activity(values))
        self.ctx.session.flush()
        for one in others:
            activities.share_one(self.ctx, one, made.id)

    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        activity_id = held.ids[0]
        if "initiatives" in changed and not held.refers["initiatives"] <= set(changed["initiatives"] or ()):
            raise Refusal(("initiatives", "Importen tar inget bort. Ta bort aktiviteten på initiativets sida."))
        for one in changed.get("initiatives") or ():
            if one not in held.refers["initiatives"]:
                activities.share_one(self.ctx, one, activity_id)
        fields = _of_activity(changed)
        if not fields:
            return
        initiative = self._through(held)
        stored = activities.edited_values(activities.of_initiative(initiative, activity_id))
        activities.edit(self.ctx, initiative.id, activity_id, version=version_of(stored), **fields)

    def _through(self, held: Held) -> Initiative:
        """The initiative by which the actor may change it, else the first, which then says who may."""
        found = [self.ctx.session.get_one(Initiative, number) for number in sorted(held.refers["initiatives"])]
        return next((one for one in found if self.ctx.can(Permission.EDIT_ACTIVITY, one)), found[0])


def _of_activity(values: Mapping[str, Any]) -> dict[str, Any]:
    names = ("kind", "title", "phase", "period_text", "status", "note")
    fields = {name: values[name] for name in names if name in values}
    if "responsible" in values:
        fields["responsible"] = values["responsible"] or ()
    if "organisation" in values:
        fields["organisation_id"] = values["organisation"]
    return fields


class Adoptions(Putting):
    """How a row becomes a unit's taking into use of what an initiative brings."""

    kind = ADOPTIONS
    main = "unit"
    fields = {"unit_ids": "unit", "unit_id": "unit"}

    def __init__(self, run: Run, rows: Iterable[Held]) -> None:
        super().__init__(run)
        self._held = {self.identity(one.refers): one for one in rows}

    def title(self, values: Mapping[str, Any]) -> str:
        return ", ".join(str(values[name]) for name in ("initiative", "unit") if values.get(name))

    def find(self, values: Mapping[str, Any]) -> Held | None:
        return self._held.get(self.identity(values))

    def identity(self, values: Mapping[str, Any]) -> Any:
        return values.get("initiative"), values.get("unit")

    def add(self, values: dict[str, Any]) -> None:
        self._refuse_acceptance(values)
        adoptions.add(self.ctx, values["initiative"], unit_ids=[values["unit"]], **_of_adoption(values))

    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        if "accepted_on" in changed:
            self._refuse_acceptance({"accepted_on": True})
        initiative_id, adoption_id = held.ids
        stored = adoptions.edited_values(
            adoptions.get(self.ctx.session.get_one(Initiative, initiative_id), adoption_id)
        )
        # Nothing moves along but what the file says: the rows of the benefits tell their times themselves.
        adoptions.edit(
            self.ctx,
            initiative_id,
            adoption_id,
            version=version_of(stored),
            along=False,
            **_of_adoption(changed),
        )

    def _refuse_acceptance(self, values: Mapping[str, Any]) -> None:
        if values.get("accepted_on") is not None:
            raise Refusal(
                (
                    "accepted_on",
                    "Chefen tar själv emot överlämningen, på initiativets sida. Låt cellen vara som den var.",
                )
            )


def _of_adoption(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("manager", "planned", "adopted_on") if name in values}
