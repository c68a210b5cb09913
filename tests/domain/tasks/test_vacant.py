"""What waits for nobody."""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Role
from portfolio.domain.readiness import Progress
from portfolio.domain.tasks import Facts, unasked
from tests.domain.tasks.test_arising import CAST, IN_PLAN, OTHER, TODAY, facts, led


def told(of: Facts, *names: str) -> list[tuple[str, str, Role]]:
    found = unasked(of, [CAST[name] for name in names], today=TODAY)
    return [(task.kind, task.name, one.role) for one in found for task in one.tasks]


def test_what_a_role_that_nobody_holds_would_be_asked_for_is_told_with_the_role() -> None:
    elsewhere = replace(IN_PLAN, initiative_ids=frozenset({OTHER}))
    benefits = (Progress(8, "Trygghet", (1,)),)
    headless = led(id=OTHER, title="Utan ledare", leads=frozenset(), handovers=(), benefits=benefits, scope=elsewhere)
    of = facts(led(), headless)
    unowned = ("accept_handover", "Patientkontrakt", Role.BENEFIT_OWNER)
    undescribed = ("describe_benefit", "Utan ledare", Role.PROJECT_LEAD)
    # The owner answers for one of the two units; what the coordinator is asked for meanwhile waits for somebody.
    assert told(of, "lead", "owner", "coordinator") == [unowned, undescribed]
    assert {kind for kind, name, _ in told(of, "lead", "owner") if name == "Utan ledare"} == {
        "update_phases",
        "note_learning",
        "plan_phases",
        "describe_benefit",
    }
    managed = facts(led(handovers=led().handovers[:1]))
    assert [len(one.tasks) for one in unasked(of, [], today=TODAY)] == [4, 1]
    assert told(managed, "lead", "owner", "coordinator") == []


def test_what_rests_waits_for_nobody_either() -> None:
    assert told(facts(led(leads=frozenset(), state=InitiativeState.PAUSED))) == []
