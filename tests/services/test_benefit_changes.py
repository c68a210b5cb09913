"""Changing a benefit across its steps: what is sent is saved whole or not at all, and what is not sent stays."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.errors import Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.periods import quarter
from portfolio.domain.phases import Phase
from portfolio.domain.versions import version_of
from portfolio.forms import benefits as forms
from portfolio.models import AuditLink, Benefit
from portfolio.services import benefit_changes
from portfolio.services.context import Context
from tests.services.test_benefit_steps import initiative, new, save
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


def held(ctx: Context, benefit_id: int) -> dict[str, Any]:
    ctx.session.rollback()
    ctx.session.expire_all()
    return benefit_changes.edited_values(ctx.session.get_one(Benefit, benefit_id))


def edit(ctx: Context, benefit_id: int, **fields: Any) -> Benefit:
    version = version_of(held(ctx, benefit_id))
    with ctx.transaction():
        return benefit_changes.edit(ctx, benefit_id, version=version, **fields)


def length(ctx: Context) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count(AuditLink.id))) or 0


def test_steps_are_saved_together_as_one_entry_and_the_rest_stays(ctx: Context) -> None:
    benefit_id = new(ctx)
    before, entries = held(ctx, benefit_id), length(ctx)
    sent = {"risks": "Få", "owner_role": "Klinikchef", "first_effect": quarter(2024, 1), "impact_finances_none": True}
    edit(ctx, benefit_id, **sent)
    assert held(ctx, benefit_id) == {**before, **sent}
    assert length(ctx) == entries + 1


def test_nothing_is_saved_when_one_step_is_wrong_and_all_that_is_wrong_is_told(ctx: Context) -> None:
    benefit_id = new(ctx)
    before = held(ctx, benefit_id)
    with pytest.raises(Invalid) as one:
        edit(ctx, benefit_id, risks="Få", steering_link="javascript:alert(1)")
    assert one.value.field == "steering_link"
    with pytest.raises(InvalidFields) as several:
        edit(ctx, benefit_id, title="", full_effect=quarter(2024, 1), forum_id=987654)
    assert set(several.value.problems) == {"title", "first_effect", "forum_id"}
    assert held(ctx, benefit_id) == before


def test_a_benefit_is_added_with_its_steps_or_not_at_all(ctx: Context) -> None:
    row_id, before = initiative(ctx).id, ctx.session.scalar(select(func.count(Benefit.id)))
    with pytest.raises(Invalid), ctx.transaction():
        benefit_changes.add(ctx, row_id, title="Ny", controller_user_id=987654)
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count(Benefit.id))) == before
    with ctx.transaction():
        made = benefit_changes.add(ctx, row_id, title="Ny", beneficiary="Alla", data_provider="Analysenheten").id
    assert {**held(ctx, made), "title": "Ny", "beneficiary": "Alla", "data_provider": "Analysenheten"} == held(
        ctx, made
    )


def test_any_step_that_was_saved_meanwhile_makes_the_version_stale(ctx: Context) -> None:
    benefit_id = new(ctx)
    version = version_of(held(ctx, benefit_id))
    save(ctx, benefit_id, 6, data_provider="Analysenheten")
    with pytest.raises(Stale), ctx.transaction():
        benefit_changes.edit(ctx, benefit_id, version=version, title="Min")
    assert held(ctx, benefit_id)["title"] == "Kortare väntan"


@one_database
def test_nothing_is_logged_when_nothing_is_another_than_it_was(ctx: Context) -> None:
    benefit_id = new(ctx)
    edit(ctx, benefit_id, first_effect=quarter(2024, 1), anchor="phase:delivery", leads_to=[new(ctx, title="En till")])
    entries = length(ctx)
    edit(ctx, benefit_id)
    edit(ctx, benefit_id, **held(ctx, benefit_id))
    assert length(ctx) == entries


@one_database
def test_an_example_is_an_example_no_more_when_any_step_is_edited(ctx: Context) -> None:
    benefit_id = new(ctx)
    with ctx.transaction():
        ctx.record("test:example")
        ctx.session.get_one(Benefit, benefit_id).example = True
    edit(ctx, benefit_id, title="Kortare väntan")
    assert ctx.session.get_one(Benefit, benefit_id).example
    edit(ctx, benefit_id, data_provider="Analysenheten")
    assert not ctx.session.get_one(Benefit, benefit_id).example


@one_database
def test_an_anchor_that_is_not_offered_stays_until_another_one_is_chosen(ctx: Context) -> None:
    benefit_id = new(ctx)
    edit(ctx, benefit_id, first_effect=quarter(2024, 1))
    with pytest.raises(Invalid, match="finns i initiativet"):
        edit(ctx, benefit_id, anchor="phase:realisation")
    with ctx.transaction():
        ctx.record("test:anchor")
        ctx.session.get_one(Benefit, benefit_id).anchor_phase = Phase.REALISATION
    edit(ctx, benefit_id, changed_state="Alla bokar lika.")
    assert held(ctx, benefit_id)["anchor"] == "phase:realisation"
    edit(ctx, benefit_id, anchor=None)
    assert held(ctx, benefit_id)["anchor"] is None


def test_two_who_add_and_link_benefits_at_once_wait_for_each_other(ctx: Context, acting: Acting) -> None:
    row_id, first = initiative(ctx).id, new(ctx, title="A")
    version = version_of(held(ctx, first))
    contexts = [acting("coordinator"), acting("coordinator")]
    problems: list[Exception] = []

    def attempt(own: Context, work: Callable[[Context], object]) -> None:
        try:
            with own.transaction():
                work(own)
        except Exception as problem:
            problems.append(problem)

    threads = [
        Thread(
            target=attempt,
            args=(contexts[0], lambda own: benefit_changes.add(own, row_id, title="B", leads_to=[first])),
        ),
        Thread(
            target=attempt,
            args=(contexts[1], lambda own: benefit_changes.edit(own, first, version=version, risks="Få")),
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@one_database
def test_what_does_not_exist_is_not_found(ctx: Context) -> None:
    for number in (987654, 2**31 - 1):
        with pytest.raises(NotFound), ctx.transaction():
            benefit_changes.add(ctx, number, title="Ny")
        with pytest.raises(NotFound), ctx.transaction():
            benefit_changes.edit(ctx, number, version="", title="Ny")


def test_what_a_page_adds_from_within_a_step_is_left_empty_here() -> None:
    assert set(benefit_changes.ADDING) == forms.ADDING
