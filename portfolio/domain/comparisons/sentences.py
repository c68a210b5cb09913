"""What is said of a change, in plain Swedish: no more than the evidence holds, and no words of statistics.

Not gathered in the package's ``__init__``: the sentences of effects import the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portfolio.domain.comparisons.evidence import Because, Evidence, Verdict
from portfolio.domain.control_charts import ENOUGH, FEWEST, Assurance, ControlChart, Variation
from portfolio.domain.effects.achievement import is_same
from portfolio.domain.effects.writing import Writing
from portfolio.domain.labels import label
from portfolio.domain.measures import Direction, Method
from portfolio.domain.numbers import in_swedish, telling_decimals


@dataclass(frozen=True)
class Facts:
    """What the sentences are made of.

    ``start`` is when the change should have begun, in words, and ``now`` where the measure stands.
    """

    verdict: Verdict
    direction: Direction
    writing: Writing
    start: str = "starten"
    chart: ControlChart | None = None
    target: float | None = None
    now: float | None = None


def summary(facts: Facts) -> str:
    """One honest sentence, or two: the evidence with what it rests on, and then the target, or all to bear in mind."""
    first = _first(facts)
    second = _cautions(facts.verdict) or _assured(facts)
    return f"{first} {second}" if second else first


def clause(verdict: Verdict) -> str:
    """The evidence as a short sentence beside a state; nothing where no change is looked for."""
    evidence = verdict.evidence
    if evidence is None:
        return ""
    if evidence is Evidence.TOO_LITTLE:
        return "För lite data för att säga om något har förändrats."
    drift = ", men utvecklingen pågick redan före starten" if verdict.prior_drift else ""
    return f"{label(evidence)}{drift}."


def _first(facts: Facts) -> str:
    told = facts.verdict
    if told.evidence is None:
        return f"{_WHY_NOT.get(told.because, _no_direction)(facts)}{_latest(facts)}"
    reason = _REASONS[told.because](facts)
    if told.because is Because.INTERVAL and not told.evidence.is_change:
        # That chance may have done it is said right after the figures, which stand best alone.
        return f"{reason[:1].upper()}{reason[1:]}"
    return f"{label(told.evidence)}: {reason}"


def _few(facts: Facts) -> str:
    told = facts.verdict
    if told.method is Method.BEFORE_AFTER:
        return f"det finns {told.before} svar före och {told.after} efter, och det behövs minst 20 på varje sida."
    what, least = "värde" if told.before == 1 else "värden", "minst sex före och tre efter"
    if told.method is Method.SHORT_SERIES:
        what, least = f"{what} i hela år", "minst fyra på varje sida"
    return (
        f"det finns {told.before} {what} före {facts.start} och {told.after} från och med då, och det behövs {least}."
    )


def _run(facts: Facts) -> str:
    told = facts.verdict
    where, level = "över" if told.rises else "under", facts.writing.level(told.level.centre or 0.0)
    return f"de {told.run} senaste värdena ligger alla {where} {level}, som var nivån före {facts.start}."


def _flag(facts: Facts) -> str:
    way = "uppåt" if facts.verdict.rises else "nedåt"
    return f"bland de senaste värdena finns något som sticker ut {way} från det som var vanligt före {facts.start}."


def _nothing(facts: Facts) -> str:
    told, start = facts.verdict, facts.start
    shift = told.detectable_shift
    if shift is None:
        return f"värdena före {start} visar ingen variation, så det går inte att säga vad som är ovanligt."
    text = f"värdena från och med {start} skiljer sig inte mer från nivån före än de brukar variera"
    if told.after < FEWEST:
        # So few often miss a shift of that size, and then nobody may be told that it would have been seen.
        return f"{text}."
    return f"{text}, och en varaktig förändring på {facts.writing.finer(shift)} skulle oftast ha synts."


def _ranks(facts: Facts) -> str:
    told = facts.verdict
    if told.rises is None:
        return f"skillnaden mellan värdena före {facts.start} och från och med då kan bero på slumpen."
    which = "högre" if told.rises else "lägre"
    return (
        f"värdena från och med {facts.start} är {which} än före, mer än slumpen brukar göra dem, "
        "men utvecklingen kan ha pågått redan före."
    )


def _interval(facts: Facts) -> str:
    told = facts.verdict
    before, after = (x / n if n else 0.0 for x, n, _ in told.tallies)
    if before == after:
        share = in_swedish(after * 100, telling_decimals(after * 100))
        return f"andelen är densamma före och efter, {share} procent. Osäkerheten är {_uncertain(told)}."
    decimals = telling_decimals(before * 100, after * 100)
    earlier, later = (in_swedish(one * 100, decimals) for one in (before, after))
    changed = f"andelen {'steg' if after > before else 'sjönk'} från {earlier} till {later} procent"
    if told.rises is None:
        what = "Ökningen" if after > before else "Minskningen"
        return f"{changed}. {what} kan bero på slumpen: osäkerheten är {_uncertain(told)}."
    return f"{changed}, och osäkerheten är {_uncertain(told)}."


def _once(facts: Facts) -> str:
    method = f"metoden {label(Method.SINGLE).lower()} visar inte om något har förändrats"
    if facts.now is None or facts.target is None:
        return f"{method}."
    beyond = facts.now - facts.target if facts.direction is Direction.INCREASE else facts.target - facts.now
    reaches = beyond > 0 or is_same(facts.now, facts.target)
    target = facts.writing.level(facts.target)
    return f"målet {target} nås, men {method}." if reaches else f"målet {target} nås inte, och {method}."


_REASONS: Mapping[Because, Callable[[Facts], str]] = {
    Because.FEW: _few,
    Because.RUN: _run,
    Because.FLAG: _flag,
    Because.NOTHING: _nothing,
    Because.RANKS: _ranks,
    Because.INTERVAL: _interval,
    Because.ONCE: _once,
    Because.NO_COUNTS: lambda facts: "det behövs antal både före och efter den första effekten, inte bara procent.",
}


#: These have said of the target, or of two counts, what there is to say.
_WHOLE = (Because.ONCE, Because.INTERVAL)


def _no_direction(facts: Facts) -> str:
    if facts.direction is Direction.MAINTAIN:
        return "Nivån ska behållas, så ingen förändring bedöms."
    return "Mätetalet säger inte om högre eller lägre är bättre, så ingen förändring bedöms."


_WHY_NOT: Mapping[Because, Callable[[Facts], str]] = {
    Because.NO_START: lambda facts: (
        "Det är inte angivet när den första effekten väntas, så före och efter kan inte jämföras."
    ),
    Because.UNEVEN: lambda facts: "Värdena gäller perioder av olika längd, så före och efter kan inte jämföras.",
    Because.OVERLAPPING: lambda facts: "Värdena är rullande tolv månader, och kan inte visa när något förändrades.",
    Because.PAIRED: lambda facts: (
        "Samma personer har svarat båda gångerna: för att jämföra behövs det hur var och en svarade, inte bara antalen."
    ),
}


def _latest(facts: Facts) -> str:
    """What the latest point tells by itself, where before and after are not held against each other."""
    chart = facts.chart
    if chart is None or chart.variation is None or chart.phases[-1].n_baseline < FEWEST:
        return ""
    few = " (få mätvärden)" if chart.phases[-1].provisional else ""
    if chart.variation is Variation.COMMON_CAUSE:
        return f" Det senaste värdet ligger inom den vanliga variationen{few}."
    way = "uppåt" if chart.variation.value.endswith("high") else "nedåt"
    return f" Det senaste värdet avviker {way} från den vanliga variationen{few}."


def _cautions(told: Verdict) -> str:
    """What makes the evidence less sure than it looks."""
    if told.evidence is None or told.evidence is Evidence.TOO_LITTLE:
        return ""
    few = told.method is Method.SERIES and told.before < ENOUGH
    found = [
        text
        for holds, text in (
            (told.prior_drift, "utvecklingen pågick redan före starten"),
            (few, f"det finns få mätvärden, {told.before} före starten"),
            (told.short_of_a_season and not few, "det finns mindre än två år före starten att jämföra årstider med"),
            (told.capped, "få svarade, eller olika stor del före och efter"),
            (told.unreviewed, "alla värden är inte granskade"),
        )
        if holds
    ]
    return f"Att tänka på: {' '.join([f'{found[0]}.', *map(_sentence, found[1:])])}" if found else ""


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."


def _assured(facts: Facts) -> str:
    """Whether the target is reached with the present way of working; the data of few values do not tell.

    Limits may rest on what was before the change: of values that have left them nothing is said, and beside a change
    that is told the target would be answered from how things used to be.
    """
    chart, told = facts.chart, facts.verdict
    if chart is None or chart.assurance is None or facts.target is None or chart.phases[-1].provisional:
        return ""
    if told.evidence not in (Evidence.NOT_SHOWN, Evidence.TOO_LITTLE) or told.because in _WHOLE:
        return ""
    if chart.variation is not Variation.COMMON_CAUSE:
        return ""
    how = {
        Assurance.CONSISTENT_PASS: "nås stadigt",
        Assurance.INCONSISTENT: "nås ibland",
        Assurance.CONSISTENT_FAIL: "nås inte",
    }[chart.assurance]
    return f"Målet {facts.writing.level(facts.target)} {how} med nuvarande arbetssätt."


def _uncertain(told: Verdict) -> str:
    ends = [one * 100 for one in (told.interval or (0.0, 0.0, 0.0))[1:]]
    decimals = telling_decimals(*ends)
    lower, upper = (f"{'+' if one > 0 else ''}{in_swedish(one, decimals)}" for one in ends)
    return f"{lower} till {upper} procentenheter"
