"""Classifying: decided, dated, motivated, and never written over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.complexity import ComplexityLevel, current
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.models import AuditLink, ComplexityAssessment, Forum, Initiative
from portfolio.services import complexity
from portfolio.services.context import Context
from tests import cast

SIMPLE, COMPLICATED, COMPLEX = ComplexityLevel
#: Its example data holds one classification, as complicated.
KEY = cast.LED
UNCLASSIFIED = "kronobarnsmodellen"


def by_key(ctx: Context, key: str = KEY) -> Initiative:
    ctx.session.rollback()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def forum(ctx: Context) -> int:
    return ctx.session.scalars(select(Forum.id).where(Forum.key == "halso-och-sjukvardens-ledningsgrupp")).one()


def classify(ctx: Context, key: str = KEY, **fields: Any) -> ComplexityAssessment:
    initiative = by_key(ctx, key)
    values: dict[str, Any] = {
        "version": complexity.classification_version(initiative),
        "level": SIMPLE,
        "decided_on": date(2023, 5, 10),
        "forum_id": forum(ctx),
        "motivation": "Arbetssättet är känt.",
        **fields,
    }
    with ctx.transaction():
        return complexity.classify(ctx, initiative.id, **values)


def holding(ctx: Context, key: str = KEY) -> ComplexityLevel | None:
    found = current(complexity.history(by_key(ctx, key)))
    return found.level if found else None


def test_the_steering_group_classifies_and_the_decision_tells_it_all(acting: Callable[[str], Context]) -> None:
    ctx = acting("steering")
    made = classify(ctx, motivation="  Känt\r\narbetssätt. ", diarienummer=" RK 1 ")
    ctx.session.rollback()
    decision = made.decision
    assert (made.level, made.initiative_id, decision.initiative_id) == (SIMPLE, by_key(ctx).id, by_key(ctx).id)
    assert (decision.matter, decision.outcome) == (Matter.LEVEL, Outcome.APPROVED)
    assert (decision.decided_on, decision.forum_id) == (date(2023, 5, 10), forum(ctx))
    assert (decision.motivation, decision.diarienummer) == ("Känt\narbetssätt.", "RK 1")
    assert (decision.recorded_by, decision.recorded_at) == (ctx.actor.user_id, ctx.now)
    assert (decision.to_state, decision.retrospective) == (None, False)
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.reason) == ("initiative:classify", "Känt\narbetssätt.")
    assert link.plan_id == by_key(ctx).plan_id
    assert {item.entity for item in link.items} == {"decisions", "complexity_assessments"}


def test_history_is_kept_and_the_latest_decided_one_holds(ctx: Context) -> None:
    assert holding(ctx) is COMPLICATED
    assert [one.example for one in complexity.history(by_key(ctx))] == [True]
    classify(ctx, level=COMPLEX, decided_on=date(2023, 4, 1))
    assert holding(ctx) is COMPLEX
    classify(ctx, level=SIMPLE, decided_on=date(2020, 1, 1))
    assert holding(ctx) is COMPLEX, "what is recorded afterwards does not go before what was decided later"
    classify(ctx, level=COMPLICATED, decided_on=date(2023, 4, 1))
    assert holding(ctx) is COMPLICATED, "of two on one day, the last recorded"
    history = complexity.history(by_key(ctx))
    assert [one.level for one in history] == [COMPLICATED, COMPLEX, SIMPLE, COMPLICATED]
    assert [one.example for one in history] == [True, False, False, False], "what was recorded here is no example"


def test_the_first_classification_of_an_initiative(ctx: Context) -> None:
    assert holding(ctx, UNCLASSIFIED) is None
    classify(ctx, UNCLASSIFIED, level=COMPLEX)
    assert holding(ctx, UNCLASSIFIED) is COMPLEX
    assert holding(ctx) is COMPLICATED


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(ctx: Context) -> None:
    for fields, field in (
        ({"level": None}, "level"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": date(2023, 5, 16)}, "decided_on"),
        ({"forum_id": 99_999}, "forum_id"),
        ({"forum_id": None}, "forum_id"),
    ):
        with pytest.raises(Invalid) as problem:
            classify(ctx, **fields)
        assert problem.value.field == field
    with pytest.raises(InvalidFields) as problems:
        classify(ctx, motivation=" ", diarienummer="x" * 301)
    assert set(problems.value.problems) == {"motivation", "diarienummer"}
    assert len(by_key(ctx).assessments) == len([d for d in by_key(ctx).decisions if d.matter is Matter.LEVEL]) == 1


def test_only_the_steering_group_and_the_coordinator_as_clerk_classify(acting: Callable[[str], Context]) -> None:
    for name in ("area_lead", "project_lead", "controller", "benefit_owner", "reader", "admin"):
        with pytest.raises(Denied) as refused:
            classify(acting(name))
        assert refused.value.who == ("samordnare", "styrgrupp")
    with pytest.raises(NotFound):
        classify(acting("outsider"))
    assert classify(acting("coordinator")).decision.forum_id == forum(acting("reader"))


def test_who_comes_second_is_told_even_when_the_level_is_the_same(acting: Callable[[str], Context]) -> None:
    opened = complexity.classification_version(by_key(acting("steering")))
    classify(acting("coordinator"), level=COMPLICATED)
    with pytest.raises(Conflict, match="Någon annan har klassat"):
        classify(acting("steering"), version=opened)
    assert len(by_key(acting("reader")).assessments) == 2


def test_of_two_who_classify_at_once_one_wins_and_the_other_is_told(acting: Callable[[str], Context]) -> None:
    contexts = [acting("steering"), acting("coordinator")]
    initiative_id, opened = by_key(contexts[0]).id, complexity.classification_version(by_key(contexts[0]))
    start, forum_id = Barrier(2, timeout=20), forum(contexts[0])

    def record(number: int) -> ComplexityLevel | None:
        start.wait()
        level = (SIMPLE, COMPLEX)[number]
        try:
            with contexts[number].transaction():
                complexity.classify(
                    contexts[number],
                    initiative_id,
                    version=opened,
                    level=level,
                    decided_on=date(2023, 5, 10),
                    forum_id=forum_id,
                    motivation="Samtidigt.",
                )
        except Conflict:
            return None
        return level

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(record, range(2)))
    (winner,) = filter(None, outcomes)
    reader = acting("reader")
    assert holding(reader) is winner
    assert len(by_key(reader).assessments) == 2
