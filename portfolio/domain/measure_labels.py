"""The Swedish text of the members of what is measured; the others stand in ``labels.py``."""

from __future__ import annotations

from enum import StrEnum

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
    Direction: {
        Direction.INCREASE: "Högre är bättre",
        Direction.DECREASE: "Lägre är bättre",
        Direction.MAINTAIN: "Nivån ska behållas",
        Direction.NEUTRAL: "Varken högre eller lägre är bättre",
    },
}
