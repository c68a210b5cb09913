"""The gates between phases and before closure: what each asks for, what an exception was made from, what stops it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.effects.states import EffectState
from portfolio.domain.errors import Conflict, Invalid
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.lifecycle import next_phase
from portfolio.domain.measures import Direction
from portfolio.domain.periods import Period
from portfolio.domain.readiness import Lack, LackCode, Progress, described

#: The states that a gate stands before.
GATES = (InitiativeState.DELIVERY, InitiativeState.REALISATION, InitiativeState.CLOSED)

#: What counts as come: closure asks for nothing more of such a benefit.
_COME = frozenset({EffectState.REACHED, EffectState.LASTING})


class GateRefused(Conflict):
    """A gate lacks something that no exception was made from; ``missing`` is all of it."""

    def __init__(self, missing: Sequence[Lack], initiative_id: int = 0) -> None:
        many = "en sak" if len(missing) == 1 else f"{len(missing)} saker"
        told = "; ".join(lack.text for lack in missing[:_TOLD])
        more = f" och {len(missing) - _TOLD} till" if len(missing) > _TOLD else ""
        super().__init__(f"Initiativet kan inte gå vidare än, för {many} saknas: {told}{more}.")
        self.missing = tuple(missing)
        self.initiative_id = initiative_id


#: So many are named in a sentence; the list holds them all.
_TOLD = 3


@dataclass(frozen=True)
class MeasureFacts:
    """A measure of a benefit, as gates ask about it; ``by`` is when a baseline is planned to be there at the latest."""

    link_id: int
    key: str
    name: str
    direction: Direction
    has_baseline: bool
    reason: str | None = None
    by: date | None = None
    unreviewed: bool = False


@dataclass(frozen=True)
class BenefitFacts:
    """A benefit that has not been concluded; ``state`` is asked for by closure alone."""

    benefit_id: int
    key: str
    title: str
    incomplete: tuple[int, ...] = ()
    measures: Sequence[MeasureFacts] = ()
    state: EffectState | None = None
    unreviewed: bool = False


@dataclass(frozen=True)
class AdoptionFacts:
    """A unit where the initiative is introduced."""

    adoption_id: int
    key: str
    unit: str
    planned: Period | None = None
    adopted_on: date | None = None
    accepted: bool = False


def gate_before(state: InitiativeState, kind: InitiativeKind) -> InitiativeState | None:
    """The state behind the next gate; None when none is ahead. What goes on over time has none."""
    if kind is InitiativeKind.ONGOING:
        return None
    if state is InitiativeState.DELIVERY:
        return InitiativeState.REALISATION
    if state is InitiativeState.REALISATION:
        return InitiativeState.CLOSED
    early = next_phase(state) is not None or state in _BEFORE_START
    return InitiativeState.DELIVERY if early else None


_BEFORE_START = (
    InitiativeState.PROPOSED,
    InitiativeState.RETURNED,
    InitiativeState.ASSESSED,
    InitiativeState.DEFERRED,
)


def gate(
    to: InitiativeState, *, benefits: Sequence[BenefitFacts], adoptions: Sequence[AdoptionFacts], today: date
) -> list[Lack]:
    """What the gate before a state lacks; a state without a gate before it lacks nothing."""
    match to:
        case InitiativeState.DELIVERY:
            return [*_template(benefits), *_baselines(benefits, _first(adoptions), today)]
        case InitiativeState.REALISATION:
            # What is planned at the latest by the first introduction has to be there after it.
            return [*_introduced(adoptions), *_baselines(benefits, None, None)]
        case InitiativeState.CLOSED:
            return _effects(benefits)
    return []


def marked(lacks: Iterable[Lack], waived: Collection[str]) -> list[Lack]:
    """The list with what exceptions were made from marked, and last."""
    told = [replace(lack, waived=lack.waivable and lack.waiver in waived) for lack in lacks]
    return sorted(told, key=lambda lack: lack.waived)


def check(lacks: Iterable[Lack], initiative_id: int = 0) -> None:
    """Raise GateRefused with all that no exception was made from, when there is any."""
    missing = [lack for lack in lacks if not lack.waived]
    if missing:
        raise GateRefused(missing, initiative_id)


def exceptions(asked: Iterable[str], lacks: Sequence[Lack]) -> tuple[str, ...]:
    """What is asked to be excepted, each thing by itself: a code alone stands for all that lacks of its kind now.

    So nothing is excepted that nobody knew of when it was decided. Raises Invalid for what is not lacking, and for what
    no exception can be made from.
    """
    found: dict[str, None] = {}
    for one in asked:
        meant = [lack for lack in lacks if one in (lack.waiver, lack.code)]
        if any(not lack.waivable for lack in meant):
            raise Invalid("waives", f"Inget undantag ges från det här: {meant[0].text}. Avför nyttan i stället.")
        if not any(not lack.waived for lack in meant):
            raise Invalid("waives", f"”{one}” saknas inte inför nästa steg, så inget undantag behövs. Ta bort det.")
        found |= dict.fromkeys(lack.waiver for lack in meant if not lack.waived)
    return tuple(found)


def _template(benefits: Sequence[BenefitFacts]) -> list[Lack]:
    return described([Progress(one.benefit_id, one.title, one.incomplete, one.key) for one in benefits])


def _first(adoptions: Sequence[AdoptionFacts]) -> date | None:
    """The day of the first introduction, as far as it is known."""
    days = [one.adopted_on or (one.planned.start if one.planned else None) for one in adoptions]
    return min((day for day in days if day is not None), default=None)


def _baselines(benefits: Sequence[BenefitFacts], introduced: date | None, today: date | None) -> list[Lack]:
    """The measures without a baseline; a day to come before the introduction is enough as long as ``today`` is told."""
    found = []
    for benefit in benefits:
        for one in benefit.measures:
            of = f"mätetalet ”{one.name}” för nyttan ”{benefit.title}”"
            if one.has_baseline:
                if not one.unreviewed:
                    continue
                code, text = LackCode.BASELINE_UNREVIEWED, f"Granskning av mätvärden bakom nollmätningen av {of}"
            elif _wants_baseline(one) and not (today is not None and _is_planned(one, introduced, today)):
                code, text = LackCode.BASELINE, f"Nollmätning av {of}"
            else:
                continue
            about = f"{benefit.key}/{one.key}"
            found.append(Lack(code, text, benefit.benefit_id, about=about, link_id=one.link_id))
    return found


def _wants_baseline(one: MeasureFacts) -> bool:
    # A level that is kept, or that has no good side, is judged without knowing where it began.
    return one.direction in (Direction.INCREASE, Direction.DECREASE) and not one.reason


def _is_planned(one: MeasureFacts, introduced: date | None, today: date) -> bool:
    return one.by is not None and one.by >= today and (introduced is None or one.by < introduced)


def _introduced(adoptions: Sequence[AdoptionFacts]) -> list[Lack]:
    there = [one for one in adoptions if one.adopted_on is not None]
    if not there:
        return [Lack(LackCode.ADOPTION, "Minst en enhet där det nya är infört")]
    return [
        Lack(
            LackCode.HANDOVER,
            f"Att ansvarig chef i {one.unit} har tagit emot överlämningen",
            about=one.key,
            adoption_id=one.adoption_id,
        )
        for one in there
        if not one.accepted
    ]


def _effects(benefits: Sequence[BenefitFacts]) -> list[Lack]:
    found = []
    for one in benefits:
        if one.state not in _COME:
            state = label(one.state).lower() if one.state is not None else "inte bedömd"
            text = f"Nyttan ”{one.title}” är varken uppnådd, varaktig eller avförd ({state})"
            found.append(Lack(LackCode.EFFECT, text, one.benefit_id, about=one.key))
        elif one.unreviewed:
            text = f"Granskning av de mätvärden som visar att nyttan ”{one.title}” är uppnådd"
            found.append(Lack(LackCode.EFFECT_UNREVIEWED, text, one.benefit_id, about=one.key))
    return found
