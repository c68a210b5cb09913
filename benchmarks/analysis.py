"""What the analysis of a series costs, and how often it errs: the error rates that the help states.

Nothing here comes from a database. The rates are those of series of independent, normal values; real ones that hang
together from one month to the next err more often, which is why ``tydlig`` asks for as much as it does.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence

from portfolio.domain.analyses import Posted, judged
from portfolio.domain.comparisons import Evidence, Sides, Verdict, series
from portfolio.domain.control_charts import Asked, PointType, xmr
from portfolio.domain.measures import Direction
from portfolio.domain.periods import month
from portfolio.domain.teaching import RATES as STATED
from portfolio.domain.teaching import Rate

#: A series of sixty points may take no longer than this, and a thousand of them together.
MOST_MILLISECONDS = 2.0
MOST_SECONDS = 2.0

#: So many series are made up; a rate is then right to within a percentage point or so.
_SERIES = 4000

#: So many percentage points may a rate lie from what the help states.
_SLACK = 2.0


def cost() -> tuple[float, float, float]:
    """Milliseconds of a whole analysis of sixty points, seconds of a thousand, and of a bare loop over their values.

    The processor's own time, since the machine may do other things too.
    """
    chance = random.Random(1)
    periods = [month(2020 + number // 12, number % 12 + 1) for number in range(60)]
    sent = [
        Posted(
            direction=Direction.DECREASE,
            periods=periods,
            values=[80 + chance.gauss(0, 3) for _ in periods],
            baseline=80,
            target=70,
            first_effect=month(2023, 1),
            full_effect=month(2025, 6),
        )
        for _ in range(1000)
    ]
    judged(sent[0])
    each = []
    begun = time.process_time()
    for one in sent:
        started = time.process_time()
        judged(one)
        each.append(time.process_time() - started)
    whole = time.process_time() - begun
    begun = time.process_time()
    for one in sent:
        total = 0.0
        for value in one.values or ():
            total += value or 0.0
    bare = time.process_time() - begun
    return sorted(each)[len(each) // 2] * 1000, whole, bare


def verdict(values: Sequence[float], before: int = 12) -> Verdict:
    """The verdict on months with so many before the start, where higher is better."""
    return series(values, Sides(0, before, before), direction=Direction.INCREASE)


def any_rule(values: Sequence[float]) -> bool:
    """Whether any rule flags any month of the year after the start as better."""
    points = xmr(Asked(values[:24], Direction.INCREASE, freeze=12)).points
    return any(one.type is PointType.IMPROVEMENT for one in points[12:])


def is_sure(values: Sequence[float]) -> bool:
    """Whether it is called sure, at one look after twelve months."""
    return verdict(values[:24]).evidence is Evidence.ESTABLISHED_IMPROVEMENT


def is_sure_sometime(values: Sequence[float], months: int) -> bool:
    """Whether it is called sure at any of so many monthly looks."""
    return any(
        verdict(values[: 12 + look]).evidence is Evidence.ESTABLISHED_IMPROVEMENT for look in range(3, months + 1)
    )


#: By what is asked: whose rate the help states, the shift after the start in standard deviations, and how it is found.
RATES: dict[str, tuple[Rate, float, Callable[[Sequence[float]], bool]]] = {
    "nothing changed, better by any rule after a year": (Rate.ANY_RULE, 0, any_rule),
    "nothing changed, sure at one look after a year": (Rate.SURE_AT_ONE_LOOK, 0, is_sure),
    "nothing changed, sure at any monthly look of a year": (
        Rate.SURE_WITHIN_A_YEAR,
        0,
        lambda told: is_sure_sometime(told, 12),
    ),
    "nothing changed, sure at any monthly look of two years": (
        Rate.SURE_WITHIN_TWO_YEARS,
        0,
        lambda told: is_sure_sometime(told, 24),
    ),
    "one standard deviation better, sure at one look": (Rate.FOUND, 1, is_sure),
}


def rates(number: int = _SERIES) -> dict[str, float]:
    """By what is asked, in how many per cent of made-up series it is so."""
    chance = random.Random(20230515)
    found = dict.fromkeys(RATES, 0)
    for _ in range(number):
        noise = [chance.gauss(0, 1) for _ in range(36)]
        for name, (_, shift, so) in RATES.items():
            found[name] += so([*noise[:12], *(one + shift for one in noise[12:])])
    return {name: 100 * times / number for name, times in found.items()}


def main() -> int:
    """Measure and print; 1 when it is too slow, or a rate is another than the help states."""
    each, whole, bare = cost()
    print(f"analysis: 60 points   {each:.2f} ms")
    print(f"analysis: 1000 series of 60 points   {whole:.2f} s, {whole / bare:.0f} x a bare loop over their values")
    problems = []
    if each > MOST_MILLISECONDS or whole > MOST_SECONDS:
        problems.append(
            f"Att bedöma en serie tar mer än {MOST_MILLISECONDS:.0f} ms, eller tusen mer än {MOST_SECONDS:.0f} s."
        )
    for name, rate in rates().items():
        stated = STATED[RATES[name][0]]
        print(f"analysis: {name}   {rate:.1f} % (stated: {stated} %)")
        if abs(rate - stated) > _SLACK:
            problems.append(f"Felfrekvensen ”{name}” är {rate:.1f} procent, inte {stated}.")
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
