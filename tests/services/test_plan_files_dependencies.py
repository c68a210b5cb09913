"""What initiatives wait for, and what they learned, in plan files: across plans, and never in a ring."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.files.plan_file import PlanFileError
from portfolio.models import InitiativeDependency, LearningEntry
from portfolio.services import plan_files
from portfolio.services.context import Context
from portfolio.services.plan_files import LoadReport
from portfolio.services.plan_files.report import summary
from tests import cast
from tests.services.test_initiatives import load_other_plan
from tests.web.conftest import one_database

pytestmark = one_database

LED, PORTAL, BARE = cast.LED, "patientportalen", "kronobarnsmodellen"
ENTRY = {"key": "l", "noted_on": "2023-05-01", "believed": "A", "happened": "B", "next_step": "C"}


@pytest.fixture
def ctx(acting: Any) -> Context:
    context: Context = acting("system")
    return context


def load(ctx: Context, *initiatives: dict[str, Any], slug: str = cast.PLAN) -> LoadReport:
    content = {"format": "nyttoportfoljen-plan", "version": 1, "plan": {"slug": slug}, "initiatives": initiatives}
    with ctx.transaction():
        return plan_files.load_text(ctx, json.dumps(content), replace=True)


def exported(ctx: Context, key: str, slug: str = cast.PLAN) -> dict[str, Any]:
    ctx.session.rollback()
    ctx.session.expire_all()
    content = json.loads(plan_files.export(ctx, slug))
    return next(one for one in content["initiatives"] if one["key"] == key)


def waits(key: str, *others: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, "dependencies": [{"initiative": one, "what": "Något", **fields} for one in others]}


def test_a_part_of_a_plan_adds_changes_and_lists_what_it_lacks(ctx: Context) -> None:
    (held,) = exported(ctx, LED)["dependencies"]
    report = load(ctx, waits(LED, BARE), {"key": BARE})
    assert f"beroende i {LED}: {cast.PLAN}/{PORTAL}" in report.absent
    new = {"plan": None, "initiative": BARE, "what": "Något", "example": False}
    # In the order of what they wait for, whatever the order of saving.
    assert exported(ctx, LED)["dependencies"] == [new, held]
    load(ctx, {"key": LED, "dependencies": [{"initiative": BARE, "example": True}]}, {"key": BARE})
    assert exported(ctx, LED)["dependencies"][0] == {**new, "example": True}
    load(ctx, {"key": LED})
    assert len(exported(ctx, LED)["dependencies"]) == 2


def test_an_initiative_of_another_plan_is_linked_when_it_is_there_and_told_of_when_it_is_not(ctx: Context) -> None:
    elsewhere = waits(LED, "annat", plan="annan-plan")
    report = load(ctx, elsewhere)
    assert [line for line in summary(report) if "kunde inte" in line] == [
        f"Står i filen men kunde inte läsas in: beroende i {LED}: annan-plan/annat, som inte finns här"
    ]
    assert len(exported(ctx, LED)["dependencies"]) == 1
    load_other_plan(ctx)
    assert load(ctx, elsewhere).left_out == []
    told = exported(ctx, LED)["dependencies"]
    assert [(one["plan"], one["initiative"]) for one in told] == [(None, PORTAL), ("annan-plan", "annat")]
    # Back again would be a ring, which neither of the two files tells of alone.
    with pytest.raises(PlanFileError, match="i en ring: ”Annat initiativ” → ”Patientkontrakt"):
        load(ctx, waits("annat", LED, plan=cast.PLAN), slug="annan-plan")


@pytest.mark.parametrize(
    ("initiatives", "problem"),
    [
        ([waits(LED, LED)], "initiatives[0].dependencies[0]: Ett initiativ kan inte vänta på sig självt."),
        ([waits(LED, "okant")], 'initiatives[0].dependencies[0].initiative: initiativet "okant" finns inte i filen'),
        ([waits(PORTAL, LED), {"key": LED}], "initiatives[0].dependencies[0]: Initiativen skulle vänta på varandra"),
        (
            [waits(LED, BARE, BARE), {"key": BARE}],
            f'initiatives[0].dependencies[1]: "{cast.PLAN}/{BARE}" står redan i initiatives[0].dependencies[0]',
        ),
        (
            [{"key": LED, "dependencies": [{"initiative": BARE}]}, {"key": BARE}],
            "initiatives[0].dependencies[0].what: fältet saknas och behövs för det som är nytt",
        ),
        (
            [{"key": LED, "learning": [ENTRY, ENTRY]}],
            'initiatives[0].learning[1].key: "l" står redan i initiatives[0].learning[0]',
        ),
        (
            [{"key": LED, "learning": [{"key": "l", "noted_on": "2023-05-01"}]}],
            "initiatives[0].learning[0].believed: fältet saknas",
        ),
        (
            [{"key": LED, "learning": [{**ENTRY, "noted_on": "2023-05-16"}]}],
            "initiatives[0].learning[0].noted_on: 2023-05-16 har inte varit än.",
        ),
        (
            [{"key": LED, "learning": [{**ENTRY, "look_again_on": "2023-05-01"}]}],
            "initiatives[0].learning[0].look_again_on: 2023-05-01 är inte efter",
        ),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_path(
    ctx: Context, initiatives: list[dict[str, Any]], problem: str
) -> None:
    before = plan_files.export(ctx, cast.PLAN)
    with pytest.raises(PlanFileError) as refused:
        load(ctx, *initiatives)
    assert refused.value.problems[0].startswith(problem)
    ctx.session.rollback()
    assert plan_files.export(ctx, cast.PLAN) == before


def test_who_wrote_in_a_log_stays_behind_and_a_part_of_an_entry_leaves_the_rest(ctx: Context) -> None:
    load(ctx, {"key": LED, "learning": [ENTRY]})
    assert exported(ctx, LED)["learning"] == [{**ENTRY, "look_again_on": None, "example": False}]
    assert ctx.session.scalar(select(LearningEntry.author_id).where(LearningEntry.key == "l")) is None
    report = load(ctx, {"key": LED, "learning": [{"key": "l", "happened": "D"}, {**ENTRY, "key": "m"}]})
    assert [line for line in report.absent if "anteckning" in line] == []
    told = exported(ctx, LED)["learning"]
    assert [(one["key"], one["believed"], one["happened"]) for one in told] == [("l", "A", "D"), ("m", "A", "B")]
    assert f"anteckning i {LED}: l" in load(ctx, {"key": LED, "learning": []}).absent
    assert ctx.session.scalars(select(InitiativeDependency.id)).all()
