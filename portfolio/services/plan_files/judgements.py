"""How a plan file's benefits were judged, in and out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portfolio.domain.benefit_assessments import Insiders, check_assessment
from portfolio.domain.errors import InvalidFields
from portfolio.domain.texts import clean_text
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import Benefit, BenefitAssessment
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.report import Loading
from portfolio.strict.fields import moment

#: What a file says in place of a person.
SOMEBODY = "Någon utanför projektet"

#: Fields that go straight from the file to the row.
_PLAIN = ("outcome", "statement", "assessed_on", "grounds", "source", "second_source")


def judgement(row: BenefitAssessment) -> Item:
    """One judgement; whoever made it stands as a function, never as a name of an account."""
    return {
        "key": row.key,
        **{name: getattr(row, name) for name in _PLAIN},
        "assessor": _assessor(row),
        "recorded_at": moment(row.recorded_at),
        "example": row.example,
    }


def load_judgements(loading: Loading, benefit: Benefit, items: Sequence[Item], where: str) -> None:
    """Add and update the benefit's judgements. Raises PlanFileError for what breaks a rule."""
    found = {one.key: one for one in benefit.assessments}
    keys = {item["key"] for item in items}
    loading.report.absent += [f"bedömning av {benefit.key}: {key}" for key in found if key not in keys]
    for index, item in enumerate(items):
        at = f"{where}[{index}]"
        row = found.get(item["key"])
        if row is None:
            item = complete("judgements", item, at)
            row = BenefitAssessment(key=item["key"], recorded_at=loading.ctx.now, example=False)
            set_given(row, item, _PLAIN)
            row.assessor = item["assessor"]
            benefit.assessments.append(row)
        set_given(row, item, _PLAIN)
        if "assessor" in item and item["assessor"] != _assessor(row):
            row.assessor, row.assessor_id = item["assessor"], None
        if item.get("recorded_at"):
            row.recorded_at = datetime.fromisoformat(item["recorded_at"])
        if "example" in item:
            row.example = loading.example(item)
        _check(loading, row, at)


def _assessor(row: BenefitAssessment) -> str | None:
    return row.assessor or (SOMEBODY if row.assessor_id is not None else None)


def _check(loading: Loading, row: BenefitAssessment, where: str) -> None:
    try:
        check_assessment(
            outcome=row.outcome,
            assessed_on=row.assessed_on,
            grounds=row.grounds,
            source=clean_text(row.source),
            second_source=row.second_source,
            assessor=row.assessor,
            assessor_id=row.assessor_id,
            # Who leads the project and who answers for the benefit is known here alone, and may have changed since.
            insiders=Insiders(),
            today=loading.ctx.today,
        )
    except InvalidFields as problem:
        raise PlanFileError([f"{where}.{field}: {text}" for field, text in problem.problems.items()]) from None
