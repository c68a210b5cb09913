"""Searching in what exists for the actor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event

from portfolio.domain.goals import GoalKind
from portfolio.domain.measures import Direction
from portfolio.domain.search import Rank
from portfolio.models import BenefitGoal, BenefitMeasure, Goal, Initiative, Measure
from portfolio.services import activities, benefits, initiatives, learning, search
from portfolio.services.context import Context
from portfolio.services.search import Hit
from tests import cast
from tests.services.test_initiatives import by_key, load_other_plan, plan_id, propose, version

Acting = Callable[[str], Context]
WORD = "xylofonö"


def hits(ctx: Context, query: str, kind: str | None = None) -> list[Hit]:
    ctx.session.rollback()
    ctx.session.expunge_all()
    return [hit for group in search.search(ctx, query, kind=kind).groups for hit in group.hits]


def fill(ctx: Context, initiative_id: int, word: str = WORD) -> dict[str, int]:
    """Something of each kind that holds the word, all within one initiative."""
    with ctx.transaction():
        benefit_id = benefits.add(ctx, initiative_id, title=f"Nytta {word}", description=None, kind=None).id
    with ctx.transaction():
        activity = activities.add(ctx, initiative_id, title=f"Aktivitet {word}")
        ctx.session.flush()
        activity_id = activity.id
    with ctx.transaction():
        texts = {"believed": "Något.", "happened": f"Lärdom {word}", "next_step": "Något."}
        entry_id = learning.add(ctx, initiative_id, noted_on=ctx.today, **texts).id
    with ctx.transaction():
        ctx.record("benefit:step")
        plan = ctx.session.get_one(Initiative, initiative_id).plan_id
        measure = Measure(
            plan_id=plan,
            key=f"m-{word}",
            name=f"Mätetal {word}",
            direction=Direction.INCREASE,
            position=99,
            example=False,
        )
        goal = Goal(plan_id=plan, key=f"g-{word}", name=f"Mål {word}", kind=GoalKind.GOAL, position=99, example=False)
        ctx.session.add_all([measure, goal])
        ctx.session.flush()
        ctx.session.add(BenefitMeasure(benefit_id=benefit_id, measure_id=measure.id, position=1))
        ctx.session.add(BenefitGoal(benefit_id=benefit_id, goal_id=goal.id))
        found = {"matetal": measure.id, "mal": goal.id}
    own = {"initiativ": initiative_id, "nyttor": benefit_id, "aktiviteter": activity_id, "lardomar": entry_id}
    return {**own, **found}


def rename(ctx: Context, title: str) -> int:
    row = by_key(ctx)
    row_id, seen = row.id, version(row)
    with ctx.transaction():
        initiatives.edit(ctx, row_id, version=seen, title=title)
    return row_id


def test_everything_is_found_by_its_own_words_whatever_their_case(acting: Acting) -> None:
    ctx = acting("coordinator")
    made = fill(ctx, rename(ctx, f"Initiativ {WORD}"))
    found = hits(acting("reader"), WORD.upper())
    assert {hit.kind: hit.id for hit in found} == made
    assert {hit.rank for hit in found} == {Rank.WORD}
    by_kind = {hit.kind: hit for hit in found}
    assert [place.title for place in by_kind["nyttor"].initiatives] == [f"Initiativ {WORD}"]
    assert [place.id for place in by_kind["aktiviteter"].initiatives] == [made["initiativ"]]
    assert [place.id for place in by_kind["matetal"].benefits] == [made["nyttor"]]
    assert [place.id for place in by_kind["mal"].benefits] == [made["nyttor"]]


def test_a_letter_of_its_own_is_no_other_letter(ctx: Context) -> None:
    fill(ctx, rename(ctx, f"Initiativ {WORD}"))
    assert hits(ctx, WORD.replace("ö", "o")) == []


def test_an_initiative_is_found_by_its_former_title_purpose_and_area(ctx: Context) -> None:
    old = by_key(ctx).title
    row_id = rename(ctx, "Helt annat")
    (former,) = hits(ctx, old)
    assert (former.id, former.rank, former.former) == (row_id, Rank.EXACT_FORMER, old)
    row = by_key(ctx)
    purpose, area = str(row.purpose), row.area.name
    by_purpose = next(hit for hit in hits(ctx, " ".join(purpose.split()[-3:]), "initiativ") if hit.id == row_id)
    assert (by_purpose.rank, by_purpose.text) == (Rank.ELSEWHERE, purpose)
    assert row_id in {hit.id for hit in hits(ctx, area, "initiativ")}


def test_the_best_comes_first_and_every_word_has_to_be_there(ctx: Context) -> None:
    for title in ("Om tryggaord hemma", "Otryggaord", "Tryggaord", "Annat"):
        purpose = "Handlar om tryggaord." if title == "Annat" else None
        propose(ctx, title=title, purpose=purpose)
    assert [hit.title for hit in hits(ctx, "TRYGGAORD")] == ["Tryggaord", "Om tryggaord hemma", "Otryggaord", "Annat"]
    assert [hit.title for hit in hits(ctx, "tryggaord hemma")] == ["Om tryggaord hemma"]
    assert hits(ctx, "tryggaord borta") == []


@pytest.mark.parametrize("name", ["reader", "controller", "project_lead", "admin"])
def test_a_draft_and_what_belongs_to_it_is_found_by_nobody_who_may_not_see_it(acting: Acting, name: str) -> None:
    ctx = acting("coordinator")
    draft = propose(ctx, title=f"Förslag {WORD}")
    fill(ctx, draft.id)
    assert {hit.kind for hit in hits(acting("steering"), WORD)} == set(search.KINDS)
    found = hits(acting(name), WORD)
    # The library of measures and the goals are the plan's; the draft's benefit that uses them is not told.
    assert {hit.kind for hit in found} == {"matetal", "mal"}
    assert all(hit.benefits == () for hit in found)


def test_an_outsider_finds_their_own_proposal_alone(acting: Acting) -> None:
    ctx, outsider = acting("coordinator"), acting("outsider")
    fill(ctx, by_key(ctx).id)
    own = propose(outsider, title=f"Mitt {WORD}", plan_id=plan_id(ctx), area_id=by_key(ctx).area_id)
    assert [hit.id for hit in hits(outsider, WORD)] == [own.id]


def test_another_plan_is_searched_by_those_with_a_role_in_it(acting: Acting) -> None:
    load_other_plan(acting("system"))
    assert hits(acting("reader"), "Annat initiativ") == []
    found = search.search(acting("admin"), "Annat initiativ")
    assert [hit.plan for hit in found.groups[0].hits] == ["Annan plan"]
    assert found.several_plans


def test_each_kind_is_counted_in_full_and_shown_in_part(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", 2)
    monkeypatch.setattr(search, "MANY", 3)
    (group,) = [one for one in search.search(ctx, "vård").groups if one.kind == "initiativ"]
    assert len(group.hits) == 2 < group.total
    (alone,) = search.search(ctx, "vård", kind="initiativ").groups
    assert (len(alone.hits), alone.total) == (3, group.total)


@pytest.mark.every_case
@pytest.mark.parametrize("query", ["", "  ", "\0", "%", "_", "a" * 5000, "'; drop table users", "\ud800"])
def test_whatever_is_asked_is_answered(ctx: Context, query: str) -> None:
    assert all(hit.rank for hit in hits(ctx, query))


def test_more_of_everything_takes_no_more_queries(ctx: Context, engine: Engine) -> None:
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def queries() -> int:
        ctx.session.rollback()
        ctx.session.expunge_all()
        seen.clear()
        search.search(ctx, "vård")
        return len(seen)

    few = queries()
    for number in range(4):
        fill(ctx, by_key(ctx, cast.LED).id, word=f"vård{number}")
    # Sixteen, and the beginning of the transaction.
    assert queries() == few <= 17
