"""The decisions of a plan file's initiatives, and the complexity levels that they state."""

from __future__ import annotations

from portfolio.domain.decisions import Matter
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import ComplexityAssessment, Decision, Initiative
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.report import Loading

#: Fields that go straight from the file to the row.
_PLAIN = ("matter", "outcome", "decided_on", "motivation", "diarienummer", "retrospective")


def load_decision(loading: Loading, row: Initiative, item: Item, where: str, *, forums: dict[str, int]) -> None:
    """Add or update one decision; raises PlanFileError for a classification without its level."""
    decision = next((one for one in row.decisions if one.key == item["key"]), None)
    if decision is None:
        item = complete("decisions", item, where)
        decision = Decision(
            key=item["key"],
            matter=item["matter"],
            outcome=item["outcome"],
            retrospective=item["retrospective"],
            example=loading.example(item),
            recorded_at=loading.ctx.now,
            recorded_by=loading.ctx.actor.user_id,
        )
        row.decisions.append(decision)
    set_given(decision, item, _PLAIN)
    if "example" in item:
        decision.example = loading.example(item)
    if "from" in item:
        decision.from_state = item["from"]
    if "to" in item:
        decision.to_state = item["to"]
    if "forum" in item:
        decision.forum_id = forums[item["forum"]] if item["forum"] else None
    loading.ctx.session.flush()
    _state_level(row, decision, item, where)


def _state_level(row: Initiative, decision: Decision, item: Item, where: str) -> None:
    # A decision on a start states a level too; a level that was stated is never taken away again.
    stored = decision.assessment
    level = item.get("level", stored.level if stored else None)
    if level is None and decision.matter is not Matter.LEVEL and stored is None:
        return
    if level is None:
        raise PlanFileError([f"{where}.level: ett beslut om klassning behöver en nivå"])
    if decision.assessment is None:
        decision.assessment = ComplexityAssessment(initiative_id=row.id, level=level)
    decision.assessment.level = level
