"""The Swedish text of the members of what is measured and said of effects; the others stand in ``labels.py``."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.effects.states import EffectFlag, EffectState
from portfolio.domain.measures import (
    Accumulation,
    ChartKind,
    Contribution,
    Direction,
    Frequency,
    MeasureLevel,
    MeasurementState,
    Method,
    Sex,
)

MEASURE_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Frequency: {
        Frequency.MONTH: "Varje månad",
        Frequency.QUARTER: "Varje kvartal",
        Frequency.TERTIAL: "Varje tertial",
        Frequency.HALF: "Varje halvår",
        Frequency.YEAR: "Varje år",
        Frequency.ONCE: "En gång",
    },
    Accumulation: {
        Accumulation.PERIOD: "Värdet för perioden",
        Accumulation.YTD: "Hittills i år",
        Accumulation.ROLLING12: "Rullande tolv månader",
    },
    ChartKind: {
        ChartKind.XMR: "Styrdiagram (XmR)",
        ChartKind.RUN: "Seriediagram kring medianen",
        ChartKind.P: "Andelar (p)",
        ChartKind.U: "Antal per enhet (u)",
    },
    MeasureLevel: {
        MeasureLevel.MACRO: "Makro: hela systemet",
        MeasureLevel.MESO: "Meso: verksamheten",
        MeasureLevel.MICRO: "Mikro: mötet med personen",
    },
    Sex: {Sex.FEMALE: "Kvinnor", Sex.MALE: "Män"},
    MeasurementState: {
        MeasurementState.DRAFT: "Utkast",
        MeasurementState.SUBMITTED: "Ej granskat",
        MeasurementState.REVIEWED: "Granskat",
        MeasurementState.RETURNED: "Åter",
    },
    Method: {
        Method.SERIES: "Serie, månad eller tätare",
        Method.SHORT_SERIES: "Kort serie",
        Method.BEFORE_AFTER: "Före och efter",
        Method.SINGLE: "Engångsmätning",
    },
    Contribution: {
        Contribution.LIKELY: "Troligt",
        Contribution.POSSIBLE: "Möjligt",
        Contribution.UNCLEAR: "Oklart",
    },
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
    Direction: {
        Direction.INCREASE: "Högre är bättre",
        Direction.DECREASE: "Lägre är bättre",
        Direction.MAINTAIN: "Nivån ska behållas",
        Direction.NEUTRAL: "Varken högre eller lägre är bättre",
    },
}
