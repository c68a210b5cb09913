"""Flat tables: one row per thing, for reading alone, whose columns programs hold on to.

A column is never taken away, renamed or given another meaning, and new ones come last. ``docs/flat-tables.md`` says
what each one means.
"""

from __future__ import annotations

from portfolio.domain.flat_tables.phases import PHASES
from portfolio.domain.flat_tables.register import REGISTER
from portfolio.domain.flat_tables.values import VALUES
from portfolio.domain.tables.columns import Kind

FLAT: dict[str, Kind] = {one.name: one for one in (REGISTER, PHASES, VALUES)}

__all__ = ["FLAT", "PHASES", "REGISTER", "VALUES"]
