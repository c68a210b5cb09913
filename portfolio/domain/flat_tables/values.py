"""One row per measured value that counts, or reason why there is none."""

from __future__ import annotations

from portfolio.domain.flat_tables.shared import hidden, text
from portfolio.domain.measures import Direction, MeasurementState, Sex
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.types import Choice, Day, Flag, Number, When, Whole

VALUES = Kind(
    "values",
    "Uppmätta värden",
    "En rad för varje uppmätt värde som räknas: inlämnat eller granskat, det senaste om det är rättat.",
    (
        text("measure_key", "id_matetal", "Mätetalets id, samma från gång till gång och i alla tabeller."),
        Column("measure", "Mätetalets nummer", Whole(), "Numret i mätetalets adress i den här installationen."),
        Column("series", "Seriens nummer", Whole(), "Serien: ett mätetal, en definition, en enhet och ett kön."),
        Column("measurement", "Mätvärdets nummer", Whole(), "Det uppmätta värdet; ett rättat har ett nytt nummer."),
        text("measure_name", "Mätetal", "Vad som mäts."),
        text("measured_in", "Måttenhet", "Till exempel procent, dagar eller kr."),
        Column("direction", "Riktning", Choice(Direction), "Vilket håll som är bättre."),
        Column("present", "Gäller nu", Flag(), "Nej om värdet är mätt enligt en tidigare definition av mätetalet."),
        text("organisation_key", "id_enhet", "Enhetens id; tom när värdet gäller alla tillsammans."),
        text("organisation_name", "Enhet", "Enheten som värdet gäller; tom när det gäller alla tillsammans."),
        Column("sex", "Kön", Choice(Sex), "Tom när värdet gäller alla tillsammans."),
        Column("period", "Period", When(), "Perioden som värdet gäller."),
        Column("period_start", "Första dag", Day(), "Periodens första dag."),
        Column("period_end", "Sista dag", Day(), "Periodens sista dag."),
        Column("value", "Värde", Number(), "Värdet; tomt om det saknas eller är dolt."),
        Column("numerator", "Täljare", Number(), "Antalet, när mätetalet har täljare och nämnare."),
        Column("denominator", "Nämnare", Number(), "Vad det delas med."),
        Column("sent", "Tillfrågade", Number(), "Hur många som fick en enkät."),
        text("no_value_reason", "Varför värdet saknas", "Skälet, när det inte finns något värde."),
        Column("state", "Granskning", Choice(MeasurementState), "Inlämnat eller granskat."),
        Column("submitted_on", "Inlämnat", Day(), "Dagen då värdet lämnades in."),
        Column("reviewed_on", "Granskat", Day(), "Dagen då värdet granskades."),
        Column("excluded", "Undantagen period", Flag(), "Ja om perioden inte räknas när effekten bedöms."),
        text("comment", "Kommentar", "Vad som är bra att veta om värdet."),
        Column("example", "Exempel", Flag(), "Om värdet är påhittat för att visa hur det fungerar."),
        hidden("värdet och dess antal"),
    ),
    ("measure_key", "organisation_key", "sex", "period"),
)
