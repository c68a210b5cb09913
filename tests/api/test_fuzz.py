"""What the description allows, and what it does not, sent at random: each answer is one that it describes.

Most of what is right is led towards what the database holds, so that it gets past the door.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as settings_of_run
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from sqlalchemy import select

from portfolio.api.calls import Call
from portfolio.api.installing import all_calls, described
from portfolio.config import Settings
from portfolio.models import (
    Adoption,
    AuditLink,
    Benefit,
    BenefitMeasure,
    Initiative,
    InitiativeActivity,
    Measure,
    Measurement,
    Series,
)
from tests.api.conftest import Script, Stored, one_database
from tests.cast import PLAN
from tests.conftest import settings_for

pytestmark = one_database

#: How many of each kind are sent to each call. Many more, once in a while by hand, look further.
EXAMPLES = int(os.environ.get("PORTFOLIO_TEST_FUZZ", "5"))

#: What may be refused although its form is right: the domain judges what it means, and what exists already.
JUDGED = ["2xx", "400", "403", "404", "409", "412", "422"]
REFUSED = ["400", "401", "403", "404", "409", "412", "415", "422", "428"]
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": JUDGED},
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "missing_required_header": {"expected-statuses": REFUSED},
        }
    }
)
SCHEMA = schemathesis.openapi.from_dict(described(), config=CONFIG)

#: What the numbers in an address may be, by their names in order.
ROWS = {
    ("initiative_id",): select(Initiative.id),
    ("benefit_id",): select(Benefit.id),
    ("measure_id",): select(Measure.id),
    ("series_id",): select(Series.id),
    ("measurement_id",): select(Measurement.id),
    ("benefit_measure_id",): select(BenefitMeasure.id),
    ("entry_id",): select(AuditLink.id),
    ("activity_id", "initiative_id"): select(InitiativeActivity.activity_id, InitiativeActivity.initiative_id),
    ("adoption_id", "initiative_id"): select(Adoption.id, Adoption.initiative_id),
}

#: How a case is led: not at all; or to a row, with the version that it has, and with some of what was generated put
#: into the call's own example.
LED = st.fixed_dictionaries(
    {
        "led": st.sampled_from([False, True, True, True]),
        "row": st.integers(0, 200),
        "number": st.integers(1, 25),
        "versioned": st.sampled_from([False, True, True, True]),
        "generated": st.sampled_from([0, 1, 1, 2, 3, 99]),
    }
)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path, PORTFOLIO_API_CALLS="1000000")


def small(value: Any, number: int, name: str = "") -> Any:
    """The same content with the plan that there is, and with numbers that rows have."""
    if isinstance(value, dict):
        return {key: small(inner, number, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [small(inner, number, name) for inner in value]
    if name == "plan" and isinstance(value, str):
        return PLAN
    return number if isinstance(value, int) and not isinstance(value, bool) and value > 1000 else value


def place(names: Iterable[str], number: int, stored: Stored) -> dict[str, Any]:
    """Something that there is, by what an address names."""
    if "slug" in names:
        return {"slug": PLAN}
    ordered = tuple(sorted(names))
    rows = stored.all(ROWS[ordered])
    return dict(zip(ordered, rows[number % len(rows)], strict=True))


def lead(case: Any, call: Call, how: dict[str, Any], someone: Script, stored: Stored) -> None:
    """Lead the case to what exists."""
    if case.path_parameters:
        case.path_parameters = place(case.path_parameters, how["row"], stored)
    if case.query:
        # A cursor that was made up leads nowhere.
        case.query = {name: value for name, value in small(dict(case.query), how["number"]).items() if name != "cursor"}
    if isinstance(case.body, dict):
        example = call.example or {}
        # The same fields each time that the test is run, which Python's own hash would not choose.
        order = sorted(case.body, key=lambda name: zlib.crc32(f"{name}{how['row']}".encode()))
        some = {name: case.body[name] for name in order[: how["generated"]]}
        case.body = {**example, **small(some, how["number"])}
    if "If-Match" in (case.headers or {}) and how["versioned"]:
        version = someone.get(case.formatted_path).headers.get("ETag")
        case.headers["If-Match"] = version or case.headers["If-Match"]


_NAMES = re.compile(r"<(?:int:)?(\w+)>")


def operation_of(call: Call) -> Any:
    """The call as the description has it."""
    path = call.path.replace("<int:", "{").replace("<", "{").replace(">", "}")
    return SCHEMA[path][call.method]


@pytest.mark.parametrize("call", all_calls(), ids=lambda call: f"{call.method} {call.path}")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_every_answer_is_one_that_is_described(
    app: Flask, script: Callable[..., Script], stored: Stored, call: Call, mode: GenerationMode
) -> None:
    someone, SCHEMA.app = script("coordinator"), app
    # What is wrong is wrong in something else than the address, where there is anything else.
    wrong = (
        mode is GenerationMode.NEGATIVE
        and "<" in call.path
        and (call.takes or (call.guarded and call.changes) or call.query)
    )
    fixed = place(_NAMES.findall(call.path), 12, stored) if wrong else None

    @settings_of_run(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation_of(call).as_strategy(mode, path_parameters=fixed), how=LED)
    def send(case: Any, how: dict[str, Any]) -> None:
        if mode is GenerationMode.POSITIVE and how["led"]:
            lead(case, call, how, someone, stored)
        case.call_and_validate(headers={"Authorization": f"Bearer {someone.token}"})

    send()
