"""Columns that several flat tables have."""

from __future__ import annotations

from portfolio.domain.tables.columns import Column
from portfolio.domain.tables.types import Flag, Text
from portfolio.domain.texts import LONG, TextRule


def text(name: str, heading: str, explanation: str) -> Column:
    """A column of text; nothing is read from it, so its rule holds nobody back."""
    return Column(name, heading, Text(TextRule(heading.lower(), LONG)), explanation)


def hidden(what: str) -> Column:
    """The column that tells what was left out."""
    told = f"Ja om {what} är utelämnade för att ett antal är litet."
    return Column("suppressed", "Antal under 5 dolda", Flag(), told)
