"""What is asked of a series, sent or stored: its values, what is wanted of them, and how they are to be judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.comparisons import Comparison, Slots
from portfolio.domain.comparisons.workings import Laid
from portfolio.domain.control_charts import Asked, Count
from portfolio.domain.effects import Aim
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import ChartKind
from portfolio.domain.periods import Period


@dataclass(frozen=True)
class Question:
    """Everything that an answer rests on.

    ``told`` is None where the stored periods cannot be held together, and ``overlaps`` tells that each value holds most
    of the one before it: of neither is a chart made. ``phase_starts`` open new phases of the chart, and ``freeze`` is
    how many periods of each its limits rest on. ``at`` is the period that a forecast is for, ``begins`` the start in
    words.
    """

    aim: Aim
    told: Slots | None
    comparison: Comparison
    as_of: date
    chart: ChartKind = ChartKind.XMR
    phase_starts: tuple[date, ...] = ()
    freeze: int | None = None
    at: Period | None = None
    begins: str = "starten"
    writing: Writing = field(default_factory=Writing)
    overlaps: bool = False

    @property
    def counts(self) -> list[Count]:
        """What was counted in each period."""
        return [Count(one.numerator, one.denominator) for one in self.told.values] if self.told is not None else []

    @property
    def laid(self) -> Laid | None:
        """The values around the start; None where there is no start, or nothing could be held together."""
        if self.told is None or self.comparison.start is None:
            return None
        return Laid(self.told.values, self.told.sides(self.comparison.start, self.comparison.rebases))

    @property
    def asked(self) -> Asked:
        """What its chart is made of."""
        numbers, opened = ([], ()) if self.told is None else (self.told.numbers, self.phase_starts)
        return Asked(
            values=numbers,
            direction=self.aim.direction,
            target=self.aim.target,
            starts=[self.told.opened(day) for day in opened] if self.told is not None else (),
            freeze=self.freeze,
            screen=self.comparison.screen,
        )
