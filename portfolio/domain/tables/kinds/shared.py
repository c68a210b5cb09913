"""Columns that several kinds of tables have."""

from __future__ import annotations

from portfolio.domain.tables.columns import Column
from portfolio.domain.tables.types import Text
from portfolio.domain.texts import SHORT, TextRule


def stable_id(name: str, heading: str, what: str) -> Column:
    """The id by which a row that was exported is known again."""
    explanation = f"Lämna tom för det som är nytt. Ändra den inte: den visar vilket {what} raden gäller."
    return Column(name, heading, Text(TextRule("id", SHORT)), explanation)


def reference(
    name: str, heading: str, refers_to: str, explanation: str, *, required: bool = False, synonyms: tuple[str, ...] = ()
) -> Column:
    """A column that names something of the plan, by its name or its id."""
    rule = TextRule(heading.lower(), SHORT)
    return Column(name, heading, Text(rule), explanation, required=required, refers_to=refers_to, synonyms=synonyms)
