"""Rows of initiatives: registered with the state that they have, proposed, or edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.tables.kinds import INITIATIVES
from portfolio.domain.tables.notations import day_of
from portfolio.domain.versions import version_of
from portfolio.models import Initiative
from portfolio.services import entry_states, initiatives, phases
from portfolio.services.entry_states import Known, Past
from portfolio.services.tables.held import AROUND_DECISIONS, OWN, Held
from portfolio.services.tables.names import folded
from portfolio.services.tables.putting import Keyed
from portfolio.services.tables.rows import Fault, Refusal, Told

_EDITED = ("area", *OWN)
_TIMES = tuple(
    f"{phase}_{aspect}_{end}" for phase in Phase for aspect in ("planned", "actual") for end in ("start", "end")
)

_DECIDED = "Beslutet bakom läget är registrerat. Ett nytt registreras på initiativets sida."
#: What an entry state is told by, and what to do about each of them where it may not change.
_ENTRY = {
    "state": "Läget ändras genom beslut, på initiativets sida.",
    "decided_on": _DECIDED,
    "forum": _DECIDED,
    "motivation": _DECIDED,
    "level": "Klassningen ändras genom ett beslut, på initiativets sida.",
    "project_ended_on": "Projektets slut beslutas på initiativets sida.",
}


class Initiatives(Keyed):
    """How a row becomes an initiative."""

    kind = INITIATIVES
    main = "title"
    defaults = {"kind": InitiativeKind.INITIATIVE}
    fields = {"area_id": "area", "forum_id": "forum", "entry_state": "state"}
    elsewhere = {"start_reason": "Ändra tidplanen på initiativets sida, där du kan skriva varför."}

    def names_of(self, held: Held) -> Iterable[Any]:
        return [folded(held.values["title"])]

    def called(self, values: Mapping[str, Any]) -> Iterable[Any]:
        return [folded(values["title"])] if values.get("title") else []

    def failed(self, told: Told) -> None:
        title = told.row.values.get("title")
        if title is not None and not self.places.initiatives.named(title):
            self.places.initiatives.fail(title, told.place)

    def same(self, name: str, value: Any, held: Held) -> bool:
        if name == "past_decisions":
            # The day may be written in any way, and a colon may follow it.
            return _past(value or ()) == _past(held.values[name] or ())
        return super().same(name, value, held)

    def add(self, values: dict[str, Any]) -> None:
        state = values.get("state")
        if state is None:
            raise Refusal(
                ("state", "Läget saknas. Skriv var initiativet är nu, eller Föreslaget för ett nytt förslag.")
            )
        fields = _fields(values)
        past = _past(values.get("past_decisions") or ())
        if state is InitiativeState.PROPOSED:
            told = [name for name in (*_ENTRY, "past_decisions") if name != "state" and values.get(name) is not None]
            if told:
                raise Refusal(*((name, "Ett förslag är inte beslutat än. Töm cellen.") for name in told))
            made = initiatives.propose(self.ctx, self.run.plan.id, **fields)
        else:
            known = Known(values.get("level"), values.get("project_ended_on"), past, undated=True)
            made = initiatives.register(
                self.ctx,
                self.run.plan.id,
                entry_state=state,
                decided_on=values.get("decided_on"),
                forum_id=values.get("forum"),
                motivation=values.get("motivation"),
                known=known,
                **fields,
            )
        if any(values.get(name) is not None for name in _TIMES):
            self._plan(made, {name: values.get(name) for name in _TIMES})
        self.places.initiatives.add(made.id, made.key, made.title)

    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        one = self.ctx.session.get_one(Initiative, held.ids[0])
        entry = {name: changed[name] for name in _ENTRY if name in changed}
        if entry:
            self._enter(one, held, entry, values)
        if "past_decisions" in changed:
            self._add_past(one, _past(held.values["past_decisions"] or ()), _past(changed["past_decisions"] or ()))
        fields = _fields(changed)
        if fields:
            version = version_of(initiatives.edited_values(one))
            initiatives.edit(self.ctx, one.id, version=version, **fields)
            self.places.initiatives.add(one.id, one.key, one.title)
        if any(name in changed for name in _TIMES):
            self._plan(one, {name: changed.get(name, held.values[name]) for name in _TIMES})

    def _enter(self, one: Initiative, held: Held, entry: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Enter the state anew, where the row asks for that. Raises Refusal for what a decision has to change."""
        stated = one.retrospective and held.values["level"] is None and entry.get("level") is not None
        if "state" not in entry and not stated:
            raise Refusal(*((name, _ENTRY[name]) for name in entry))
        if entry.get("state", one.state) is None:
            raise Refusal(("state", "Läget går inte att tömma. Skriv var initiativet är nu."))
        if "level" in entry and not stated:
            raise Refusal(("level", _ENTRY["level"]))
        if "project_ended_on" in entry and entry["project_ended_on"] is None:
            raise Refusal(("project_ended_on", _ENTRY["project_ended_on"]))
        initiatives.enter(
            self.ctx,
            one.id,
            version=initiatives.entry_version(one),
            entry_state=entry.get("state", one.state),
            decided_on=values.get("decided_on"),
            forum_id=values.get("forum"),
            motivation=values.get("motivation"),
            known=Known(entry.get("level"), entry.get("project_ended_on"), undated=True),
        )

    def _add_past(self, one: Initiative, held: Sequence[Past], told: Sequence[Past]) -> None:
        if lost := [past for past in held if past not in told]:
            line = f"{lost[0].decided_on.isoformat()} {lost[0].text[:80]}"
            raise Refusal(("past_decisions", f"Beslut tas inte bort genom import. Låt raden stå kvar: ”{line}”."))
        entry_states.add_past(self.ctx, one.id, [past for past in told if past not in held])

    def _plan(self, one: Initiative, told: Mapping[str, Period | None]) -> None:
        faults: list[Fault] = []
        times: dict[Phase, PhaseTimes] = {}
        for phase in Phase:
            spans = {}
            for aspect in ("planned", "actual"):
                name = f"{phase}_{aspect}"
                start, end = told[f"{name}_start"], told[f"{name}_end"]
                if start is None and end is not None:
                    faults.append((f"{name}_start", "Ange när fasen börjar, eller ta bort slutet."))
                spans[aspect] = Span(start, end) if start is not None else None
            times[phase] = PhaseTimes(**spans)
        if faults:
            raise Refusal(*faults)
        # Nothing moves along but what the file says: the rows of the benefits tell their times themselves.
        phases.plan_phases(
            self.ctx,
            one.id,
            version=phases.phases_version(one),
            times=times,
            along=False,
            reviewed=None,
            as_entry=True,
        )


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the page, by their own names."""
    fields = {name: values[name] for name in _EDITED if name in values}
    if "area" in fields:
        fields["area_id"] = fields.pop("area")
    for name in ("parties", "target_groups"):
        if name in fields:
            fields[name] = fields[name] or ()
    return fields


def _past(lines: Iterable[str]) -> list[Past]:
    """Decisions, each told by its day and what it was. Raises Refusal."""
    found = []
    for line in lines:
        first, _, rest = line.partition(" ")
        try:
            decided_on = day_of(first.rstrip(":,"))
        except Invalid:
            decided_on = None
        text = rest.strip(AROUND_DECISIONS)
        if decided_on is None or not text:
            raise Refusal(
                (
                    "past_decisions",
                    f"”{line[:80]}” ska börja med dagen: 2023-05-04 Styrgruppen beslutade om start.",
                )
            )
        found.append(Past(decided_on, text))
    return found
