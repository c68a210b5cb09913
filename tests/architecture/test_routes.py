"""Every page, for every member of the cast and for nobody, against one table.

A page that is added without a row here fails, and so does a row whose page is gone. The permission table itself knows
nothing of databases, so this is walked on one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.app import create_app
from portfolio.clock import Clock
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.periods import month
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.models import AuditLink, Benefit, Initiative, Plan, ProgrammeArea, User
from portfolio.services import (
    activities,
    adoptions,
    benefit_links,
    benefits,
    calendars,
    dependencies,
    exclusions,
    import_files,
    import_runs,
    initiatives,
    learning,
    measurements,
    measures,
    organisations,
    people,
    users,
)
from portfolio.services.context import Context
from portfolio.web.security import PUBLIC
from tests import cast
from tests.conftest import settings_for
from tests.pages import Person

NOBODY = "nobody"

#: "led" is the initiative that the project lead leads, in the area lead's area; "other" lies in another area; "draft"
#: is a proposal of the coordinator's in that other area. A POST is a form that is filled in well; what can be done but
#: once is refused to those who come after.
TABLE = """
                                   coordinator area_lead project_lead benefit_owner controller steering reader admin outsider nobody
GET  accounts.sign_in       -          302        302        302         302           302        302     302   302    302     200
POST accounts.sign_in       -          302        302        302         302           302        302     302   302    302     303
POST accounts.sign_out      -          303        303        303         303           303        303     303   303    303     302
GET  accounts.show          -          200        200        200         200           200        200     200   200    200     302
POST accounts.show          -          422        422        422         422           422        422     422   422    422     302
POST accounts.end_session   -          404        404        404         404           404        404     404   404    404     302
POST accounts.end_all       -          303        303        303         303           303        303     303   303    303     302
GET  reminders.choose       -          200        200        200         200           200        200     200   200    200     302
POST reminders.choose       -          303        303        303         303           303        303     303   303    303     302
GET  tokens.new             -          200        200        200         200           200        200     200   200    200     302
POST tokens.new             -          200        200        200         200           200        200     200   200    422     302
POST tokens.revoke          -          404        404        404         404           404        404     404   404    404     302
GET  api_page.show          -          200        200        200         200           200        200     200   200    200     200
GET  static                 -          200        200        200         200           200        200     200   200    200     200
GET  health.show            -          200        200        200         200           200        200     200   200    200     200
GET  start.show             -          200        200        200         200           200        200     200   200    200     302
GET  help.show              -          200        200        200         200           200        200     200   200    200     302
GET  help.evidence          -          200        200        200         200           200        200     200   200    200     302
GET  connecting.show        -          200        200        200         200           200        200     200   200    200     302
GET  log.show               -          200        403        403         403           200        200     403   200    403     302
GET  search.show            -          200        200        200         200           200        200     200   200    200     302
GET  search.similar         -          200        200        200         200           200        200     200   200    200     302
GET  plans.index            -          200        200        200         200           200        200     200   200    200     302
GET  plans.show             -          200        200        200         200           200        200     200   200    404     302
GET  plans.initiatives      -          200        200        200         200           200        200     200   200    404     302
GET  tasks.late             -          200        403        403         403           403        403     403   403    404     302
GET  timeline.show          -          200        200        200         200           200        200     200   200    404     302
GET  annual_wheels.show     -          200        200        200         200           200        200     200   200    404     302
GET  annual_wheels.drawn    -          200        200        200         200           200        200     200   200    404     302
GET  calendars.feed         calendar   200        200        200         200           200        200     200   200    200     200
GET  calendars.feed         -          404        404        404         404           404        404     404   404    404     404
GET  calendars.show         -          200        200        200         200           200        200     200   200    200     302
POST calendars.show         -          200        200        200         200           200        200     200   200    200     302
POST calendars.revoke       -          303        303        303         303           303        303     303   303    303     302
GET  effect_chains.show     -          200        200        200         200           200        200     200   200    404     302
GET  timeline.fetch         -          302        302        302         302           302        302     302   302    404     302
GET  imports.index          -          200        200        200         403           200        403     403   403    404     302
POST imports.index          -          422        422        422         403           422        403     403   403    404     302
GET  imports.columns        file       200        404        404         404           404        404     404   404    404     302
POST imports.columns        file       303        404        404         404           404        404     404   404    404     302
GET  imports.compare        file       200        404        404         404           404        404     404   404    404     302
POST imports.compare        file       409        404        404         404           404        404     404   404    404     302
POST imports.discard        file       303        404        404         404           404        404     404   404    404     302
GET  import_runs.show       run        200        404        404         404           200        404     404   404    404     302
POST import_runs.review     run        409        404        404         404           409        404     404   404    404     302
POST import_runs.undo       run        303        404        404         404           403        404     404   404    404     302
GET  exports.show           -          200        200        200         200           200        200     200   200    404     302
GET  exports.file           -          200        200        200         200           200        200     200   200    404     302
GET  exports.template       -          200        200        200         200           200        200     200   200    404     302
GET  timeline.drawn         -          200        200        200         200           200        200     200   200    404     302
GET  initiatives.new        -          200        200        200         200           200        200     200   200    200     302
POST initiatives.new        -          303        303        303         303           303        303     303   303    303     302
GET  initiatives.show       led        200        200        200         200           200        200     200   200    404     302
GET  initiatives.show       other      200        200        200         200           200        200     200   200    404     302
GET  initiatives.show       draft      200        404        404         404           404        200     404   404    404     302
GET  initiatives.edit       led        200        200        200         403           403        403     403   403    404     302
POST initiatives.edit       led        303        303        303         403           403        403     403   403    404     302
GET  initiatives.edit       other      200        403        403         403           403        403     403   403    404     302
POST initiatives.edit       other      303        403        403         403           403        403     403   403    404     302
GET  initiatives.edit       draft      200        404        404         404           404        403     404   404    404     302
POST initiatives.edit       draft      303        404        404         404           404        403     404   404    404     302
GET  initiatives.enter      led        200        403        403         403           403        403     403   403    404     302
POST initiatives.enter      led        303        403        403         403           403        403     403   403    404     302
GET  initiatives.enter      draft      200        404        404         404           404        403     404   404    404     302
POST initiatives.enter      draft      422        404        404         404           404        403     404   404    404     302
GET  assessments.assess     led      200        403        403        403        403        403        403        403        404        302
GET  assessments.assess     draft    200        404        404        404        404        403        404        404        404        302
POST assessments.assess     proposal 303        403        403        403        403        403        403        403        404        302
GET  meetings.agenda        -        200        200        200        200        200        200        200        200        404        302
GET  meetings.minutes       -        200        200        200        200        200        200        200        200        404        302
GET  meetings.new           -        200        403        403        403        403        200        403        403        404        302
GET  meeting_matters.decide led      200        200        200        200        200        200        200        200        404        302
POST meeting_matters.decide led      303        403        403        403        403        303        403        403        404        302
GET  meeting_matters.decide draft    200        404        404        404        404        200        404        404        404        302
GET  decisions.show         led      200        200        200        200        200        200        200        200        404        302
GET  complexity.classify    led        200        403        403         403           403        200     403   403    404     302
POST complexity.classify    led        303        403        403         403           403        303     403   403    404     302
GET  complexity.classify    draft      200        404        404         404           404        200     404   404    404     302
POST complexity.classify    draft      303        404        404         404           404        303     404   404    404     302
GET  project_leads.appoint  led        200        403        403         403           403        200     403   403    404     302
POST project_leads.appoint  led        303        403        403         403           403        303     403   403    404     302
GET  project_leads.appoint  draft      200        404        404         404           404        200     404   404    404     302
POST project_leads.appoint  draft      303        404        404         404           404        303     404   404    404     302
GET  phases.plan            led        200        200        200         200           200        200     200   200    404     302
POST phases.plan            led        303        303        303         403           403        403     403   403    404     302
GET  phases.plan            other      200        200        200         200           200        200     200   200    404     302
POST phases.plan            other      303        403        403         403           403        403     403   403    404     302
GET  phases.plan            draft      200        404        404         404           404        200     404   404    404     302
GET  area_phases.edit       -          200        200        403         403           403        403     403   403    404     302
POST area_phases.edit       -          422        422        403         403           403        403     403   403    404     302
POST phases.plan            draft      303        404        404         404           404        403     404   404    404     302
GET  activities.new         led        200        200        200         403           403        403     403   403    404     302
POST activities.new         led        303        303        303         403           403        403     403   403    404     302
GET  activities.new         other      200        403        403         403           403        403     403   403    404     302
POST activities.new         other      303        403        403         403           403        403     403   403    404     302
GET  activities.edit        led        200        200        200         403           403        403     403   403    404     302
POST activities.edit        led        303        303        303         403           403        403     403   403    404     302
GET  activities.edit        other      200        403        403         403           403        403     403   403    404     302
POST activities.edit        other      303        403        403         403           403        403     403   403    404     302
GET  activities.edit        draft      200        404        404         404           404        403     404   404    404     302
POST activities.edit        draft      303        404        404         404           404        403     404   404    404     302
GET  activities.listing     led        200        200        200         200           200        200     200   200    404     302
GET  activities.listing     other      200        200        200         200           200        200     200   200    404     302
GET  activities.listing     draft      200        404        404         404           404        200     404   404    404     302
GET  activities.unlink      led        200        200        200         403           403        403     403   403    404     302
POST activities.unlink      led        422        422        422         403           403        403     403   403    404     302
GET  activities.unlink      other      200        403        403         403           403        403     403   403    404     302
POST activities.unlink      other      422        403        403         403           403        403     403   403    404     302
GET  activities.unlink      draft      200        404        404         404           404        403     404   404    404     302
POST activities.unlink      draft      422        404        404         404           404        403     404   404    404     302
GET  activities.share       led        200        200        200         403           403        403     403   403    404     302
POST activities.share       led        303        422        422         403           403        403     403   403    404     302
GET  activities.share       other      200        403        403         403           403        403     403   403    404     302
POST activities.share       other      303        403        403         403           403        403     403   403    404     302
GET  activities.share       draft      200        404        404         404           404        403     404   404    404     302
POST activities.share       draft      303        404        404         404           404        403     404   404    404     302
GET  adoptions.new          led        200        200        200         403           403        403     403   403    404     302
POST adoptions.new          led        303        422        422         403           403        403     403   403    404     302
GET  adoptions.new          other      200        403        403         403           403        403     403   403    404     302
POST adoptions.new          other      303        403        403         403           403        403     403   403    404     302
GET  adoptions.new          draft      200        404        404         404           404        403     404   404    404     302
POST adoptions.new          draft      303        404        404         404           404        403     404   404    404     302
GET  adoptions.edit         led        200        200        200         403           403        403     403   403    404     302
POST adoptions.edit         led        303        303        303         403           403        403     403   403    404     302
GET  adoptions.edit         other      200        403        403         403           403        403     403   403    404     302
POST adoptions.edit         other      303        403        403         403           403        403     403   403    404     302
GET  adoptions.edit         draft      200        404        404         404           404        403     404   404    404     302
POST adoptions.edit         draft      303        404        404         404           404        403     404   404    404     302
GET  dependencies.listing   led    200        200        200        200        200        200        200        200        404        302
GET  dependencies.listing   other  200        200        200        200        200        200        200        200        404        302
GET  dependencies.listing   draft  200        404        404        404        404        200        404        404        404        302
GET  dependencies.new       led    200        200        200        403        403        403        403        403        404        302
GET  dependencies.new       other  200        403        403        403        403        403        403        403        404        302
GET  dependencies.new       draft  200        404        404        404        404        403        404        404        404        302
POST dependencies.new       led    303        422        422        403        403        403        403        403        404        302
POST dependencies.new       other  303        403        403        403        403        403        403        403        404        302
POST dependencies.new       draft  303        404        404        404        404        403        404        404        404        302
GET  dependencies.edit      led    200        200        200        403        403        403        403        403        404        302
GET  dependencies.edit      other  200        403        403        403        403        403        403        403        404        302
GET  dependencies.edit      draft  200        404        404        404        404        403        404        404        404        302
POST dependencies.edit      led    303        303        303        403        403        403        403        403        404        302
POST dependencies.edit      other  303        403        403        403        403        403        403        403        404        302
POST dependencies.edit      draft  303        404        404        404        404        403        404        404        404        302
GET  dependencies.end       led    200        200        200        403        403        403        403        403        404        302
GET  dependencies.end       other  200        403        403        403        403        403        403        403        404        302
GET  dependencies.end       draft  200        404        404        404        404        403        404        404        404        302
POST dependencies.end       led    303        404        404        403        403        403        403        403        404        302
POST dependencies.end       other  303        403        403        403        403        403        403        403        404        302
POST dependencies.end       draft  303        404        404        404        404        403        404        404        404        302
GET  learning.listing       led    200        200        200        200        200        200        200        200        404        302
GET  learning.listing       other  200        200        200        200        200        200        200        200        404        302
GET  learning.listing       draft  200        404        404        404        404        200        404        404        404        302
GET  learning.new           led    200        200        200        403        403        403        403        403        404        302
GET  learning.new           other  200        403        403        403        403        403        403        403        404        302
GET  learning.new           draft  200        404        404        404        404        403        404        404        404        302
POST learning.new           led    303        303        303        403        403        403        403        403        404        302
POST learning.new           other  303        403        403        403        403        403        403        403        404        302
POST learning.new           draft  303        404        404        404        404        403        404        404        404        302
GET  learning.edit          led    200        403        403        403        403        403        403        403        404        302
GET  learning.edit          other  200        403        403        403        403        403        403        403        404        302
GET  learning.edit          draft  200        404        404        404        404        403        404        404        404        302
POST learning.edit          led    303        403        403        403        403        403        403        403        404        302
POST learning.edit          other  303        403        403        403        403        403        403        403        404        302
POST learning.edit          draft  303        404        404        404        404        403        404        404        404        302
GET  lessons.library       -      200        200        200        200        200        200        200        200        404        302
GET  initiatives.history    led        200         200         200         200         200         200         200         200         404         302
GET  initiatives.history    other      200         200         200         200         200         200         200         200         404         302
GET  initiatives.history    draft      200         404         404         404         404         200         404         404         404         302
GET  initiatives.participants led        200         200         200         200         200         200         200         200         404         302
GET  initiatives.participants other      200         200         200         200         200         200         200         200         404         302
GET  initiatives.participants draft      200         404         404         404         404         200         404         404         404         302
GET  benefits.listing       led        200         200         200         200         200         200         200         200         404         302
GET  benefits.listing       other      200         200         200         200         200         200         200         200         404         302
GET  benefits.listing       draft      200         404         404         404         404         200         404         404         404         302
GET  benefits.template      led        200         200         200         200         200         200         200         200         404         302
GET  benefits.template      other      200         200         200         200         200         200         200         200         404         302
GET  benefits.template      draft      200         404         404         404         404         200         404         404         404         302
GET  benefits.show          led        200         200         200         200         200         200         200         200         404         302
GET  benefits.show          other      200         200         200         200         200         200         200         200         404         302
GET  benefits.show          draft      200         404         404         404         404         200         404         404         404         302
GET  benefits.new           led        200         200         200         403         403         403         403         403         404         302
POST benefits.new           led        303         303         303         403         403         403         403         403         404         302
GET  benefits.new           other      200         403         403         403         403         403         403         403         404         302
POST benefits.new           other      303         403         403         403         403         403         403         403         404         302
GET  benefits.new           draft      200         404         404         404         404         403         404         404         404         302
POST benefits.new           draft      303         404         404         404         404         403         404         404         404         302
GET  benefits.edit          led        200         200         200         403         403         403         403         403         404         302
POST benefits.edit          led        303         303         303         403         403         403         403         403         404         302
GET  benefits.edit          other      200         403         403         403         403         403         403         403         404         302
POST benefits.edit          other      303         403         403         403         403         403         403         403         404         302
GET  benefits.edit          draft      200         404         404         404         404         403         404         404         404         302
POST benefits.edit          draft      303         404         404         404         404         403         404         404         404         302
GET  register.show          -      200         200         200         200         200         200         200         200         404         302
POST register.show          -      303        303        303         303         303         303         303         303         404         302
POST register.remove_view   -      404        404        404         404         404         404         404         404         404         302
GET  register.spreadsheet   -      200         200         200         200         200         200         200         200         404         302
GET  aims.edit              led    200         200         200         403         200         403         403         403         404         302
POST aims.edit              led    303         303         303         403         303         403         403         403         404         302
GET  aims.edit              other  200         403         403         403         200         403         403         403         404         302
POST aims.edit              other  303         403         403         403         303         403         403         403         404         302
GET  aims.edit              draft  200         404         404         404         404         403         404         404         404         302
POST aims.edit              draft  303         404         404         404         404         403         404         404         404         302
GET  benefit_assessments.new led   200        403         403         403         200         403         403         403         404         302
POST benefit_assessments.new led   303        403         403         403         303         403         403         403         404         302
GET  benefit_assessments.new draft 200        404         404         404         404         403         404         404         404         302
POST benefit_assessments.new draft 303        404         404         404         404         403         404         404         404         302
GET  series_charts.of_aim   led    200         200         200         200         200         200         200         200         404         302
GET  series_charts.of_aim   draft  200         404         404         404         404         200         404         404         404         302
GET  series_charts.of_series other 200         200         200         200         200         200         200         200         404         302
GET  measures.library       -      200         200         200         200         200         200         200         200         404         302
GET  measures.new           -      200         403         403         403         200         403         403         403         404         302
POST measures.new           -      303         403         403         403         422         403         403         403         404         302
GET  measures.show          led    200         200         200         200         200         200         200         200         404         302
GET  measures.show          other  200         200         200         200         200         200         200         200         404         302
GET  measures.edit          led    200         403         403         403         200         403         403         403         404         302
POST measures.edit          led    303         403         403         403         303         403         403         403         404         302
GET  measures.add_series    led    200         403         403         403         200         403         403         403         404         302
POST measures.add_series    led    303         403         403         403         422         403         403         403         404         302
GET  exclusions.new         led    200         403         403         403         200         403         403         403         404         302
POST exclusions.new         led    303         403         403         403         422         403         403         403         404         302
GET  exclusions.edit        led    200         403         403         403         200         403         403         403         404         302
POST exclusions.edit        led    303         403         403         403         303         403         403         403         404         302
GET  exclusions.lift        led    200         403         403         403         200         403         403         403         404         302
POST exclusions.lift        led    303         403         403         403         303         403         403         403         404         302
GET  measurements.record    led    200         403         200         403         200         403         403         403         404         302
POST measurements.record    led    303         403         303         403         303         403         403         403         404         302
GET  measurements.record    other  200         403         403         403         200         403         403         403         404         302
POST measurements.record    other  303         403         403         403         303         403         403         403         404         302
POST measurements.submit    led    303         403         303         403         303         403         403         403         404         302
POST measurements.submit    other  303         403         403         403         303         403         403         403         404         302
GET  measurements.review    -      200         403         403         403         200         403         403         403         404         302
POST measurements.review    -      422         403         403         403         422         403         403         403         404         302
GET  measurements.send_back led    403         403         403         403         200         403         403         403         404         302
POST measurements.send_back led    403         403         403         403         422         403         403         403         404         302
GET  jobs.show              -          403        403        403         403           403        403     403   200    403     302
POST jobs.ask               -          403        403        403         403           403        403     403   303    403     302
GET  outbox.show            -          403        403        403         403           403        403     403   200    403     302
POST outbox.send_again      -          403        403        403         403           403        403     403   404    403     302
GET  users.index            -          403        403        403         403           403        403     403   200    403     302
GET  users.new              -          403        403        403         403           403        403     403   200    403     302
POST users.new              -          403        403        403         403           403        403     403   200    403     302
GET  users.show             person     403        403        403         403           403        403     403   200    403     302
GET  users.edit             person     403        403        403         403           403        403     403   200    403     302
POST users.edit             person     403        403        403         403           403        403     403   303    403     302
GET  users.password         person     403        403        403         403           403        403     403   200    403     302
POST users.password         person     403        403        403         403           403        403     403   200    403     302
GET  users.account          person     403        403        403         403           403        403     403   200    403     302
POST users.account          person     403        403        403         403           403        403     403   303    403     302
GET  users.assign           person     403        403        403         403           403        403     403   200    403     302
POST users.assign           person     403        403        403         403           403        403     403   303    403     302
GET  roles.end              lesser     200        403        403         403           403        403     403   200    404     302
GET  roles.end              greater    403        403        403         403           403        403     403   200    404     302
POST roles.end              greater    403        403        403         403           403        403     403   303    404     302
GET  organisations.index    -          200        200        200         200           200        200     200   200    404     302
GET  organisations.new      -          200        403        403         403           403        403     403   200    404     302
POST organisations.new      -          303        403        403         403           403        403     403   303    404     302
GET  organisations.edit     unit       200        403        403         403           403        403     403   200    404     302
POST organisations.edit     unit       303        403        403         403           403        403     403   303    404     302
GET  plan_settings.show     -          200        403        403         403           403        403     403   200    404     302
GET  plan_settings.edit     -          200        403        403         403           403        403     403   200    404     302
POST plan_settings.edit     -          303        403        403         403           403        403     403   303    404     302
GET  plan_settings.tolerances -        200        403        403         403           403        403     403   200    404     302
POST plan_settings.tolerances -        303        403        403         403           403        403     403   303    404     302
GET  plan_settings.deciders -          200        403        403         403           403        403     403   200    404     302
POST plan_settings.deciders -          303        403        403         403           403        403     403   303    404     302
GET  plan_settings.assign   -          200        403        403         403           403        403     403   200    404     302
POST plan_settings.assign   -          303        403        403         403           403        403     403   303    404     302
GET  plan_parts.new         area       200        403        403         403           403        403     403   200    404     302
POST plan_parts.new         area       303        403        403         403           403        403     403   303    404     302
GET  plan_parts.edit        area       200        403        403         403           403        403     403   200    404     302
POST plan_parts.edit        area       303        403        403         403           403        403     403   303    404     302
POST plan_parts.move        area       303        403        403         403           403        403     403   303    404     302
GET  lifecycle.decide       matter     200        403        403         403           403        200     403   403    404     302
POST lifecycle.decide       matter     303        403        403         403           403        303     403   403    404     302
GET  lifecycle.ask          matter     200        403        403         200           403        403     403   403    404     302
POST lifecycle.ask          matter     303        403        403         409           403        403     403   403    404     302
POST lifecycle.withdraw     matter     404        403        403         404           403        403     403   403    404     302
GET  handovers.show         led        200        200        200         200           200        200     200   200    404     302
POST handovers.show         led        403        403        403         303           403        403     403   403    404     302
GET  conclusions.conclude   matter     200        403        403         403           403        200     403   403    404     302
POST conclusions.conclude   matter     303        403        403         403           403        409     403   403    404     302
GET  successions.show       unit       200        403        403         403           403        403     403   200    404     302
POST successions.show       unit       422        403        403         403           403        403     403   422    404     302
"""  # noqa: E501

#: The only pages that somebody who has not signed in may see. Adding one here is a decision.
OPEN_TO_ALL = {"accounts.sign_in", "api_page.show", "calendars.feed", "health.show", "static"}

#: These have no page of their own to be filled in on, or none when they are refused or done already.
POST_ONLY = {
    "calendars.revoke",
    "jobs.ask",
    "plan_parts.move",
    "activities.unlink",
    "measurements.submit",
    "register.remove_view",
    "exclusions.lift",
    "lifecycle.withdraw",
    "imports.discard",
    "import_runs.review",
    "import_runs.undo",
    "successions.show",
}

#: These show a secret that was made, in the answer itself, so that it is kept nowhere else.
TOLD_AT_ONCE = {"calendars.show", "tokens.new", "users.new", "users.password"}

#: These end sessions.
ENDING = {"accounts.sign_out", "accounts.end_all"}

DECISION = {"decided_on": "2023-05-02", "motivation": "Därför att det är så."}

LEARNED = {"believed": "Att det skulle gå.", "happened": "Det gick inte.", "next_step": "Pröva något annat."}

#: What makes each form one that can be saved, besides what stands in it already.
FIELDS: dict[str, dict[str, str]] = {
    "accounts.sign_in": {"email": cast.email("reader"), "password": cast.PASSWORD},
    "accounts.sign_out": {},
    # Too short, and no such session: everybody keeps the password and the session that the rest of the table needs.
    "accounts.show": {"password": cast.PASSWORD, "new_password": "kort", "repeated_password": "kort"},
    "accounts.end_session": {},
    "accounts.end_all": {},
    "tokens.new": {"name": "Ett skript"},
    "tokens.revoke": {},
    "reminders.choose": {"mail_rhythm": "daily"},
    "outbox.send_again": {},
    "jobs.ask": {},
    "calendars.show": {"form_id": ""},
    "calendars.revoke": {},
    # Everybody proposes the same here, and says at once that they have seen that there is one like it.
    "initiatives.new": {"title": "Ett nytt förslag", "alike": "Ett nytt förslag"},
    "initiatives.edit": {"title": "Ett nytt namn"},
    "initiatives.enter": {"entry_state": "paused", **DECISION},
    "complexity.classify": {"level": "complex", "forum_id": "1", **DECISION},
    # What is not approved changes no state, so everybody meets the same initiative.
    "lifecycle.decide": {"outcome": "declined", "forum_id": "1", **DECISION},
    "lifecycle.ask": {"note": "Vi behöver vänta."},
    "lifecycle.withdraw": {},
    "handovers.show": {"form_id": ""},
    "conclusions.conclude": {"way": "avfor", "lesson": "Mät tidigare.", "forum_id": "1", **DECISION},
    "successions.show": {"role_id": ""},
    "assessments.assess": {"priority": "2", "recommendation": "start"},
    "meeting_matters.decide": {"outcome": "approved", "level": "complex", "motivation": "Därför att det är så."},
    "project_leads.appoint": {},
    # What moves the start of an effect takes a reason where there are values, which its own tests try.
    "phases.plan": {"preparation_planned_start": "2021-Q1", "preparation_planned_end": "2021-Q2"},
    # Nothing is changed in it: what saving does is seen first, which its own tests try.
    "area_phases.edit": {"form_id": ""},
    "activities.new": {"title": "Ännu en aktivitet"},
    "activities.edit": {"title": "En annan aktivitet"},
    # The only initiative that it belongs to, so it stays.
    "activities.unlink": {"form_id": ""},
    "activities.share": {},
    "adoptions.new": {},
    "adoptions.edit": {"manager": "Verksamhetschef"},
    "dependencies.new": {"what": "Ett bokningssystem"},
    "dependencies.edit": {"what": "Ett annat bokningssystem"},
    # What the first one ends is gone for those who come after.
    "dependencies.end": {"form_id": ""},
    "learning.new": LEARNED,
    "learning.edit": {"happened": "Det gick ändå."},
    "benefits.new": {"title": "Ännu en nytta"},
    "benefits.edit": {"description": "Vad som blir bättre.", "save": "1"},
    "aims.edit": {"baseline_value": "90", "baseline_period": "2021"},
    "benefit_assessments.new": {
        "outcome": "reached",
        "statement": "Rutinen används.",
        "assessed_on": "2023-05-02",
        "assessor": "Utvärderare",
        "grounds": "some",
        "source": "Intervjuer",
    },
    "measures.new": {"name": "Ännu ett mätetal", "direction": "increase"},
    "measures.edit": {"source": "Ett register"},
    "measures.add_series": {"sex": "female"},
    "register.show": {"name": "Min vy"},
    "register.remove_view": {},
    "exclusions.new": {"period": "2020", "reason": "Pandemin."},
    "exclusions.edit": {"reason": "Journalsystemet byttes."},
    "exclusions.lift": {"reason": "Värdena är rättade."},
    "measurements.record": {"value_0": "30"},
    "measurements.submit": {},
    # Nothing is ticked: to review is tried on its own page's tests, since it can be done but once.
    "measurements.review": {"form_id": ""},
    # What was sent back no longer exists for everybody, as the next ones would find: it is tried without a reason.
    "measurements.send_back": {"reason": ""},
    # No file is sent, and another comparison than the one that stands there is agreed to.
    "imports.index": {"form_id": ""},
    "imports.columns": {"form_id": ""},
    "imports.compare": {"shown": "en annan"},
    "imports.discard": {},
    "import_runs.review": {},
    "import_runs.undo": {},
    "users.new": {"name": "Ännu En", "email": "annu.en@exempel.se"},
    "users.edit": {"name": "Någon Annanan"},
    "users.password": {"form_id": ""},
    "users.account": {"active": "True"},
    "users.assign": {"role": "reader"},
    "roles.end": {"form_id": ""},
    "organisations.new": {"name": "En ny enhet", "kind": "unit"},
    "organisations.edit": {"name": "En omdöpt enhet"},
    "plan_settings.edit": {"diarienummer": "RK 2023-1"},
    "plan_settings.tolerances": {"grace_days": "31"},
    "plan_settings.deciders": {"close_role": "coordinator"},
    "plan_settings.assign": {"role": "reader"},
    "plan_parts.new": {"name": "Ett nytt område", "kind": "group"},
    "plan_parts.edit": {"summary": "Vad området handlar om."},
    "plan_parts.move": {"direction": "ner"},
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    endpoint: str
    where: str
    expected: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.where}"


def rows() -> list[Row]:
    head, *lines = TABLE.strip("\n").splitlines()
    names = head.split()
    parsed = []
    for line in lines:
        method, endpoint, where, *statuses = line.split()
        assert len(statuses) == len(names), line
        parsed.append(Row(method, endpoint, where, dict(zip(names, map(int, statuses), strict=True))))
    return parsed


ROWS = rows()


@dataclass
class Installation:
    """One database that all are walked on, and everybody at a browser of their own."""

    app: Flask
    people: dict[str, Person]
    places: dict[str, dict[str, int]]
    choices: dict[str, dict[str, str]]
    changes: Callable[[], int]

    def path(self, row: Row) -> str:
        values: dict[str, Any] = {
            "slug": cast.PLAN,
            # A table is refused as a picture is, and needs no drawing.
            "kind": "csv" if row.endpoint.startswith("series_charts.") else "svg",
            "filename": "app.css",
            "matter": "niva",
            "login_id": 10**6,
            "view_id": 10**6,
            "token_id": 10**6,
            "mail_id": 10**6,
            "name": "audit",
            "token": "ingen",
            **self.places.get(row.where, {}),
        }
        rule = next(rule for rule in self.app.url_map.iter_rules() if rule.endpoint == row.endpoint)
        with self.app.test_request_context():
            address = rule.build({name: values[name] for name in rule.arguments})
        assert address is not None, row
        # An empty picture is refused as a full one is, and drawn far more quickly.
        return address[1] + ("?q=finnsinte" if row.endpoint == "timeline.drawn" else "")

    def fields(self, row: Row) -> dict[str, str]:
        return {**FIELDS[row.endpoint], **self.choices.get(row.endpoint, {}), **self.choices.get(str(row), {})}


@pytest.fixture(scope="module")
def installation(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("routes")
    shutil.copy(sqlite_template, folder / "portfolio.sqlite")
    settings = settings_for(f"sqlite:///{folder / 'portfolio.sqlite'}", folder)
    app = create_app(settings)
    with app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, cast.actor(session, "coordinator"), settings.clock)
        places, choices = prepare(ctx)

    def changes() -> int:
        with app.extensions["portfolio.engine"].connect() as connection:
            return int(connection.scalar(select(func.count(AuditLink.id))))

    people = {name: Person(app.test_client()) for name in [*cast.CAST, NOBODY]}
    for name in cast.CAST:
        people[name].sign_in(cast.email(name), cast.PASSWORD)
    yield Installation(app, people, places, choices, changes)
    app.extensions["portfolio.engine"].dispose()


def prepare(ctx: Context) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, str]]]:
    """The three initiatives, each with an activity, and what can be chosen in forms."""
    session = ctx.session
    plan = session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()
    area = session.scalars(select(ProgrammeArea).where(ProgrammeArea.key == "digifysisk-vard")).one()
    led = session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
    assert led.area.key == cast.AREA
    other = session.scalars(select(Initiative).where(Initiative.area_id == area.id)).first()
    assert other is not None
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Ett förslag", area_id=area.id)
    of_kompetens = select(Initiative.id).where(Initiative.key.like("kompetens%")).order_by(Initiative.id)
    offered, *awaited = session.scalars(of_kompetens)
    places: dict[str, dict[str, Any]] = {}
    for name, one in {"led": led, "other": other, "draft": draft}.items():
        with ctx.transaction():
            activity = activities.add(ctx, one.id, title="En aktivitet", phase=Phase.PREPARATION)
            session.flush()
            adoption = adoptions.add(ctx, one.id, unit_ids=[plan.owner_id])[0]
            benefit = benefits.add(ctx, one.id, title="En nytta", description=None, kind=None)
            link = dependencies.add(ctx, one.id, waits_for_id=awaited[0], what="Ett system")
            entry = learning.add(ctx, one.id, noted_on=ctx.today, **LEARNED)
        places[name] = {
            "initiative_id": one.id,
            "activity_id": activity.id,
            "adoption_id": adoption.id,
            "benefit_id": benefit.id,
            "dependency_id": link.id,
            "entry_id": entry.id,
        }
    measured(ctx, plan, places)
    places |= imported(ctx, plan)
    places["matter"] = {**places["other"], "slug": "paus", "request_id": 10**6}
    with ctx.transaction():
        proposal = initiatives.propose(ctx, plan.id, title="Ett annat förslag", area_id=area.id)
    places["proposal"] = {"initiative_id": proposal.id}
    places["led"]["decision_id"] = led.decisions[0].id
    with ctx.transaction():
        stranger = users.add(ctx, email="annan@exempel.se", name="Någon Annan", password="korrekt häst batteri")
    places["calendar"] = {"token": calendar_of(ctx, stranger)}
    lead = session.scalars(select(User).where(User.email == cast.email("project_lead"))).one()
    held = administer(ctx, plan, area, stranger, places)
    shared = {"led": "other", "other": "led", "draft": "led"}
    choices = {
        **{
            f"POST activities.share {to}": {"activity_ids": str(places[of]["activity_id"])} for to, of in shared.items()
        },
        "dependencies.new": {"waits_for_id": str(offered)},
        "adoptions.new": {"unit_ids": str(places["unit"]["organisation_id"])},
        "initiatives.new": {"area_id": str(area.id)},
        # Whoever leads "led" goes on doing so, or the rest of the table would not hold.
        "POST project_leads.appoint led": {"user_id": str(lead.id)},
        "POST project_leads.appoint draft": {"user_id": str(stranger.id)},
        "users.assign": {"held_for": held},
        "plan_settings.assign": {"user_id": str(stranger.id), "held_for": held},
    }
    return places, choices


def measured(ctx: Context, plan: Plan, places: dict[str, dict[str, Any]]) -> None:
    """A measure that a benefit of each initiative uses, with a value of the coordinator's that waits for review."""
    for name, place in places.items():
        with ctx.transaction():
            measure = measures.add(ctx, plan.id, name=f"Mätetal {name}", direction="decrease", frequency="month")
            benefit = ctx.session.get_one(Benefit, place["benefit_id"])
            benefit_links.set_measures(ctx, benefit, [measure.id])
            series = measures.whole(ctx, measure)
            entry = Entry(month(2020, 1), Figures(Decimal(30)))
            [value] = measurements.record(ctx, series.id, [entry], submit=True)
            [link] = benefit.measures
            excluded = exclusions.add(ctx, measure.id, period=month(2021, 1), reason="Pandemin.")
        place |= {"measure_id": measure.id, "series_id": series.id, "measurement_id": value.id, "link_id": link.id}
        place["exclusion_id"] = excluded.id


