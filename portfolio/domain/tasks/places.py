"""Where a task is done: the address of the very page, which mail, calendar and calls give as well."""

from __future__ import annotations

from portfolio.domain.task_kinds import TaskKind
from portfolio.domain.tasks.task import Task

#: Of each kind the page's path, with what it is filled in by; a test holds them against the pages that there are.
_PATHS = {
    TaskKind.DECIDE: "/planer/{plan}/beslut",
    TaskKind.ASSESS: "/initiativ/{row}/bedomning",
    TaskKind.RESUBMIT: "/initiativ/{row}",
    TaskKind.ACCEPT_HANDOVER: "/initiativ/{row}/overlamning",
    TaskKind.CORRECT_VALUES: "/serier/{row}/matvarden/nytt?period={period}",
    TaskKind.SUBMIT_VALUES: "/matetal/{measure}#serie-{row}",
    TaskKind.RECORD_VALUES: "/serier/{row}/matvarden/nytt",
    TaskKind.REVIEW_VALUES: "/planer/{plan}/granska#serie-{row}",
    TaskKind.UPDATE_PHASES: "/initiativ/{row}/tidplan",
    TaskKind.NOTE_LEARNING: "/initiativ/{row}/larande/ny",
    TaskKind.PLAN_PHASES: "/initiativ/{row}/tidplan",
    TaskKind.CLASSIFY: "/initiativ/{row}/klassning",
    TaskKind.ADD_BENEFIT: "/initiativ/{row}/nyttor/ny",
    TaskKind.DESCRIBE_BENEFIT: "/nyttor/{row}/redigera#steg-{step}",
}


def late_path(plan_slug: str) -> str:
    """The path of the page that tells who is late with what in a plan."""
    return f"/planer/{plan_slug}/vantar"


def path_of(task: Task) -> str:
    """The path of the page on which a task is done, as it stands after the installation's address."""
    return _PATHS[task.kind].format(
        plan=task.plan_slug,
        row=task.row_id,
        measure=task.measure_id,
        step=task.step,
        period=task.periods[0].code if task.periods else "",
    )
