"""What is expected of whom with measured values: to record them, hand them in, put them right and review them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from portfolio.domain.errors import Denied
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.learning import UNDER_WAY
from portfolio.domain.measurements import check_reviewer
from portfolio.domain.periods import Period, sort_key
from portfolio.domain.permissions import Actor, Permission, Role, allows
from portfolio.domain.task_kinds import About, TaskKind
from portfolio.domain.tasks.asking import reasons
from portfolio.domain.tasks.facts import Facts, HeldValue, InitiativeFacts, SeriesFacts
from portfolio.domain.tasks.task import MINUTES, Task, value_words

#: Those whose task values are; a project lead may record them too, and is not asked to.
_ASKED = (Role.CONTROLLER, Role.COORDINATOR)


def values_of(actor: Actor, facts: Facts, *, today: date) -> Iterator[Task]:
    """The actor's tasks with the values of a plan, series by series; a period that has not ended is never asked for."""
    running = {one.id for one in facts.initiatives if _runs(one)}
    for series in facts.series:
        # What is measured for nothing that runs is not asked for; a value of no initiative at all may still be handled.
        if series.initiative_ids and not running & set(series.initiative_ids):
            continue
        if allows(actor, Permission.RECORD_VALUE, series.scope):
            asked = is_asked(actor, facts, series)
            if asked and series.initiative_ids:
                ended = [one for one in series.missing if one.end is not None and one.end < today]
                yield from (_to_record(actor, facts, series, one) for one in ended)
            returned = _own(actor, facts, series, series.returned, asked)
            drafts = _own(actor, facts, series, series.drafts, asked)
            yield from _held(actor, facts, series, TaskKind.CORRECT_VALUES, returned)
            yield from _held(actor, facts, series, TaskKind.SUBMIT_VALUES, drafts)
        if allows(actor, Permission.REVIEW_VALUE, series.scope):
            mine = [one for one in series.submitted if _may_review(actor, facts, series, one)]
            yield from _held(actor, facts, series, TaskKind.REVIEW_VALUES, mine)


def is_asked(actor: Actor, facts: Facts, series: SeriesFacts) -> bool:
    """Whether values are the actor's to record: the controllers that benefits name, else all, else the coordinator."""
    asked = (series.named_controllers & facts.controllers) or facts.controllers
    if asked:
        return actor.user_id in asked
    return bool(reasons(actor, Permission.RECORD_VALUE, series.scope, roles=(Role.COORDINATOR,)))


def _own(actor: Actor, facts: Facts, series: SeriesFacts, values: Iterable[HeldValue], asked: bool) -> list[HeldValue]:
    """Those that the actor recorded, and where values are asked of the actor, those whose recorder may do no more."""
    able = facts.recorders | series.leads
    return [one for one in values if one.recorded_by == actor.user_id or (asked and one.recorded_by not in able)]


def _may_review(actor: Actor, facts: Facts, series: SeriesFacts, value: HeldValue) -> bool:
    try:
        check_reviewer(
            recorded_by=value.recorded_by,
            reviewer=actor.user_id,
            leads=series.leads,
            is_controller=actor.user_id in facts.controllers,
            others=len(facts.controllers - {value.recorded_by}),
        )
    except Denied:
        return False
    return True


def _to_record(actor: Actor, facts: Facts, series: SeriesFacts, period: Period) -> Task:
    ended = period.end or date.max
    return Task(
        kind=TaskKind.RECORD_VALUES,
        about=About.SERIES,
        row_id=series.id,
        plan_id=facts.plan.id,
        name=series.name,
        what=value_words(TaskKind.RECORD_VALUES, 1, period),
        minutes=MINUTES[TaskKind.RECORD_VALUES],
        occasion=period.code,
        plan_slug=facts.plan.slug,
        initiatives=_titles(facts, series),
        measure_id=series.measure_id,
        asked_from=ended + timedelta(days=1),
        due_on=ended + timedelta(days=facts.plan.grace_days),
        periods=(period,),
        example=series.example,
        why=reasons(actor, Permission.RECORD_VALUE, series.scope, roles=_ASKED),
    )


def _held(
    actor: Actor, facts: Facts, series: SeriesFacts, kind: TaskKind, values: Iterable[HeldValue]
) -> Iterator[Task]:
    """A task for all values that have waited since the same day: an import of a thousand is one thing to do."""
    by_day: dict[date | None, list[HeldValue]] = {}
    for one in values:
        by_day.setdefault(one.since, []).append(one)
    permission, due_on = _OF_KIND[kind]
    for since in sorted(by_day, key=lambda day: day or date.min):
        waiting = by_day[since]
        periods = tuple(sorted({one.period for one in waiting}, key=sort_key))
        yield Task(
            kind=kind,
            about=About.SERIES,
            row_id=series.id,
            plan_id=facts.plan.id,
            name=series.name,
            what=value_words(kind, len(waiting), periods[0]),
            minutes=len(waiting) * MINUTES[kind],
            occasion=since.isoformat() if since is not None else "",
            plan_slug=facts.plan.slug,
            initiatives=_titles(facts, series),
            measure_id=series.measure_id,
            asked_from=since,
            due_on=due_on(waiting, facts.plan.grace_days),
            periods=periods,
            example=series.example,
            why=reasons(actor, permission, series.scope, roles=_ASKED),
        )


def _titles(facts: Facts, series: SeriesFacts) -> tuple[str, ...]:
    """The initiatives that run and use the measure, in the plan's order."""
    return tuple(one.title for one in facts.initiatives if one.id in series.initiative_ids and _runs(one))


def _runs(one: InitiativeFacts) -> bool:
    return one.state in UNDER_WAY and one.kind is not InitiativeKind.ONGOING


def _when_the_oldest_is(values: Iterable[HeldValue], grace_days: int) -> date | None:
    """A value that has not been handed in is not there, so it is late when one that is missing would be."""
    ends = [one.period.end for one in values if one.period.end is not None and not one.corrects]
    return min(ends) + timedelta(days=grace_days) if ends else None


def _no_day(_values: Iterable[HeldValue], _grace_days: int) -> date | None:
    return None


#: Of each kind what it takes to do it, and when it is due.
_OF_KIND: dict[TaskKind, tuple[Permission, Callable[[Iterable[HeldValue], int], date | None]]] = {
    TaskKind.CORRECT_VALUES: (Permission.RECORD_VALUE, _when_the_oldest_is),
    TaskKind.SUBMIT_VALUES: (Permission.RECORD_VALUE, _when_the_oldest_is),
    TaskKind.REVIEW_VALUES: (Permission.REVIEW_VALUE, _no_day),
}
