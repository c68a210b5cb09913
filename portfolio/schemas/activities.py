"""Activities and enablers as calls send and get them."""

from __future__ import annotations

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.phases import Phase
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    Base,
    Choice,
    Flag,
    Id,
    Ids,
    Items,
    NumberOfRow,
    PageQuery,
    Strings,
    Time,
    Words,
)


class ActivityChanges(Base):
    """What can be changed of an activity or enabler; its time is sent as people write it, and read by the server."""

    kind = Choice(ActivityKind)
    title = Words(required=True)
    phase = Choice(Phase, allow_none=True)
    written = Words(
        allow_none=True, attribute="period_text", metadata={"description": "Tiden så som den skrivs: hösten 2025."}
    )
    responsible = Strings()
    status = Choice(ActivityStatus, allow_none=True)
    organisation = Id(allow_none=True, attribute="organisation_id")
    note = Words(longest=LONG, allow_none=True)


class NewActivity(ActivityChanges):
    """An activity, or by its kind an enabler."""


class ActivitySchema(Base):
    """An activity or enabler; ``period`` is how its time was read, null where it could not be."""

    id = Id(required=True)
    kind = Choice(ActivityKind, required=True)
    title = Words(required=True)
    phase = Choice(Phase, required=True, allow_none=True)
    written = Words(required=True, allow_none=True, attribute="period_text")
    period = Time(required=True, allow_none=True)
    responsible = Items(Words(), required=True)
    status = Choice(ActivityStatus, required=True, allow_none=True)
    organisation = Id(required=True, allow_none=True, attribute="organisation_id")
    note = Words(longest=LONG, required=True, allow_none=True)
    initiatives = Ids(required=True)
    example = Flag(required=True)


class ActivityQuery(PageQuery):
    """Which activities and enablers."""

    plan = Words(required=True)
    initiative = NumberOfRow()
    kind = Choice(ActivityKind)
