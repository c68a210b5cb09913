"""The Swedish words for how an effect is doing and whether a change is real; ``labels.py`` holds all of them."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.domain.comparisons import Evidence, ForecastBasis
from portfolio.domain.control_charts import Assurance, PointType, Side, Signal, Variation
from portfolio.domain.effects import EffectFlag, EffectState, QuarterQuestion

EFFECT_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    EffectState: {
        EffectState.NO_MEASURE: "Mätetal saknas",
        EffectState.NO_BASELINE: "Nollmätning saknas",
        EffectState.NOT_DUE: "Ännu inte förväntad",
        EffectState.AWAITING_FIRST: "Väntar på första mätningen",
        EffectState.NOT_REPORTED: "Inte rapporterad",
        EffectState.NOT_JUDGEABLE: "Kan inte bedömas",
        EffectState.WORSENED: "Sämre än nollmätningen",
        EffectState.FALLEN_BACK: "Har fallit tillbaka",
        EffectState.LASTING: "Varaktig",
        EffectState.REACHED: "Uppnådd",
        EffectState.ON_TRACK: "Enligt plan",
        EffectState.BEHIND: "Efter plan",
    },
    EffectFlag: {
        EffectFlag.UNREVIEWED: "Ej granskat",
        EffectFlag.FEW_VALUES: "Få värden",
        EffectFlag.OVERDUE: "Värde saknas",
        EffectFlag.ASSESSED: "Bedömd",
        EffectFlag.OVERDISPERSED: "Större spridning än väntat",
        EffectFlag.PRIOR_DRIFT: "Utvecklingen pågick redan",
    },
    QuarterQuestion: {
        QuarterQuestion.PLANNED: "Full effekt planerad till dess",
        QuarterQuestion.REACHED: "Målet nått när kvartalet tog slut",
        QuarterQuestion.DUE: "Mätvärde väntas",
        QuarterQuestion.MISSING: "Mätvärde saknas",
    },
    Evidence: {
        Evidence.ESTABLISHED_IMPROVEMENT: "Tydlig förbättring",
        Evidence.ESTABLISHED_DETERIORATION: "Tydlig försämring",
        Evidence.SIGNS_IMPROVEMENT: "Tecken på förbättring",
        Evidence.SIGNS_DETERIORATION: "Tecken på försämring",
        Evidence.NOT_SHOWN: "Ingen påvisad förändring",
        Evidence.TOO_LITTLE: "För lite data",
        Evidence.ASSESSED: "Bedömd",
    },
    AssessedOutcome: {
        AssessedOutcome.REACHED: "Uppnådd",
        AssessedOutcome.ON_TRACK: "Enligt plan",
        AssessedOutcome.BEHIND: "Efter plan",
        AssessedOutcome.WORSENED: "Sämre än förut",
        AssessedOutcome.NOT_JUDGEABLE: "Kan inte bedömas",
    },
    Grounds: {
        Grounds.STRONG: "Starka grunder",
        Grounds.SOME: "Visst stöd",
        Grounds.WEAK: "Svagt stöd",
    },
    Signal: {
        Signal.OUTSIDE: "Utanför gränserna",
        Signal.TREND: "Trend",
        Signal.TWO_OF_THREE: "Två av tre nära en gräns",
        Signal.SHIFT: "Nivåskifte",
    },
    Side: {
        Side.ABOVE: "Över mitten",
        Side.BELOW: "Under mitten",
        Side.RISING: "Stigande",
        Side.FALLING: "Sjunkande",
    },
    PointType: {
        PointType.COMMON_CAUSE: "Vanlig variation",
        PointType.IMPROVEMENT: "Förbättring",
        PointType.CONCERN: "Försämring",
        PointType.NEUTRAL_HIGH: "Högre än vanligt",
        PointType.NEUTRAL_LOW: "Lägre än vanligt",
    },
    Variation: {
        Variation.COMMON_CAUSE: "Vanlig variation",
        Variation.IMPROVEMENT_HIGH: "Förbättring, högre",
        Variation.IMPROVEMENT_LOW: "Förbättring, lägre",
        Variation.CONCERN_HIGH: "Försämring, högre",
        Variation.CONCERN_LOW: "Försämring, lägre",
        Variation.NEUTRAL_HIGH: "Högre än vanligt",
        Variation.NEUTRAL_LOW: "Lägre än vanligt",
    },
    Assurance: {
        Assurance.CONSISTENT_PASS: "Målet nås stadigt",
        Assurance.INCONSISTENT: "Målet nås ibland",
        Assurance.CONSISTENT_FAIL: "Målet nås inte med nuvarande arbetssätt",
    },
    ForecastBasis: {
        ForecastBasis.LEVEL: "Om inget ändras",
        ForecastBasis.TREND: "Om trenden håller i sig",
        ForecastBasis.NONE: "Ingen prognos",
    },
}
