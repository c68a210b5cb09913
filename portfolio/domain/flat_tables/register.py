"""The benefit register as a file: one row per benefit and measure, in words and rounded as on pages."""

from __future__ import annotations

from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectState
from portfolio.domain.flat_tables.shared import hidden, text
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.types import Choice, Day, Number, When

REGISTER = Kind(
    "register",
    "Nyttoregister",
    "En rad för varje nytta och mätetal, och en för varje nytta utan mätetal.",
    (
        text("initiative_key", "id_initiativ", "Initiativets id, samma från gång till gång och i alla tabeller."),
        text("benefit_key", "id_nytta", "Nyttans id."),
        text("measure_key", "id_matetal", "Mätetalets id; tomt när nyttan inte har något."),
        text("initiative_title", "Initiativ", "Initiativets namn."),
        text("area_name", "Område", "Området i planen."),
        text("benefit_title", "Nytta", "Vad som blir bättre."),
        text("kind", "Slag", "Nytta eller Negativ effekt, eller Inte angivet."),
        text("measure_name", "Mätetal", "Vad som mäts."),
        text("unit", "Enhet", "Vad det mäts i, till exempel dagar."),
        Column("state", "Läge", Choice(EffectState), "Hur det går för det här mätetalet."),
        Column("benefit_state", "Läge för nyttan", Choice(EffectState), "Nyttans läge: det sämsta mätetalets."),
        text("flags", "Att se upp med", "Sådant som gör läget osäkrare, med komma emellan."),
        Column("baseline", "Nollmätning", Number(), "Värdet innan."),
        Column("now", "Nu", Number(), "Snittet av de senaste tolv månaderna."),
        Column("latest", "Senaste värde", Number(), "Det senaste värdet som räknas."),
        Column("latest_period", "Senaste period", When(), "Perioden som det gäller."),
        Column("target", "Mål", Number(), "Värdet som ska nås."),
        Column("achievement", "Måluppfyllelse (procent)", Number(), "Hur stor del av vägen till målet som är gången."),
        Column("expected", "Förväntat nu (procent)", Number(), "Hur stor del som borde vara gången vid det här laget."),
        Column("deviation", "Skillnad mot plan (procentenheter)", Number(), "Måluppfyllelsen minus det förväntade."),
        text("owner", "Ägare i linjen", "Den som ansvarar för nyttan."),
        text("controller", "Uppföljningsansvarig", "Den som följer upp."),
        Column("first_effect", "Första effekt", When(), "När det första börjar märkas."),
        Column("full_effect", "Full effekt", When(), "När hela effekten är nådd."),
        text("address", "Adress", "Nyttans sida."),
        Column("concluded_on", "Avförd", Day(), "Dagen då nyttan slutade följas."),
        Column("evidence", "Förändring", Choice(Evidence), "Hur säkert det är att något har förändrats."),
        hidden("värdena, nollmätningen och det som räknas av dem"),
    ),
    ("benefit_key", "measure_key"),
)
