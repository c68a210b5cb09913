"""How states were on a day, counted at night, so that a trend need not be reckoned from the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Dialect, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from portfolio.models.base import Base, Id


class Counts(TypeDecorator[Mapping[str, int]]):
    """How many there are of each, by slug, as a short text that both databases hold alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, int] | None, dialect: Dialect) -> str:
        return json.dumps(dict(value or {}), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, int]:
        return dict(json.loads(value)) if value else {}


class StateSnapshot(Base):
    """A plan on a day: how many initiatives are in which state, and benefits and changes likewise. Drafts are left out.

    ``judged_reached`` counts benefits that somebody judged to be reached without a measure; they are in no state.
    """

    __tablename__ = "state_snapshots"
    __table_args__ = (UniqueConstraint("plan_id", "day"),)
    __audited__ = False

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    day: Mapped[date]
    initiatives: Mapped[Mapping[str, int]] = mapped_column(Counts)
    effects: Mapped[Mapping[str, int]] = mapped_column(Counts)
    evidence: Mapped[Mapping[str, int]] = mapped_column(Counts)
    judged_reached: Mapped[int]
