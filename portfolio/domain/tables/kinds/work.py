"""The tables of activities and of adoptions (införanden)."""

from __future__ import annotations

from portfolio.domain.activities import TEXT_RULES, ActivityKind, ActivityStatus
from portfolio.domain.adoptions import TEXT_RULES as ADOPTION_RULES
from portfolio.domain.phases import Phase
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds.shared import reference, stable_id
from portfolio.domain.tables.types import Choice, Day, Lines, Text, When
from portfolio.domain.texts import SHORT, TextRule

_PHASES = {
    **{f"Fas {number}": phase for number, phase in enumerate(Phase, start=1)},
    **{str(number): phase for number, phase in enumerate(Phase, start=1)},
    "Förberedelse": Phase.PREPARATION,
    "Införande": Phase.DELIVERY,
    "Effekthantering": Phase.REALISATION,
}

_STATUSES = {
    "Ej påbörjad": ActivityStatus.NOT_STARTED,
    "Planerad": ActivityStatus.NOT_STARTED,
    "Påbörjad": ActivityStatus.STARTED,
    "Pågående": ActivityStatus.STARTED,
    "Klart": ActivityStatus.DONE,
    "Avslutad": ActivityStatus.DONE,
    "Genomförd": ActivityStatus.DONE,
    "Löpande": ActivityStatus.ONGOING,
}

ACTIVITIES = Kind(
    "activities",
    "Aktiviteter",
    "En rad för varje aktivitet eller möjliggörare. Flera initiativ kan dela en: skriv dem på var sin rad i cellen.",
    (
        stable_id("id_aktivitet", "id_aktivitet", "aktivitet"),
        Column(
            "initiatives",
            "Initiativ",
            Lines(TextRule("initiativet", SHORT)),
            "Initiativet som aktiviteten hör till, med namn eller id.",
            required=True,
            refers_to="initiative",
            synonyms=("id_initiativ", "Projekt", "Hör till"),
        ),
        Column(
            "title",
            "Aktivitet",
            Text(TEXT_RULES["title"]),
            "Vad som ska göras eller finnas på plats.",
            required=True,
            synonyms=("Namn", "Titel", "Vad", "Åtgärd", "Uppgift", "Möjliggörare"),
        ),
        Column("kind", "Slag", Choice(ActivityKind), "Aktivitet eller Möjliggörare. Tom läses som Aktivitet."),
        Column("phase", "Fas", Choice(Phase, also=_PHASES), "Fasen som den hör till."),
        Column(
            "period_text",
            "Tid",
            Text(TEXT_RULES["period_text"], example="kv 3 2025, hösten 2025 eller löpande"),
            "När den görs, som du skulle skriva det. Det du skriver sparas, och tolkas när det går.",
            synonyms=("När", "Tidpunkt", "Tidplan", "Period", "Klart senast", "Datum"),
        ),
        Column(
            "responsible",
            "Ansvariga roller",
            Lines(TextRule("rollen", SHORT)),
            "Vilka roller som ansvarar.",
            synonyms=("Ansvarig", "Vem", "Ansvariga"),
        ),
        Column("status", "Status", Choice(ActivityStatus, also=_STATUSES), "Hur långt den har kommit."),
        reference(
            "organisation", "Organisation", "organisation", "Organisationen som den är intern för. Tom: gemensam."
        ),
        Column(
            "note", "Uppföljning", Text(TEXT_RULES["note"]), "Hur det har gått.", synonyms=("Kommentar", "Anteckning")
        ),
    ),
    ("id_aktivitet", "title"),
)

ADOPTIONS = Kind(
    "adoptions",
    "Införanden",
    "En rad för varje enhet där ett initiativ införs.",
    (
        reference("initiative", "Initiativ", "initiative", "Initiativet, med namn eller id.", required=True),
        reference(
            "unit",
            "Enhet",
            "organisation",
            "Enheten där det införs.",
            required=True,
            synonyms=("Verksamhet", "Klinik", "Mottagning", "Avdelning"),
        ),
        Column(
            "manager",
            "Ansvarig chef",
            Text(ADOPTION_RULES["manager"]),
            "Chefens roll i linjen.",
            synonyms=("Chef", "Mottagande chef"),
        ),
        Column("planned", "Planerat", When(), "När det är tänkt att införas.", synonyms=("Plan", "Planerat införande")),
        Column("adopted_on", "Infört", Day(), "Dagen då det infördes.", synonyms=("Infört datum", "Införandedatum")),
        Column(
            "accepted_on",
            "Överlämning mottagen",
            Day(),
            "Visas när du exporterar. Chefen tar själv emot överlämningen.",
        ),
    ),
    ("initiative", "unit"),
)