def imported(ctx: Context, plan: Plan) -> dict[str, dict[str, Any]]:
    """A file of the coordinator's that waits to be read in, and an import that was made."""
    content = "Mätetal;Riktning\nLästa rader;Öka\n".encode()
    with ctx.transaction():
        held, _ = import_files.upload(ctx, plan, name="matetal.csv", content=content)
    report = import_files.compare(ctx, held.id)
    with ctx.transaction():
        run = import_runs.apply(ctx, held.id, shown=report.digest, confirmed=False)
    with ctx.transaction():
        held, _ = import_files.upload(ctx, plan, name="matetal.csv", content=content)
    import_files.compare(ctx, held.id)
    return {"file": {"file_id": held.id}, "run": {"run_id": run.id}}


def calendar_of(ctx: Context, user: User) -> str:
    """The secret part of the address of somebody's calendar, made by themselves."""
    own = Context(ctx.session, people.actor_for(ctx.session, user), Clock(ctx.zone, ctx.today))
    with own.transaction():
        return calendars.renew(own)


def administer(ctx: Context, plan: Plan, area: ProgrammeArea, stranger: User, places: dict[str, dict[str, Any]]) -> str:
    """What administration is tried on: somebody else, with a role that coordinators give and one that they do not."""
    with ctx.transaction():
        unit = organisations.add(ctx, name="En enhet", kind="unit", parent_id=None)
        for role in (Role.CONTROLLER, Role.STEERING):
            users.assign(ctx, stranger, role, plan_id=plan.id)
        lesser, greater = (row.id for row in ctx.session.get_one(User, stranger.id).roles)
        places |= {
            "person": {"user_id": stranger.id},
            "lesser": {"assignment_id": lesser},
            "greater": {"assignment_id": greater},
            "unit": {"organisation_id": unit.id},
            "area": {"part": "omraden", "row_id": area.id},
        }
    return f"plan_id:{plan.id}"


