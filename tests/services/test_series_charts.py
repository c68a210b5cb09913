"""From what is stored to the chart of a series and its table. The day is 15 May 2023."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event, select

from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.measures import Accumulation, MeasurementState, Sex
from portfolio.domain.periods import from_code
from portfolio.models import Benefit, BenefitMeasure, BenefitTarget, ExcludedPeriod, Measure, Measurement, Series
from portfolio.services import effects, measures, organisations, series_charts
from portfolio.services.context import Context
from portfolio.services.series_charts import SeriesPicture
from tests.measured import Made, benefit, measured, months, values

Acting = Callable[[str], Context]


@pytest.fixture
def system(acting: Acting) -> Context:
    return acting("system")


def shown(acting: Acting, made: Made, *, name: str = "reader") -> SeriesPicture:
    return series_charts.of_aim(acting(name), made.benefit_id, made.link_id)


def exclude(ctx: Context, made: Made, code: str, **more: object) -> None:
    with ctx.transaction():
        ctx.record("test:exclude")
        given = {"reason": "Journalsystemet byttes", "excluded_at": ctx.now, "example": False, **more}
        ctx.session.add(ExcludedPeriod(measure_id=made.measure_id, period=from_code(code), **given))


def test_a_series_with_what_a_benefit_wants_of_it(acting: Acting, system: Context) -> None:
    made = measured(system, months(2022, 80, 81, None, 500, 79), unit="dagar", source="Journalsystemet")
    exclude(system, made, "2022-04")
    exclude(system, made, "2022-01", lifted_at=system.now)
    with system.transaction():
        system.record("test:target")
        link = system.session.get_one(BenefitMeasure, made.link_id)
        link.targets[0].set_at = system.now - timedelta(days=3000)
        link.targets.append(
            BenefitTarget(number=2, value=Decimal(45), period=from_code("2023"), reason="Mer", set_at=system.now)
        )
    found = shown(acting, made)
    assert [[one.value for one in run] for run in found.chart.segments] == [[80, 81], [79]]
    assert [one.value for one in found.chart.dots if one.excluded] == [500]
    assert (found.chart.baseline or (0, 0))[1] == 90
    assert [(one.value, one.current) for one in found.chart.targets] == [(50, False), (45, True)]
    assert len(found.chart.ramp) == 2
    assert (found.title, found.subtitle) == ("Väntetid", "Nytta: Kortare väntan")
    assert found.source.startswith("Källa: Journalsystemet · Närmare Kronobergaren")
    assert found.source.endswith(" · Läget 15 maj 2023")
    assert not found.example
    rows = {one.period.code: one for one in found.rows}
    assert [one.period.code for one in found.rows][:2] == ["2023-04", "2023-03"]
    assert rows["2022-01"].expected is not None
    assert (rows["2022-03"].value, rows["2022-03"].recorded.no_value_reason) == (None, "Systemet låg nere")  # type: ignore[union-attr]
    assert rows["2022-04"].excluded == "Journalsystemet byttes"
    assert (rows["2023-04"].value, rows["2023-04"].recorded) == (None, None)
    assert series_charts.draw(found, "svg").startswith(b"<?xml")
    assert series_charts.draw(found, "png", size=series_charts.Size.NARROW).startswith(b"\x89PNG")
    with pytest.raises(Invalid):
        series_charts.draw(found, "gif")
    # March has a reason, and the eleven months since June 2022 nothing at all.
    assert "12 perioder saknar värde. 1 värde räknas inte." in found.description


def test_what_is_drawn_is_what_is_judged(acting: Acting, system: Context) -> None:
    told = months(2023, 70, 130, 200)
    made = measured(
        system, told, accumulation=Accumulation.YTD, benefit_id=benefit(system, first_effect=from_code("2023-01"))
    )
    found = shown(acting, made)
    assert [one.value for one in found.chart.dots] == [70, 60, 70]
    assert [(one.value, one.accumulates) for one in reversed(found.rows)] == [
        (70, False),
        (60, True),
        (70, True),
        (None, False),
    ]
    assert found.notes[0].startswith("Värdena registreras som summan")


def test_drafts_and_returned_values_are_never_drawn(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70, 71))
    with system.transaction():
        system.record("test:draft")
        for period, number, state in (
            ("2023-02", 2, MeasurementState.DRAFT),
            ("2023-03", 1, MeasurementState.RETURNED),
        ):
            system.session.add(
                Measurement(
                    series_id=made.series_id,
                    period=from_code(period),
                    number=number,
                    value=Decimal(999),
                    state=state,
                    recorded_at=system.now,
                    example=False,
                )
            )
    for name in ("coordinator", "reader"):
        found = shown(acting, made, name=name)
        assert [one.value for one in found.chart.dots] == [70, 71]
        assert all(one.recorded is None or one.recorded.value != 999 for one in found.rows)
    alone = series_charts.of_series(acting("coordinator"), made.series_id)
    assert [one.value for one in alone.chart.dots] == [70, 71]
    assert (alone.chart.targets, alone.chart.marks, alone.subtitle) == ((), (), "")


def test_what_somebody_may_not_see_does_not_exist(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70))
    other = measured(system, months(2023, 70), name="Annat", benefit_id=benefit(system, "En annan"))
    for call in (
        lambda ctx: series_charts.of_aim(ctx, made.benefit_id, made.link_id),
        lambda ctx: series_charts.of_series(ctx, made.series_id),
    ):
        with pytest.raises(NotFound):
            call(acting("outsider"))
    with pytest.raises(NotFound):
        series_charts.of_aim(acting("coordinator"), made.benefit_id, other.link_id)


def test_a_series_of_an_earlier_definition_has_another_unit_and_no_chart(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70))
    with system.transaction():
        measure = system.session.get_one(Measure, made.measure_id)
        measures.edit(system, measure.id, version=measures.digest(measure), unit="veckor", reason="Veckor räcker")
    with pytest.raises(NotFound):
        series_charts.of_series(acting("coordinator"), made.series_id)
    assert shown(acting, made).chart.dots == ()


def test_units_that_make_the_whole_are_drawn_as_it(acting: Acting, system: Context) -> None:
    counts = {"numerator": "Väntat", "denominator": "Alla", "multiplier": 100, "unit": "%"}
    made = measured(system, {}, baseline=80, target=10, **counts)
    with system.transaction():
        system.record("test:units")
        measure = system.session.get_one(Measure, made.measure_id)
        owner = measure.plan.owner
        parts = []
        for name in ("Norr", "Söder"):
            unit = organisations.add(system, name=name, kind="unit", parent_id=owner.id)
            system.session.flush()
            parts.append(Series(measure_id=measure.id, version=measure.version, unit_id=unit.id, example=False))
        system.session.add_all(parts)
        system.session.flush()
        ids = [one.id for one in parts]
    for series_id, told in zip(ids, [(50.0, 5, 10), (10.0, 9, 90)], strict=True):
        values(system, Made(made.benefit_id, made.link_id, made.measure_id, series_id), {"2023-01": told})
    found = shown(acting, made)
    assert [one.value for one in found.chart.dots] == [pytest.approx(14)]
    assert found.notes[0] == "Värdena är enheternas tillsammans: Norr, Söder."
    assert (found.rows[-1].value, found.rows[-1].recorded) == (pytest.approx(14), None)
    alone = series_charts.of_series(acting("reader"), ids[1])
    assert (alone.title, [one.value for one in alone.chart.dots]) == ("Väntetid: Söder", [10])


def test_the_picture_judges_from_the_start_as_the_verdict_does(acting: Acting, system: Context) -> None:
    told = {**months(2021, *[10, 12] * 6), **months(2022, 3, 11, 3)}
    made = measured(system, told, baseline=11, target=4)
    exclude(system, made, "2021-02")
    found = shown(acting, made)
    usual = found.chart.ordinary
    assert usual is not None
    # Eleven values before the start: one of the twelve is left out, and bridges nothing.
    assert (usual.rests_on, usual.start) == (11, from_code("2022-01").start)
    rows = {one.period.code: one for one in found.rows}
    assert rows["2022-01"].says == "Pekar på förbättring: under den vanliga variationen"
    assert (rows["2021-02"].says, rows["2021-03"].says) == ("", "Vanlig variation")
    assert rows["2022-03"].ordinary is not None
    assert rows["2022-03"].ordinary.lower == pytest.approx(float(usual.centre) - 5.32)
    # After three values there is evidence, and the words say no more than that.
    assert found.latest_in_words == "Det senaste värdet pekar på förbättring, nedåt"
    assert found.standing_in_words == ""
    assert "Genomsnitt före är räknat på 11 värden före 1 januari 2022." in found.notes[-1]


def test_what_the_latest_value_says_goes_with_the_evidence(acting: Acting, system: Context) -> None:
    few = measured(system, {**months(2021, *[10, 12] * 6), **months(2022, 3)}, baseline=11, target=4)
    assert shown(acting, few).latest_in_words.endswith("men det är för få värden för att säga om något har förändrats")
    same = measured(
        system, {**months(2021, *[10, 12] * 6), **months(2022, 11, 10, 12)}, name="Lika", baseline=11, target=4
    )
    found = shown(acting, same)
    assert found.latest_in_words == "Det senaste värdet ligger inom vanlig variation"
    assert found.standing_in_words == "På den här nivån nås inte målet"
    shares = {code: (value, value * 10, 1000) for code, value in months(2021, *[50, 52] * 6).items()}
    after = {code: (value, value * 10, 1000) for code, value in months(2022, *[48, 48.5] * 4).items()}
    counts = {"numerator": "Väntat", "denominator": "Alla", "multiplier": 100, "unit": "%", "chart": "p"}
    counted = measured(system, {**shares, **after}, name="Andel", baseline=51, target=40, **counts)
    # Each value lies within the limits of its counts, but together they are a shift: nothing is said against that.
    found = shown(acting, counted)
    assert found.evidence is not None
    assert found.evidence.is_change
    assert (found.latest_in_words, found.standing_in_words) == ("", "")


def test_a_series_that_a_benefit_follows_is_judged_with_the_benefit_alone(acting: Acting, system: Context) -> None:
    told = months(2021, *[10, 12] * 6)
    made = measured(system, told)
    assert series_charts.of_series(acting("reader"), made.series_id).chart.ordinary is None
    with system.transaction():
        women = measures.add_series(system, made.measure_id, sex=Sex.FEMALE)
    values(system, Made(made.benefit_id, made.link_id, made.measure_id, women.id), told)
    alone = series_charts.of_series(acting("reader"), women.id).chart.ordinary
    assert alone is not None
    assert (alone.rests_on, alone.start, alone.centre) == (12, None, 11)
    rolling = measured(system, told, name="Rullande", accumulation=Accumulation.ROLLING12)
    assert shown(acting, rolling).chart.ordinary is None


def test_example_data_say_so(acting: Acting, system: Context) -> None:
    [made_up] = system.session.scalars(select(Benefit).where(Benefit.example).limit(1))
    ctx = acting("coordinator")
    held = ctx.session.get_one(Benefit, made_up.id)
    pictures = series_charts.of_benefit(ctx, held, effects.of_benefit(ctx, held).measures)
    assert all(one.example for one in pictures.values())


def test_the_charts_of_a_benefit_take_the_same_queries_however_many(
    acting: Acting, system: Context, engine: Engine
) -> None:
    made = measured(system, months(2023, 70))

    def asked() -> tuple[int, list[str]]:
        ctx = acting("coordinator")
        held = ctx.session.get_one(Benefit, made.benefit_id)
        said = effects.of_benefit(ctx, held).measures
        queries: list[str] = []

        def count(*call: object) -> None:
            queries.append(str(call[2]))

        event.listen(engine, "before_cursor_execute", count)
        series_charts.of_benefit(ctx, held, said)
        number = len(queries)
        small = [series_charts.miniature(ctx, one) for one in said]
        event.remove(engine, "before_cursor_execute", count)
        assert len(queries) == number, "a register's miniatures ask nothing"
        return number, [one.words for one in small if one is not None]

    one, [told] = asked()
    assert told == "1 värde, 70\N{NO-BREAK SPACE}dagar, målet 50"
    for name in ("Andra", "Tredje", "Fjärde"):
        measured(system, months(2023, 70), name=name, benefit_id=made.benefit_id)
    assert asked() == (one, [told] * 4)
