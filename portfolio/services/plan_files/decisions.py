"""The assessments and decisions of a plan file's initiatives, the levels that they state, and what waits for one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from portfolio.domain.decisions import Matter
from portfolio.domain.periods import from_code
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import (
    Benefit,
    BenefitMeasure,
    ComplexityAssessment,
    Decision,
    DecisionRequest,
    FirstAssessment,
    Initiative,
)
from portfolio.services.decisions.material import written
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.report import Loading

#: Fields that go straight from the file to the row.
_PLAIN = (
    "matter",
    "outcome",
    "until",
    "lesson",
    "successor",
    "decided_on",
    "motivation",
    "diarienummer",
    "retrospective",
)
_OF_ASSESSMENT = ("priority", "recommendation", "level", "fit")
_OF_REQUEST = ("matter", "level", "note")


def load_decisions(loading: Loading, row: Initiative, item: Item, where: str, *, forums: dict[str, int]) -> None:
    """Add and update what the initiative's item holds of assessments, decisions and what waits, after its benefits.

    Raises PlanFileError for a reference that leads nowhere, and for a classification without its level.
    """
    for number, one in enumerate(item.get("assessments", [])):
        _assessment(loading, row, one, f"{where}.assessments[{number}]")
    for number, one in enumerate(item.get("decisions", [])):
        _decision(loading, row, one, f"{where}.decisions[{number}]", forums=forums)
    for number, one in enumerate(item.get("decisions", [])):
        if "corrects" in one:
            _corrects(row, one, f"{where}.decisions[{number}]")
    for number, one in enumerate(item.get("requests", [])):
        _request(loading, row, one, f"{where}.requests[{number}]")
    loading.ctx.session.flush()


def _assessment(loading: Loading, row: Initiative, item: Item, where: str) -> None:
    found = _held(row.first_assessments, item)
    if found is None:
        item = complete("assessments", item, where)
        found = FirstAssessment(key=item["key"], assessed_at=loading.ctx.now, example=loading.example(item))
        row.first_assessments.append(found)
    set_given(found, item, _OF_ASSESSMENT)
    if item.get("assessed_at"):
        found.assessed_at = datetime.fromisoformat(item["assessed_at"])
    if "example" in item:
        found.example = loading.example(item)


def _decision(loading: Loading, row: Initiative, item: Item, where: str, *, forums: dict[str, int]) -> None:
    decision = _held(row.decisions, item)
    if decision is None:
        item = complete("decisions", item, where)
        decision = Decision(
            key=item["key"],
            matter=item["matter"],
            outcome=item["outcome"],
            retrospective=item["retrospective"],
            waived=(),
            corrected=False,
            example=loading.example(item),
            recorded_at=loading.ctx.now,
            recorded_by=loading.ctx.actor.user_id,
        )
        row.decisions.append(decision)
    set_given(decision, item, _PLAIN)
    if "example" in item:
        decision.example = loading.example(item)
    for name, column in (("from", "from_state"), ("to", "to_state")):
        if name in item:
            setattr(decision, column, item[name])
    for name in ("changed", "material"):
        if name in item:
            setattr(decision, name, written(item[name]) if item[name] else None)
    _refer(row, decision, item, where, forums=forums)
    loading.ctx.session.flush()
    _state_level(row, decision, item, where)


def _refer(row: Initiative, decision: Decision, item: Item, where: str, *, forums: dict[str, int]) -> None:
    if "start" in item:
        decision.start = from_code(item["start"]) if item["start"] else None
    if "waived" in item:
        decision.waived = tuple(item["waived"])
    if "benefit" in item:
        decision.benefit = _benefit(row, item["benefit"], where)
    if "forum" in item:
        decision.forum_id = forums[item["forum"]] if item["forum"] else None


def _corrects(row: Initiative, item: Item, where: str) -> None:
    """What a correction takes back counts no longer; any of the initiative's decisions may stand before or after it."""
    decision = next(one for one in row.decisions if one.key == item["key"])
    wrong = next((one for one in row.decisions if one.key == item["corrects"]), None)
    if item["corrects"] is not None and (wrong is None or wrong is decision):
        raise PlanFileError([f'{where}.corrects: beslutet "{item["corrects"]}" finns inte bland initiativets'])
    decision.corrects = wrong
    for one in row.decisions:
        one.corrected = any(later.corrects is one for later in row.decisions)


def _state_level(row: Initiative, decision: Decision, item: Item, where: str) -> None:
    # A decision on a start states a level too; a level that was stated is never taken away again.
    stored = decision.assessment
    level = item.get("level", stored.level if stored else None)
    classified = decision.matter is Matter.LEVEL and decision.outcome == "approved"
    if level is None and not classified and stored is None:
        return
    if level is None:
        raise PlanFileError([f"{where}.level: ett beslut om klassning behöver en nivå"])
    if decision.assessment is None:
        decision.assessment = ComplexityAssessment(initiative_id=row.id, level=level)
    decision.assessment.level = level


def _request(loading: Loading, row: Initiative, item: Item, where: str) -> None:
    found = _held(row.requests, item)
    if found is None:
        item = complete("requests", item, where)
        found = DecisionRequest(
            key=item["key"], waives=(), asked_at=loading.ctx.now, example=loading.example(item), matter=item["matter"]
        )
        row.requests.append(found)
    set_given(found, item, _OF_REQUEST)
    if "to" in item:
        found.to_state = item["to"]
    if "waives" in item:
        found.waives = tuple(item["waives"])
    if item.get("asked_at"):
        found.asked_at = datetime.fromisoformat(item["asked_at"])
    if "benefit" in item:
        found.benefit = _benefit(row, item["benefit"], where)
    if "target" in item:
        _target(found, item["target"], where)
    if "example" in item:
        found.example = loading.example(item)


def _target(request: DecisionRequest, item: Item | None, where: str) -> None:
    request.link = _link(request.benefit, item["measure"], where) if item else None
    request.target_value = Decimal(item["value"]) if item else None
    request.target_period = from_code(item["period"]) if item and item["period"] else None


def _link(benefit: Benefit | None, measure: str, where: str) -> BenefitMeasure:
    for one in benefit.measures if benefit is not None else ():
        if one.measure.key == measure:
            return one
    raise PlanFileError([f'{where}.target.measure: nyttan har inget mätetal "{measure}"'])


def _benefit(row: Initiative, key: str | None, where: str) -> Benefit | None:
    found = next((one for one in row.benefits if one.key == key), None)
    if key is not None and found is None:
        raise PlanFileError([f'{where}.benefit: nyttan "{key}" finns inte bland initiativets'])
    return found


def _held(rows: list[Any], item: Item) -> Any:
    return next((one for one in rows if one.key == item["key"]), None)
