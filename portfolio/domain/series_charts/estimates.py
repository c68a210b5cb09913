"""Two counts held against each other, as they are drawn: each share with its uncertainty, and their difference.

Shares and differences are 0–1; the ends are those of 95 per cent intervals (Wilson's, and Newcombe's).
"""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.comparisons import Because, Comparison, Slots, Verdict, latest_counts, tally_of, wilson
from portfolio.domain.effects.values import Value
from portfolio.domain.measures import Method
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period

#: Shares are shown in per cent with so many decimals.
_DECIMALS = 1


@dataclass(frozen=True)
class Estimate:
    """A share or a difference, and between which ends it lies for sure enough."""

    middle: float
    lower: float
    upper: float

    @property
    def in_words(self) -> str:
        """``60,0 % (53,1 till 66,5)``."""
        return f"{_percent(self.middle)} % ({_percent(self.lower)} till {_percent(self.upper)})"

    @property
    def as_difference(self) -> str:
        """``+8,1 procentenheter (−1,2 till +17,2)``."""
        return f"{_signed(self.middle)} procentenheter ({_signed(self.lower)} till {_signed(self.upper)})"


@dataclass(frozen=True)
class Counted:
    """One side: when, how many of how many, and the share that they are."""

    name: str
    period: Period
    x: float
    n: float
    share: Estimate

    @property
    def in_words(self) -> str:
        """``120 av 200``."""
        return f"{in_swedish(self.x)} av {in_swedish(self.n)}"


@dataclass(frozen=True)
class Estimates:
    """Before, after, and the difference; None where the counts say nothing of it, as of the same persons twice."""

    before: Counted
    after: Counted
    difference: Estimate | None
    is_few: bool = False

    @property
    def description(self) -> str:
        """The picture in words."""
        sides = " ".join(
            f"{one.name}, {one.period.label}: {one.share.in_words}, {one.in_words}."
            for one in (self.before, self.after)
        )
        return f"{sides} Skillnad: {self.difference.as_difference}." if self.difference else sides

    @property
    def note(self) -> str:
        """How to read it."""
        if self.difference is None:
            return "Skillnadens osäkerhet går inte att räkna ut av de här antalen."
        if self.is_few:
            return "Svaren är för få för att säga om något har förändrats."
        if self.difference.lower <= 0 <= self.difference.upper:
            return "0 ligger inom skillnadens osäkerhet: skillnaden kan bero på slumpen."
        return "0 ligger utanför skillnadens osäkerhet: en så stor skillnad beror sällan på slumpen."


def estimates(asked: Comparison, told: Slots | None, verdict: Verdict) -> Estimates | None:
    """What a comparison of two counts is drawn from; None of another method, and where a side has no counts."""
    if asked.method is not Method.BEFORE_AFTER or asked.start is None or told is None:
        return None
    earlier, later = latest_counts(asked, told, asked.start)
    if earlier is None or later is None:
        return None
    difference = Estimate(*verdict.interval) if verdict.interval is not None else None
    before, after = _counted("Före", earlier), _counted("Efter", later)
    is_few = verdict.because is Because.FEW
    return Estimates(before, after, difference, is_few=is_few) if before and after else None


def _counted(name: str, value: Value) -> Counted | None:
    tally = tally_of(value)
    if tally is None or tally.share is None:
        return None
    return Counted(name, value.period, tally.x, tally.n, Estimate(tally.share, *wilson(tally)))


def _percent(share: float) -> str:
    return in_swedish(share * 100, _DECIMALS)


def _signed(share: float) -> str:
    text = _percent(share)
    return text if share < 0 or text.strip("0,") == "" else f"+{text}"
