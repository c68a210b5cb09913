"""How it was reckoned whether a change is real: every number that led to the verdict, to be checked by hand.

Here the words of statistics may stand; whoever opens this has asked for them.
"""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain.comparisons.evidence import Because, Verdict
from portfolio.domain.control_charts import ENOUGH, IN_A_ROW
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import Method
from portfolio.domain.numbers import in_swedish

#: Whole measures show means with one decimal more than their values.
_FINER = 1


def change(told: Verdict, writing: Writing, *, start: str) -> str:
    """The reckoning behind a verdict in words and numbers; empty where none was made."""
    if told.evidence is None or told.because in (Because.ONCE, Because.NO_COUNTS):
        return ""
    finer = replace(writing, decimals=writing.decimals + _FINER)
    if told.method is Method.BEFORE_AFTER:
        return _interval(told)
    return _ranks(told, start) if told.method is Method.SHORT_SERIES else _series(told, finer, start)


def _series(told: Verdict, writing: Writing, start: str) -> str:
    found = [f"{told.before} värden före {start} och {told.after} efter."]
    level = told.level
    if level.centre is not None:
        found.append(f"Mitten före: {writing.level(level.centre)}.")
    if level.mean_range is not None and level.lower is not None and level.upper is not None:
        centre, mean = writing.bare(level.centre or 0.0), writing.finer(level.mean_range)
        found.append(
            f"Från ett värde till nästa skiljer det i snitt {mean}, så den vanliga variationen är {centre} ± 2,66 × "
            f"{writing.bare(level.mean_range)} = {writing.bare(level.lower)} till {writing.bare(level.upper)}."
        )
        shift = writing.finer(told.detectable_shift or 0.0)
        found.append(f"En förändring på 2 × {writing.bare(level.mean_range)} / 1,128 = {shift} skulle oftast ha synts.")
    found.append(_rule(told))
    if told.prior_drift:
        found.append("Värdena före starten drog redan åt samma håll (Mann–Kendalls z är över 1,96), så högst tecken.")
    if told.unreviewed:
        found.append("Räknas bara granskade värden är förändringen inte tydlig, så högst tecken.")
    return " ".join(found)


def _rule(told: Verdict) -> str:
    if told.because is Because.FEW:
        return "Det behövs minst 6 före och 3 efter."
    if told.because is Because.RUN:
        side = "över" if told.rises else "under"
        return (
            f"De {told.run} senaste i rad ligger {side} mitten. Minst {IN_A_ROW} i rad är en tydlig förändring när det "
            f"finns minst {ENOUGH} värden före, annars tecken."
        )
    if told.because is Because.FLAG:
        way = "uppåt" if told.rises else "nedåt"
        return (
            f"Bland de 12 senaste finns en signal {way} (utanför gränserna, {IN_A_ROW} i rad som stiger eller sjunker, "
            f"två av tre nära en gräns, eller {IN_A_ROW} i rad på samma sida), men de senaste är inte {IN_A_ROW} i rad."
        )
    return f"Ingen signal finns bland de 12 senaste, och de senaste är inte {IN_A_ROW} i rad på samma sida."


def _ranks(told: Verdict, start: str) -> str:
    rest = f" ({told.left_over} utanför hela år räknas inte)" if told.left_over else ""
    found = f"I hela år finns {told.before} värden före {start} och {told.after} efter{rest}."
    if told.chance is None:
        return f"{found} Det behövs minst 4 på varje sida."
    share = in_swedish(told.chance * 100, 1)
    return (
        f"{found} Av alla ordningar som värdena kunde ha kommit i ger {share} procent en minst lika stor skillnad åt "
        "det hållet (rangsummetest). Högst 2,5 procent är tecken på en förändring."
    )


def _interval(told: Verdict) -> str:
    if told.interval is None or told.because is Because.FEW:
        return f"{told.before} svar före och {told.after} efter. Det behövs minst 20 på varje sida."
    difference, lower, upper = (in_swedish(one * 100, 1) for one in told.interval)
    return (
        f"{told.before} före och {told.after} efter. Skillnaden är {difference} procentenheter, med 95 procents "
        f"säkerhet mellan {lower} och {upper} (Newcombe). En förändring är visad när 0 inte ligger däremellan."
    )
