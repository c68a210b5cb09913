"""How it is going with an effect, in one Swedish sentence or two.

The sentence says the state first, then where the measure stands, then how far that is on the way and how far it should
be. Not gathered in the package's ``__init__``: the words of states import the states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.comparisons.evidence import Evidence, Verdict
from portfolio.domain.comparisons.sentences import clause
from portfolio.domain.effects.due import first_period
from portfolio.domain.effects.states import Aim, Effect, EffectFlag, EffectState
from portfolio.domain.effects.values import Now, a_year_before
from portfolio.domain.effects.writing import Writing
from portfolio.domain.labels import label
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period

#: A mean whose latest value is older than this is no longer one of the latest twelve months.
FRESH_DAYS = 92

#: So many times are named one by one; of the rest, how many they are.
_NAMED = 3

#: Shares this near the middle are called half of the way.
_HALF = 0.005


def percent(share: float) -> str:
    """``45`` of 0.45: whole per cent, without the word."""
    return in_swedish(share * 100, 0)


def points(deviation: float) -> str:
    """``+5`` or ``−5``: percentage points with their sign, without the word."""
    text = percent(deviation)
    return f"+{text}" if deviation > 0 and text != "0" else text


def sentence(
    aim: Aim,
    said: Effect,
    *,
    as_of: date,
    writing: Writing | None = None,
    measure: str = "",
    verdict: Verdict | None = None,
) -> str:
    """What is said of a measure of a benefit: state, figures, what was expected by now, and whether it is a change.

    ``measure`` is named where a benefit has several, and one of them speaks for it. Without a ``verdict`` nothing is
    said of a change.
    """
    told = _Told(aim, said, as_of, writing or Writing(), verdict)
    state = f"{label(said.state)} enligt ”{measure}”" if measure else label(said.state)
    evidence = clause(verdict) if verdict is not None and said.state in _WITH_EVIDENCE else ""
    return f"{state}: {_SENTENCES[said.state](told)}" + (f" {evidence}" if evidence else "")


def without_measure(*, assessed: bool) -> str:
    """What is said of a benefit that no measure tells about."""
    if assessed:
        return f"{label(EffectState.NOT_JUDGEABLE)}: nyttan följs genom en bedömning, och ingen är registrerad än."
    return f"{label(EffectState.NO_MEASURE)}: välj ett mätetal i steg 7, så går det att följa hur det går."


def flags(said: Effect) -> tuple[str, ...]:
    """What else there is to know, in words."""
    return tuple(
        f"Värde saknas sedan {said.overdue_days} {'dag' if said.overdue_days == 1 else 'dagar'}"
        if flag is EffectFlag.OVERDUE
        else label(flag)
        for flag in EffectFlag
        if flag in said.flags
    )


def with_and_without(said: Effect, otherwise: Effect, left_out: Sequence[Period], writing: Writing) -> str:
    """What the times that are left out make of it: the figures without them, and what they would be with them."""
    names = [one.label for one in left_out]
    told = ", ".join(names[:_NAMED]) + (f" och {len(names) - _NAMED} till" if len(names) > _NAMED else "")
    told = told[:1].upper() + told[1:]
    without, by_all = _figures(said, writing), _figures(otherwise, writing)
    if without == by_all and said.state is otherwise.state:
        return f"{told} räknas inte. Det gör ingen skillnad i dag: {without} både med och utan."
    with_them = f"med {'den' if len(names) == 1 else 'dem'} {by_all}"
    state = f", och läget vore {label(otherwise.state).lower()}" if said.state is not otherwise.state else ""
    return f"{told} räknas inte. Utan {'den' if len(names) == 1 else 'dem'} {without}, {with_them}{state}."


def span(found: Now, *, as_of: date) -> str:
    """What the mean is of: ``i snitt de senaste tolv månaderna``, or the period of the only value."""
    last = found.values[-1].period.label
    if len(found.values) == 1:
        return f"({last})"
    if found.values[0].first > a_year_before(found.last) + timedelta(days=1):
        return f"i snitt över {len(found.values)} värden till och med {last}"
    if (as_of - found.last).days > FRESH_DAYS:
        return f"i snitt under tolv månader till och med {last}"
    return "i snitt de senaste tolv månaderna"


def _figures(said: Effect, writing: Writing) -> str:
    """``73 dagar (42 procent av vägen till målet)``."""
    if said.now is None:
        return "inget värde"
    level = writing.level(said.now.mean)
    return level if said.achievement is None else f"{level} ({percent(said.achievement)} procent av vägen till målet)"


@dataclass(frozen=True)
class _Told:
    """Everything that a sentence is made of, and its parts in words."""

    aim: Aim
    said: Effect
    as_of: date
    writing: Writing
    verdict: Verdict | None = None

    @property
    def now(self) -> str:
        found = self.said.now
        return "" if found is None else f"{self.writing.level(found.mean)} {span(found, as_of=self.as_of)}"

    @property
    def also_now(self) -> str:
        """The present figure where the state is about something else."""
        return f" Nu: {self.now}." if self.said.now is not None else ""

    @property
    def target(self) -> str:
        return self.writing.bare(self.aim.target or 0.0)

    @property
    def baseline(self) -> str:
        return self.writing.bare(self.aim.baseline or 0.0)

    @property
    def kept(self) -> str:
        return f"{self.target} ± {self.writing.bare(self.aim.tolerance or 0.0)}"

    @property
    def is_kept_level(self) -> bool:
        return self.aim.direction is Direction.MAINTAIN

    @property
    def expected(self) -> str:
        share = self.said.expected
        return "" if share is None else f" Förväntat vid det här laget: {percent(share)} procent."

    @property
    def worse(self) -> str:
        """On the wrong side of the baseline, and whether that is more than chance; too few values cannot tell."""
        where = "under" if self.aim.direction is Direction.INCREASE else "över"
        evidence = self.verdict.evidence if self.verdict is not None else None
        if evidence is None or evidence is Evidence.TOO_LITTLE:
            return f"{where} nollmätningen, men om det är mer än vanlig variation går inte att säga"
        if evidence.is_deterioration:
            return f"{where} nollmätningen"
        return f"{where} nollmätningen men inom vanlig variation"

    @property
    def way(self) -> str:
        """How much of the way from the baseline to the target has been gone."""
        share = self.said.achievement or 0.0
        between = f"från {self.baseline} till {self.target}"
        if share < 0:
            return f"{self.worse} ({between} är vägen till målet)"
        return f"halvvägs {between}" if abs(share - 0.5) < _HALF else f"{percent(share)} procent av vägen {between}"


def _no_baseline(told: _Told) -> str:
    return f"ange den, eller varför den inte finns, så går det att säga hur långt effekten har kommit.{told.also_now}"


def _not_due(told: _Told) -> str:
    first = _first(told.aim)
    return f"det första värdet blir det för {first.label}." if first is not None else "tiden har inte kommit än."


def _awaiting(told: _Told) -> str:
    missing = told.said.missing
    return f"värdet för {missing.label} är inte registrerat än." if missing else "inget värde är registrerat än."


def _not_reported(told: _Told) -> str:
    missing = told.said.missing
    return f"värdet för {missing.label} är inte registrerat." if missing else "inget värde är registrerat."


def _not_judgeable(told: _Told) -> str:
    return f"{_why_not(told.aim)}{told.also_now}"


def _why_not(aim: Aim) -> str:
    if aim.direction is Direction.NEUTRAL:
        return "mätetalet säger inte om högre eller lägre är bättre."
    if aim.target is None:
        return "det finns inget mål att jämföra med."
    if aim.direction is Direction.MAINTAIN:
        return "mätetalet säger inte hur mycket nivån får avvika."
    if aim.baseline is None:
        return "nollmätning saknas, så det finns inget att jämföra med."
    if not aim.has_share:
        return "målet är detsamma som nollmätningen."
    return "det är inte angivet när den första effekten väntas, så det går inte att säga vad som borde ha nåtts."


def _worsened(told: _Told) -> str:
    return f"{told.now}, mot {told.baseline} vid nollmätningen. Målet är {told.target}."


def _fallen_back(told: _Told) -> str:
    if told.is_kept_level:
        return f"{told.now}. Nivån {told.kept} har hållits tidigare men hålls inte nu."
    return f"{told.now}. Målet {told.target} har varit nått men är det inte nu."


def _lasting(told: _Told) -> str:
    if told.is_kept_level:
        return f"{told.now}. Nivån {told.kept} hålls och hölls också ett år tidigare."
    return f"{told.now}. Målet {told.target} är nått och var det också ett år tidigare."


def _reached(told: _Told) -> str:
    return (
        f"{told.now}. Nivån {told.kept} hålls." if told.is_kept_level else f"{told.now}. Målet {told.target} är nått."
    )


def _under_way(told: _Told) -> str:
    if told.is_kept_level:
        return f"{told.now}. Nivån ska vara {told.kept}."
    return f"{told.now}, {told.way}.{told.expected}"


_SENTENCES: Mapping[EffectState, Callable[[_Told], str]] = {
    EffectState.NO_MEASURE: lambda told: "välj ett mätetal i steg 7, så går det att följa hur det går.",
    EffectState.NO_BASELINE: _no_baseline,
    EffectState.NOT_DUE: _not_due,
    EffectState.AWAITING_FIRST: _awaiting,
    EffectState.NOT_REPORTED: _not_reported,
    EffectState.NOT_JUDGEABLE: _not_judgeable,
    EffectState.WORSENED: _worsened,
    EffectState.FALLEN_BACK: _fallen_back,
    EffectState.LASTING: _lasting,
    EffectState.REACHED: _reached,
    EffectState.ON_TRACK: _under_way,
    EffectState.BEHIND: _under_way,
}


#: The states of what has been measured since the start; of the others there is no change to speak of.
_WITH_EVIDENCE = frozenset(
    {
        EffectState.WORSENED,
        EffectState.FALLEN_BACK,
        EffectState.LASTING,
        EffectState.REACHED,
        EffectState.ON_TRACK,
        EffectState.BEHIND,
    }
)


def _first(aim: Aim) -> Period | None:
    """The first period whose value can tell of the effect."""
    if aim.frequency is Frequency.ONCE:
        return aim.target_period or aim.full_effect or aim.first_effect
    return first_period(aim.frequency, aim.start) if aim.start is not None else None
