"""A series' picture as it is handed to pages: what is drawn, its words, and the table beside it."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.comparisons import Evidence
from portfolio.domain.control_charts import Variation
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import has_counts
from portfolio.domain.periods import Period
from portfolio.domain.series_charts import (
    Reach,
    SeriesChart,
)
from portfolio.domain.series_charts.estimates import Estimates
from portfolio.domain.series_charts.ordinary_words import FEW, latest, standing
from portfolio.domain.suppression import Hidden, is_small
from portfolio.models import Measure, Measurement


@dataclass(frozen=True)
class Row:
    """A period of the table beside the picture.

    ``value`` is what is drawn: of what accumulates over the year, what the period adds. ``recorded`` is None where
    nobody has told anything, and where the value is what the units make together.
    """

    period: Period
    value: float | None
    reviewed: bool
    recorded: Measurement | None
    expected: float | None
    excluded: str
    #: What the value says of a change, in words, and what is ordinary then.
    says: str = ""
    ordinary: Reach | None = None

    @property
    def accumulates(self) -> bool:
        """Whether what was recorded is another figure than what is drawn."""
        held = self.recorded
        return held is not None and held.value is not None and self.value != float(held.value)


@dataclass(frozen=True)
class SeriesPicture:
    """A chart with its words and its table, the latest period first."""

    measure: Measure
    chart: SeriesChart
    rows: tuple[Row, ...]
    writing: Writing
    title: str
    subtitle: str
    notes: tuple[str, ...]
    description: str
    source: str
    example: bool
    estimates: Estimates | None = None
    evidence: Evidence | None = None
    #: The periods that are left out of what is exported; told for files alone.
    hidden: Hidden = frozenset()

    def hides(self, row: Row) -> bool:
        """Whether the figures of a period tell of a count too small to be exported, where the measure says so."""
        if not self.measure.suppress_small:
            return False
        return row.period in self.hidden or (self.counts_itself and is_small(row.value))

    @property
    def hides_any(self) -> bool:
        """Whether any period is left out: what is reckoned of all of them would tell what it is."""
        return any(self.hides(one) for one in self.rows)

    @property
    def hides_baseline(self) -> bool:
        """Whether what was measured before is too small, when the value is itself what was counted."""
        baseline = self.chart.baseline
        return self.measure.suppress_small and self.counts_itself and baseline is not None and is_small(baseline[1])

    @property
    def counts_itself(self) -> bool:
        """Whether a value is itself what was counted, rather than made of counts."""
        return not has_counts(numerator=self.measure.numerator, denominator=self.measure.denominator)

    @property
    def has_says(self) -> bool:
        """Whether anything is said of single values."""
        return any(one.says for one in self.rows)

    @property
    def latest_in_words(self) -> str:
        """What the latest value says, as far as it goes with the evidence; empty where it does not."""
        told = self.chart.ordinary
        if told is None or told.variation is None:
            return ""
        if told.variation is Variation.COMMON_CAUSE:
            # A chart of counts looks at single values alone, and can miss the level that the evidence has seen.
            return "" if self.evidence is not None and self.evidence.is_change else latest(told.variation)
        return latest(told.variation) + (FEW if self.evidence is Evidence.TOO_LITTLE else "")

    @property
    def standing_in_words(self) -> str:
        """Whether the target is reached on the level that the values have."""
        told = self.chart.ordinary
        if told is None or told.standing is None or not self.latest_in_words:
            return ""
        return standing(told.standing)

    @property
    def has_counts(self) -> bool:
        """Whether there are numerators and denominators to show."""
        return any(one.recorded is not None and one.recorded.denominator is not None for one in self.rows)

    @property
    def has_expected(self) -> bool:
        """Whether there is a level to expect."""
        return any(one.expected is not None for one in self.rows)
