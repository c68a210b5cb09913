"""The log as calls get it."""

from __future__ import annotations

from typing import Any

from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    LARGEST_ID,
    Base,
    Code,
    Id,
    Instant,
    Items,
    Number,
    NumberOfRow,
    PageQuery,
    Part,
    Strict,
    Whole,
    Words,
)
from portfolio.schemas.people import PersonInBrief


class Logged(Strict[Any]):
    """A value as the log keeps it: what was stored, of whatever kind that was."""

    described = {"type": ["string", "integer", "boolean", "array", "null"]}


class LoggedChange(Base):
    """One field of one row; both values are null where the log keeps none, as of names and passwords."""

    operation = Code(required=True)
    entity = Code(required=True)
    entity_id = Id(required=True)
    field = Code(required=True)
    old = Logged(required=True)
    new = Logged(required=True)


class LogEntrySchema(Base):
    """What was done at once: by whom, when, why, and each field that it changed; in a list the first of them."""

    id = Id(required=True)
    at = Instant(required=True)
    actor = Part(PersonInBrief, required=True, allow_none=True)
    plan = Words(required=True, allow_none=True)
    action = Code(required=True)
    deed = Words(required=True)
    reason = Words(required=True, longest=LONG, allow_none=True)
    changes = Items(Part(LoggedChange), required=True)
    changes_total = Whole(least=0, most=LARGEST_ID, required=True)


class LogQuery(PageQuery):
    """Which entries: of one plan, of one table or one row of it."""

    limit = Number(least=1, most=200, load_default=50)
    plan = Words()
    entity = Words(longest=63)
    entity_id = NumberOfRow()
