"""One row per initiative and phase: planned and actual time, beside the initiative's state and level."""

from __future__ import annotations

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.flat_tables.shared import text
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.phases import Phase
from portfolio.domain.stages import Stage
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.types import Choice, Day, Flag, When, Whole


def _times() -> tuple[Column, ...]:
    found = []
    for name, word in (("planned", "Planerad"), ("actual", "Faktisk")):
        for end, end_word, day in (("start", "start", "första"), ("end", "slut", "sista")):
            told = f"{word} {end_word}"
            meaning = f"{told}, som den är angiven: ett kvartal eller en dag."
            found.append(Column(f"{name}_{end}", told, When(), meaning))
            meaning = f"Den {day} dagen i {told.lower()}, för program som räknar med datum."
            found.append(Column(f"{name}_{end}_day", f"{told}, dag", Day(), meaning))
    return tuple(found)


PHASES = Kind(
    "phases",
    "Faser",
    "En rad för varje initiativ och fas. Det som fortgår över tid har inga faser, och en rad utan fas.",
    (
        text("initiative_key", "id_initiativ", "Initiativets id, samma från gång till gång och i alla tabeller."),
        Column("initiative", "Initiativets nummer", Whole(), "Numret i initiativets adress i den här installationen."),
        text("initiative_title", "Initiativ", "Initiativets namn."),
        text("area_name", "Område", "Området i planen."),
        text("group_name", "Programområde", "Området överst i planen, det samma som Område om det inte ligger under."),
        Column("kind", "Slag", Choice(InitiativeKind), "Initiativ, eller Fortgår över tid."),
        Column("state", "Läge", Choice(InitiativeState), "Var initiativet är nu."),
        Column("stage", "Skede", Choice(Stage), "Läget i grova drag, som portföljöversikten räknar."),
        Column("level", "Klassning", Choice(ComplexityLevel), "Hur komplext det är; tom om det inte är klassat."),
        Column("phase_number", "Fas nr", Whole(), "1, 2 eller 3."),
        Column("phase", "Fas", Choice(Phase), "Fasen."),
        *_times(),
        Column("late", "Efter tidplanen", Flag(), "Om det är just den här fasen som är efter tidplanen."),
        text("project_lead", "Projektledare", "De som leder projektet; annars rollen."),
        Column("example", "Exempel", Flag(), "Om något på raden är påhittat för att visa hur det fungerar."),
    ),
    ("initiative_key", "phase"),
)
