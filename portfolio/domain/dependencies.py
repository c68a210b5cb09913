"""Dependencies (beroenden): an initiative that waits for what another one puts in place.

Nothing here stops anybody: a follower that is planned before what it waits for is told of, with the times that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portfolio.domain.benefits import leads_in_circle
from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day, provably_before
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.texts import SHORT, TextRule


class Timing(StrEnum):
    """How the follower's time lies to that of what it waits for."""

    IN_ORDER = "in_order"
    EARLY = "early"
    STOPPED = "stopped"
    UNTOLD = "untold"


TEXT_RULES = {"what": TextRule("vad det andra initiativet ska ha fått på plats", SHORT, required=True)}

#: What somebody should look at; where times are not known there is nothing to say yet.
WARNINGS = frozenset({Timing.EARLY, Timing.STOPPED})

#: The new way of working is in use in at least one unit, so others can build on it.
_THERE = frozenset({InitiativeState.REALISATION, InitiativeState.CLOSED})

#: Nothing comes of these as they stand, and how a sentence goes on about them.
_STILL = {
    InitiativeState.DEFERRED: "är vilande",
    InitiativeState.PAUSED: "är pausat",
    InitiativeState.CANCELLED: "är avbrutet",
    InitiativeState.DECLINED: "är avslaget",
}

_DELIVERY = "lösningsutformning och införande"
_REALISATION = "effekthanteringsfasen"

_STARTS = ("börjar", "började", "börjat")
_ENDS = ("slutar", "slutade", "slutat")


@dataclass(frozen=True)
class Side:
    """One of the two initiatives as values; the one whose page it is read on has no title, but is *here*."""

    title: str
    kind: InitiativeKind
    state: InitiativeState
    times: Mapping[Phase, PhaseTimes] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """What the times say of a dependency, with the sentence that tells which of them were compared."""

    timing: Timing
    sentence: str

    @property
    def warns(self) -> bool:
        """Whether somebody should look at it."""
        return self.timing in WARNINGS


@dataclass(frozen=True)
class _Boundary:
    """A boundary of a phase: which phase, that it starts or ends (now, then, by then), when, and if it has come."""

    phase: str
    verbs: tuple[str, str, str]
    time: Period
    actual: bool

    @property
    def sentence(self) -> str:
        """That it comes, or came, without its time."""
        return f"{self.phase} {self.verbs[1] if self.actual else self.verbs[0]}"


def compare(follower: Side, other: Side, *, today: date) -> Comparison:
    """Hold the follower's time against what it waits for: an actual time where there is one, else the planned.

    The follower needs it when its delivery starts. The other one can give it from when its own realisation starts,
    since the new way of working is then in use somewhere; where that is not stated, from when its delivery ends. Early
    is only what is so on every reading of both times.
    """
    title = _called(other)
    if other.state in _THERE:
        return Comparison(Timing.IN_ORDER, f"{title} har nått {_REALISATION}, så det finns något att bygga på.")
    if other.state in _STILL:
        return Comparison(Timing.STOPPED, f"{title} {_STILL[other.state]}, så det som väntas kommer inte nu.")
    for side in (follower, other):
        if side.kind is InitiativeKind.ONGOING:
            return Comparison(Timing.UNTOLD, f"{_called(side)} fortgår över tid och har inga faser att jämföra med.")
    needed, given = _needed(follower), _given(other)
    if needed is None:
        return _untold(f"{_DELIVERY} börjar {_within(follower)}")
    if given is None:
        return _untold(f"{_REALISATION} börjar {_within(other)}")
    return _held_against(needed, given, (_within(follower), _within(other)), today)


def _called(side: Side) -> str:
    return f"”{side.title}”" if side.title else "Det här initiativet"


def _within(side: Side) -> str:
    return f"i ”{side.title}”" if side.title else "här"


def _untold(what: str) -> Comparison:
    return Comparison(Timing.UNTOLD, f"Det är inte sagt när {what}, så tiderna går inte att jämföra.")


def _held_against(needed: _Boundary, given: _Boundary, places: tuple[str, str], today: date) -> Comparison:
    mine, other = places
    ours = f"{needed.sentence.capitalize()} {mine} {needed.time.label}"
    theirs = f"{given.sentence} {other}, {given.time.label}"
    now = day(today)
    if not given.actual and provably_before(given.time, now) and provably_before(needed.time, now):
        # What was planned for a time that has passed comes today at the earliest.
        late = f"skulle {given.phase} ha {given.verbs[2]} {given.time.label} och har inte gjort det än"
        return Comparison(Timing.EARLY, f"{ours}, men {other} {late}.")
    if provably_before(needed.time, given.time):
        return Comparison(Timing.EARLY, f"{ours}, innan {theirs}.")
    return Comparison(Timing.IN_ORDER, f"{ours}, inte innan {theirs}.")


def check_link(
    follower: int, other: int | None, *, titles: Mapping[int, str], waiting: Iterable[tuple[int, int]]
) -> None:
    """Hold a new dependency against those there are. Raises Invalid for ``waits_for_id``.

    ``titles`` are the initiatives that exist for whoever links, by id; ``waiting`` are all pairs of one that waits and
    what it waits for, also such as do not exist for them.
    """
    if other is None:
        raise Invalid("waits_for_id", "Välj initiativet som det väntar på.")
    if other == follower:
        raise Invalid("waits_for_id", "Ett initiativ kan inte vänta på sig självt. Välj ett annat.")
    if other not in titles:
        raise Invalid("waits_for_id", "Initiativet finns inte att välja längre. Välj ett i listan.")
    waits: dict[int, set[int]] = {}
    for one, another in waiting:
        waits.setdefault(one, set()).add(another)
    if other in waits.get(follower, ()):
        raise Invalid("waits_for_id", f"Beroendet av ”{titles[other]}” finns redan. Ändra det i stället.")
    waits.setdefault(follower, set()).add(other)
    if ring := leads_in_circle(waits, start=follower):
        chain = " → ".join(f"”{titles[one]}”" if one in titles else "ett initiativ som du inte ser" for one in ring)
        raise Invalid(
            "waits_for_id",
            f"Initiativen skulle vänta på varandra i en ring: {chain}. "
            "Välj ett annat, eller ta bort ett av beroendena.",
        )


def _needed(side: Side) -> _Boundary | None:
    of_phase = side.times.get(Phase.DELIVERY, PhaseTimes())
    span = of_phase.actual or of_phase.planned
    return _Boundary(_DELIVERY, _STARTS, span.start, of_phase.actual is not None) if span is not None else None


def _given(side: Side) -> _Boundary | None:
    realisation = side.times.get(Phase.REALISATION, PhaseTimes())
    if (span := realisation.actual or realisation.planned) is not None:
        return _Boundary(_REALISATION, _STARTS, span.start, realisation.actual is not None)
    delivery = side.times.get(Phase.DELIVERY, PhaseTimes())
    for span, actual in ((delivery.actual, True), (delivery.planned, False)):
        if span is not None and span.end is not None:
            return _Boundary(_DELIVERY, _ENDS, span.end, actual)
    return None
