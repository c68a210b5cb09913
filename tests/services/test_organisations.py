"""The tree of organisations: read by everybody with a role, changed by coordinators and administrators."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import year
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Organisation, Plan
from portfolio.services import organisations
from portfolio.services.context import Context
from tests import cast


def add(ctx: Context, name: str, parent_id: int | None = None, **fields: Any) -> Organisation:
    with ctx.transaction():
        return organisations.add(ctx, **{"name": name, "kind": OrganisationKind.UNIT, "parent_id": parent_id, **fields})


def edit(ctx: Context, row_id: int, *, version: str | None = None, **fields: Any) -> Organisation:
    ctx.session.rollback()
    stored = organisations.edited_values(ctx.session.get_one(Organisation, row_id))
    with ctx.transaction():
        return organisations.edit(ctx, row_id, version=version or version_of(stored), **{**stored, **fields})


def region(ctx: Context) -> int:
    return ctx.session.scalars(select(Organisation.id).where(Organisation.key == "region-kronoberg")).one()


def test_the_tree_is_sorted_as_swedish_is_and_parts_follow_what_they_are_part_of(ctx: Context) -> None:
    top = add(ctx, "Åsele kommun", kind="principal")
    for name in ("Östra enheten", "Aneby", "Ängen", "Västra enheten"):
        add(ctx, name, top.id)
    add(ctx, "Zon", kind="principal")
    tree = [(one.name, depth) for one, depth in organisations.tree(ctx)]
    place = tree.index(("Åsele kommun", 0))
    assert tree[place + 1 : place + 5] == [
        ("Aneby", 1),
        ("Västra enheten", 1),
        ("Ängen", 1),
        ("Östra enheten", 1),
    ]
    assert tree.index(("Zon", 0)) < place
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert link.action == "organisation:add"


def test_an_organisation_is_renamed_and_moved_with_its_parts(ctx: Context) -> None:
    clinic = add(ctx, "Kliniken", region(ctx))
    ward = add(ctx, "Avdelningen", clinic.id)
    other = add(ctx, "Förvaltningen", region(ctx), kind="administration")
    edit(ctx, clinic.id, name="  Nya kliniken ")
    edit(ctx, clinic.id, parent_id=other.id)
    assert ctx.session.get_one(Organisation, ward.id).with_ancestors() == {ward.id, clinic.id, other.id, region(ctx)}
    assert ctx.session.get_one(Organisation, clinic.id).name == "Nya kliniken"
    actions = ctx.session.scalars(select(AuditLink.action).order_by(AuditLink.id.desc()).limit(2)).all()
    assert actions == ["organisation:move", "organisation:edit"]
    edit(ctx, clinic.id, parent_id=None)
    assert ctx.session.get_one(Organisation, clinic.id).parent_id is None


def test_an_organisation_never_becomes_part_of_itself(ctx: Context) -> None:
    top = add(ctx, "Överst")
    middle = add(ctx, "Mitten", top.id)
    lowest = add(ctx, "Underst", middle.id)
    for row_id, parent_id in ((top.id, top.id), (top.id, middle.id), (top.id, lowest.id), (top.id, 99_999)):
        with pytest.raises(Invalid) as refused:
            edit(ctx, row_id, parent_id=parent_id)
        assert refused.value.field == "parent_id"
    with pytest.raises(Invalid):
        add(ctx, "Utan mark", 99_999)


def test_two_who_move_at_once_make_no_ring_together(acting: Callable[[str], Context]) -> None:
    ctx, other = acting("coordinator"), acting("admin")
    one, two = add(ctx, "Ett"), add(ctx, "Två")
    ids = one.id, two.id
    versions = [version_of(organisations.edited_values(row)) for row in (one, two)]
    told: list[Invalid] = []

    def move_too() -> None:
        try:
            with other.transaction():
                fields = {"name": "Två", "kind": "unit", "parent_id": ids[0]}
                organisations.edit(other, ids[1], version=versions[1], **fields)
        except Invalid as problem:
            told.append(problem)

    thread = Thread(target=move_too)
    with ctx.transaction():
        organisations.edit(ctx, ids[0], version=versions[0], name="Ett", kind="unit", parent_id=ids[1])
        ctx.session.flush()
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert [problem.field for problem in told] == ["parent_id"]


def test_bad_values_are_told_of_by_field(ctx: Context) -> None:
    for name in ("", " ", "x" * 301, "a\nb"):
        with pytest.raises(InvalidFields) as problems:
            add(ctx, name)
        assert set(problems.value.problems) == {"name"}
    with pytest.raises(Invalid) as problem:
        add(ctx, "Enhet", kind=None)
    assert problem.value.field == "kind"


def test_who_comes_second_is_told_what_is_stored_now(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    made = add(ctx, "Enheten")
    opened = version_of(organisations.edited_values(made))
    edit(ctx, made.id, name="Först")
    with pytest.raises(Conflict) as refused:
        edit(acting("admin"), made.id, version=opened, name="Sedan")
    assert refused.value.current == {"name": "Först", "kind": OrganisationKind.UNIT, "parent_id": None}


def test_organisations_are_read_with_any_role_and_changed_by_coordinators_and_administrators(
    acting: Callable[[str], Context],
) -> None:
    for name in cast.CAST:
        ctx = acting(name)
        if name == "outsider":
            for work in (lambda ctx=ctx: organisations.tree(ctx), lambda ctx=ctx: organisations.get(ctx, 1)):
                with pytest.raises(NotFound):
                    work()
            continue
        assert len(organisations.tree(ctx)) > 5
        if name in ("coordinator", "admin"):
            row_id = add(ctx, f"Av {name}").id
            assert edit(ctx, row_id, name="Ändrad").name == "Ändrad"
            with pytest.raises(NotFound):
                organisations.get(ctx, 99_999)
            continue
        with pytest.raises(Denied):
            add(ctx, "Otillåten")
        with pytest.raises(Denied):
            organisations.get(ctx, 1)
        with pytest.raises(Denied):
            edit(ctx, region(ctx), name="Otillåten")


def _other_plan(ctx: Context) -> int:
    """A second plan, owned by a principal of its own; returns the principal's id."""
    owner = add(ctx, "Annan region", kind=OrganisationKind.PRINCIPAL)
    with ctx.transaction():
        ctx.record("test:plan")
        ctx.session.add(
            Plan(slug="plan-b", name="Plan B", owner_id=owner.id, valid_period=year(2024), timeline_period=year(2024))
        )
    return owner.id


def test_no_move_gives_a_coordinator_reach_into_a_plan_that_is_not_theirs(acting: Callable[[str], Context]) -> None:
    system, ctx = acting("system"), acting("coordinator")
    other = _other_plan(system)
    own = add(ctx, "Min enhet", region(ctx))
    with pytest.raises(Invalid, match="inte har hand om") as refused:
        edit(ctx, own.id, parent_id=other)
    assert refused.value.field == "parent_id"
    with pytest.raises(Denied, match="inte har hand om"):
        edit(ctx, other, parent_id=own.id)
    with pytest.raises(Denied):
        edit(ctx, other, name="Omdöpt")
    ctx.session.rollback()
    assert ctx.session.get_one(Organisation, own.id, populate_existing=True).parent_id == region(ctx)
    # Within the own plan, and where no plan reaches, a coordinator moves things; an administrator everywhere.
    free = add(ctx, "Utan plan")
    assert edit(ctx, free.id, parent_id=region(ctx)).parent_id == region(ctx)
    assert edit(acting("admin"), own.id, parent_id=other).parent_id == other
