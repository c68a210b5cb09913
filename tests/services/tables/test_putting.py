"""Rows become what the pages make of the same: new, changed, unchanged or refused, with the cell and a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.measures import MeasurementState, Sex
from portfolio.domain.tables.kinds import ACTIVITIES, ADOPTIONS, BENEFITS, INITIATIVES, KINDS, MEASURED, MEASURES
from portfolio.domain.tables.outcomes import Change, Report
from portfolio.models import Activity, AuditLink, Benefit, Initiative, Measurement
from portfolio.services import tables
from portfolio.services.context import Context
from portfolio.services.levels import level_of
from portfolio.services.tables.rows import either
from tests import cast
from tests.services.tables.tabled import exported, plan_of, put, sheet

Acting = Callable[[str], Context]

RUNNING = {
    "title": "Egen vårdplan",
    "area": "personcentrerad VÅRD",
    "state": "Genomförande",
    "decided_on": date(2022, 3, 1),
    "forum": None,
    "motivation": "Programledningen beslutade",
    "past_decisions": "2021-05-04 Styrgruppen beslutade om start, RK 21/145\n2021-12-01: Pilot klar",
    "level": "Komplex",
    "preparation_planned_start": "kv 3 2021",
    "preparation_planned_end": "kv 1 2022",
    "preparation_actual_start": "kv 3 2021",
    "preparation_actual_end": "kv 1 2022",
    "delivery_actual_start": "2022-05-02",
    "parties": "Växjö; Alvesta",
}
WORK = {"initiatives": "Egen vårdplan", "title": "Utbilda", "phase": "Fas 2", "period_text": "våren 2023", "kind": None}
UNIT = {"initiative": "Egen vårdplan", "unit": "Vårdcentral Norr", "manager": "Chef", "adopted_on": "2023-01-16"}
MEASURE = {"name": "Väntan", "unit": "dagar", "direction": "Minska", "frequency": "Månadsvis", "decimals": None}
BENEFIT = {
    "initiative": "Egen vårdplan",
    "title": "Kortare väntan",
    "kind": "Nytta",
    "activities": "Utbilda",
    "owner_role": "Verksamhetschef",
    "owner_unit": "Vårdcentral Norr",
    "first_effect": "kv 1 2023",
    "full_effect": "2024",
    "frequency": "Kvartal",
    "measure": "Väntan",
    "baseline_value": 90,
    "baseline_period": "2021",
    "target_value": "50",
    "target_period": "2024",
    "share": "40 %",
}
VALUE = {"measure": "Väntan", "unit": None, "period": "2023-01-01", "value": 88, "comment": "Hög frånvaro"}


def told(report: Report) -> list[str]:
    return [one.outcome.value for one in report.rows]


def faults(report: Report) -> list[tuple[str, str]]:
    return [(problem.address, problem.message) for one in report.rows for problem in one.problems]


def changes(report: Report) -> list[Change]:
    return [change for one in report.rows for change in one.changes]


@pytest.fixture
def workbook(ctx: Context) -> list[Any]:
    """One of everything, each hanging on the one before."""
    return [
        sheet(MEASURED, VALUE),
        sheet(BENEFITS, BENEFIT),
        sheet(MEASURES, MEASURE),
        sheet(ADOPTIONS, UNIT),
        sheet(ACTIVITIES, WORK),
        sheet(INITIATIVES, RUNNING),
    ]


def test_a_workbook_is_put_in_as_a_whole_whatever_the_order_of_its_sheets(ctx: Context, workbook: list[Any]) -> None:
    plan = plan_of(ctx)
    shown = tables.preview(ctx, plan, workbook)
    assert told(shown) == ["new"] * 6, faults(shown)
    assert ctx.session.scalar(select(func.count(Initiative.id)).where(Initiative.title == "Egen vårdplan")) == 0
    seen: list[tuple[int, int]] = []
    report = put(ctx, *workbook, progress=lambda done, rows: seen.append((done, rows)))
    assert (report.digest, report.acceptable, seen) == (shown.digest, True, [(at, 6) for at in range(1, 7)])
    one = ctx.session.scalars(select(Initiative).where(Initiative.title == "Egen vårdplan")).one()
    assert (one.state, one.retrospective, one.parties) == (InitiativeState.DELIVERY, True, ("Växjö", "Alvesta"))
    assert level_of(one) is ComplexityLevel.COMPLEX
    assert [(row.decided_on, row.to_state, row.retrospective) for row in one.decisions] == [
        (date(2021, 5, 4), None, True),
        (date(2021, 12, 1), None, True),
        (date(2022, 3, 1), InitiativeState.DELIVERY, True),
    ]
    assert {row.phase.value: row.actual_start.code for row in one.phases if row.actual_start} == {
        "preparation": "2021-Q3",
        "delivery": "2022-05-02",
    }
    [benefit] = one.benefits
    [link] = benefit.measures
    assert [row.activity.title for row in benefit.activities] == ["Utbilda"]
    assert (link.share, link.targets[-1].value, link.baseline_value) == (Decimal("0.4"), Decimal(50), Decimal(90))
    [value] = ctx.session.scalars(
        select(Measurement).where(Measurement.series_id.in_([row.id for row in link.measure.series]))
    )
    assert (value.period.code, value.state, value.comment) == (
        "2023-01",
        MeasurementState.SUBMITTED,
        "Hög frånvaro",
    )
    link_row = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert link_row.action == "table:import"
    again = put(ctx, *workbook)
    assert told(again) == ["unchanged"] * 6, changes(again)


def test_only_what_is_edited_changes_and_what_the_file_lacks_is_left(ctx: Context, workbook: list[Any]) -> None:
    put(ctx, *workbook)
    plan = plan_of(ctx)
    key = next(row["id_initiativ"] for row in exported(ctx, plan)["initiatives"] if row["title"] == "Egen vårdplan")
    report = put(
        ctx,
        sheet(INITIATIVES, {"id_initiativ": key, "title": "Min vårdplan", "delivery_planned_start": "kv 2 2022"}),
        sheet(ACTIVITIES, {"initiatives": "Egen vårdplan", "title": "Utbilda", "status": "Klart", "phase": None}),
        sheet(ADOPTIONS, {"initiative": "Min vårdplan", "unit": "Vårdcentral Norr", "manager": "Enhetschef"}),
        sheet(MEASURES, {"name": "väntan", "source": "Cosmic", "direction": "minska"}),
        sheet(
            BENEFITS, {"initiative": key, "title": "Kortare väntan", "risks": "Tid", "measure": "Väntan", "share": 50}
        ),
        sheet(MEASURED, {"measure": "Väntan", "period": "jan-23", "value": "80,5"}),
    )
    assert told(report) == ["changed"] * 6, faults(report)
    assert changes(report) == [
        Change("Initiativ", "Egen vårdplan", "Min vårdplan"),
        Change("Fas 2 planerad start", None, "kv 2 2022"),
        Change("Fas", "Lösningsutformning och införande", None),
        Change("Status", None, "Klar"),
        Change("Ansvarig chef", "Chef", "Enhetschef"),
        Change("Källa", None, "Cosmic"),
        Change("Risker", None, "Tid"),
        Change("Nyttans andel", "40", "50"),
        Change("Värde", "88", "80,5"),
    ]
    activity = ctx.session.scalars(select(Activity).where(Activity.title == "Utbilda")).one()
    assert (activity.phase, activity.period_text) == (None, "våren 2023")
    values = ctx.session.scalars(select(Measurement).where(Measurement.comment == "Hög frånvaro")).all()
    assert [(row.number, row.value) for row in values] == [(1, Decimal(88)), (2, Decimal("80.5"))]
    former = ctx.session.scalars(select(Initiative).where(Initiative.title == "Min vårdplan")).one().former_titles
    assert [row.title for row in former] == ["Egen vårdplan"]


def test_one_bad_row_keeps_everything_out_and_every_reason_is_told_with_its_cell(ctx: Context) -> None:
    before = ctx.session.scalar(select(func.count(AuditLink.id)))
    report = put(
        ctx,
        sheet(
            INITIATIVES,
            {"title": "Bra", "area": "Personcentrerad vård", "state": "Godkänt", "motivation": "Ja"},
            {"title": "Utan område", "state": "Godkänt", "motivation": "Ja"},
            {"title": "Fel", "area": "Finns ej", "state": "Godkänt", "motivation": "Ja"},
            {"title": "Utan skäl", "area": "Personcentrerad vård", "state": "Godkänt"},
            {"title": "Utan läge", "area": "Personcentrerad vård"},
            {"title": "bra", "area": "Personcentrerad vård", "state": "Godkänt", "motivation": "Ja"},
        ),
        sheet(ACTIVITIES, {"initiatives": "Fel", "title": "X"}, {"initiatives": "Bra", "title": "Y"}),
        sheet(ADOPTIONS, {"initiative": "Ingen", "unit": "Ingenstans"}),
        sheet(MEASURES, {"name": "M", "direction": "Behålla"}, {"name": "N", "direction": "Upp"}),
        sheet(BENEFITS, {"initiative": "Bra", "title": "B", "target_value": 5}, {"initiative": "Bra", "title": "B"}),
        sheet(MEASURED, {"measure": "N", "period": "2023-01", "value": 1}, {"measure": "M", "period": "2023-01"}),
    )
    assert told(report) == (
        ["new", *["refused"] * 5]
        + ["refused", "new"]
        + ["refused"]
        + ["refused", "new"]
        + ["refused"] * 2
        + ["refused"] * 2
    )
    found = faults(report)
    assert [address for address, _ in found] == [
        *("B3", "B4", "D5", "C6", "A7"),
        *("A2", "A2", "B2"),
        *("rad 2", "rad 2", "B3", "B2", "A3"),
    ]
    for (_, message), words in zip(
        found,
        [
            "Område saknas",
            "”Finns ej” finns inte",
            "Skriv en motivering",
            "Läget saknas",
            "står också på rad 2 på bladet Initiativ",
            "”Fel” skulle läggas till på rad 4 på bladet Initiativ",
            "”Ingen” finns inte",
            "”Ingenstans” finns inte",
            "hur mycket nivån får avvika",
            "vilket mätetal nollmätning och mål gäller",
            "står också på rad 2 på bladet Nyttor, som inte går",
            "hur ofta det mäts",
            "”M” skulle läggas till på rad 2 på bladet Mätetal",
        ],
        strict=True,
    ):
        assert words in message
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == before
    assert ctx.session.scalar(select(func.count(Initiative.id)).where(Initiative.title == "Bra")) == 0


def test_who_may_not_do_it_on_the_page_may_not_do_it_by_a_file(acting: Acting) -> None:
    lead = acting("project_lead")
    own = exported(lead, plan_of(lead))
    [led] = [row for row in own["initiatives"] if row["id_initiativ"] == cast.LED]
    other = next(row for row in own["initiatives"] if row["id_initiativ"] != cast.LED and row["state"] == "approved")
    report = put(
        lead,
        sheet(
            INITIATIVES,
            {"id_initiativ": cast.LED, "purpose": "Nytt"},
            {"id_initiativ": other["id_initiativ"], "purpose": "Nytt"},
            {"id_initiativ": "finns-inte", "purpose": "Nytt"},
        ),
        sheet(ACTIVITIES, {"initiatives": led["title"], "title": "Ny"}, {"initiatives": other["title"], "title": "Ny"}),
        sheet(MEASURES, {"name": "Ny", "direction": "Upp"}),
        sheet(MEASURED, {"measure": own["measures"][0]["name"], "period": "2023-01", "value": 1}),
    )
    assert told(report) == ["changed", "refused", "refused", "new", "refused", "refused", "refused"]
    messages = [message for _, message in faults(report)]
    assert "Du har inte behörighet att ändra initiativet. Det kan" in messages[0]
    assert "Det finns inget med id ”finns-inte”" in messages[1]
    assert all("Du har inte behörighet" in one for one in messages[2:4])
    assert "Mätetalet mäts varje kvartal" in messages[4]


def test_what_a_file_cannot_change_says_where_it_is_changed(ctx: Context, workbook: list[Any]) -> None:
    put(ctx, *workbook)
    first, other = (
        {"title": "Egen vårdplan", **more}
        for more in ({"state": "Pausat", "level": "Enkel"}, {"past_decisions": "2021-05-04 Annat"})
    )
    for row in (
        first,
        other,
        {"title": "Egen vårdplan", "motivation": "Annan"},
        {"title": "Egen vårdplan", "level": None},
    ):
        report = put(ctx, sheet(INITIATIVES, row))
        assert told(report) == ["refused"]
        assert "sida" in faults(report)[0][1] or "tas inte bort" in faults(report)[0][1]
    report = put(
        ctx,
        sheet(ADOPTIONS, {**UNIT, "accepted_on": "2023-02-01"}),
        sheet(MEASURES, {"name": "Väntan", "direction": "Upp"}),
        sheet(
            BENEFITS,
            {"initiative": "Egen vårdplan", "title": "Kortare väntan", "concluded_on": "2023-01-01"},
        ),
        sheet(MEASURED, {"measure": "Väntan", "period": "2023-01", "value": None}),
    )
    assert told(report) == ["refused"] * 4
    assert [address for address, _ in faults(report)] == ["E2", "B2", "C2", "C2"]
    paused = {**RUNNING, "title": "Paus", "state": "Pausat", "decided_on": None, "level": None}
    assert told(put(ctx, sheet(INITIATIVES, paused))) == ["new"]
    assert told(put(ctx, sheet(INITIATIVES, {**paused, "level": "Enkel", "decided_on": "2023-05-16"}))) == ["refused"]
    assert told(put(ctx, sheet(INITIATIVES, {**paused, "level": "Enkel"}))) == ["changed"]
    entered = put(ctx, sheet(INITIATIVES, {"title": "Egen vårdplan", "state": "Fas 3", "motivation": "Vi kom längre"}))
    assert told(entered) == ["changed"], faults(entered)


def test_a_benefit_of_several_rows_is_told_once_and_contradictions_are_refused(ctx: Context) -> None:
    title = exported(ctx, plan_of(ctx))["initiatives"][0]["title"]
    base = {"initiative": title, "title": "Två mätetal"}
    measures = sheet(MEASURES, {"name": "Ett", "direction": "Upp"}, {"name": "Två", "direction": "Ner"})
    rows = [{**base, "risks": "Tid", "measure": "Ett"}, {**base, "measure": "Två", "baseline_reason": "Mäts inte än"}]
    report = put(ctx, measures, sheet(BENEFITS, *rows))
    assert told(report) == ["new"] * 4, faults(report)
    assert told(put(ctx, sheet(BENEFITS, *rows))) == ["unchanged"] * 2
    key = ctx.session.scalars(select(Benefit.key).where(Benefit.title == "Två mätetal")).one()
    full = [row for row in exported(ctx, plan_of(ctx))["benefits"] if row["id_nytta"] == key]
    edited = [full[0], {**full[1], "risks": "Pengar", "baseline_reason": None, "baseline_by": date(2023, 9, 1)}]
    report = put(ctx, sheet(BENEFITS, *edited))
    assert told(report) == ["unchanged", "changed"], faults(report)
    assert [one.heading for one in changes(report)] == [
        "Risker",
        "Varför nollmätning saknas",
        "Nollmätning görs senast",
    ]
    report = put(ctx, sheet(BENEFITS, {**full[0], "risks": "Folk"}, {**full[1], "risks": "Annat"}))
    assert told(report) == ["changed", "refused"]
    assert "något annat om nyttan än på rad 2" in faults(report)[0][1]


def test_values_are_judged_series_by_series(ctx: Context) -> None:
    unit = "Vårdcentral Norr"
    months = [{"measure": "Ny", "period": f"2022-{at:02}", "numerator": at, "denominator": 200} for at in range(1, 11)]
    odd = {"measure": "Ny", "period": "2022-11", "numerator": 190, "denominator": 200}
    counted = {"name": "Ny", "direction": "Upp", "frequency": "Månad", "numerator": "A", "denominator": "B"}
    sheets = [
        sheet(MEASURES, {**counted, "multiplier": 100}),
        sheet(
            MEASURED,
            *({**row, "numerator": 99 + at % 3} for at, row in enumerate(months)),
            odd,
            {"measure": "Ny", "period": "2022-12"},
        ),
        sheet(MEASURED, *({**row, "unit": unit, "sex": "K"} for row in months[:2])),
    ]
    report = put(ctx, *sheets)
    assert (report.acceptable, report.asks, [one.number for one in report.unlikely]) == (False, True, [12])
    assert told(report)[12] == "unchanged"
    kept = put(ctx, *sheets, confirmed=True)
    assert (kept.acceptable, kept.digest) == (True, report.digest)
    rows = [row for row in exported(ctx, plan_of(ctx))["measured"] if row["measure"] == "Ny"]
    assert [(row["unit"], row["sex"]) for row in rows[-2:]] == [(unit, "female")] * 2
    recounted = {**rows[0], "numerator": 110}
    twice = [{**rows[1], "comment": "A"}, rows[1]]
    fault = {**rows[2], "value": 7, "comment": None}
    assert told(put(ctx, sheet(MEASURED, recounted))) == ["changed"]
    value = next(row for row in exported(ctx, plan_of(ctx))["measured"] if row["measure"] == "Ny")
    assert (value["value"], value["numerator"], value["state"]) == (55, 110, "submitted")
    report = put(ctx, sheet(MEASURED, {**rows[3], "comment": "Bra"}, *twice, fault))
    assert told(report) == ["changed", "changed", "refused", "refused"]
    assert "stämmer inte med täljare och nämnare" in faults(report)[-1][1]


def test_what_is_asked_about_and_told_is_the_value_that_is_stored(ctx: Context) -> None:
    counted = {"name": "Ny", "direction": "Upp", "frequency": "Månad", "numerator": "A", "denominator": "B"}
    rows = [
        {"measure": "Ny", "period": date(2022, at, 1), "numerator": 210 + at, "denominator": 2000} for at in range(1, 9)
    ]
    report = put(ctx, sheet(MEASURES, {**counted, "multiplier": 100}), sheet(MEASURED, *rows))
    # What a spreadsheet keeps as the first day is told as the month that is meant.
    assert (told(report)[1], report.rows[1].title) == ("new", "Ny, januari 2022: 10,6")
    rows = [row for row in exported(ctx, plan_of(ctx))["measured"] if row["measure"] == "Ny"]
    report = put(ctx, sheet(MEASURED, {**rows[3], "numerator": 2}))
    assert [(one.title, one.question is None) for one in report.rows] == [("Ny, april 2022: 0,1", False)]
    assert changes(report) == [Change("Värde", "10,7", "0,1"), Change("Täljare", "214", "2")]
    assert put(ctx, sheet(MEASURED, {**rows[3], "numerator": 2}), confirmed=True).acceptable
    # It was confirmed once: what is said about it is no reason to ask again.
    [odd] = [row for row in exported(ctx, plan_of(ctx))["measured"] if row["measure"] == "Ny" and row["numerator"] == 2]
    report = put(ctx, sheet(MEASURED, {**odd, "comment": "Kontrollerat"}, {**rows[4], "numerator": 3}))
    assert [one.question is None for one in report.rows] == [True, False]
    report = put(ctx, sheet(MEASURED, {**odd, "comment": "Kontrollerat"}))
    assert (report.acceptable, changes(report)) == (True, [Change("Kommentar", None, "Kontrollerat")])


def test_who_and_which_are_joined_as_people_do() -> None:
    assert [either(["A", "B", "C"][:at]) for at in (1, 2, 3)] == ["A", "A eller B", "A, B eller C"]


def test_small_counts_are_left_out_of_exports_and_come_back_without_harm(ctx: Context) -> None:
    base = {"name": "Få", "direction": "Ner", "frequency": "Månad", "suppress_small": "Ja"}
    counts = sheet(MEASURED, *({"measure": "Få", "period": f"2023-0{at}", "value": at + 2} for at in (1, 2, 3)))
    assert put(ctx, sheet(MEASURES, base), counts).acceptable
    plan = plan_of(ctx)
    rows = [row for row in tables.current(ctx, plan, MEASURED, suppressed=True) if row["measure"] == "Få"]
    assert [(row["value"], row.get("suppressed")) for row in rows] == [(None, True), (None, True), (5, None)]
    assert [row["value"] for row in tables.current(ctx, plan, MEASURED) if row["measure"] == "Få"] == [3, 4, 5]
    assert told(put(ctx, sheet(MEASURED, *rows))) == ["unchanged"] * 3
    rows[0]["comment"] = "Nytt"
    report = put(ctx, sheet(MEASURED, *rows))
    assert [one.heading for one in changes(report)] == ["Kommentar"]
    assert [row["value"] for row in tables.current(ctx, plan, MEASURED) if row["measure"] == "Få"] == [3, 4, 5]


def test_a_running_total_and_the_whole_of_a_hidden_part_come_back_without_harm(ctx: Context) -> None:
    base = {"name": "Växer", "direction": "Ner", "frequency": "Månad", "suppress_small": "Ja"}
    totals = enumerate((100, 102, 120, 140), start=1)
    counts = [{"measure": "Växer", "period": f"2022-0{at}", "value": value} for at, value in totals]
    assert put(ctx, sheet(MEASURES, {**base, "accumulation": "Hittills i år"}), sheet(MEASURED, *counts)).acceptable
    parts = [("Kvinnor", 3), ("Män", 90), (None, 93)]
    split = [{"measure": "Delat", "period": "2023-01", "sex": sex, "value": value} for sex, value in parts]
    assert put(ctx, sheet(MEASURES, {**base, "name": "Delat"}), sheet(MEASURED, *split)).acceptable
    plan = plan_of(ctx)
    rows = [row for row in tables.current(ctx, plan, MEASURED, suppressed=True) if row["measure"] in ("Växer", "Delat")]
    assert [row["value"] for row in rows if row["measure"] == "Växer"] == [None] * 4
    assert {row["sex"]: row["value"] for row in rows if row["measure"] == "Delat"} == {
        Sex.FEMALE: None,
        Sex.MALE: 90,
        None: None,
    }
    before = tables.current(ctx, plan, MEASURED)
    assert told(put(ctx, sheet(MEASURED, *rows))) == ["unchanged"] * 7
    assert tables.current(ctx, plan, MEASURED) == before


def test_exports_hold_what_the_actor_sees_of_the_initiatives_that_are_asked_for(ctx: Context, acting: Acting) -> None:
    draft = {"title": "Utkast", "area": "Personcentrerad vård", "state": "Föreslaget"}
    assert told(put(ctx, sheet(INITIATIVES, draft), sheet(ACTIVITIES, {"initiatives": "Utkast", "title": "X"}))) == [
        "new",
        "new",
    ]
    reader = acting("reader")
    titles = {
        kind.name: {row["title"] for row in tables.current(reader, plan_of(reader), kind)}
        for kind in (INITIATIVES, ACTIVITIES)
    }
    assert not {"Utkast", "X"} & (titles["initiatives"] | titles["activities"])
    plan = plan_of(ctx)
    assert "Utkast" in {row["title"] for row in tables.current(ctx, plan, INITIATIVES)}
    led = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
    for kind in (INITIATIVES, ACTIVITIES, ADOPTIONS, BENEFITS):
        rows = tables.current(ctx, plan, kind, initiatives=[led.id])
        assert all(led.title in (row.get("initiative"), row.get("title"), *row.get("initiatives", ())) for row in rows)
    assert len(tables.current(ctx, plan, MEASURED, initiatives=[])) == 0


def test_an_export_takes_as_many_queries_whatever_it_holds(ctx: Context, acting: Acting, engine: Engine) -> None:
    def queries() -> list[int]:
        reader = acting("project_lead")
        plan = plan_of(reader)
        seen: list[str] = []

        def count(*args: Any) -> None:
            seen.append(args[2])

        event.listen(engine, "before_cursor_execute", count)
        found = []
        for kind in KINDS.values():
            seen.clear()
            tables.current(reader, plan, kind)
            found.append(len(seen))
        event.remove(engine, "before_cursor_execute", count)
        return found

    before = queries()
    more = [
        sheet(INITIATIVES, *({**RUNNING, "title": f"Nr {at}"} for at in range(5))),
        sheet(ACTIVITIES, *({**WORK, "initiatives": f"Nr {at}"} for at in range(5))),
        sheet(ADOPTIONS, *({**UNIT, "initiative": f"Nr {at}"} for at in range(5))),
        sheet(MEASURES, *({**MEASURE, "name": f"Nr {at}"} for at in range(5))),
        sheet(BENEFITS, *({**BENEFIT, "initiative": f"Nr {at}", "measure": f"Nr {at}"} for at in range(5))),
        sheet(MEASURED, *({**VALUE, "measure": f"Nr {at}"} for at in range(5))),
    ]
    assert put(ctx, *more).acceptable
    assert queries() == before
