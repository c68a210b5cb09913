"""Who may make which decision: the plan's order, and the clerk who writes it down for a forum."""

from __future__ import annotations

import pytest

from portfolio.domain.deciding import change_of, check_decider, check_forum, is_clerk, may_decide, permission_for
from portfolio.domain.decisions import Matter
from portfolio.domain.errors import Denied, Invalid
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.plans import DECIDING_ROLES, Change

LABELS = {role: label(role).lower() for role in Role}


@pytest.mark.parametrize("decider", DECIDING_ROLES)
@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_plan_says(role: Role, decider: Role) -> None:
    may = role in (Role.STEERING, Role.COORDINATOR) or role is decider is Role.AREA_LEAD
    assert may_decide({role}, decider) is may
    clerk = role is Role.COORDINATOR and decider is not Role.COORDINATOR
    assert is_clerk({role}, decider) is clerk
    if not may:
        with pytest.raises(Denied) as refused:
            check_decider({role}, decider, LABELS)
        assert refused.value.who[0] == LABELS[decider]
    else:
        check_decider({role}, decider, LABELS)
    if clerk:
        with pytest.raises(Invalid) as unnamed:
            check_forum({role}, decider, None)
        assert unnamed.value.field == "forum_id"
    check_forum({role}, decider, 4)


def test_who_holds_two_roles_is_no_clerk_of_their_own() -> None:
    assert not is_clerk({Role.COORDINATOR, Role.STEERING}, Role.STEERING)
    assert not is_clerk({Role.COORDINATOR, Role.AREA_LEAD}, Role.AREA_LEAD)
    assert not may_decide((), Role.STEERING)


def test_every_matter_falls_under_the_plans_order_or_has_a_permission_of_its_own() -> None:
    for matter in set(Matter) - {Matter.CORRECT, Matter.ENTRY}:
        for to in (InitiativeState.PREPARATION, InitiativeState.DELIVERY, InitiativeState.REALISATION):
            own = permission_for(matter, to) is not Permission.RECORD_DECISION
            assert own is (change_of(matter, to) is None), (matter, to)
    assert change_of(Matter.PHASE, InitiativeState.DELIVERY) is Change.DELIVERY
    assert change_of(Matter.PHASE, InitiativeState.REALISATION) is Change.REALISATION
    assert change_of(Matter.CANCEL) is change_of(Matter.CLOSE) is Change.CLOSE
    assert change_of(Matter.RESUME) is change_of(Matter.START) is Change.START
