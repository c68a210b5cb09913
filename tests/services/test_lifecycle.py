"""Anybody does anything, in any order: the life of an initiative stays the one of the picture.

Random actions by random people walk an initiative through the real services. Beside them stands a model that knows the
picture, who may what, and what the gates ask for, and nothing of how the services do it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.config import Settings
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.gates import GateRefused
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.phases import phases_entered
from portfolio.models import Activity, AuditLink, Benefit, BenefitActivity, Initiative, Organisation
from portfolio.services import adoptions, assessments, audit, decisions, handovers
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.conftest import TODAY
from tests.deciding import START, forum_of, propose, user_id
from tests.domain.test_lifecycle import MATTERS, WAYS
from tests.measured import benefit

M, Out, S = Matter, Outcome, InitiativeState
AREA = "personcentrerad-vard"
PEOPLE = ("reader", "coordinator", "steering", "area_lead", "project_lead", "controller", "benefit_owner", "outsider")
DRAFTS = (S.PROPOSED, S.RETURNED)
REFUSALS = (Denied, NotFound, Conflict, Invalid, InvalidFields)
_NUMBERS = count(1)


@dataclass
class Standing:
    """A decision that nobody has taken back, as the model knows it."""

    matter: Matter
    before: InitiativeState
    after: InitiativeState | None
    on: date
    waived: frozenset[str] = frozenset()
    concluded: str | None = None
    ended: bool = False


@dataclass
class Model:
    """What is true of the initiative."""

    state: InitiativeState = S.PROPOSED
    standing: list[Standing] = field(default_factory=list)
    complete: dict[str, bool] = field(default_factory=dict)
    accepted: dict[str, bool] = field(default_factory=dict)
    led: bool = False
    recorded: int = 0

    @property
    def waived(self) -> set[str]:
        return {name for one in self.standing for name in one.waived}

    @property
    def concluded(self) -> set[str]:
        return {one.concluded for one in self.standing if one.concluded}

    @property
    def left(self) -> InitiativeState:
        pauses = [one for one in self.standing if one.matter is M.PAUSE and one.after]
        return pauses[-1].before

    def lacks(self, to: InitiativeState) -> set[str]:
        """What the gate before a state asks for and does not find; nothing has a measure here."""
        open_ones = {key: done for key, done in self.complete.items() if key not in self.concluded}
        if to is S.DELIVERY:
            return {f"steps:{key}" for key, done in open_ones.items() if not done} if open_ones else {"benefit"}
        if to is S.REALISATION:
            return (
                {f"handover:{key}" for key, done in self.accepted.items() if not done}
                if self.accepted
                else {"adoption"}
            )
        return {f"effect:{key}" for key in open_ones} if to is S.CLOSED else set()

    def after(self, matter: Matter, outcome: Outcome) -> InitiativeState | None:
        """Where a decision leads by the picture; the same state when it changes none, None when there is no way."""
        if matter is M.RESUME and self.state is S.PAUSED:
            return self.left if outcome is Out.APPROVED else self.state
        found = WAYS.get((self.state, matter, outcome))
        if found is not None or (self.state, matter, Out.APPROVED) not in WAYS:
            return found if found is not None else self.state if self.has_room(matter) else None
        return None if matter is M.RESUBMIT else self.state

    def has_room(self, matter: Matter) -> bool:
        alive = self.state not in (S.CLOSED, S.CANCELLED, S.DECLINED)
        started = self.state in (S.APPROVED, S.PREPARATION, S.DELIVERY, S.REALISATION, S.PAUSED)
        match matter:
            case M.LEVEL:
                return alive
            case M.CONCLUDE_BENEFIT | M.TARGET:
                return started
            case M.WAIVE:
                return self.state in (S.APPROVED, S.PREPARATION, S.DELIVERY)
            case M.PROJECT_END:
                return self.state is S.REALISATION
        return False

    def sees(self, name: str) -> bool:
        if name == "outsider":
            return False
        drafted = self.state in DRAFTS
        return (
            not drafted
            or name in ("reader", "coordinator", "steering", "area_lead")
            or (name == "project_lead" and self.led)
        )

    def may(self, name: str, matter: Matter, to: InitiativeState | None) -> bool:
        if matter is M.RESUBMIT:
            return name in ("coordinator", "area_lead", "reader") or (name == "project_lead" and self.led)
        if matter is M.PHASE and to is S.PREPARATION:
            return name == "coordinator" or (name == "project_lead" and self.led)
        if matter is M.PHASE and to in (S.REALISATION, None) and name == "area_lead":
            return True
        return name in ("coordinator", "steering")


class Life(RuleBasedStateMachine):
    """The walk. ``sessions`` and ``clock`` are given by the test, for one database or the other."""

    sessions: Callable[[], Session]
    installation: Settings

    def __init__(self) -> None:
        super().__init__()
        self.session = self.sessions()
        self.model = Model()
        self.forum_id = forum_of(self.acting("system"))
        self.lead_id = user_id(self.acting("system"), "project_lead")
        self.id = propose(self.acting("reader"), f"Liv {next(_NUMBERS)}", area=AREA)

    def acting(self, name: str) -> Context:
        """Somebody, as at a new request."""
        self.session.rollback()
        self.session.expire_all()
        actor = SYSTEM if name == "system" else cast.actor(self.session, name)
        return Context(self.session, actor, self.installation.clock)

    def row(self) -> Initiative:
        self.session.rollback()
        self.session.expire_all()
        return self.session.get_one(Initiative, self.id)

    def links(self) -> int:
        self.session.rollback()
        return self.session.scalar(select(func.count(AuditLink.id))) or 0

    def attempt(self, name: str, act: Callable[[Context], Any]) -> BaseException | None:
        """Do something as somebody: all of it with one entry in the log, or nothing at all."""
        before = self.links()
        ctx = self.acting(name)
        try:
            with ctx.transaction():
                act(ctx)
        except REFUSALS as problem:
            assert self.links() == before, "what is refused changes nothing"
            return problem
        assert self.links() == before + 1, "what is done stands in the log, once"
        return None

    @rule(name=st.sampled_from(PEOPLE), priority=st.integers(1, 3))
    def somebody_assesses(self, name: str, priority: int) -> None:
        given = {"priority": priority, "recommendation": "start"}
        refused = self.attempt(name, lambda ctx: assessments.assess(ctx, self.id, **given))  # type: ignore[arg-type]
        may = name == "coordinator" and self.model.state in (S.PROPOSED, S.ASSESSED)
        assert (refused is None) is may, refused
        if may:
            self.model.state = S.ASSESSED

    @rule(
        name=st.sampled_from(PEOPLE),
        matter=st.sampled_from(MATTERS),
        outcome=st.sampled_from([Out.APPROVED] * 5 + list(Out)),
        excepted=st.booleans(),
        days=st.integers(0, 2),
    )
    def somebody_decides(self, name: str, matter: Matter, outcome: Outcome, excepted: bool, days: int) -> None:
        self.decide(name, matter, outcome, excepted=excepted, on=TODAY - timedelta(days=days))

    @initialize(steps=st.integers(0, 6))
    def it_has_come_some_way(self, steps: int) -> None:
        for _ in range(steps):
            self.goes_on("coordinator", excepted=True)

    @rule(excepted=st.booleans(), by=st.sampled_from(["steering", "coordinator", "area_lead", "project_lead"]))
    def it_goes_on(self, excepted: bool, by: str) -> None:
        self.goes_on(by, excepted=excepted)

    def goes_on(self, by: str, *, excepted: bool) -> None:
        """The way most initiatives go, so that a walk comes far."""
        if self.model.state is S.PROPOSED:
            self.somebody_assesses("coordinator", 1)
            return
        ways = {
            S.RETURNED: M.RESUBMIT,
            S.ASSESSED: M.START,
            S.DEFERRED: M.START,
            S.PAUSED: M.RESUME,
            S.REALISATION: M.CLOSE,
        }
        self.decide(by, ways.get(self.model.state, M.PHASE), Out.APPROVED, excepted=excepted, on=TODAY)

    def decide(self, name: str, matter: Matter, outcome: Outcome, *, excepted: bool, on: date) -> None:
        model = self.model
        after = model.after(matter, outcome)
        following = {S.APPROVED: S.PREPARATION, S.PREPARATION: S.DELIVERY, S.DELIVERY: S.REALISATION}
        to = following.get(model.state) if matter is M.PHASE else None
        gate = to if matter is M.PHASE else S.CLOSED if matter is M.CLOSE else None
        ahead = S.DELIVERY if to is S.PREPARATION or model.state is S.APPROVED else following.get(model.state)
        lacking = model.lacks(gate or ahead or S.PROPOSED) - model.waived
        waives = sorted(lacking) if excepted and matter in (M.PHASE, M.WAIVE) and gate is not S.PREPARATION else []
        concluded = next((key for key in model.complete if key not in model.concluded), None)
        fields: dict[str, Any] = {"waives": waives}
        if matter is M.START:
            fields |= {**START, "project_lead_id": self.lead_id, "until": TODAY + timedelta(days=9)}
        if matter is M.LEVEL:
            fields["level"] = ComplexityLevel.SIMPLE
        if matter is M.CONCLUDE_BENEFIT:
            fields |= {"benefit_id": self.benefit_id(concluded), "lesson": "Vi lärde oss."}
        fields |= {"forum_id": self.forum_id, "decided_on": on, "motivation": "Därför."}
        refused = self.attempt(
            name, lambda ctx: decisions.record(ctx, self.id, matter=matter, outcome=outcome, **fields)
        )
        if not self.is_allowed(name, matter, outcome, to, after, refused):
            return
        approved = outcome is Out.APPROVED
        if approved and waives and name not in ("coordinator", "steering"):
            # Who decides on a phase may decide on no exceptions for all that.
            assert isinstance(refused, Denied) or self.is_flawed(matter, approved, on, after, waives, concluded)
            return
        if isinstance(refused, GateRefused):
            told = {lack.waiver for lack in refused.missing}
            assert approved and gate is not None and told == lacking - set(waives)
            return
        if refused is not None:
            assert self.is_flawed(matter, approved, on, after, waives, concluded), refused
            return
        if approved and gate is not None:
            assert lacking <= set(waives), "the gate was honoured"
        changed = after if after is not None and (after is not model.state or matter is M.START) else None
        model.standing.append(
            Standing(
                matter,
                model.state,
                changed,
                on,
                frozenset(waives) if approved else frozenset(),
                concluded if approved and matter is M.CONCLUDE_BENEFIT else None,
                approved and matter is M.PROJECT_END,
            )
        )
        model.recorded += 1
        model.state = changed or model.state
        model.led = model.led or (approved and matter is M.START)

    def is_allowed(
        self,
        name: str,
        matter: Matter,
        outcome: Outcome,
        to: InitiativeState | None,
        after: InitiativeState | None,
        refused: BaseException | None,
    ) -> bool:
        """Whether the model lets them, now; what it does not let has to be refused, and for that reason."""
        if matter is M.RESUBMIT and outcome is not Out.APPROVED:
            assert isinstance(refused, NotFound | Invalid)
            return False
        if not self.model.sees(name):
            assert isinstance(refused, NotFound)
            return False
        if not self.model.may(name, matter, to):
            # The author of what is no draft any more is a reader like others.
            assert isinstance(refused, Denied), refused
            return False
        if matter is M.RESUBMIT and name == "reader" and self.model.state not in DRAFTS:
            assert isinstance(refused, Denied)
            return False
        if after is None:
            assert isinstance(refused, Conflict) and not isinstance(refused, GateRefused), refused
            return False
        return True

    def is_flawed(
        self,
        matter: Matter,
        approved: bool,
        on: date,
        after: InitiativeState | None,
        waives: list[str],
        concluded: str | None,
    ) -> bool:
        """Whether there is a reason to refuse what is allowed: a day too early, or nothing to do it with."""
        days = [one.on for one in self.model.standing if one.after is not None]
        early = after is not self.model.state or matter is M.START
        ended = matter is M.PROJECT_END and any(one.ended for one in self.model.standing)
        return (
            bool(early and days and on < days[-1])
            or (approved and matter is M.TARGET)
            or (approved and matter is M.WAIVE and not waives)
            or (approved and ended)
            or (matter is M.CONCLUDE_BENEFIT and concluded is None)
        )

    @rule(name=st.sampled_from(PEOPLE))
    def somebody_corrects(self, name: str) -> None:
        model = self.model
        fields = {"forum_id": self.forum_id, "decided_on": TODAY, "motivation": "Det blev fel."}
        refused = self.attempt(
            name,
            lambda ctx: decisions.record(ctx, self.id, matter=M.CORRECT, outcome=Out.APPROVED, **fields),
        )
        wrong = model.standing[-1] if model.standing else None
        if not model.sees(name):
            assert isinstance(refused, NotFound)
        elif wrong is None or (wrong.after is not None and wrong.after is not model.state):
            assert isinstance(refused, Conflict), refused
        elif not model.may(name, wrong.matter, wrong.after) or (
            wrong.matter is M.RESUBMIT and name == "reader" and model.state not in DRAFTS
        ):
            assert isinstance(refused, Denied), refused
        else:
            assert refused is None, refused
            model.standing.pop()
            model.recorded += 1
            if wrong.after is not None:
                model.state = wrong.before
            if wrong.matter is M.START and wrong.after is S.APPROVED:
                model.led = any(one.matter is M.START and one.after is S.APPROVED for one in model.standing)

    @precondition(lambda self: len(self.model.complete) < 3)
    @rule(complete=st.booleans())
    def a_benefit_is_described(self, complete: bool) -> None:
        ctx = self.acting("system")
        number = benefit(ctx, initiative=self.row().key, assessment_method="Intervjuer")
        row = self.session.get_one(Benefit, number)
        if complete:
            with ctx.transaction():
                ctx.record("test:described")
                self.describe(self.session.get_one(Benefit, number))
        self.model.complete[row.key] = complete

    def describe(self, row: Benefit) -> None:
        region = self.session.scalars(select(Organisation).where(Organisation.key == "region-kronoberg")).one()
        row.description, row.kind = "Vad som blir bättre.", "benefit"  # type: ignore[assignment]
        row.owner_role, row.owner_unit_id, row.controller_role = "Chef", region.id, "Nyttocontroller"
        row.follow_up_method, row.frequency = "Räkna.", "year"  # type: ignore[assignment]
        enabler = self.session.scalars(select(Activity).limit(1)).one()
        enabler.phase = enabler.phase or "preparation"  # type: ignore[assignment]
        row.activities.append(BenefitActivity(activity_id=enabler.id))

    @precondition(lambda self: len(self.model.accepted) < 3)
    @rule()
    def a_unit_takes_it_into_use(self) -> None:
        key = ["region-kronoberg", "alvesta-kommun", "vaxjo-kommun"][len(self.model.accepted)]
        ctx = self.acting("system")
        unit = self.session.scalars(select(Organisation.id).where(Organisation.key == key)).one()
        with ctx.transaction():
            adoptions.add(ctx, self.id, unit_ids=[unit], adopted_on=TODAY)
        self.model.accepted[key] = False

    @rule(name=st.sampled_from(PEOPLE))
    def a_manager_accepts(self, name: str) -> None:
        refused = self.attempt(name, lambda ctx: handovers.accept(ctx, self.id))
        if refused is None:
            assert name == "benefit_owner"
            if "region-kronoberg" in self.model.accepted:
                self.model.accepted["region-kronoberg"] = True

    @invariant()
    def every_state_has_its_decision(self) -> None:
        row, model = self.row(), self.model
        assert row.state is model.state
        assert len(row.decisions) == model.recorded
        standing = decisions.standing(row)
        assert [(one.matter, one.to_state) for one in standing] == [(one.matter, one.after) for one in model.standing]
        changing = [one.to_state for one in standing if one.to_state is not None]
        if row.state is S.ASSESSED:
            assert row.first_assessments
        elif row.state is not S.PROPOSED:
            assert changing[-1] is row.state
        assert all(one.motivation and one.decided_on and one.recorded_by and one.material for one in row.decisions)

        # Nothing is dated that was not entered, and what benefits and the project came to is what was decided.
        dated = {one.phase for one in row.phases if one.actual_start}
        entered = phases_entered(row.state, dated if row.state in (S.PAUSED, S.CANCELLED) else ())
        assert dated <= entered
        assert {one.key for one in row.benefits if one.concluded_on} == self.model.concluded
        assert (row.project_ended_on is not None) is any(one.ended for one in self.model.standing)

    def benefit_id(self, key: str | None) -> int | None:
        return next((one.id for one in self.row().benefits if one.key == key), None)

    def teardown(self) -> None:
        self.session.rollback()
        verdict = audit.verify(self.session)
        assert verdict.broken is None, verdict
        self.session.close()


def test_whoever_does_whatever_the_life_stays_the_one_of_the_picture(
    new_session: Callable[[], Session], settings: Settings
) -> None:
    walk = type("Walk", (Life,), {"sessions": staticmethod(new_session), "installation": settings})
    run_state_machine_as_test(walk, settings=WALKS)


WALKS = settings(
    max_examples=6,
    stateful_step_count=20,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    # Making a walk shorter would take longer than reading it.
    phases=[Phase.generate],
)
