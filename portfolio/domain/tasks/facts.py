"""What is stored of a plan, as far as it tells what is to be done: loaded once, and asked about for every person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Scope
from portfolio.domain.readiness import Progress
from portfolio.domain.stages import Late


@dataclass(frozen=True)
class Handover:
    """Something that waits to be accepted in the line: in which unit, with all those above it, and since when."""

    organisation_ids: frozenset[int]
    since: date | None = None


@dataclass(frozen=True)
class InitiativeFacts:
    """One initiative. ``leads`` and ``author_id`` are active users.

    ``since`` is the day on which it came into its present state, where that is known. ``steps_by`` is when its benefits
    have to be described: the day before it is planned to enter delivery. ``late`` is what the timetable says should
    have happened by today, and ``ahead`` what it says happens next. ``learning`` is why its log should be written in
    now, since ``learning_since``, and by ``learning_by`` where a day was promised.
    """

    id: int
    title: str
    scope: Scope
    state: InitiativeState
    kind: InitiativeKind = InitiativeKind.INITIATIVE
    has_level: bool = True
    has_timetable: bool = True
    example: bool = False
    leads: frozenset[int] = frozenset()
    author_id: int | None = None
    since: date | None = None
    steps_by: date | None = None
    benefits: Sequence[Progress] = ()
    late: Late | None = None
    ahead: Late | None = None
    learning: str | None = None
    learning_since: date | None = None
    learning_by: date | None = None
    handovers: Sequence[Handover] = ()


@dataclass(frozen=True)
class HeldValue:
    """A measured value on its way: which, of which period, who recorded it and since when it waits where it is.

    ``corrects`` tells that an earlier value of the period counts meanwhile, so that nothing is late.
    """

    id: int
    period: Period
    recorded_by: int | None
    since: date | None = None
    corrects: bool = False


@dataclass(frozen=True)
class SeriesFacts:
    """One series of a measure. ``missing`` are the periods that ended and lack a value, oldest first, and ``running``
    is the one that has not ended yet.

    ``initiative_ids`` are all initiatives whose benefits use the measure, ``leads`` those who lead them, and
    ``named_controllers`` the users whom those benefits name as responsible for following them up. Values are expected
    of periods from ``expected_from`` to ``expected_until``: None of any at all, and without an end.
    """

    id: int
    name: str
    scope: Scope
    initiative_ids: Collection[int]
    measure_id: int | None = None
    frequency: Frequency | None = None
    expected_from: date | None = None
    expected_until: date | None = None
    missing: Sequence[Period] = ()
    running: Period | None = None
    example: bool = False
    drafts: Sequence[HeldValue] = ()
    returned: Sequence[HeldValue] = ()
    submitted: Sequence[HeldValue] = ()
    leads: frozenset[int] = frozenset()
    named_controllers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class MeetingFacts:
    """The agenda of a plan's decision meeting: how many matters wait, and since when the oldest and the newest do."""

    matters: int
    since: date | None = None
    newest: date | None = None


@dataclass(frozen=True)
class PlanFacts:
    """A plan as a place: what it is called, where it lies, and how long after a period a value may come, in days."""

    id: int
    name: str
    scope: Scope
    grace_days: int = 30
    meeting: MeetingFacts = field(default_factory=lambda: MeetingFacts(0))
    slug: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that tells what is to be done in one plan.

    ``controllers`` are the active users who hold that role for all of it: values are asked of them before others.
    ``recorders`` are all active users whose roles let them record any value in it; who leads an initiative may record
    those of its series as well.
    """

    plan: PlanFacts
    initiatives: Sequence[InitiativeFacts] = ()
    series: Sequence[SeriesFacts] = ()
    controllers: frozenset[int] = frozenset()
    recorders: frozenset[int] = frozenset()
