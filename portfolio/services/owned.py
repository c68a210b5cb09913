"""What belongs to an initiative, and since when: the log tells it also of what has been removed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portfolio.models import Activity, AuditItem, Benefit, BenefitMeasure, Initiative, InitiativeActivity
from portfolio.services.log_values import TABLES, Key

#: Tables whose rows belong to an initiative, to a benefit, and to a measure of a benefit.
OF_INITIATIVE = sorted(name for name, kind in TABLES.items() if "initiative_id" in kind.__table__.columns)
OF_BENEFIT = sorted(name for name, kind in TABLES.items() if "benefit_id" in kind.__table__.columns)
OF_AIM = sorted(name for name, kind in TABLES.items() if "benefit_measure_id" in kind.__table__.columns)

#: A span of the log that has not ended.
_STILL = 2**63


@dataclass
class Owned:
    """Rows, with the spans of the log during which they belong: an activity is shared and taken off again, and SQLite
    gives the number of a row that was removed to another one."""

    spans: dict[Key, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    benefits: dict[Key, Key] = field(default_factory=dict)

    def holds(self, key: Key, link_id: int) -> bool:
        """Whether the row belonged when the log's entry was written; its first and last entries count."""
        return any(first <= link_id <= last for first, last in self.spans.get(key, ()))

    def by_table(self) -> dict[str, list[int]]:
        """The numbers of all rows that ever belonged, by table."""
        found: dict[str, list[int]] = defaultdict(list)
        for table, number in self.spans:
            found[table].append(number)
        return found

    def benefit_of(self, key: Key) -> Key | None:
        """The benefit that a row is or belongs to."""
        return key if key[0] == Benefit.__tablename__ else self.benefits.get(key)


def owned_by(session: Session, initiative_id: int) -> Owned:
    """All that ever belonged to the initiative. Four queries.

    Raises nothing: an initiative that the log knows nothing of owns itself alone.
    """
    owned = Owned()
    owned.spans[Initiative.__tablename__, initiative_id].append((0, _STILL))
    _claim(session, owned, OF_INITIATIVE, "initiative_id", {initiative_id})
    benefits = {number for table, number in owned.spans if table == Benefit.__tablename__}
    _claim(session, owned, OF_BENEFIT, "benefit_id", benefits)
    _claim(session, owned, OF_AIM, "benefit_measure_id", set(_ids(owned, BenefitMeasure.__tablename__)))
    _claim_activities(session, owned)
    return owned


def _claim(session: Session, owned: Owned, tables: list[str], column: str, owners: set[int]) -> None:
    """Note the rows that name one of the owners, from the entry that says so to the one that takes it back."""
    texts = [str(number) for number in owners]
    query = (
        select(AuditItem)
        .where(
            AuditItem.entity.in_(tables),
            AuditItem.field == column,
            or_(AuditItem.new.in_(texts), AuditItem.old.in_(texts)),
        )
        .order_by(AuditItem.link_id, AuditItem.position)
    )
    for item in session.scalars(query):
        key = (item.entity, item.entity_id)
        if item.new in texts:
            _open(owned, key, item.link_id)
            if column == "benefit_id":
                owned.benefits[key] = (Benefit.__tablename__, int(str(item.new)))
            elif column == "benefit_measure_id":
                owned.benefits[key] = owned.benefits[BenefitMeasure.__tablename__, int(str(item.new))]
        else:
            _close(owned, key, item.link_id)


def _claim_activities(session: Session, owned: Owned) -> None:
    """An activity belongs as long as it has a place in the initiative."""
    table = InitiativeActivity.__tablename__
    query = select(AuditItem).where(
        AuditItem.entity == table, AuditItem.field == "activity_id", AuditItem.entity_id.in_(_ids(owned, table))
    )
    for item in session.scalars(query.order_by(AuditItem.link_id, AuditItem.position)):
        if not owned.holds((table, item.entity_id), item.link_id):
            continue
        if item.new is not None:
            _open(owned, (Activity.__tablename__, int(item.new)), item.link_id)
        elif item.old is not None:
            _close(owned, (Activity.__tablename__, int(item.old)), item.link_id)


def _ids(owned: Owned, table: str) -> Iterable[int]:
    return [number for name, number in owned.spans if name == table]


def _open(owned: Owned, key: Key, link_id: int) -> None:
    spans = owned.spans[key]
    if not spans or spans[-1][1] != _STILL:
        spans.append((link_id, _STILL))


def _close(owned: Owned, key: Key, link_id: int) -> None:
    spans = owned.spans[key]
    if spans and spans[-1][1] == _STILL:
        spans[-1] = (spans[-1][0], link_id)
