"""Every call, for every member of the cast, for limited tokens and for nobody, against one table.

A call that is added without a row here fails, and so does a row whose call is gone. The permission table itself knows
nothing of databases, so this is walked on one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.api.calls import Call
from portfolio.api.installing import all_calls
from portfolio.app import create_app
from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.measures import Contribution, Direction, Frequency
from portfolio.domain.periods import month
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.models import AuditLink, Benefit, Initiative, Plan, ProgrammeArea, User
from portfolio.services import (
    activities,
    adoptions,
    aims,
    benefit_assessments,
    benefits,
    decisions,
    dependencies,
    initiatives,
    learning,
    measurements,
    measures,
    organisations,
    users,
)
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.api.conftest import Script, another_plan, secret_of
from tests.conftest import settings_for

NOBODY = "nobody"

#: Besides the cast: tokens of the coordinator's that only read, and that are for another plan, and no token at all.
#: "led" is the initiative that the project lead leads, in the area lead's area; "other" lies in another area; "draft"
#: is a proposal of the coordinator's in that other area. Each uses a measure of its own, with a value that the
#: coordinator handed in; "unsent" is one that is a draft still. What is changed is put back before the next one tries.
TABLE = """
                                                          coordinator area_lead project_lead benefit_owner controller steering reader admin outsider reading elsewhere nobody
