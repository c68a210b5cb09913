"""The tables of measures and of measured values."""

from __future__ import annotations

from portfolio.domain.measurements import TEXT_RULES as VALUE_RULES
from portfolio.domain.measures import (
    MOST_DECIMALS,
    MULTIPLIERS,
    TEXT_RULES,
    Accumulation,
    ChartKind,
    Direction,
    Frequency,
    MeasureLevel,
    MeasurementState,
    Sex,
)
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds.shared import reference, stable_id
from portfolio.domain.tables.types import Choice, Flag, Number, Text, When, Whole

FREQUENCIES = {
    "Månad": Frequency.MONTH,
    "Månadsvis": Frequency.MONTH,
    "Kvartal": Frequency.QUARTER,
    "Kvartalsvis": Frequency.QUARTER,
    "Tertial": Frequency.TERTIAL,
    "Tertialvis": Frequency.TERTIAL,
    "Halvår": Frequency.HALF,
    "Halvårsvis": Frequency.HALF,
    "År": Frequency.YEAR,
    "Årligen": Frequency.YEAR,
    "Årsvis": Frequency.YEAR,
}

_DIRECTIONS = {
    "Öka": Direction.INCREASE,
    "Upp": Direction.INCREASE,
    "Minska": Direction.DECREASE,
    "Ner": Direction.DECREASE,
    "Behålla": Direction.MAINTAIN,
}

_SEXES = {
    "Kvinna": Sex.FEMALE,
    "K": Sex.FEMALE,
    "Man": Sex.MALE,
    "M": Sex.MALE,
}


def _text(
    name: str, heading: str, explanation: str, *, required: bool = False, synonyms: tuple[str, ...] = ()
) -> Column:
    return Column(name, heading, Text(TEXT_RULES[name]), explanation, required=required, synonyms=synonyms)


def _of_value(name: str, heading: str, explanation: str, *, synonyms: tuple[str, ...] = ()) -> Column:
    return Column(name, heading, Text(VALUE_RULES[name]), explanation, synonyms=synonyms)


MEASURES = Kind(
    "measures",
    "Mätetal",
    "En rad för varje mätetal i planens bibliotek.",
    (
        stable_id("id_matetal", "id_matetal", "mätetal"),
        _text("name", "Mätetal", "Vad som mäts.", required=True, synonyms=("Namn", "Indikator", "Nyckeltal", "Mått")),
        _text("definition", "Definition", "Hur det räknas, så att två personer kommer fram till samma tal."),
        _text("numerator", "Täljare", "Vad som räknas, när det är en andel eller kvot."),
        _text("denominator", "Nämnare", "Vad det delas med."),
        _text("unit", "Enhet", "Till exempel procent, dagar eller kr.", synonyms=("Måttenhet",)),
        Column("multiplier", "Multiplikator", Whole(among=MULTIPLIERS), "Täljare genom nämnare gånger detta. Tom: 1."),
        Column("decimals", "Decimaler", Whole(0, MOST_DECIMALS), "Hur många decimaler som visas. Tom: 1."),
        Column(
            "direction",
            "Riktning",
            Choice(Direction, also=_DIRECTIONS),
            "Vilket håll som är bättre.",
            required=True,
            synonyms=("Önskad riktning", "Bättre"),
        ),
        Column("tolerance", "Tolerans", Number(), "Hur mycket värdet får skilja när nivån ska behållas."),
        Column("chart", "Diagram", Choice(ChartKind), "Hur serien ritas. Tom: styrdiagram."),
        Column("summable", "Kan summeras", Flag(), "Om enheternas värden kan läggas ihop."),
        Column("accumulation", "Värdet avser", Choice(Accumulation), "Perioden själv, eller flera. Tom: perioden."),
        Column("level", "Nivå", Choice(MeasureLevel), "Makro, meso eller mikro."),
        _text("source", "Källa", "Systemet som värdena kommer från.", synonyms=("Datakälla", "Källsystem")),
        Column(
            "frequency",
            "Mäts",
            Choice(Frequency, also=FREQUENCIES),
            "Hur ofta det mäts.",
            synonyms=("Frekvens", "Mätfrekvens", "Hur ofta", "Intervall"),
        ),
        _text("kolada_id", "Kolada-id", "Nyckeltalets beteckning i Kolada.", synonyms=("Kolada",)),
        Column("suppress_small", "Dölj antal under 5", Flag(), "Ja om små antal inte får lämna systemet. Tom: nej."),
    ),
    ("id_matetal", "name"),
)

MEASURED = Kind(
    "measured",
    "Mätvärden",
    "En rad för varje uppmätt värde.",
    (
        reference(
            "measure",
            "Mätetal",
            "measure",
            "Mätetalet, med namn eller id.",
            required=True,
            synonyms=("id_matetal", "Indikator", "Nyckeltal", "Mått"),
        ),
        reference(
            "unit",
            "Enhet",
            "organisation",
            "Enheten som värdet gäller. Tom: alla tillsammans.",
            synonyms=("Verksamhet", "Klinik", "Mottagning"),
        ),
        Column("sex", "Kön", Choice(Sex, also=_SEXES), "Tom: alla tillsammans."),
        Column(
            "period",
            "Period",
            When(example="2025-03, kv 1 2025, tertial 1 2025 eller 2025"),
            "Perioden som värdet gäller.",
            required=True,
            synonyms=("Periodkod", "Månad", "Kvartal", "Tertial", "År", "Tid", "Datum", "Mätperiod", "Month", "Date"),
        ),
        Column(
            "value",
            "Värde",
            Number(),
            "Värdet. 0 är ett värde; tom är inget.",
            synonyms=("Utfall", "Resultat"),
        ),
        Column("numerator", "Täljare", Number(), "Antalet, när mätetalet har täljare och nämnare."),
        Column("denominator", "Nämnare", Number(), "Vad det delas med."),
        Column("sent", "Tillfrågade", Number(), "Hur många som fick en enkät.", synonyms=("Antal tillfrågade",)),
        _of_value("no_value_reason", "Varför värdet saknas", "Fylls i när det inte finns något värde."),
        _of_value("comment", "Kommentar", "Vad som är bra att veta om värdet.", synonyms=("Anmärkning", "Notering")),
        _of_value("influences", "Vad mer som har påverkat", "Annat än initiativet som kan ha ändrat värdet."),
        _of_value("evidence_link", "Länk till underlag", "Adressen till underlaget.", synonyms=("Länk", "Underlag")),
        Column(
            "state",
            "Granskning",
            Choice(MeasurementState),
            "Visas när du exporterar. Den läses inte när du importerar.",
        ),
        Column(
            "suppressed",
            "Antal under 5 dolda",
            Flag(),
            "Ja när mätetalet döljer små antal i det som exporteras. Raden ändrar då inget när den läses in.",
        ),
    ),
    ("measure", "unit", "sex", "period"),
)
