"""The learning logs of a plan file's initiatives."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.errors import InvalidFields
from portfolio.domain.learning import check_days
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import Initiative, LearningEntry
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.report import Loading

#: Fields that go straight from the file to the row.
_PLAIN = ("noted_on", "believed", "happened", "next_step", "look_again_on")


def load_learning(loading: Loading, row: Initiative, items: Sequence[Item], where: str) -> None:
    """Add and update the initiative's entries. Raises PlanFileError for days that break the rules."""
    found = {one.key: one for one in row.learning}
    keys = {item["key"] for item in items}
    loading.report.absent += [f"anteckning i {row.key}: {key}" for key in found if key not in keys]
    for index, item in enumerate(items):
        at = f"{where}[{index}]"
        entry = found.get(item["key"])
        if entry is None:
            item = complete("learning", item, at)
            entry = LearningEntry(
                key=item["key"],
                example=loading.example(item),
                author_id=loading.ctx.actor.user_id,
                created_at=loading.ctx.now,
            )
            set_given(entry, item, _PLAIN)
            row.learning.append(entry)
        set_given(entry, item, _PLAIN)
        if "example" in item:
            entry.example = loading.example(item)
        try:
            check_days(noted_on=entry.noted_on, look_again_on=entry.look_again_on, today=loading.ctx.today)
        except InvalidFields as problem:
            raise PlanFileError([f"{at}.{field}: {text}" for field, text in problem.problems.items()]) from None