def test_the_table_knows_every_endpoint_and_method(installation):
    answered = {
        (method, rule.endpoint)
        for rule in installation.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not is_call(rule.endpoint)
    }
    assert {(row.method, row.endpoint) for row in ROWS} == answered
    assert set(FIELDS) == {row.endpoint for row in ROWS if row.method == "POST"}


def is_call(endpoint: str) -> bool:
    """Whether it belongs to the API, whose own table is in tests/api/test_roles.py."""
    return endpoint.startswith("api_") and endpoint != "api_page.show"


def test_the_table_knows_everybody_and_says_each_thing_once():
    assert len({str(row) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert list(row.expected) == [*cast.CAST, NOBODY], row


def test_nothing_is_open_to_all_but_what_is_on_the_short_list():
    let_in = {row.endpoint for row in ROWS if row.expected[NOBODY] in (200, 303)}
    assert let_in == OPEN_TO_ALL
    assert set(PUBLIC) == OPEN_TO_ALL


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=str)
def test_a_page_is_answered_as_the_table_says(installation, row):
    path = installation.path(row)
    before = installation.changes()
    for name, status in row.expected.items():
        answer = installation.people[name].client.get(path)
        assert answer.status_code == status, name
        if status == 302 and name == NOBODY:
            assert answer.location.startswith("/logga-in"), name
        answer.close()
    assert installation.changes() == before, "nothing changes by looking"


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=str)
def test_a_form_is_answered_as_the_table_says_and_a_refused_one_changes_nothing(installation, row):
    path = installation.path(row)
    for name, status in row.expected.items():
        someone = installation.people[name]
        if row.endpoint in ENDING or (row.endpoint == "accounts.sign_in" and name == NOBODY):
            # These end or begin a session, so they get a browser of their own.
            someone = Person(installation.app.test_client())
            if name != NOBODY:
                someone.sign_in(cast.email(name), cast.PASSWORD)
        before = installation.changes()
        done = status == 303 or (status == 200 and row.endpoint in TOLD_AT_ONCE)
        data = token(someone) | installation.fields(row)
        if (done or status == 422) and row.endpoint not in ENDING | POST_ONLY | {"accounts.sign_in"}:
            data = someone.open(path).form(next(iter(data.keys() - {"csrf_token"}))) | data
        answer = someone.client.post(path, data=data)
        assert answer.status_code == status, name
        if status == 302 and name == NOBODY:
            assert answer.location == "/logga-in", name
        if not done:
            assert installation.changes() == before, name
        if row.endpoint == "accounts.end_all" and name != NOBODY:
            installation.people[name].sign_in(cast.email(name), cast.PASSWORD)


def test_forms_that_are_let_in_are_saved(installation):
    """Otherwise the walk above could pass without any form that did anything."""
    row = next(row for row in ROWS if str(row) == "POST activities.new led")
    someone = installation.people["coordinator"]
    before = installation.changes()
    path = installation.path(row)
    someone.submit(path, **installation.fields(row))
    assert installation.changes() == before + 1


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=str)
def test_a_form_without_its_token_is_refused_and_changes_nothing(installation, row):
    path = installation.path(row)
    before = installation.changes()
    for name, someone in installation.people.items():
        assert someone.client.post(path, data=installation.fields(row)).status_code == 400, name
    assert installation.changes() == before


def token(someone: Person) -> dict[str, str]:
    page = someone.open("/planer")
    return {"csrf_token": page.form("csrf_token")["csrf_token"]}
