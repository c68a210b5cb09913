"""The demonstration: the plan once, its users each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from portfolio.db import make_engine, make_sessions, migrate
from portfolio.domain.comparisons import Evidence
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.measures import Accumulation, Direction, Frequency, MeasurementState, Sex
from portfolio.domain.permissions import Role
from portfolio.models import (
    AuditLink,
    Benefit,
    BenefitMeasure,
    ExcludedPeriod,
    Initiative,
    LoginSession,
    Measure,
    Measurement,
    Plan,
    RoleAssignment,
    Series,
    User,
)
from portfolio.models.audit import install_hooks
from portfolio.paths import data_dir
from portfolio.services import (
    accounts,
    benefit_choices,
    benefits,
    conclusions,
    decisions,
    demo,
    effects,
    handovers,
    people,
    plan_files,
    users,
)
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.conftest import settings_for


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes are what test_accounts.py is about."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def system(acting: Callable[[str], Context]) -> Context:
    return acting("system")


def test_a_plan_that_is_there_is_left_as_it_is(system: Context) -> None:
    with system.transaction():
        system.record("test:edit")
        system.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one().title = "Mitt namn"
    before = plan_files.export(system, cast.PLAN)
    assert demo.load_plan(system) is False
    assert plan_files.export(system, cast.PLAN) == before


def test_a_load_that_was_interrupted_is_made_good_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    engine = make_engine(url)
    migrate(engine)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    load_text = plan_files.load_text

    def interrupted(ctx: Context, source: bytes, *, replace: bool) -> plan_files.LoadReport:
        if b'"example": true,' in source[:100]:
            raise KeyboardInterrupt
        return load_text(ctx, source, replace=replace)

    with sessions() as session:
        ctx = Context(session, SYSTEM, settings_for(url, tmp_path).clock)
        with monkeypatch.context() as patch:
            patch.setattr(plan_files, "load_text", interrupted)
            with pytest.raises(KeyboardInterrupt):
                demo.load_plan(ctx)
        assert session.scalar(select(func.count(Initiative.id))) == 0
        session.rollback()
        assert demo.load_plan(ctx) is True
        assert session.scalar(select(func.count(Benefit.id))) == 19
    engine.dispose()


def test_the_example_has_proposals_at_every_stage_and_a_meeting_ahead(system: Context) -> None:
    with system.transaction():
        plan_files.load_text(system, (data_dir() / demo.FILES[2]).read_bytes(), replace=True)
    query = select(Initiative).order_by(Initiative.position).offset(24)
    new = list(system.session.scalars(query))
    assert [one.state for one in new].count(InitiativeState.PROPOSED) == 1
    assert {one.state for one in new} == {
        InitiativeState.PROPOSED,
        InitiativeState.ASSESSED,
        InitiativeState.DEFERRED,
    }
    assert all(one.example for one in new)
    plan = new[0].plan
    agenda = decisions.agenda(system, plan)
    assert [one.matter for one in agenda.matters].count(Matter.START) == 3, "two assessed, and one that has rested"
    assert {one.matter for one in agenda.matters} == {Matter.START, Matter.PHASE, Matter.TARGET, Matter.PROJECT_END}
    assert all(one.request.example for one in agenda.matters if one.request is not None)
    (concluded,) = conclusions.lessons(system, plan)
    assert concluded.benefit is not None
    assert (concluded.benefit.concluded_on, concluded.example) == (concluded.decided_on, True)
    assert all(decisions.frozen(one) for of_one in new for one in of_one.decisions)
    exported = plan_files.export(system, plan.slug)
    with system.transaction():
        plan_files.load_text(system, exported.encode(), replace=True)
    assert plan_files.export(system, plan.slug) == exported


def test_the_example_benefits_are_at_every_stage(system: Context) -> None:
    """The seven steps are judged by the product itself: what is shown has to be what the file is meant to show."""
    found = {}
    for initiative in system.session.scalars(select(Initiative).order_by(Initiative.position)):
        rows = benefits.of_initiative(system, initiative)
        assert all(row.example for row in rows)
        if rows:
            found[initiative.key] = [row.complete for row in rows]
    assert found == {
        "rusta-ledare": [7, 6],
        "en-vag-in": [7, 5, 2],
        "patientkontrakt": [7, 4, 0],
        "sammanhallna-vardforlopp": [6, 6, 6, 6, 6],
        "nara-vard-i-hemmet": [4, 3],
        "undernaring": [2],
        "taligenkanning": [7],
        "kompetensvaxling": [6],
    }


def test_the_examples_show_every_state_of_an_effect_that_can_be_told_today(system: Context) -> None:
    plan = system.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()
    keys = dict(system.session.execute(select(Benefit.id, Benefit.key)).all())
    said = effects.of_benefits(system, plan, list(keys))
    assert {one.state for one in said.values()} == set(EffectState)
    every = [(keys[number], judged) for number, one in said.items() for judged in one.measures]
    flags = {flag for _, judged in every for flag in judged.effect.flags}
    assert flags >= {EffectFlag.UNREVIEWED, EffectFlag.FEW_VALUES, EffectFlag.OVERDUE}
    below = {key for key, judged in every if (judged.effect.achievement or 0) < 0}
    assert below == {"storre-fortroende-for-chefen", "mindre-tid-till-att-skriva"}, "one too little, one for sure"
    evidence = {(key, judged.evidence) for key, judged in every if judged.effect.state is EffectState.WORSENED}
    assert evidence == {("mindre-tid-till-att-skriva", Evidence.ESTABLISHED_DETERIORATION)}
    shown = {one.evidence for one in said.values()} - {None}
    assert shown == set(Evidence) - {Evidence.SIGNS_DETERIORATION}, "signs of a worsening are left to the help"
    survey = next(judged for key, judged in every if key == "patienterna-ar-delaktiga")
    assert [sent for _, _, sent in survey.compared.verdict.tallies] == [1180, 1240], "counts with a rate of answers"
    kept = [judged for _, judged in every if judged.link.measure.direction is Direction.MAINTAIN]
    assert [judged.effect.state for judged in kept] == [EffectState.REACHED]


def test_the_examples_show_every_way_of_measuring(system: Context) -> None:
    session = system.session
    measures = session.scalars(select(Measure)).all()
    assert {one.frequency for one in measures} >= set(Frequency) - {Frequency.ONCE}
    assert {(one.frequency, one.accumulation) for one in measures} >= {(Frequency.TERTIAL, Accumulation.YTD)}
    assert any(one.numerator and one.denominator for one in measures)
    assert [one.versions[0].reason is not None for one in measures if one.versions] == [True]
    series = session.scalars(select(Series)).all()
    assert any(one.unit_id for one in series)
    assert {one.sex for one in series} == {None, *Sex}
    values = session.scalars(select(Measurement)).all()
    assert {one.state for one in values} == set(MeasurementState)
    assert any(one.number > 1 for one in values), "a correction"
    assert any(one.no_value_reason for one in values)
    assert session.scalars(select(ExcludedPeriod)).all()
    links = session.scalars(select(BenefitMeasure)).all()
    assert any(one.baseline_reason for one in links)
    assert any(one.interim for one in links)
    assert any(target.reason for one in links for target in one.targets if target.number > 1)
    assert all(one.example for one in (*measures, *series, *values))


def test_a_simple_initiative_has_suggestions_for_a_benefit_that_is_nearly_empty(system: Context) -> None:
    initiative = system.session.scalars(select(Initiative).where(Initiative.key == "undernaring")).one()
    level = benefits.level_of(initiative)
    assert level is ComplexityLevel.SIMPLE
    assert set(benefit_choices.suggested(system, initiative.benefits[0], level)) >= {2, 5}


def test_the_examples_carry_their_warnings(system: Context) -> None:
    def of(key: str, place: int) -> set[int]:
        initiative = system.session.scalars(select(Initiative).where(Initiative.key == key)).one()
        return set(benefit_choices.warnings(system, initiative.benefits[place]))

    assert of("patientkontrakt", 0) == set()
    assert of("en-vag-in", 0) == {7}, "has many measures"
    assert of("en-vag-in", 1) == {3}, "is owned by the project"
    assert of("en-vag-in", 2) == {1}, "serves no goal"


def test_there_is_a_user_for_each_role_and_two_controllers(system: Context) -> None:
    made = demo.reset_passwords(system)
    assert {role for role, _, _ in made} == set(Role)
    assert [role for role, _, _ in made].count(Role.CONTROLLER) == 2
    assert len({password for _, _, password in made}) == len(made) == 9
    assert all(email.endswith("@exempel.se") for _, email, _ in made)
    for role, email, password in made:
        user = users.find(system, email)
        assert people.actor_for(system.session, user).roles == {role}
        assert user.password_hash is not None
        assert accounts._verify(user.password_hash, password)
    lead = users.find(system, "projektledare@exempel.se")
    keys = system.session.scalars(
        select(Initiative.key)
        .join(RoleAssignment, RoleAssignment.initiative_id == Initiative.id)
        .where(RoleAssignment.user_id == lead.id)
    )
    assert set(keys) == {"en-vag-in", "patientkontrakt", "rusta-ledare"}
    assert users.find(system, "huvudprojektledare@exempel.se").roles[0].area_id is not None
    system.actor = people.actor_for(system.session, users.find(system, "nyttorealiseringsansvarig@exempel.se"))
    assert cast.LED in {one.initiative.key for one in handovers.waiting(system)}, "there is something to accept"


def test_starting_again_gives_new_passwords_and_leaves_roles_and_everybody_else_alone(system: Context) -> None:
    first = demo.reset_passwords(system)
    hashes = dict(system.session.execute(select(User.email, User.password_hash)).all())
    roles = system.session.scalar(select(func.count(RoleAssignment.id)))
    _, email, password = first[0]
    proof = accounts.verified(system, email=email, password=password)
    assert proof is not None
    with system.transaction():
        attempt_id = accounts.attempt(system, email=email, address="::1")
        assert accounts.sign_in(system, proof, attempt_id=attempt_id)
    second = demo.reset_passwords(system)
    assert [(role, email) for role, email, _ in first] == [(role, email) for role, email, _ in second]
    assert not {password for _, _, password in first} & {password for _, _, password in second}
    after = dict(system.session.execute(select(User.email, User.password_hash)).all())
    assert {email for email in hashes if hashes[email] != after[email]} == {email for _, email, _ in first}
    assert system.session.scalar(select(func.count(RoleAssignment.id))) == roles
    assert system.session.scalars(select(LoginSession)).one().revoked_at is not None
    assert system.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one().action == "demo:users"


def test_nothing_in_the_log_tells_a_password(system: Context) -> None:
    made = demo.reset_passwords(system)
    export = plan_files.export(system, cast.PLAN)
    stored = "".join(str(row.__dict__) for row in system.session.scalars(select(User)))
    for _, email, password in made:
        assert password not in stored
        assert email not in export
        assert password not in export
