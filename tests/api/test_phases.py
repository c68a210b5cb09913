"""Timetables by way of the API: sent whole, judged as on the page, and what hangs on them is said beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.periods import quarter
from portfolio.domain.phases import Phase
from portfolio.models import AuditLink, Benefit, Initiative
from portfolio.services import benefits
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED
from tests.measured import measured, months

Scripts = Callable[..., Script]

#: It has no timetable from the beginning.
BARE = "kronobarnsmodellen"


def path_of(stored: Stored, key: str = LED) -> str:
    return f"/initiatives/{stored.id_of(key)}/phases"


def put(script: Script, path: str, content: Any, *, version: str | None = None, query: str = "") -> Any:
    return script.call("PUT", path + query, json=content, version=version or script.version(path))


def phase(name: str, start: str, end: str | None = None, *, actual: Any = None) -> dict[str, Any]:
    return {"phase": name, "planned": {"start": start, "end": end}, "actual": actual}


def hang(acting: Callable[[str], Context], on: Phase) -> int:
    """A benefit whose first effect hangs on the end of the phase."""
    ctx = acting("coordinator")
    with ctx.transaction():
        initiative = ctx.session.scalars(select(Initiative).where(Initiative.key == LED)).one()
        benefit = benefits.add(ctx, initiative.id, title="Hänger på fasen", description=None, kind=None)
        benefit.anchor_phase, benefit.first_effect = on, quarter(2024, 1)
    return benefit.id


def later(script: Script, path: str) -> list[Any]:
    """The timetable with a second phase that ends two quarters later."""
    content = script.get(path).json
    assert content[1]["planned"]["end"] == "2023-Q4"
    content[1]["planned"]["end"] = "2024-Q2"
    return content


def test_a_timetable_is_sent_whole_and_what_is_absent_is_not_stated(script: Scripts, stored: Stored) -> None:
    lead, path = script("area_lead"), path_of(stored, BARE)
    nothing = [{"phase": name, "planned": None, "actual": None} for name in Phase]
    assert lead.get(path).json == nothing
    sent = [phase("delivery", "2024-01-15", "2024-Q4"), phase("preparation", "2023-Q3", "2023-Q4")]
    first = put(lead, path, sent)
    assert (first.status_code, first.json) == (200, [sent[1], sent[0], nothing[2]])
    assert first.headers["ETag"] == lead.version(path)
    assert stored.last_change()[0] == "phase:plan"
    assert put(lead, path, [sent[1]]).json == [sent[1], *nothing[1:]]
    assert put(lead, path, []).json == nothing


def test_who_was_late_or_says_no_version_overwrites_no_timetable(script: Scripts, stored: Stored) -> None:
    lead, path = script("area_lead"), path_of(stored, BARE)
    version = lead.version(path)
    assert put(lead, path, [phase("preparation", "2023-Q3")], version=version).status_code == 200
    assert put(lead, path, [], version=version).status_code == 412
    assert lead.call("PUT", path, json=[]).status_code == 428
    assert lead.get(path).json[0] == phase("preparation", "2023-Q3")


@one_database
def test_a_flaw_is_told_by_its_place_in_the_list(script: Scripts, stored: Stored) -> None:
    lead, path = script("area_lead"), path_of(stored, BARE)
    length = stored.changes()
    for sent, places in (
        ([phase("delivery", "2024-Q2", "2024-Q1")], {"0.planned.end"}),
        (
            [
                phase("realisation", "2025-Q1"),
                phase("preparation", "1999-Q1", actual={"start": "2023-Q1", "end": None}),
            ],
            {"1.planned.start", "1.actual.start"},
        ),
        ([phase("delivery", "2024-Q2"), phase("delivery", "2024-Q2")], {"1.phase"}),
        ([phase("delivery", "snart"), {"phase": "delivery"}], {"0.planned.start", "1.planned", "1.actual"}),
        ([phase("delivery", "2024"), phase("preparation", "2023-Q3/2023-Q4")], {"0.planned.start", "1.planned.start"}),
        ([{**phase("delivery", "2024-Q2"), "planned": {"end": "2024-Q2"}}], {"0.planned.start"}),
        ([7], {"0"}),
    ):
        answer = put(lead, path, sent)
        assert (answer.status_code, set(reasons(answer))) == (422, places)
    assert stored.changes() == length


@one_database
def test_what_is_no_list_is_refused(script: Scripts, stored: Stored) -> None:
    lead, path = script("area_lead"), path_of(stored, BARE)
    refused = put(lead, path, phase("preparation", "2023-Q3"))
    assert (refused.status_code, refused.json["detail"]) == (422, "Skicka en JSON-lista.")


@one_database
def test_a_timetable_is_for_those_who_keep_the_initiative(script: Scripts, stored: Stored) -> None:
    path = path_of(stored, BARE)
    for name in ("reader", "project_lead", "steering"):
        assert put(script(name), path, []).status_code == 403
    outsider = script("outsider")
    assert outsider.get(path).status_code == 404
    assert put(outsider, path, [], version='"0"').status_code == 404


@one_database
@pytest.mark.parametrize(("said", "first_effect"), [("move", quarter(2024, 3)), ("leave", quarter(2024, 1))])
def test_what_hangs_on_an_end_that_moves_is_said_beforehand(
    script: Scripts, stored: Stored, acting: Callable[[str], Context], said: str, first_effect: Any
) -> None:
    benefit_id = hang(acting, Phase.DELIVERY)
    lead, path = script("project_lead"), path_of(stored)
    content, length = later(lead, path), stored.changes()

    asked = put(lead, path, content)
    assert (asked.status_code, asked.json["type"]) == (409, "urn:nyttoportfoljen:problem:benefits-follow")
    assert [(move["benefit"], move["times"]) for move in asked.json["moves"]] == [
        (benefit_id, [{"field": "first_effect", "before": "2024-Q1", "after": "2024-Q3"}])
    ]
    assert stored.changes() == length

    assert reasons(put(lead, path, content, query="?benefits=drop")).keys() == {"benefits"}
    done = put(lead, path, content, query=f"?benefits={said}")
    assert (done.status_code, done.json) == (200, content)
    assert stored.one(select(Benefit.first_effect).where(Benefit.id == benefit_id)) == first_effect


@one_database
def test_what_moves_nothing_needs_no_word_about_benefits(
    script: Scripts, stored: Stored, acting: Callable[[str], Context]
) -> None:
    hang(acting, Phase.PREPARATION)
    lead, path = script("project_lead"), path_of(stored)
    assert put(lead, path, later(lead, path)).status_code == 200


@one_database
def test_a_start_with_values_moves_with_a_reason_in_the_address(
    script: Scripts, stored: Stored, acting: Callable[[str], Context]
) -> None:
    benefit_id = hang(acting, Phase.DELIVERY)
    measured(acting("system"), months(2023, 70), benefit_id=benefit_id)
    lead, path = script("project_lead"), path_of(stored)
    content = later(lead, path)
    assert put(lead, path, content).json["starts"] == [{"benefit": benefit_id, "title": "Hänger på fasen"}]
    refused = put(lead, path, content, query="?benefits=move")
    assert (refused.status_code, set(reasons(refused))) == (422, {"start_reason"})
    done = put(lead, path, content, query="?benefits=move&start_reason=Inf%C3%B6randet+sk%C3%B6ts+upp.")
    assert (done.status_code, done.json) == (200, content)
    assert stored.one(select(AuditLink.reason).order_by(AuditLink.id.desc()).limit(1)) == "Införandet sköts upp."
