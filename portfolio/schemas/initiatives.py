"""Initiatives as calls send and get them."""

from __future__ import annotations

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import InitiativeKind, InitiativeState, Origin
from portfolio.domain.readiness import LackCode
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    Base,
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Items,
    NumberOfRow,
    PageQuery,
    Part,
    Strings,
    Whole,
    Words,
)
from portfolio.schemas.phases import PhaseSchema


class _Fields(Base):
    """The fields that are edited."""

    title = Words(required=True)
    purpose = Words(longest=LONG, allow_none=True)
    area = Id(required=True, attribute="area_id")
    kind = Choice(InitiativeKind)
    origin = Choice(Origin, allow_none=True)
    orderer = Words(allow_none=True)
    receiver = Words(allow_none=True)
    project_lead = Words(allow_none=True)
    project_lead_by = Day(allow_none=True)
    project_group = Words(allow_none=True)
    parties = Strings()
    target_groups = Strings()
    diarienummer = Words(allow_none=True)


class EntrySchema(Base):
    """The state that an initiative already is in, and the decision behind it (ingångsläge)."""

    state = Choice(InitiativeState, required=True, attribute="entry_state")
    decided_on = Day(allow_none=True, load_default=None)
    forum = Id(allow_none=True, load_default=None, attribute="forum_id")
    motivation = Words(longest=LONG, required=True)


class InitiativeChanges(_Fields):
    """What can be changed of an initiative."""


class NewInitiative(_Fields):
    """A proposal, or with ``entry`` what already runs."""

    plan = Words(required=True)
    entry = Part(EntrySchema)


class LackSchema(Base):
    """Something that is missing for the next step, and where to put it right.

    ``waiver`` is what a decision sends in ``waives`` to make an exception from it, null where there can be none.
    """

    code = Choice(LackCode, required=True)
    text = Words(required=True, longest=LONG)
    href = Words(required=True, longest=LONG)
    waiver = Words(required=True, longest=LONG, allow_none=True)
    waived = Flag(required=True)
    benefit = Id(required=True, allow_none=True, attribute="benefit_id")
    step = Whole(least=1, most=7, required=True, allow_none=True)


class BenefitInBrief(Base):
    """A benefit as its initiative tells of it."""

    id = Id(required=True)
    title = Words(required=True)
    complete = Whole(least=0, most=7, required=True)


class InitiativeSchema(Base):
    """An initiative."""

    id = Id(required=True)
    plan = Words(required=True)
    title = Words(required=True)
    former_titles = Items(Words(), required=True)
    purpose = Words(required=True, longest=LONG, allow_none=True)
    area = Id(required=True, attribute="area_id")
    kind = Choice(InitiativeKind, required=True)
    origin = Choice(Origin, required=True, allow_none=True)
    orderer = Words(required=True, allow_none=True)
    receiver = Words(required=True, allow_none=True)
    project_lead = Words(required=True, allow_none=True)
    project_lead_by = Day(required=True, allow_none=True)
    project_group = Words(required=True, allow_none=True)
    parties = Items(Words(), required=True)
    target_groups = Items(Words(), required=True)
    diarienummer = Words(required=True, allow_none=True)
    state = Choice(InitiativeState, required=True)
    retrospective = Flag(required=True)
    level = Choice(ComplexityLevel, required=True, allow_none=True)
    leads = Items(Id(), required=True)
    phases = Items(Part(PhaseSchema), required=True)
    benefits = Items(Part(BenefitInBrief), required=True)
    missing = Items(Part(LackSchema), required=True)
    example = Flag(required=True)
    created_at = Instant(required=True)


class InitiativeQuery(PageQuery):
    """Which initiatives."""

    plan = Words(required=True)
    state = Choice(InitiativeState)
    area = NumberOfRow()
