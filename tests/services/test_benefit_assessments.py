"""Judgements of benefits: who may, who may not have judged, which one holds, and what is said by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.errors import Conflict, Denied, InvalidFields, NotFound
from portfolio.models import AuditLink, Benefit, BenefitAssessment, Plan, User
from portfolio.services import benefit_assessments, benefits, effects, plan_files, register
from portfolio.services.context import Context
from portfolio.services.effects import BenefitEffect
from tests.cast import LED, PLAN, email
from tests.measured import benefit, measured
from tests.web.conftest import one_database

Acting = Callable[[str], Context]

GOOD: dict[str, Any] = {
    "outcome": AssessedOutcome.REACHED,
    "statement": "Avdelningarna använder rutinen.",
    "assessed_on": date(2023, 5, 2),
    "grounds": Grounds.STRONG,
    "source": "Intervjuer med tolv chefer",
    "second_source": "Granskning av 60 vårdplaner",
    "assessor": "Utvärderare, Linnéuniversitetet",
}


@pytest.fixture
def benefit_id(acting: Acting) -> int:
    return benefit(acting("system"))


def person(acting: Acting, name: str) -> int:
    found = acting("system").session.scalar(select(User.id).where(User.email == email(name)))
    assert found is not None
    return found


def assess(acting: Acting, benefit_id: int, name: str = "controller", **fields: Any) -> int:
    ctx = acting(name)
    with ctx.transaction():
        return benefit_assessments.assess(ctx, benefit_id, **GOOD | fields).id


def said(acting: Acting, benefit_id: int, as_of: date | None = None) -> BenefitEffect:
    ctx = acting("reader")
    return effects.of_benefit(ctx, ctx.session.get_one(Benefit, benefit_id), as_of=as_of)


def test_the_latest_judgement_holds_and_the_earlier_ones_stay(acting: Acting, benefit_id: int) -> None:
    assert said(acting, benefit_id).state is EffectState.NO_MEASURE
    first = assess(acting, benefit_id)
    found = said(acting, benefit_id)
    assert (found.state, found.evidence, found.effect_flags, found.flags) == (
        EffectState.REACHED,
        Evidence.ASSESSED,
        {EffectFlag.ASSESSED},
        ("Bedömd",),
    )
    assert found.sentence == (
        "Bedömd uppnådd 2023-05-02 av Utvärderare, Linnéuniversitetet. "
        "Starka grunder: Intervjuer med tolv chefer; Granskning av 60 vårdplaner."
    )
    ctx = acting("reader")
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert link.action == "benefit:assess"
    # One of an earlier day, recorded later, is history at once; one of a later day holds from that day on.
    earlier = assess(acting, benefit_id, outcome=AssessedOutcome.BEHIND, assessed_on=date(2023, 1, 9))
    assert said(acting, benefit_id).state is EffectState.REACHED
    later = assess(acting, benefit_id, outcome=AssessedOutcome.WORSENED, assessed_on=date(2023, 5, 3))
    assert said(acting, benefit_id).state is EffectState.WORSENED
    assert said(acting, benefit_id, date(2023, 5, 2)).state is EffectState.REACHED
    ctx = acting("reader")
    held = benefit_assessments.of_benefit(ctx, ctx.session.get_one(Benefit, benefit_id))
    assert [one.id for one in held] == [later, first, earlier]
    row = benefits.row(ctx, benefits.get(ctx, benefit_id), level=None)
    assert 7 not in row.incomplete


@one_database
def test_where_there_is_a_measure_it_speaks_and_the_judgement_stands_beside(acting: Acting) -> None:
    made = measured(acting("system"))
    before = said(acting, made.benefit_id)
    assess(acting, made.benefit_id)
    found = said(acting, made.benefit_id)
    assert (found.state, found.sentence, found.evidence) == (before.state, before.sentence, before.evidence)
    assert found.judgement is not None
    assert not found.is_assessed


@one_database
def test_the_register_counts_what_was_judged_to_be_reached_apart(acting: Acting, benefit_id: int) -> None:
    def narrowed(**wanted: Any) -> register.Register:
        ctx = acting("reader")
        plan = ctx.session.scalars(select(Plan).where(Plan.slug == PLAN)).one()
        return register.narrowed(register.everything(ctx, plan), register.Filters(**wanted))

    before = narrowed()
    assess(acting, benefit_id)
    after = narrowed()
    assert (before.judged_reached, after.judged_reached) == (0, 1)
    assert after.counts[EffectState.REACHED] == before.counts[EffectState.REACHED]
    assert after.counts[EffectState.NO_MEASURE] == before.counts[EffectState.NO_MEASURE] - 1
    assert benefit_id not in {row.benefit.id for row in narrowed(state=EffectState.REACHED).rows}
    known = {row.benefit.id for row in before.rows if EffectFlag.ASSESSED in row.effect_flags}
    [row] = [row for row in narrowed(flag=EffectFlag.ASSESSED).rows if row.benefit.id not in known]
    assert (row.benefit.id, row.evidence, row.flags) == (benefit_id, Evidence.ASSESSED, ("Bedömd",))


@one_database
def test_whoever_is_judged_does_not_judge(acting: Acting, benefit_id: int) -> None:
    system = acting("system")
    lead, owner, reader = (person(acting, name) for name in ("project_lead", "benefit_owner", "reader"))
    with system.transaction():
        system.record("test:owner")
        system.session.get_one(Benefit, benefit_id).owner_user_id = owner
    ctx = acting("controller")
    offered = dict(benefit_assessments.assessors(ctx, ctx.session.get_one(Benefit, benefit_id)))
    assert reader in offered
    assert not {lead, owner} & set(offered)
    for fields, field in (
        ({"assessor": None, "assessor_id": lead}, "assessor_id"),
        ({"assessor": None, "assessor_id": owner}, "assessor_id"),
        ({"assessor": "project lead"}, "assessor"),
        ({"assessor": "Benefit Owner "}, "assessor"),
        ({"assessor": None, "assessor_id": 10**6}, "assessor_id"),
        ({"assessor": None, "assessor_id": person(acting, "outsider")}, "assessor_id"),
        ({"statement": " ", "second_source": None}, "statement, second_source"),
    ):
        with pytest.raises(InvalidFields) as problem:
            assess(acting, benefit_id, **fields)
        assert set(problem.value.problems) == set(field.split(", "))
    assess(acting, benefit_id, assessor=None, assessor_id=reader)
    assert " av Reader. " in said(acting, benefit_id).sentence


@one_database
def test_those_of_the_project_do_not_record_it_either(acting: Acting, benefit_id: int) -> None:
    for name in ("project_lead", "area_lead", "benefit_owner", "steering", "reader", "admin"):
        with pytest.raises(Denied):
            assess(acting, benefit_id, name)
    with pytest.raises(NotFound):
        assess(acting, benefit_id, "outsider")
    system = acting("system")
    with system.transaction():
        system.record("test:concluded")
        system.session.get_one(Benefit, benefit_id).concluded_on = date(2023, 5, 1)
    with pytest.raises(Conflict, match="avförd"):
        assess(acting, benefit_id, "coordinator")


def test_a_plan_file_takes_judgements_out_and_in_without_names(acting: Acting, benefit_id: int) -> None:
    assess(acting, benefit_id, assessor=None, assessor_id=person(acting, "reader"))
    assess(acting, benefit_id, grounds=Grounds.WEAK, second_source=None, assessed_on=date(2023, 5, 3))
    exported = plan_files.export(acting("system"), PLAN)
    assert "Reader" not in exported
    [led] = [one for one in json.loads(exported)["initiatives"] if one["key"] == LED]
    told = [one for one in led["benefits"] if one["judgements"]]
    [held] = [one["judgements"] for one in told]
    assert [one["assessor"] for one in held] == ["Någon utanför projektet", "Utvärderare, Linnéuniversitetet"]
    # Loaded over what is stored nothing changes, and the person who was chosen is still known here.
    system = acting("system")
    with system.transaction():
        plan_files.load_text(system, exported.encode(), replace=True)
    assert plan_files.export(acting("system"), PLAN) == exported
    query = select(BenefitAssessment).where(BenefitAssessment.benefit_id == benefit_id).order_by(BenefitAssessment.id)
    rows = acting("system").session.scalars(query).all()
    assert [one.assessor_id is None for one in rows] == [False, True]
