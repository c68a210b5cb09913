"""The table of initiatives, with the state that each has when it is taken in (ingångsläge) and what was decided."""

from __future__ import annotations

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import ENTRY_STATES, TEXT_RULES, InitiativeKind, InitiativeState, Origin
from portfolio.domain.labels import label
from portfolio.domain.phases import Phase
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds.shared import reference, stable_id
from portfolio.domain.tables.types import Choice, Day, Lines, Text, When
from portfolio.domain.texts import LONG, SHORT, TextRule

#: What people call the states in their own lists.
_STATES = {
    "Fas 1": InitiativeState.PREPARATION,
    "Förberedelse": InitiativeState.PREPARATION,
    "Planering": InitiativeState.PREPARATION,
    "Fas 2": InitiativeState.DELIVERY,
    "Införande": InitiativeState.DELIVERY,
    "Genomförande": InitiativeState.DELIVERY,
    "Fas 3": InitiativeState.REALISATION,
    "Effekthantering": InitiativeState.REALISATION,
    "Beslutat": InitiativeState.APPROVED,
    "Klart": InitiativeState.CLOSED,
    "Klar": InitiativeState.CLOSED,
}

_LEVELS = {
    "Enkel": ComplexityLevel.SIMPLE,
    "Komplicerad": ComplexityLevel.COMPLICATED,
    "Komplex": ComplexityLevel.COMPLEX,
}


def _text(
    name: str, heading: str, explanation: str, *, required: bool = False, synonyms: tuple[str, ...] = ()
) -> Column:
    return Column(name, heading, Text(TEXT_RULES[name]), explanation, required=required, synonyms=synonyms)


def _boundaries() -> tuple[Column, ...]:
    found = []
    for number, phase in enumerate(Phase, start=1):
        for slug, word in (("planned", "planerad"), ("actual", "faktisk")):
            for end, end_word in (("start", "start"), ("end", "slut")):
                told = f"När fasen {label(phase).lower()} "
                told += f"{'är tänkt att' if slug == 'planned' else 'faktiskt'} "
                told += {
                    ("planned", "start"): "börja",
                    ("planned", "end"): "sluta",
                    ("actual", "start"): "började",
                    ("actual", "end"): "slutade",
                }[slug, end]
                heading = f"Fas {number} {word} {end_word}"
                name = f"{phase.value}_{slug}_{end}"
                tip = f"{told}. Skriv ett kvartal eller en dag. Lämna tom om det inte är känt."
                found.append(Column(name, heading, When(example="kv 3 2025 eller 2025-05-23"), tip))
    return tuple(found)


INITIATIVES = Kind(
    "initiatives",
    "Initiativ",
    "En rad för varje initiativ, med det läge som det redan har.",
    (
        stable_id("id_initiativ", "id_initiativ", "initiativ"),
        _text(
            "title",
            "Initiativ",
            "Initiativets namn.",
            required=True,
            synonyms=("Namn", "Titel", "Projekt", "Projektnamn", "Insats", "Initiativets namn", "Åtgärd", "Benämning"),
        ),
        reference(
            "area",
            "Område",
            "area",
            "Området i planen som initiativet hör till.",
            required=True,
            synonyms=("Programområde", "Delområde", "Utvecklingsområde", "Fokusområde"),
        ),
        Column(
            "kind",
            "Slag",
            Choice(InitiativeKind),
            "Initiativ, eller Fortgår över tid för det som inte har några faser. Tom läses som Initiativ.",
            synonyms=("Typ",),
        ),
        Column(
            "state",
            "Läge",
            Choice(InitiativeState, ENTRY_STATES, _STATES),
            "Var initiativet är nu. Behövs för det som är nytt.",
            synonyms=("Status", "Fas", "Nuläge", "Ingångsläge"),
        ),
        Column(
            "decided_on",
            "Läget beslutat",
            Day(),
            "Dagen för beslutet som ledde till läget. Lämna tom om den inte är känd.",
            synonyms=("Beslutsdatum", "Beslutat", "Datum för beslut"),
        ),
        reference("forum", "Beslutat av", "forum", "Gruppen som beslutade.", synonyms=("Beslutsforum", "Beslutande")),
        Column(
            "motivation",
            "Motivering",
            Text(TextRule("motiveringen", LONG)),
            "Varför initiativet har det läget. Behövs för det som är nytt.",
            synonyms=("Kommentar till beslut", "Skäl"),
        ),
        Column(
            "past_decisions",
            "Tidigare beslut",
            Lines(TextRule("beslutet", LONG), example="2023-05-04 Styrgruppen beslutade om start, RK 23/145"),
            "Beslut som fattades innan, ett på varje rad, med datumet först.",
            synonyms=("Beslut", "Beslutshistorik"),
        ),
        Column(
            "level",
            "Klassning",
            Choice(ComplexityLevel, also=_LEVELS),
            "Hur komplext initiativet är. Lämna tom om det inte är bedömt.",
            synonyms=("Nivå", "Komplexitet", "Komplexitetsnivå"),
        ),
        _text(
            "purpose", "Syfte", "Vad initiativet ska leda till.", synonyms=("Beskrivning", "Bakgrund", "Mål och syfte")
        ),
        Column("origin", "Ursprung", Choice(Origin), "Varifrån förslaget kom.", synonyms=("Källa",)),
        _text("orderer", "Beställare", "Rollen som har beställt initiativet.", synonyms=("Uppdragsgivare",)),
        _text("receiver", "Mottagare", "Verksamheten som tar emot resultatet."),
        _text(
            "project_lead", "Projektledare", "Den som leder projektet.", synonyms=("PL", "Ansvarig", "Kontaktperson")
        ),
        Column("project_lead_by", "Projektledare utses senast", Day(), "Om ingen är utsedd: när det ska vara klart."),
        _text("project_group", "Projektgrupp", "Vilka som ingår."),
        Column(
            "parties",
            "Parter",
            Lines(TextRule("parten", SHORT)),
            "Organisationer som deltar.",
            synonyms=("Deltagande parter", "Samverkansparter", "Huvudmän"),
        ),
        Column(
            "target_groups",
            "Målgrupper",
            Lines(TextRule("målgruppen", SHORT)),
            "Vilka initiativet är till för.",
            synonyms=("Målgrupp",),
        ),
        _text("diarienummer", "Diarienummer", "Ärendets nummer.", synonyms=("Dnr", "Diarienr", "Ärendenummer")),
        *_boundaries(),
        Column(
            "project_ended_on", "Projektet avslutat", Day(), "Dagen då projektet slutade.", synonyms=("Slutrapport",)
        ),
    ),
    ("id_initiativ", "title"),
)
