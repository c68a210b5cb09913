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
    "Föreslagen": InitiativeState.PROPOSED,
    "Förslag": InitiativeState.PROPOSED,
    "Idé": InitiativeState.PROPOSED,
    "Bedömd": InitiativeState.ASSESSED,
    "Vilar": InitiativeState.DEFERRED,
    "Avslagen": InitiativeState.DECLINED,
    "Avslag": InitiativeState.DECLINED,
    "Godkänd": InitiativeState.APPROVED,
    "Beslutat": InitiativeState.APPROVED,
    "Beslutad": InitiativeState.APPROVED,
    "Pausad": InitiativeState.PAUSED,
    "Avbruten": InitiativeState.CANCELLED,
    "Nedlagd": InitiativeState.CANCELLED,
    "Nedlagt": InitiativeState.CANCELLED,
    "Avslutad": InitiativeState.CLOSED,
    "Klart": InitiativeState.CLOSED,
    "Klar": InitiativeState.CLOSED,
    "Färdig": InitiativeState.CLOSED,
    "Färdigt": InitiativeState.CLOSED,
}

#: Words that say that something goes on, in whichever of the phases.
_GOES_ON = ("Pågår", "Pågående", "Startad", "Startat", "Påbörjad", "Påbörjat", "Igång", "Aktiv", "Aktivt")

_WHICH_PHASE = "Skriv vilken fas initiativet är i: {}.".format(
    ", ".join(f"{label(one)} (fas {number})" for number, one in enumerate(ENTRY_STATES[1:4], start=1))
)

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
            Choice(
                InitiativeState,
                (InitiativeState.PROPOSED, *ENTRY_STATES),
                _STATES,
                unclear=dict.fromkeys(_GOES_ON, _WHICH_PHASE),
            ),
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
