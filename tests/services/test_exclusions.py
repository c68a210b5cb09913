"""Times that are left out of the reckoning: who may, what is kept, and what results say with and without them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, Stale
from portfolio.domain.periods import from_code, parse
from portfolio.models import AuditItem, AuditLink, Benefit, ExcludedPeriod, Measure, Measurement
from portfolio.services import effects, exclusions, measure_lists, measures, plan_files
from portfolio.services.context import Context
from tests.cast import PLAN
from tests.measured import Made, measured, months

Acting = Callable[[str], Context]

REASON = "Journalsystemet byttes."


@pytest.fixture
def made(acting: Acting) -> Made:
    return measured(acting("system"), months(2023, 70, 500, 70, 70))


@pytest.fixture
def row_id(acting: Acting, made: Made) -> int:
    ctx = acting("controller")
    with ctx.transaction():
        return exclusions.add(ctx, made.measure_id, period=from_code("2023-02"), reason=REASON).id


def line(acting: Acting, made: Made) -> str:
    ctx = acting("reader")
    [one] = effects.of_benefit(ctx, ctx.session.get_one(Benefit, made.benefit_id)).measures
    return one.with_and_without.replace("\N{NO-BREAK SPACE}", " ")


def test_a_time_is_left_out_by_somebody_for_a_reason_and_the_result_is_told_both_ways(
    acting: Acting, made: Made, row_id: int
) -> None:
    ctx = acting("reader")
    [row] = exclusions.of_measure(ctx, ctx.session.get_one(Measure, made.measure_id)).present
    assert (row.reason, row.excluder.name if row.excluder else None) == (REASON, "Controller")
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.reason) == ("exclusion:add", REASON)
    # (90 − 70) / 40 and, with all four, (90 − 177.5) / 40.
    assert line(acting, made) == (
        "Februari 2023 räknas inte. Utan den 70 dagar (50 procent av vägen till målet), "
        "med den 178 dagar (−219 procent av vägen till målet), och läget vore efter plan."
    )


def test_what_lies_outside_the_values_says_nothing(acting: Acting, made: Made) -> None:
    ctx = acting("controller")
    with ctx.transaction():
        exclusions.add(ctx, made.measure_id, period=from_code("2020"), reason=REASON)
    assert line(acting, made) == ""


def test_a_time_that_moves_no_figure_says_so(acting: Acting) -> None:
    # What was measured before the effect could begin is no part of where it stands now.
    made = measured(acting("system"), months(2021, 90, 90, 90, 90, first=9) | months(2023, 70, 70, 70, 70))
    ctx = acting("controller")
    with ctx.transaction():
        exclusions.add(ctx, made.measure_id, period=from_code("2021"), reason=REASON)
    assert line(acting, made) == (
        "September 2021, oktober 2021, november 2021 och 1 till räknas inte. Det gör ingen skillnad i dag: "
        "70 dagar (50 procent av vägen till målet) både med och utan."
    )


def test_a_time_that_is_left_out_is_not_asked_for(acting: Acting) -> None:
    made = measured(acting("system"), months(2022, *[70] * 12) | months(2023, 70, 70, None, 70))
    system = acting("system")
    with system.transaction():
        system.record("test:gap")
        [gap] = system.session.scalars(
            select(Measurement).where(Measurement.value.is_(None), Measurement.series_id == made.series_id)
        )
        system.session.delete(gap)

    def overdue() -> int:
        ctx = acting("reader")
        [one] = effects.of_benefit(ctx, ctx.session.get_one(Benefit, made.benefit_id)).measures
        return one.effect.overdue_days

    assert overdue() == 15
    ctx = acting("controller")
    with ctx.transaction():
        exclusions.add(ctx, made.measure_id, period=from_code("2023-03"), reason=REASON)
    assert (overdue(), line(acting, made)) == (0, "")


def test_lifted_it_counts_again_and_stays_to_be_seen(acting: Acting, made: Made, row_id: int) -> None:
    ctx = acting("coordinator")
    with pytest.raises(Invalid, match="Skriv varför perioden ska räknas igen"), ctx.transaction():
        exclusions.lift(ctx, row_id, reason=" ")
    with ctx.transaction():
        exclusions.lift(ctx, row_id, reason="Värdet är rättat i källan.")
    assert line(acting, made) == ""
    ctx = acting("reader")
    measure = ctx.session.get_one(Measure, made.measure_id)
    told = exclusions.of_measure(ctx, measure)
    assert ([one.id for one in told.lifted], told.present) == ([row_id], ())
    [table] = measure_lists.tables(ctx, measure, measures.present(measure))
    assert {row.excluded for row in table.rows} == {""}
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.reason) == ("exclusion:lift", "Värdet är rättat i källan.")
    assert {(one.operation, one.field) for one in link.items} == {("update", "lifted_at")}
    # Nothing more can be done to it, but the same time may be left out anew.
    ctx = acting("controller")
    with pytest.raises(Conflict, match="räknas redan igen"), ctx.transaction():
        exclusions.lift(ctx, row_id, reason="En gång till.")
    with ctx.transaction():
        exclusions.add(ctx, made.measure_id, period=from_code("2023-02"), reason=REASON)
    assert line(acting, made).startswith("Februari 2023 räknas inte.")


def test_a_file_holds_what_is_left_out_now(acting: Acting, made: Made, row_id: int) -> None:
    system = acting("system")
    key = system.session.get_one(Measure, made.measure_id).key

    def written() -> list[str]:
        told = json.loads(plan_files.export(acting("system"), PLAN))
        return [one["period"] for measure in told["measures"] if measure["key"] == key for one in measure["excluded"]]

    assert written() == ["2023-02"]
    before = plan_files.export(acting("system"), PLAN)
    ctx = acting("controller")
    with ctx.transaction():
        exclusions.lift(ctx, row_id, reason="Rättat.")
    assert written() == []
    # A file that still has it leaves it out anew, without touching what was lifted.
    with system.transaction():
        plan_files.load_text(system, before.encode(), replace=True)
    assert written() == ["2023-02"]
    rows = acting("system").session.scalars(select(ExcludedPeriod).where(ExcludedPeriod.measure_id == made.measure_id))
    assert sorted(one.lifted_at is None for one in rows) == [False, True]


def test_a_changed_one_is_somebodys_own_and_no_example_any_more(acting: Acting, made: Made, row_id: int) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:example")
        system.session.get_one(ExcludedPeriod, row_id).example = True
    ctx = acting("coordinator")
    version = exclusions.digest(exclusions.get(ctx, row_id))
    with pytest.raises(Invalid, match="både början och slut"), ctx.transaction():
        exclusions.edit(ctx, row_id, version=version, period=parse("löpande"), reason=REASON)
    with pytest.raises(InvalidFields, match="Skriv varför"), ctx.transaction():
        exclusions.edit(ctx, row_id, version=version, period=from_code("2023-02"), reason="")
    with ctx.transaction():
        row = exclusions.edit(ctx, row_id, version=version, period=from_code("2023-Q1"), reason="Pandemin.")
        assert (row.period.code, row.reason, row.example) == ("2023-Q1", "Pandemin.", False)
        assert row.excluded_by == ctx.actor.user_id
    with pytest.raises(Stale), ctx.transaction():
        exclusions.edit(ctx, row_id, version=version, period=from_code("2023-02"), reason=REASON)
    fields = ctx.session.scalars(select(AuditItem.field).where(AuditItem.entity == "excluded_periods")).all()
    assert {"period", "reason", "excluded_by"} <= set(fields)


def test_the_same_time_is_not_left_out_twice_and_only_some_may(acting: Acting, made: Made, row_id: int) -> None:
    ctx = acting("controller")
    with pytest.raises(Invalid, match="redan undantagen") as refused, ctx.transaction():
        exclusions.add(ctx, made.measure_id, period=from_code("2023-02"), reason=REASON)
    assert refused.value.field == "period"
    for name in ("project_lead", "steering", "reader"):
        other = acting(name)
        for work in (
            lambda ctx=other: exclusions.add(ctx, made.measure_id, period=from_code("2020"), reason=REASON),
            lambda ctx=other: exclusions.lift(ctx, row_id, reason=REASON),
        ):
            with pytest.raises(Denied), other.transaction():
                work()
