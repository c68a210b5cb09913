"""What a plan file's initiatives wait for, in the same plan or in another one that is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portfolio.domain.dependencies import check_link
from portfolio.domain.errors import Invalid
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import Initiative, InitiativeDependency, Plan
from portfolio.services.plan_files.matching import set_given
from portfolio.services.plan_files.report import Loading

#: An initiative by the slug of its plan and its key.
Place = tuple[str, str]


class DependencyLoader:
    """Links initiatives when all of the file's are there, so that a file may name them in any order."""

    def __init__(self, loading: Loading, plan: Plan) -> None:
        self.loading = loading
        self.session = loading.ctx.session
        self.slug = plan.slug
        columns = select(Plan.slug, Initiative.key, Initiative.id, Initiative.title)
        rows = self.session.execute(columns.join(Plan, Plan.id == Initiative.plan_id)).all()
        self.ids: Mapping[Place, int] = {(slug, key): number for slug, key, number, _ in rows}
        self.titles: Mapping[int, str] = {number: title for _, _, number, title in rows}
        pairs = select(InitiativeDependency.initiative_id, InitiativeDependency.waits_for_id)
        self.waiting: list[tuple[int, int]] = [(one, another) for one, another in self.session.execute(pairs)]

    def fill(self, row: Initiative, items: Sequence[Item], where: str) -> None:
        """Add and update what the initiative waits for. Raises PlanFileError for itself and for a ring.

        An initiative of another plan that is not stored here cannot be linked: it is reported and left out.
        """
        found = {(link.waits_for.plan.slug, link.waits_for.key): link for link in self._stored(row)}
        given = set()
        for index, item in enumerate(items):
            place = (item.get("plan") or self.slug, item["initiative"])
            given.add(place)
            if place not in self.ids:
                self.loading.report.left_out.append(f"beroende i {row.key}: {'/'.join(place)}, som inte finns här")
                continue
            if (link := found.get(place)) is None:
                link = self._new(row, item, self.ids[place], f"{where}[{index}]")
            set_given(link, item, ("what",))
            if "example" in item:
                link.example = self.loading.example(item)
        self.loading.report.absent += [
            f"beroende i {row.key}: {'/'.join(place)}" for place in found if place not in given
        ]

    def _stored(self, row: Initiative) -> Sequence[InitiativeDependency]:
        query = select(InitiativeDependency).where(InitiativeDependency.initiative_id == row.id)
        loaded = joinedload(InitiativeDependency.waits_for).joinedload(Initiative.plan)
        return self.session.scalars(query.options(loaded).order_by(InitiativeDependency.id)).all()

    def _new(self, row: Initiative, item: Item, target: int, where: str) -> InitiativeDependency:
        item = complete("dependencies", item, where)
        try:
            check_link(row.id, target, titles=self.titles, waiting=self.waiting)
        except Invalid as problem:
            raise PlanFileError([f"{where}: {problem.message}"]) from None
        self.waiting.append((row.id, target))
        link = InitiativeDependency(waits_for_id=target, what=item["what"], example=self.loading.example(item))
        row.dependencies.append(link)
        return link