GET    /plans                                      -      200         200       200          200           200        200      200    200   200      200     200       401
GET    /plans/{slug}                               -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /areas                                      -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /goals                                      -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /forums                                     -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /measures                                   -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /organisations                              -      200         200       200          200           200        200      200    200   404      200     200       401
GET    /people                                     -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /audit                                      -      200         403       403          403           200        200      403    200   403      403     200       401
GET    /audit                                      plan   200         403       403          403           200        200      403    200   404      403     404       401
GET    /audit/{entry_id}                           led    200         403       403          403           200        200      403    200   403      403     404       401
GET    /audit/{entry_id}                           draft  200         403       403          403           404        200      403    404   403      403     404       401
GET    /initiatives                                -      200         200       200          200           200        200      200    200   404      200     404       401
POST   /initiatives                                -      201         201       201          201           201        201      201    201   201      403     422       401
POST   /initiatives                                entry  201         403       403          403           403        403      403    403   404      403     422       401
GET    /initiatives/{initiative_id}                led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}                other  200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}                draft  200         404       404          404           404        200      404    404   404      404     404       401
PATCH  /initiatives/{initiative_id}                led    200         200       200          403           403        403      403    403   404      403     404       401
PATCH  /initiatives/{initiative_id}                other  200         403       403          403           403        403      403    403   404      403     404       401
PATCH  /initiatives/{initiative_id}                draft  200         404       404          404           404        403      404    404   404      404     404       401
GET    /initiatives/{initiative_id}/phases         led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}/phases         other  200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}/phases         draft  200         404       404          404           404        200      404    404   404      404     404       401
PUT    /initiatives/{initiative_id}/phases         led    200         200       200          403           403        403      403    403   404      403     404       401
PUT    /initiatives/{initiative_id}/phases         other  200         403       403          403           403        403      403    403   404      403     404       401
PUT    /initiatives/{initiative_id}/phases         draft  200         404       404          404           404        403      404    404   404      404     404       401
GET    /activities                                 -      200         200       200          200           200        200      200    200   404      200     404       401
POST   /initiatives/{initiative_id}/activities     led    201         201       201          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/activities     other  201         403       403          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/activities     draft  201         404       404          404           404        403      404    404   404      404     404       401
GET    /initiatives/{initiative_id}/activities/{activity_id}   led    200   200   200   200   200   200   200   200   404   200   404   401
GET    /initiatives/{initiative_id}/activities/{activity_id}   other  200   200   200   200   200   200   200   200   404   200   404   401
GET    /initiatives/{initiative_id}/activities/{activity_id}   draft  200   404   404   404   404   200   404   404   404   404   404   401
PATCH  /initiatives/{initiative_id}/activities/{activity_id}   led    200   200   200   403   403   403   403   403   404   403   404   401
PATCH  /initiatives/{initiative_id}/activities/{activity_id}   other  200   403   403   403   403   403   403   403   404   403   404   401
PATCH  /initiatives/{initiative_id}/activities/{activity_id}   draft  200   404   404   404   404   403   404   404   404   404   404   401
PUT    /initiatives/{initiative_id}/activities/{activity_id}   led    200   200   200   403   403   403   403   403   404   403   404   401
PUT    /initiatives/{initiative_id}/activities/{activity_id}   other  200   403   403   403   403   403   403   403   404   403   404   401
PUT    /initiatives/{initiative_id}/activities/{activity_id}   draft  200   404   404   404   404   403   404   404   404   404   404   401
PUT    /initiatives/{initiative_id}/activities/{activity_id}   taken  200   404   404   403   403   403   403   403   404   403   404   401
DELETE /initiatives/{initiative_id}/activities/{activity_id}   led    204   204   204   403   403   403   403   403   404   403   404   401
DELETE /initiatives/{initiative_id}/activities/{activity_id}   other  204   403   403   403   403   403   403   403   404   403   404   401
DELETE /initiatives/{initiative_id}/activities/{activity_id}   draft  204   404   404   404   404   403   404   404   404   404   404   401
GET    /adoptions                                  -      200         200       200          200           200        200      200    200   404      200     404       401
POST   /initiatives/{initiative_id}/adoptions      led    201         201       201          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/adoptions      other  201         403       403          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/adoptions      draft  201         404       404          404           404        403      404    404   404      404     404       401
GET    /initiatives/{initiative_id}/adoptions/{adoption_id}    led    200   200   200   200   200   200   200   200   404   200   404   401
GET    /initiatives/{initiative_id}/adoptions/{adoption_id}    other  200   200   200   200   200   200   200   200   404   200   404   401
GET    /initiatives/{initiative_id}/adoptions/{adoption_id}    draft  200   404   404   404   404   200   404   404   404   404   404   401
PATCH  /initiatives/{initiative_id}/adoptions/{adoption_id}    led    200   200   200   403   403   403   403   403   404   403   404   401
PATCH  /initiatives/{initiative_id}/adoptions/{adoption_id}    other  200   403   403   403   403   403   403   403   404   403   404   401
PATCH  /initiatives/{initiative_id}/adoptions/{adoption_id}    draft  200   404   404   404   404   403   404   404   404   404   404   401
GET    /initiatives/{initiative_id}/dependencies   led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}/dependencies   other  200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}/dependencies   draft  200         404       404          404           404        200      404    404   404      404     404       401
POST   /initiatives/{initiative_id}/dependencies   led    201         201       201          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/dependencies   other  201         403       403          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/dependencies   draft  201         404       404          404           404        403      404    404   404      404     404       401
GET    /initiatives/{initiative_id}/learning       led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}/learning       other  200         200       200          200           200        200      200    200   404      200     404       401
GET    /initiatives/{initiative_id}/learning       draft  200         404       404          404           404        200      404    404   404      404     404       401
POST   /initiatives/{initiative_id}/learning       led    201         201       201          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/learning       other  201         403       403          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/learning       draft  201         404       404          404           404        403      404    404   404      404     404       401
GET    /decisions                                  -      200         200       200          200           200        200      200    200   404      200     404       401
POST   /initiatives/{initiative_id}/assessment     led    409         403       403          403           403        403      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/assessment     draft  201         404       404          404           404        403      404    404   404      404     404       401
POST   /initiatives/{initiative_id}/decisions      led    201         403       403          403           403        201      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/decisions      other  201         403       403          403           403        201      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/decisions      draft  201         404       404          404           404        201      404    404   404      404     404       401
POST   /initiatives/{initiative_id}/decisions      pause  201         403       403          403           403        201      403    403   404      403     404       401
POST   /initiatives/{initiative_id}/decisions      gate   409         409       403          403           403        409      403    403   404      403     404       401
GET    /benefits                                   -      200         200       200          200           200        200      200    200   404      200     404       401
POST   /benefits                                   led    201         201       201          403           403        403      403    403   422      403     422       401
POST   /benefits                                   other  201         403       403          403           403        403      403    403   422      403     422       401
POST   /benefits                                   draft  201         422       422          422           422        403      422    422   422      422     422       401
GET    /benefits/{benefit_id}                      led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /benefits/{benefit_id}                      other  200         200       200          200           200        200      200    200   404      200     404       401
GET    /benefits/{benefit_id}                      draft  200         404       404          404           404        200      404    404   404      404     404       401
PATCH  /benefits/{benefit_id}                      led    200         200       200          403           403        403      403    403   404      403     404       401
PATCH  /benefits/{benefit_id}                      other  200         403       403          403           403        403      403    403   404      403     404       401
PATCH  /benefits/{benefit_id}                      draft  200         404       404          404           404        403      404    404   404      404     404       401
GET    /measures/{measure_id}                      led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /measures/{measure_id}/series               led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /series/{series_id}                         led    200         200       200          200           200        200      200    200   404      200     404       401
POST   /measures                                   -      201         403       403          403           201        403      403    403   422      403     422       401
PATCH  /measures/{measure_id}                      led    200         403       403          403           200        403      403    403   404      403     404       401
POST   /measures/{measure_id}/series               led    201         403       403          403           201        403      403    403   404      403     404       401
GET    /series/{series_id}/measurements            led    200         200       200          200           200        200      200    200   404      200     404       401
POST   /series/{series_id}/measurements            led    201         403       201          403           201        403      403    403   404      403     404       401
POST   /series/{series_id}/measurements            other  201         403       403          403           201        403      403    403   404      403     404       401
GET    /measurements/{measurement_id}              led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /measurements/{measurement_id}              unsent 200         200       404          404           200        200      404    404   404      404     404       401
POST   /measurements/{measurement_id}/corrections  led    201         403       201          403           201        403      403    403   404      403     404       401
POST   /measurements/{measurement_id}/corrections  other  201         403       403          403           201        403      403    403   404      403     404       401
POST   /measurements/{measurement_id}/corrections  unsent 201         403       404          404           201        403      404    404   404      404     404       401
POST   /measurements/{measurement_id}/submit       unsent 200         403       404          404           200        403      404    404   404      404     404       401
POST   /measurements/submit                        unsent 200         403       422          422           200        403      422    422   422      422     422       401
POST   /measurements/{measurement_id}/review       led    403         403       403          403           200        403      403    403   404      403     404       401
POST   /measurements/{measurement_id}/return       led    403         403       403          403           200        403      403    403   404      403     404       401
POST   /measurements/review                        led    403         403       403          403           200        403      403    403   422      403     422       401
GET    /benefits/{benefit_id}/assessments          led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /benefits/{benefit_id}/assessments          draft  200         404       404          404           404        200      404    404   404      404     404       401
POST   /benefits/{benefit_id}/assessments          led    201         403       403          403           201        403      403    403   404      403     404       401
POST   /benefits/{benefit_id}/assessments          draft  201         404       404          404           404        403      404    404   404      404     404       401
GET    /benefit-measures/{benefit_measure_id}      led    200         200       200          200           200        200      200    200   404      200     404       401
PATCH  /benefit-measures/{benefit_measure_id}      led    200         200       200          403           200        403      403    403   404      403     404       401
GET    /benefit-measures/{benefit_measure_id}      other  200         200       200          200           200        200      200    200   404      200     404       401
PATCH  /benefit-measures/{benefit_measure_id}      other  200         403       403          403           200        403      403    403   404      403     404       401
GET    /benefit-measures/{benefit_measure_id}      draft  200         404       404          404           404        200      404    404   404      404     404       401
PATCH  /benefit-measures/{benefit_measure_id}      draft  200         404       404          404           404        403      404    404   404      404     404       401
POST   /benefit-measures                           led    201         201       201          403           403        403      403    403   422      403     422       401
POST   /benefit-measures                           other  201         403       403          403           403        403      403    403   422      403     422       401
POST   /benefit-measures                           draft  201         422       422          422           422        403      422    422   422      422     422       401
GET    /measures/{measure_id}/analysis             led    200         200       200          200           200        200      200    200   404      200     404       401
GET    /tasks                                      -      200         200       200          200           200        200      200    200   200      200     200       401
POST   /analysis                                   -      200         200       200          200           200        200      200    200   200      200     200       401
GET    /plans/{slug}/register                      -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /plans/{slug}/tables/phases                 -      200         200       200          200           200        200      200    200   404      200     404       401
GET    /plans/{slug}/tables/values                 -      200         200       200          200           200        200      200    200   404      200     404       401
"""  # noqa: E501

#: Who sees a draft that they did not write: see ``DRAFT_READERS``. The area lead leads another area.
SEEING_DRAFTS = {"coordinator", "steering"}

#: Who is asked to do something with it, and so has it among what is to be done.
ASKED_ABOUT_DRAFTS = {"coordinator"}

#: The lists that hold something of a draft, for those who see it.
HOLDING_DRAFTS = {
    "/initiatives",
    "/activities",
    "/adoptions",
    "/decisions",
    "/benefits",
    "/people",
    "/tasks",
    "/audit",
    "/plans/{slug}/register",
    "/plans/{slug}/tables/phases",
}

#: The word that everything about the draft holds, and nothing else does.
MARK = "Hemlig"

DECISION = {"decided_on": "2023-05-02", "motivation": "Därför att det är så."}

LEARNED = {
    "noted_on": "2023-05-02",
    "believed": "Att det skulle gå.",
    "happened": "Det gick inte.",
    "next_step": "Pröva något annat.",
}

#: What makes each change one that can be made, besides what it concerns.
BODIES: dict[str, Any] = {
    "POST /initiatives -": {"plan": cast.PLAN, "title": "Ännu ett förslag", "area": 1},
    "POST /initiatives entry": {
        "plan": cast.PLAN,
        "title": "Det som redan pågår",
        "area": 1,
        "entry": {"state": "preparation", **DECISION},
    },
    "PATCH /initiatives/{initiative_id}": {"orderer": "Någon annan"},
    "PUT /initiatives/{initiative_id}/phases": [
        {"phase": "realisation", "planned": {"start": "2025-Q3", "end": "2025-Q4"}, "actual": None}
    ],
    "POST /initiatives/{initiative_id}/activities": {"title": "Ännu en aktivitet"},
    "PATCH /initiatives/{initiative_id}/activities/{activity_id}": {"status": "done"},
    "PATCH /initiatives/{initiative_id}/adoptions/{adoption_id}": {"manager": "Verksamhetschef"},
    "POST /initiatives/{initiative_id}/decisions": {
        "matter": "level",
        "outcome": "approved",
        "level": "complex",
        "forum": 1,
        **DECISION,
    },
    "POST /initiatives/{initiative_id}/decisions pause": {
        "matter": "pause",
        "outcome": "approved",
        "forum": 1,
        **DECISION,
    },
    # The area's lead decides on gate two; here it lacks a handover, for whoever asks.
    "POST /initiatives/{initiative_id}/decisions gate": {
        "matter": "phase",
        "outcome": "approved",
        "to": "realisation",
        "forum": 1,
        **DECISION,
    },
    "POST /initiatives/{initiative_id}/assessment": {"priority": 1, "recommendation": "start", "level": "simple"},
    "POST /initiatives/{initiative_id}/learning": LEARNED,
    "PATCH /benefits/{benefit_id}": {"description": "Vad som blir bättre."},
    "POST /measures": {"plan": cast.PLAN, "name": "Ännu ett mätetal", "direction": "decrease"},
    "PATCH /measures/{measure_id}": {"source": "Registret"},
    "POST /measures/{measure_id}/series": {"sex": "female"},
    "POST /series/{series_id}/measurements": {"period": "2023-03", "value": 70},
    "POST /measurements/{measurement_id}/corrections": {"value": 71},
    "POST /measurements/{measurement_id}/return": {"reason": "Fel månad."},
    "PATCH /benefit-measures/{benefit_measure_id}": {"share": 0.5},
    "POST /benefits/{benefit_id}/assessments": {
        "outcome": "reached",
        "statement": "Rutinen används.",
        "assessed_on": "2023-05-02",
        "assessor": "Utvärderare",
        "grounds": "some",
        "source": "Intervjuer",
    },
    "POST /analysis": {"direction": "increase", "periods": ["2024"], "values": [1]},
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    path: str
    where: str
    expected: dict[str, int]

    @property
    def call(self) -> str:
        return f"{self.method} {self.path}"

    def __str__(self) -> str:
        return f"{self.call} {self.where}"


def rows() -> list[Row]:
    head, *lines = TABLE.strip("\n").splitlines()
    names = head.split()
    parsed = []
    for line in lines:
        method, path, where, *statuses = line.split()
        assert len(statuses) == len(names), line
        parsed.append(Row(method, path, where, dict(zip(names, map(int, statuses), strict=True))))
    return parsed


ROWS = rows()

#: Every call, by what it is called in the table.
CALLS: dict[str, Call] = {
    f"{one.method} {path}": one for one in all_calls() for path in [re.sub(r"<(?:int:)?(\w+)>", r"{\1}", one.path)]
}


@dataclass
class Installation:
    """One database that all are walked on, and a script for everybody."""

    app: Flask
    file: Path
    scripts: dict[str, Script]
    places: dict[str, dict[str, Any]]

    def address(self, row: Row) -> str:
        """Where the call of a row goes, within the shipped plan."""
        names = {"slug": cast.PLAN, **self.places.get(row.where, {}), **self.places.get(str(row), {})}
        path = row.path.format(**names)
        query = CALLS[row.call].query
        fields = query.fields if query is not None else {}
        told = {}
        if "plan" in fields and (fields["plan"].required or row.where == "plan"):
            told["plan"] = cast.PLAN
        # What moves the start of an effect takes a reason where there are values.
        if "start_reason" in fields:
            told["start_reason"] = "Upphandlingen dröjer."
        return f"{path}?{urlencode(told)}" if told else path

    def body(self, row: Row) -> Any:
        """What is sent along with it, if anything."""
        filled = {
            "POST /initiatives/{initiative_id}/dependencies": {
                "waits_for": self.places["awaited"]["initiative_id"],
                "what": "Ett bokningssystem",
            },
            "POST /initiatives/{initiative_id}/adoptions": {"units": [self.places["unit"]["unit_id"]]},
            "POST /benefits": {
                "initiative": self.places.get(row.where, {}).get("initiative_id"),
                "title": "En nytta till",
            },
            "POST /benefit-measures": {
                "benefit": self.places.get(row.where, {}).get("benefit_id"),
                "series": self.places["spare"]["series_id"],
            },
            "POST /measurements/submit": {"measurements": [self.places["unsent"]["measurement_id"]]},
            "POST /measurements/review": {"measurements": [self.places["led"]["measurement_id"]]},
        }
        return BODIES.get(str(row), BODIES.get(row.call, filled.get(row.call)))

    def changes(self) -> int:
        """The length of the log."""
        with self.app.extensions["portfolio.engine"].connect() as connection:
            return int(connection.scalar(select(func.count(AuditLink.id))))

    def keep(self) -> None:
        """Keep the database as it is now."""
        self.app.extensions["portfolio.engine"].dispose()
        shutil.copy(self.file, self.file.with_suffix(".kept"))

    def put_back(self) -> None:
        """Make the database what it was when it was kept."""
        self.app.extensions["portfolio.engine"].dispose()
        shutil.copy(self.file.with_suffix(".kept"), self.file)


@pytest.fixture(scope="module")
def installation(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("roles")
    file = folder / "portfolio.sqlite"
    shutil.copy(sqlite_template, file)
    settings = settings_for(f"sqlite:///{file}", folder, PORTFOLIO_API_CALLS="100000")
    app = create_app(settings)
    with app.extensions["portfolio.sessions"]() as session:
        places = prepare(Context(session, cast.actor(session, "coordinator"), settings.clock))
        secrets = let_in(Context(session, SYSTEM, settings.clock), places["draft"]["initiative_id"])
    scripts = {name: Script(app.test_client(), secret) for name, secret in secrets.items()}
    for someone in scripts.values():
        # That a token is in use is written down once in a while, and so not in the midst of the walk.
        someone.get("/plans")
    made = Installation(app, file, scripts, places)
    made.keep()
    yield made
    app.extensions["portfolio.engine"].dispose()


def prepare(ctx: Context) -> dict[str, dict[str, Any]]:
    """The three initiatives, each with what belongs to one, by where a row of the table goes."""
    session = ctx.session
    plan = session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()
    area = session.scalars(select(ProgrammeArea).where(ProgrammeArea.key == "digifysisk-vard")).one()
    led = session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
    assert led.area.key == cast.AREA
    other = session.scalars(select(Initiative).where(Initiative.area_id == area.id)).first()
    assert other is not None
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title=f"{MARK}t förslag", area_id=area.id)
    named = {"led": (led, "Vanlig"), "other": (other, "Vanlig"), "draft": (draft, MARK)}
    first, second = session.scalars(select(Initiative.id).where(Initiative.key.in_(("obesitas", "undernaring"))))
    places = {name: furnish(ctx, one.id, plan.owner_id, word, first) for name, (one, word) in named.items()}
    places["awaited"] = {"initiative_id": second}
    places |= shared(ctx, places)
    places |= {"unsent": {"measurement_id": recorded(ctx, places["led"]["series_id"], submit=False)}}
    places |= {"spare": measured(ctx, plan.id, "Inget använder det")}
    with ctx.transaction():
        places["unit"] = {"unit_id": organisations.add(ctx, name="En enhet", kind="unit", parent_id=None).id}
    places |= {where: {"initiative_id": led.id} for where in ("pause", "gate")}
    return places


def furnish(ctx: Context, initiative_id: int, unit_id: int, word: str, awaited_id: int) -> dict[str, Any]:
    """One of each thing that belongs to an initiative, and the entry in the log that tells of them."""
    with ctx.transaction():
        activity = activities.add(ctx, initiative_id, title=f"{word} aktivitet", phase=Phase.PREPARATION)
        ctx.session.flush()
        adoption = adoptions.add(ctx, initiative_id, unit_ids=[unit_id], manager=f"{word} chef")[0]
        benefit = benefits.add(ctx, initiative_id, title=f"{word} nytta", description=None, kind=None)
        dependencies.add(ctx, initiative_id, waits_for_id=awaited_id, what=f"{word}t system")
        learned = {"noted_on": ctx.today, "believed": "Det ena.", "happened": f"{word}t fel.", "next_step": "Om igen."}
        learning.add(ctx, initiative_id, **learned)
        decisions.record(
            ctx,
            initiative_id,
            matter=Matter.LEVEL,
            outcome=Outcome.APPROVED,
            level=ComplexityLevel.COMPLEX,
            decided_on=ctx.today,
            forum_id=1,
            motivation=f"{word}t skäl",
        )
    made = {
        "initiative_id": initiative_id,
        "activity_id": activity.id,
        "adoption_id": adoption.id,
        "benefit_id": benefit.id,
        "entry_id": ctx.session.scalar(select(func.max(AuditLink.id))),
    }
    return {**made, **followed(ctx, benefit, word)}


def followed(ctx: Context, benefit: Benefit, word: str) -> dict[str, Any]:
    """A measure that the benefit uses, with a value; whoever reads the plan sees it, but not what is wanted of it."""
    measure = measured(ctx, benefit.initiative.plan_id, f"Mätetal {benefit.id}")
    with ctx.transaction():
        told = {"contribution": Contribution.UNCLEAR, "contribution_reason": f"{word}t skäl"}
        link = aims.add(ctx, benefit.id, series_id=measure["series_id"], **told)
        benefit_assessments.assess(
            ctx,
            benefit.id,
            outcome=AssessedOutcome.BEHIND,
            statement=f"{word} bedömning",
            assessed_on=date(2023, 5, 2),
            grounds=Grounds.WEAK,
            source="Intryck",
            assessor="Utvärderare",
        )
    value = recorded(ctx, measure["series_id"], submit=True)
    return {**measure, "benefit_measure_id": link.id, "measurement_id": value}


def measured(ctx: Context, plan_id: int, name: str) -> dict[str, int]:
    """A monthly measure with its series."""
    with ctx.transaction():
        made = measures.add(ctx, plan_id, name=name, direction=Direction.DECREASE, frequency=Frequency.MONTH)
        return {"measure_id": made.id, "series_id": made.series[0].id}


def recorded(ctx: Context, series_id: int, *, submit: bool) -> int:
    """A value of April, handed in or not."""
    entry = Entry(month(2023, 4), Figures(Decimal(70)))
    with ctx.transaction():
        return measurements.record(ctx, series_id, [entry], submit=submit)[0].id


def shared(ctx: Context, places: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is shared, and what can be: one activity that all three have, and one of another for each of them."""
    with ctx.transaction():
        everywhere = activities.add(ctx, places["led"]["initiative_id"], title="En delad aktivitet")
    for name in ("other", "draft"):
        with ctx.transaction():
            activities.share(ctx, places[name]["initiative_id"], [everywhere.id])
    call = "/initiatives/{initiative_id}/activities/{activity_id}"
    sources = {"led": "other", "other": "led", "draft": "led"}
    return {
        **{f"DELETE {call} {name}": {"activity_id": everywhere.id} for name in sources},
        **{f"PUT {call} {to}": {"activity_id": places[of]["activity_id"]} for to, of in sources.items()},
        "taken": {
            "initiative_id": places["led"]["initiative_id"],
            "activity_id": places["draft"]["activity_id"],
        },
    }


