"""How it was reckoned whether a change is real: every number that led to the verdict, to be checked by hand.

Here the words of statistics may stand; whoever opens this has asked for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum

from portfolio.domain.comparisons.evidence import Because, Verdict
from portfolio.domain.comparisons.proportions import Tally, wilson
from portfolio.domain.comparisons.series import Sides
from portfolio.domain.control_charts import ENOUGH, FEWEST, IN_A_ROW, Signal
from portfolio.domain.effects.values import Value
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import Method
from portfolio.domain.numbers import in_swedish, telling_decimals

#: Whole measures show means with one decimal more than their values.
_FINER = 1

#: What each rule looks for, in words.
_SIGNALS = {
    Signal.OUTSIDE: "utanför den vanliga variationen",
    Signal.TREND: f"del av minst {IN_A_ROW} i rad som stiger eller sjunker",
    Signal.TWO_OF_THREE: "ett av två på tre som ligger långt från mitten på samma sida",
    Signal.SHIFT: f"del av minst {IN_A_ROW} i rad på samma sida om mitten",
}

#: How many of the latest points a signal is looked for among.
_LATEST = 12

Step = tuple[str, str]


@dataclass(frozen=True)
class Laid:
    """The values that a verdict was made of, with a place for every period, and how they lie around the start."""

    values: Sequence[Value]
    sides: Sides

    @property
    def before(self) -> Sequence[Value]:
        """Those that end before the start."""
        return self.values[self.sides.since : self.sides.before]

    @property
    def after(self) -> Sequence[Value]:
        """Those that begin at the start or later."""
        return self.values[self.sides.after :]


def change(told: Verdict, writing: Writing, *, start: str, laid: Laid | None = None) -> list[Step]:
    """The reckoning behind a verdict, step by step in words and numbers; nothing where none was made.

    ``laid`` are the values it was made of, in the measure's unit.
    """
    if told.because is Because.PAIRED:
        return [("Före och efter", "Samma personer svarade båda gångerna. Antalen räcker då inte för en jämförelse.")]
    if told.evidence is None or told.because in (Because.ONCE, Because.NO_COUNTS):
        return []
    if told.method is Method.BEFORE_AFTER:
        return list(_interval(told))
    finer = replace(writing, decimals=writing.decimals + _FINER)
    steps = _ranks if told.method is Method.SHORT_SERIES else _series
    return list(steps(told, finer, start, laid or Laid((), Sides(0, 0, 0))))


def _series(told: Verdict, writing: Writing, start: str, laid: Laid) -> Iterator[Step]:
    known = [one for one in laid.before if one.value is not None]
    level = told.level
    yield f"Värden före {start}", _count(told.before, laid.before, writing)
    if level.centre is not None:
        reckoned = writing.level(level.centre)
        summed = fsum(one.value or 0.0 for one in known)
        mean = f"{writing.bare(summed)} / {len(known)} = {reckoned}" if known else reckoned
        yield "Genomsnitt före", f"Summan delad med antalet: {mean}."
    if level.mean_range is not None and level.lower is not None and level.upper is not None:
        yield "Vanlig variation", " ".join(_limits(told, writing, laid))
    yield f"Värden från och med {start}", _count(told.after, laid.after, writing)
    found = [_rule(told, laid, writing)]
    if told.trend is not None and told.because in (Because.RUN, Because.FLAG):
        drift = (
            "Värdena före drog redan åt samma håll, så högst tecken" if told.prior_drift else "Ingen sådan syns före"
        )
        found.append(
            f"Utveckling redan före starten (Mann–Kendall): z = {in_swedish(told.trend, 2)}, gräns ±1,96. {drift}."
        )
    if told.unreviewed:
        found.append("Räknas bara granskade värden är förändringen inte tydlig, så högst tecken.")
    yield "Regeln", " ".join(found)


def _limits(told: Verdict, writing: Writing, laid: Laid) -> Iterator[str]:
    level = told.level
    centre, mean = writing.bare(level.centre or 0.0), writing.finer(level.mean_range or 0.0)
    bare = writing.bare(level.mean_range or 0.0)
    ranges = [
        abs((after.value or 0.0) - (before.value or 0.0))
        for before, after in pairwise(laid.before)
        if before.value is not None and after.value is not None
    ]
    if ranges:
        whole = fsum(ranges) / len(ranges)
        listed = " + ".join(writing.bare(one) for one in ranges)
        yield f"Steg mellan värden intill varandra: ({listed}) / {len(ranges)} = {writing.bare(whole)}."
        if abs(whole - (level.mean_range or 0.0)) > 1e-9 * whole:
            yield f"Steg på minst 3,267 × {writing.bare(whole)} räknas inte med; de andra ger i snitt {bare}."
    yield (
        f"Från ett värde till nästa skiljer det i snitt {mean}, så den vanliga variationen är {centre} ± 2,66 × {bare} "
        f"= {writing.bare(level.lower or 0.0)} till {writing.bare(level.upper or 0.0)}."
    )
    yield (
        f"Långt från mitten är två tredjedelar av vägen dit: under {writing.bare(level.near_lower or 0.0)} eller över "
        f"{writing.bare(level.near_upper or 0.0)}."
    )
    shift = writing.finer(told.detectable_shift or 0.0)
    seen = "oftast ha synts" if told.after >= FEWEST else f"oftast synas, när det finns minst {FEWEST} värden efter"
    yield f"En varaktig förändring på 2 × {bare} / 1,128 = {shift} skulle {seen}."


def _rule(told: Verdict, laid: Laid, writing: Writing) -> str:
    if told.because is Because.FEW:
        return "Det behövs minst 6 före och 3 efter."
    if told.because is Because.RUN:
        side = "över" if told.rises else "under"
        return (
            f"De {told.run} senaste i rad ligger {side} genomsnittet före. Minst {IN_A_ROW} i rad är en tydlig "
            f"förändring när det finns minst {ENOUGH} värden före, annars tecken."
        )
    if told.because is Because.FLAG:
        return f"{_flagged(told, laid, writing)} De senaste är inte {IN_A_ROW} i rad på samma sida, så högst tecken."
    if told.level.mean_range is None:
        return (
            f"Värdena före visar ingen variation, så inget kan ligga utanför den. Bland de {_LATEST} senaste är det "
            f"inte {IN_A_ROW} i rad som stiger, sjunker eller ligger på samma sida."
        )
    return (
        f"Bland de {_LATEST} senaste ligger inget utanför den vanliga variationen, inga {IN_A_ROW} i rad stiger, "
        f"sjunker eller ligger på samma sida, och inga två på tre ligger långt från mitten på samma sida."
    )


def _flagged(told: Verdict, laid: Laid, writing: Writing) -> str:
    way = "uppåt" if told.rises else "nedåt"
    if told.flagged is None or told.flagged[0] >= len(laid.values):
        return f"Bland de {_LATEST} senaste finns en signal {way}."
    one = laid.values[told.flagged[0]]
    what = f"{one.period.label} ({writing.bare(one.value or 0.0)}) är {_SIGNALS[told.flagged[1]]}"
    return f"Den senaste signalen bland de {_LATEST} senaste, {way}: {what}."


def _ranks(told: Verdict, writing: Writing, start: str, laid: Laid) -> Iterator[Step]:
    rest = f" {told.left_over} utanför hela år räknas inte." if told.left_over else ""
    yield f"Värden före {start}", _listed(laid.before, writing) or f"{told.before}."
    yield f"Värden från och med {start}", _listed(laid.after, writing) or f"{told.after}."
    counted = f"I hela år närmast starten finns {told.before} före och {told.after} efter.{rest}"
    if told.orders is None or told.chance is None:
        yield "Regeln", f"{counted} Det behövs minst 4 på varje sida."
        return
    share = in_swedish(told.chance * 100, 1)
    as_much, orders = (in_swedish(float(one)) for one in told.orders)
    yield (
        "Regeln",
        (
            f"{counted} Värdena kunde ha kommit i {orders} ordningar. I {as_much} av dem skiljer det minst lika mycket "
            f"åt det hållet: {as_much} / {orders} = {share} procent (rangsummetest). Högst 2,5 procent är tecken på en "
            "förändring, och mer än tecken kan en kort serie aldrig visa."
        ),
    )


def _interval(told: Verdict) -> Iterator[Step]:
    for name, (x, n, sent) in zip(("Före", "Efter"), told.tallies, strict=False):
        low, high = (in_swedish(one * 100, 1) for one in wilson(Tally(x, n)))
        share = in_swedish(x / n * 100, 1) if n else "–"
        counted = f"{in_swedish(x)} av {in_swedish(n)} = {share} procent"
        yield name, f"{counted}, med 95 procents säkerhet mellan {low} och {high}. {_answered(n, sent)}"
    if told.interval is None or told.because is Because.FEW:
        yield "Regeln", "Det behövs minst 20 svar på varje sida."
        return
    ends = [one * 100 for one in told.interval]
    difference, lower, upper = (in_swedish(one, telling_decimals(*ends, least=1)) for one in ends)
    yield (
        "Skillnaden",
        f"{difference} procentenheter, med 95 procents säkerhet mellan {lower} och {upper} (Newcombe).",
    )
    yield "Regeln", f"En förändring är visad när 0 inte ligger däremellan. {_of_those_asked(told)}"


def _answered(n: float, sent: float | None) -> str:
    if not sent:
        return "Hur många som tillfrågades är inte angivet."
    return f"Svarsandel: {in_swedish(n)} av {in_swedish(sent)} = {in_swedish(n / sent * 100, 1)} procent."


def _of_those_asked(told: Verdict) -> str:
    if told.capped:
        return (
            "Färre än hälften svarade, eller andelarna som svarade skiljer mer än 10 procentenheter, så högst tecken: "
            "de som svarade kan skilja sig från de andra."
        )
    if any(not sent for _, _, sent in told.tallies):
        return "Svarsandelen är inte känd för båda mätningarna, så det går inte att säga om de som svarade är lika."
    return "Minst hälften svarade båda gångerna, och andelarna skiljer högst 10 procentenheter."


def _count(number: int, values: Sequence[Value], writing: Writing) -> str:
    listed = _listed(values, writing)
    counted = "1 värde" if number == 1 else f"{number} värden"
    return f"{counted}: {listed}" if listed else f"{counted}."


def _listed(values: Sequence[Value], writing: Writing) -> str:
    """``jan 2022 5,1; feb 2022 saknas.``"""
    told = [f"{one.period.label} {'saknas' if one.value is None else writing.bare(one.value)}" for one in values]
    return f"{'; '.join(told)}." if told else ""
