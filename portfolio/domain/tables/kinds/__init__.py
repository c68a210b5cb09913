"""The kinds of tables that there are, in the order in which a workbook holds them: what others refer to comes first."""

from __future__ import annotations

from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.kinds.benefits import BENEFITS
from portfolio.domain.tables.kinds.initiatives import INITIATIVES
from portfolio.domain.tables.kinds.measures import MEASURED, MEASURES
from portfolio.domain.tables.kinds.work import ACTIVITIES, ADOPTIONS

KINDS: dict[str, Kind] = {one.name: one for one in (INITIATIVES, ACTIVITIES, ADOPTIONS, MEASURES, BENEFITS, MEASURED)}

__all__ = ["ACTIVITIES", "ADOPTIONS", "BENEFITS", "INITIATIVES", "KINDS", "MEASURED", "MEASURES"]
