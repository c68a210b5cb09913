"""The analysis of a series as calls ask for it and get it; nothing of it is stored."""

from __future__ import annotations

from marshmallow.validate import Length

from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons import Evidence, ForecastBasis
from portfolio.domain.control_charts import Assurance, PointType, Side, Signal, Variation
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.measures import ChartKind, Direction, Method
from portfolio.domain.texts import LONG
from portfolio.schemas.aims import MOST_INTERIM, InterimSchema
from portfolio.schemas.fields import (
    LARGEST_ID,
    Amount,
    Base,
    Choice,
    Day,
    Flag,
    Items,
    NumberOfRow,
    Part,
    Query,
    Ratio,
    Time,
    Whole,
    Words,
)

#: Four years of days, and more months than anybody has.
MOST_PERIODS = 1500

#: More changes of level than any series has.
_MOST_PHASES = 100

#: As many as live in the country, and then some.
_MOST_COUNTED = 10**9


def _series() -> Items:
    """One number for each period, null for a gap."""
    return Items(
        Amount(allow_none=True), allow_none=True, validate=Length(max=MOST_PERIODS, error="högst {max} får plats")
    )


class Count(Base):
    """x of n who answered, of sent who were asked."""

    x = Whole(least=0, most=_MOST_COUNTED, required=True)
    n = Whole(least=0, most=_MOST_COUNTED, required=True)
    sent = Whole(least=0, most=_MOST_COUNTED, allow_none=True)


class AnalysisQuestion(Base):
    """A series to be judged, or with before_after two counts; nothing of it is stored."""

    chart = Choice(ChartKind)
    periods = Items(Time(example="2024-01"), validate=Length(max=MOST_PERIODS, error="högst {max} får plats"))
    values = _series()
    numerators = _series()
    denominators = _series()
    direction = Choice(Direction, required=True)
    target = Amount(allow_none=True)
    tolerance = Amount(allow_none=True)
    baseline = Amount(allow_none=True)
    baseline_period = Time(allow_none=True, example="2023")
    baseline_reason = Words(longest=LONG, allow_none=True)
    phase_starts = Items(
        Time(example="2024-07"), allow_none=True, validate=Length(max=_MOST_PHASES, error="högst {max} får plats")
    )
    freeze = Whole(least=2, most=MOST_PERIODS, allow_none=True)
    screen = Flag()
    method = Choice(Method, allow_none=True)
    first_effect = Time(allow_none=True)
    full_effect = Time(allow_none=True)
    ramp = Choice(Ramp, allow_none=True)
    interim = Items(
        Part(InterimSchema), allow_none=True, validate=Length(max=MOST_INTERIM, error="högst {max} delmål får plats")
    )
    as_of = Day(allow_none=True)
    before = Part(Count, allow_none=True)
    after = Part(Count, allow_none=True)
    paired = Flag()


class AnalysisQuery(Query):
    """Which of a measure's series, for which benefit, and as it was on which day."""

    benefit = NumberOfRow()
    series = NumberOfRow()
    as_of = Day()


class Index(Whole):
    """The number of a period, from 0."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(least=0, most=LARGEST_ID, required=True, **kwargs)  # type: ignore[arg-type]


class AnalysisPhase(Base):
    """A part of the series with limits of its own; start and end are numbers of periods, and end is in it."""

    start = Index()
    end = Index()
    n = Index()
    n_baseline = Index()
    centre = Ratio(required=True, allow_none=True)
    lower = Ratio(required=True, allow_none=True)
    upper = Ratio(required=True, allow_none=True)
    near_lower = Ratio(required=True, allow_none=True)
    near_upper = Ratio(required=True, allow_none=True)
    provisional = Flag(required=True)


class AnalysisRules(Base):
    """By rule the numbers of the periods that it flags."""

    outside = Items(Index(), required=True)
    trend = Items(Index(), required=True)
    two_of_three = Items(Index(), required=True)
    shift = Items(Index(), required=True)


class AnalysisPoint(Base):
    """What is said of a period; all is null of one without a value."""

    period = Time(required=True)
    value = Ratio(required=True, allow_none=True)
    signal = Choice(Signal, required=True, allow_none=True)
    side = Choice(Side, required=True, allow_none=True)
    type = Choice(PointType, required=True, allow_none=True)


class AnalysisRunChart(Base):
    """The runs of a phase around its middle."""

    start = Index()
    end = Index()
    centre = Ratio(required=True, allow_none=True)
    n_useful = Index()
    longest_run = Index(allow_none=True)
    longest_run_max = Index(allow_none=True)
    crossings = Index(allow_none=True)
    crossings_min = Index(allow_none=True)
    signal = Flag(required=True)
    judgeable = Flag(required=True)


class AnalysisLimits(Base):
    """Centre and limits of each period, where they follow how many were counted."""

    centre = Items(Ratio(allow_none=True), required=True)
    lower = Items(Ratio(allow_none=True), required=True)
    upper = Items(Ratio(allow_none=True), required=True)


class AnalysisForecast(Base):
    """What to expect if nothing changes (level) or if a trend goes on; reason tells why there is none."""

    at = Time(required=True, allow_none=True)
    value = Ratio(required=True, allow_none=True)
    lower = Ratio(required=True, allow_none=True)
    upper = Ratio(required=True, allow_none=True)
    basis = Choice(ForecastBasis, required=True)
    reason = Words(required=True, longest=LONG, allow_none=True)


class AnalysisSchema(Base):
    """A series judged: its chart, whether a change is real, where it stands, and one honest sentence, or two.

    Periods are numbered from 0. Of charts p and u all figures are bare ratios; achievement, expected and deviation are
    shares of the way, 0.75 for 75 per cent.
    """

    phases = Items(Part(AnalysisPhase), required=True)
    rules = Part(AnalysisRules, required=True)
    points = Items(Part(AnalysisPoint), required=True)
    variation = Choice(Variation, required=True, allow_none=True)
    assurance = Choice(Assurance, required=True, allow_none=True)
    run_chart = Items(Part(AnalysisRunChart), required=True)
    limits_per_point = Part(AnalysisLimits, required=True, allow_none=True)
    now = Ratio(required=True, allow_none=True)
    latest = Ratio(required=True, allow_none=True)
    achievement = Ratio(required=True, allow_none=True)
    expected = Ratio(required=True, allow_none=True)
    deviation = Ratio(required=True, allow_none=True)
    state = Choice(EffectState, required=True)
    flags = Items(Choice(EffectFlag), required=True)
    method = Choice(Method, required=True)
    evidence = Choice(Evidence, required=True, allow_none=True)
    detectable_shift = Ratio(required=True, allow_none=True)
    forecast = Part(AnalysisForecast, required=True)
    summary = Words(required=True, longest=LONG)


class TwoCountsSchema(Base):
    """Two counts judged: the difference of their shares, the ends of its interval, and what it is evidence of."""

    difference = Ratio(required=True, allow_none=True)
    lower = Ratio(required=True, allow_none=True)
    upper = Ratio(required=True, allow_none=True)
    evidence = Choice(Evidence, required=True, allow_none=True)
    summary = Words(required=True, longest=LONG)
