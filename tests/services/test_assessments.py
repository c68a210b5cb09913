"""The first assessment: by the coordinator alone, kept with its history, and on the agenda from then on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.domain.assessments import Recommendation
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Denied, InvalidFields, NotFound, Stale
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import AuditLink
from portfolio.services import assessments, decisions
from portfolio.services.context import Context
from tests.deciding import START, assess, decide, plan_of, propose, read
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


def test_a_proposal_is_assessed_once_more_until_somebody_decides(acting: Acting, ctx: Context) -> None:
    made = propose(acting("reader"))
    before = len(decisions.agenda(ctx, plan_of(ctx)).matters)
    seen = assessments.version(read(ctx, made))
    assess(ctx, made, version=seen, priority=3, recommendation=Recommendation.DEFER, level=None, fit=" Delvis. ")
    row = read(ctx, made)
    assert (row.state, row.first_assessments[0].fit) == (InitiativeState.ASSESSED, "Delvis.")
    with pytest.raises(Stale):
        assess(ctx, made, version=seen)
    assess(ctx, made)
    row = read(ctx, made)
    assert [one.priority for one in row.first_assessments] == [3, 1]
    assert assessments.latest(row) is row.first_assessments[-1]
    assert row.first_assessments[-1].assessed_by == ctx.actor.user_id
    link = ctx.session.get_one(AuditLink, max(one.id for one in ctx.session.query(AuditLink)))
    assert (link.action, link.plan_id) == ("initiative:assess", row.plan_id)
    matters = decisions.agenda(ctx, plan_of(ctx)).matters
    assert len(matters) == before + 1
    (waits,) = [one for one in matters if one.initiative.id == made]
    assert (waits.matter, waits.level, waits.assessment.priority) == (Matter.START, "simple", 1)  # type: ignore[union-attr]
    decide(ctx, made, Matter.START, Outcome.APPROVED, **START)
    with pytest.raises(Conflict):
        assess(ctx, made)


@one_database
def test_who_may_not_assess_and_what_is_no_assessment(acting: Acting, ctx: Context) -> None:
    author = acting("reader")
    made = propose(author, area="personcentrerad-vard")
    for name in ("area_lead", "steering", "reader"):
        with pytest.raises(Denied) as refused:
            assess(acting(name), made)
        assert refused.value.who == ("samordnare",)
    with pytest.raises(NotFound):
        assess(acting("controller"), made)
    with pytest.raises(InvalidFields) as problems:
        assess(ctx, made, priority=4, recommendation=None, fit="x" * 10_001)
    assert set(problems.value.problems) == {"priority", "recommendation", "fit"}
    assert read(ctx, made).state is InitiativeState.PROPOSED
