"""How what is said of an effect was reckoned: the arithmetic with the actual numbers, and the rule for the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons.evidence import Verdict
from portfolio.domain.comparisons.workings import Laid, change
from portfolio.domain.effects.achievement import Tolerances
from portfolio.domain.effects.sentences import percent, points
from portfolio.domain.effects.states import Aim, Effect, EffectState
from portfolio.domain.effects.values import Now, Value
from portfolio.domain.effects.writing import Writing
from portfolio.domain.labels import label
from portfolio.domain.measures import Direction
from portfolio.domain.numbers import in_swedish


@dataclass(frozen=True)
class Working:
    """One step of the reckoning: what is reckoned, and how."""

    name: str
    text: str


def workings(
    aim: Aim,
    said: Effect,
    *,
    as_of: date,
    tolerances: Tolerances,
    grace_days: int,
    writing: Writing,
    verdict: Verdict | None = None,
    start: str = "starten",
    laid: Laid | None = None,
) -> list[Working]:
    """Every step from the values to the state, in order; steps that could not be taken are left out.

    ``verdict`` tells whether the change since ``start``, in words, is real, and ``laid`` what it was made of.
    """
    found = []
    if said.now is not None:
        found.append(Working("Nu", _now(said.now, aim, writing)))
    if said.now is not None and said.achievement is not None:
        found.append(Working("Måluppfyllelse", _achievement(said.now, aim, said.achievement, writing)))
    if said.expected is not None:
        found.append(Working("Förväntat nu", _expected(aim, said, as_of)))
    if said.achievement is not None and said.expected is not None and said.deviation is not None:
        reckoned = f"{percent(said.achievement)} − {_bracketed(percent(said.expected))}"
        found.append(Working("Skillnad mot plan", f"{reckoned} = {points(said.deviation)} procentenheter"))
    if verdict is not None:
        found += [Working(name, text) for name, text in change(verdict, writing, start=start, laid=laid)]
    if verdict is not None and verdict.evidence is not None:
        found.append(Working("Förändring", f"{label(verdict.evidence)}."))
    found.append(Working("Läget", f"{label(said.state)}: {rule(said.state, aim, tolerances, grace_days)}"))
    return found


def rule(state: EffectState, aim: Aim, tolerances: Tolerances, grace_days: int) -> str:
    """When a benefit's measure is in this state, in words, with the plan's own limits."""
    kept = aim.direction is Direction.MAINTAIN
    full = "nivån hålls" if kept else "måluppfyllelsen är minst 100 procent"
    behind, grace = percent(tolerances.on_track), f"{grace_days} dagar efter periodens slut"
    return {
        EffectState.NO_MEASURE: "inget mätetal är valt.",
        EffectState.NO_BASELINE: "det finns varken nollmätning eller skäl till att den saknas.",
        EffectState.NOT_DUE: "den första perioden efter första effekt har inte tagit slut.",
        EffectState.AWAITING_FIRST: f"inget värde finns än, och det är högst {grace}.",
        EffectState.NOT_REPORTED: f"inget värde finns, och det är mer än {grace}.",
        EffectState.NOT_JUDGEABLE: "mål, nollmätning, riktning eller tid för första effekt saknas.",
        EffectState.WORSENED: f"mer än {percent(tolerances.worsened)} procent av vägen åt fel håll, "
        "och försämringen är mer än vanlig variation.",
        EffectState.FALLEN_BACK: "nivån har hållits under tolv månader, men hålls inte nu."
        if kept
        else "målet har varit nått under tolv månader, och nu är måluppfyllelsen "
        f"under {percent(tolerances.fallen_back)} procent.",
        EffectState.LASTING: f"{full}, och det gällde också tolv månader tidigare.",
        EffectState.REACHED: f"{full}.",
        EffectState.ON_TRACK: f"måluppfyllelsen ligger högst {behind} procentenheter under det förväntade.",
        EffectState.BEHIND: "nivån hålls inte, och har inte hållits under tolv månader tidigare."
        if kept
        else f"måluppfyllelsen ligger mer än {behind} procentenheter under det förväntade.",
    }[state]


def _now(found: Now, aim: Aim, writing: Writing) -> str:
    values = found.values
    periods = f"{values[0].period.label} – {values[-1].period.label}" if len(values) > 1 else values[0].period.label
    if len(values) == 1:
        return f"{periods}: {writing.level(found.mean)}"
    if all(one.numerator is not None and one.denominator is not None for one in values):
        above, below = (
            " + ".join(_number(getattr(one, name)) for one in values) for name in ("numerator", "denominator")
        )
        times = f" × {in_swedish(aim.multiplier)}" if aim.multiplier != 1 else ""
        return f"{periods}: ({above}) / ({below}){times} = {writing.level(found.mean)}"
    summed = " + ".join(_told(one, writing) for one in values)
    return f"{periods}: ({summed}) / {len(values)} = {writing.level(found.mean)}"


def _achievement(found: Now, aim: Aim, share: float, writing: Writing) -> str:
    now, baseline, target = (writing.bare(one or 0.0) for one in (found.mean, aim.baseline, aim.target))
    taken = _bracketed(baseline)
    return f"({now} − {taken}) / ({target} − {taken}) = {percent(share)} procent"


def _expected(aim: Aim, said: Effect, as_of: date) -> str:
    curve = aim.curve
    values: Sequence[Value] = said.now.values if said.now is not None else ()
    total = f"{percent(said.expected or 0.0)} procent"
    how = _growth(aim)
    if curve is None or not values:
        return f"{how} Den {as_of.isoformat()} väntas {total}."
    each = [percent(curve.over(one.first, one.last)) for one in values]
    if len(values) == 1:
        return f"{how} För {values[0].period.label} väntas {total}."
    return f"{how} Samma perioder som nu: ({' + '.join(each)}) / {len(each)} = {total}"


def _growth(aim: Aim) -> str:
    first, full = aim.first_effect, aim.full_effect or aim.first_effect
    if first is None or full is None or first.start is None or full.end is None:
        return ""
    if aim.ramp is Ramp.STEP:
        return f"Hela effekten väntas på en gång, {full.end.isoformat()}."
    by_way = " genom delmålen" if aim.ramp is Ramp.MILESTONES and aim.interim else " jämnt"
    return f"Effekten väntas växa{by_way} från {first.start.isoformat()} till {full.end.isoformat()}."


def _told(one: Value, writing: Writing) -> str:
    return _bracketed(writing.bare(one.value or 0.0))


def _number(value: float | None) -> str:
    return _bracketed(in_swedish(value or 0.0))


def _bracketed(text: str) -> str:
    """A negative number after a sign of reckoning stands in brackets."""
    return f"({text})" if text.startswith("\N{MINUS SIGN}") else text
