"""What one person is sent on one day: everything that is new to them, in one message, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.reminders.notices import Lead, Notice, escalated, notice
from portfolio.domain.task_kinds import MailRhythm, Occasion
from portfolio.domain.tasks.task import Task
from portfolio.domain.working_days import first_of_week, is_working_day


@dataclass(frozen=True)
class Recipient:
    """Who is reminded: a user, how often, and what they have been told already (keys of notices)."""

    person_id: int
    rhythm: MailRhythm = MailRhythm.WEEKLY
    active: bool = True
    told: Collection[str] = frozenset()
    last_sent_on: date | None = None


@dataclass(frozen=True)
class Overdue:
    """A task of somebody else that a coordinator may have to hear of, and the names of those whom it waits for."""

    task: Task
    persons: tuple[str, ...]


@dataclass(frozen=True)
class Digest:
    """One message to one person on one day. ``besides`` is how many things wait that it does not tell of."""

    person_id: int
    day: date
    notices: tuple[Notice, ...]
    besides: int

    @property
    def own(self) -> tuple[Notice, ...]:
        """What the person is to do themselves."""
        return tuple(one for one in self.notices if one.occasion is not Occasion.ESCALATED)

    @property
    def of_others(self) -> tuple[Notice, ...]:
        """What waits for somebody else, and has done so for long."""
        return tuple(one for one in self.notices if one.occasion is Occasion.ESCALATED)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the person has been told when this has been sent."""
        return tuple(one.key for one in self.notices)


def is_sending_day(rhythm: MailRhythm, day: date, *, ran_on: date | None = None) -> bool:
    """Whether somebody with this rhythm may be reminded on a day. Never on a weekend, a holiday or one of the eves.

    Once a week is on its first working day. Where reminding has not been completed since before that (``ran_on`` is the
    last day for which it was), the first day on which it works again takes its place.
    """
    if rhythm is MailRhythm.NEVER or not is_working_day(day):
        return False
    if rhythm is MailRhythm.DAILY:
        return True
    first = first_of_week(day)
    return day == first or (first is not None and ran_on is not None and ran_on < first)


def digest(
    recipient: Recipient,
    tasks: Iterable[Task],
    *,
    day: date,
    leads: Mapping[int, Lead],
    overdue: Iterable[Overdue] = (),
    ran_on: date | None = None,
) -> Digest | None:
    """What the person is sent on a day; None when it is no day for that, or there is nothing new to them.

    ``tasks`` are all that wait for them, in every plan, and ``overdue`` those of others in the plans that they
    coordinate. ``leads`` are the plans' settings by plan, the usual ones where a plan is not named.
    """
    if not recipient.active or not is_sending_day(recipient.rhythm, day, ran_on=ran_on):
        return None
    if recipient.last_sent_on is not None and recipient.last_sent_on >= day:
        return None
    own = {one.key: one for one in tasks}
    # Who is reminded once a week hears of what falls within it on its first day.
    until = day + timedelta(days=6 - day.weekday()) if recipient.rhythm is MailRhythm.WEEKLY else day
    found = [notice(one, lead=leads.get(one.plan_id, Lead()), today=day, until=until) for one in own.values()]
    for one in overdue:
        # What waits for the coordinator's own hand they have been told of already.
        if one.task.key not in own:
            lead = leads.get(one.task.plan_id, Lead())
            found.append(escalated(one.task, lead=lead, today=day, persons=one.persons))
    told = {one.key: one for one in found if one is not None and one.key not in recipient.told}
    if not told:
        return None
    notices = tuple(sorted(told.values(), key=_order))
    places = {one.task.place for one in notices if one.occasion is not Occasion.ESCALATED}
    # Counted as they stand on the page: several values of a series are one thing.
    besides = len({one.place for one in own.values()} - places)
    return Digest(recipient.person_id, day, notices, besides)


def _order(one: Notice) -> tuple[int, date, str]:
    return tuple(Occasion).index(one.occasion), one.task.due_on or date.max, one.task.key