def let_in(ctx: Context, draft_id: int) -> dict[str, str]:
    """Somebody who leads the draft, a plan that the coordinator keeps too, and everybody's token."""
    with ctx.transaction():
        stranger = users.add(ctx, email="annan@exempel.se", name=f"{MARK} Person", password=cast.PASSWORD)
        users.assign(ctx, stranger, Role.PROJECT_LEAD, initiative_id=draft_id)
    with ctx.transaction():
        plan = another_plan(ctx)
        coordinator = ctx.session.scalars(select(User).where(User.email == cast.email("coordinator"))).one()
        users.assign(ctx, coordinator, Role.COORDINATOR, plan_id=plan.id)
        return {
            **{name: secret_of(ctx, name) for name in cast.CAST},
            "reading": secret_of(ctx, "coordinator", role=Role.READER),
            "elsewhere": secret_of(ctx, "coordinator", plan_id=plan.id),
            NOBODY: "",
        }


def test_the_table_knows_every_call() -> None:
    assert {row.call for row in ROWS} == set(CALLS)
    assert {call.split()[0] for call in CALLS} <= {"GET", "POST", "PATCH", "PUT", "DELETE"}


def test_the_table_knows_everybody_and_says_each_thing_once() -> None:
    assert len({str(row) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert list(row.expected) == [*cast.CAST, "reading", "elsewhere", NOBODY], row


def test_nothing_is_open_without_a_token_and_nothing_changes_by_a_token_that_reads() -> None:
    for row in ROWS:
        assert row.expected[NOBODY] == 401, row
        assert CALLS[row.call].changes is False or row.expected["reading"] >= 400, row


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=str)
def test_a_reading_is_answered_as_the_table_says_and_holds_no_draft_but_for_those_who_see_it(
    installation: Installation, row: Row
) -> None:
    before = installation.changes()
    address, draft_id = installation.address(row), installation.places["draft"]["initiative_id"]
    seeing = ASKED_ABOUT_DRAFTS if row.path == "/tasks" else SEEING_DRAFTS
    about_drafts = row.where == "draft" or row.path in HOLDING_DRAFTS
    found = {}
    for name, someone in installation.scripts.items():
        answer = someone.get(address)
        found[name] = answer.status_code
        seen = answer.status_code == 200 and name in seeing and about_drafts and not row.path.endswith("}/phases")
        assert (MARK in answer.get_data(as_text=True)) == seen, name
        items: Any = answer.json.get("items", ()) if CALLS[row.call].many else ()
        named = [one for one in items if draft_id in (one.get("initiative"), *one.get("initiatives", ()))]
        assert seen or not named, name
    assert found == row.expected
    assert installation.changes() == before, "nothing changes by reading"


@pytest.mark.parametrize("row", [row for row in ROWS if row.method != "GET"], ids=str)
def test_a_change_is_answered_as_the_table_says_and_a_refused_one_changes_nothing(
    installation: Installation, row: Row
) -> None:
    address, body = installation.address(row), installation.body(row)
    # The coordinator sees all that there is; whoever comes with its version is refused for who they are.
    version = (
        installation.scripts["coordinator"].version(address.partition("?")[0]) if CALLS[row.call].guarded else None
    )
    before = installation.changes()
    found = {}
    for name, someone in installation.scripts.items():
        answer = someone.call(row.method, address, version=version, json=body)
        found[name] = answer.status_code
        if answer.status_code < 400:
            assert installation.changes() == before + CALLS[row.call].changes, name
            installation.put_back()
        assert installation.changes() == before, name
    assert found == row.expected
