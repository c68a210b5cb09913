"""What cells name: things of the plan by their id or their name, those that the same file makes included."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import Select, select

from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import DRAFT_STATES
from portfolio.models import FormerTitle, Forum, Goal, Initiative, Measure, Organisation, Plan, ProgrammeArea
from portfolio.services import existing
from portfolio.services.context import Context

#: So many ids are named where a name is that of several things.
_NAMED = 5


class Names:
    """Things of one sort: ``what`` it is called in Swedish, with a capital letter; ``where`` tells how to add one."""

    def __init__(self, what: str, where: str, rows: Iterable[tuple[int, str, str]] = ()) -> None:
        self.what = what
        self.where = where
        self._ids: dict[str, int] = {}
        self._names: dict[int, tuple[str, str]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._former: dict[str, list[int]] = {}
        self._failed: dict[str, str] = {}
        for number, key, name in rows:
            self.add(number, key, name)

    def add(self, number: int, key: str, name: str) -> None:
        """Let something be found; what had another name is found by both."""
        held = self._names.get(number)
        if held is not None:
            self._by_name[folded(held[1])].remove(number)
            self.add_former(number, held[1])
        self._ids[key] = number
        self._names[number] = (key, name)
        self._by_name.setdefault(folded(name), []).append(number)

    def add_former(self, number: int, name: str) -> None:
        """Let something be found by a name that it had before."""
        if number in self._names:
            self._former.setdefault(folded(name), []).append(number)

    def fail(self, text: str, place: str) -> None:
        """Note that something of that name was to be made at a place of the file, and could not be."""
        self._failed.setdefault(folded(text), place)

    def by_id(self, text: str) -> int | None:
        """The thing with that id, or None."""
        return self._ids.get(text)

    def find(self, text: str) -> int:
        """The thing that a cell names, by its id, its name, or a name that it had. Raises Invalid(None)."""
        if (number := self._ids.get(text)) is not None:
            return number
        for found in (self.exactly(text), self._by_name.get(folded(text), ()), self._former.get(folded(text), ())):
            if len(found) == 1:
                return found[0]
            if len(found) > 1:
                ids = [self._names[one][0] for one in found]
                told = ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")
                raise Invalid(None, f"”{_short(text)}” är namnet på flera. Skriv id i stället, något av: {told}.")
        if (place := self._failed.get(folded(text))) is not None:
            raise Invalid(None, f"”{_short(text)}” skulle läggas till på {place}, men det går inte. Rätta det först.")
        raise Invalid(None, f"{self.what} ”{_short(text)}” finns inte. Kontrollera hur det är skrivet, {self.where}.")

    def named(self, text: str) -> list[int]:
        """The things that have that name now."""
        return self._by_name.get(folded(text), [])

    def exactly(self, text: str) -> list[int]:
        """Those of them whose name is written so to the letter, where that tells one from the others."""
        found = [one for one in self.named(text) if self._names[one][1] == text]
        return found if len(found) == 1 else []

    def name_of(self, number: int) -> str:
        """The name, where it leads back to the same thing; else its id."""
        key, name = self._names[number]
        try:
            return name if self.find(name) == number and " ".join(name.split()) == name else key
        except Invalid:
            return key


class Places:
    """Everything of a plan that cells may name, each sort loaded once, in one query, when it is asked for."""

    def __init__(self, ctx: Context, plan: Plan) -> None:
        self.ctx = ctx
        self.plan = plan

    @cached_property
    def initiatives(self) -> Names:
        """Those that exist for the actor, also by their former titles."""
        seen = self.seen
        found = Names(
            "Initiativet",
            "eller lägg det på ett eget blad med initiativ i samma fil",
            [(one.id, one.key, one.title) for one in seen],
        )
        query = select(FormerTitle.initiative_id, FormerTitle.title).join(Initiative)
        for number, title in self.ctx.session.execute(query.where(Initiative.plan_id == self.plan.id)):
            found.add_former(number, title)
        return found

    @cached_property
    def seen(self) -> list[Initiative]:
        """The plan's initiatives that exist for the actor, in the plan's order."""
        hidden = existing.split(self.ctx, Initiative.plan_id == self.plan.id, Initiative.state.in_(DRAFT_STATES))[1]
        of_plan = select(Initiative).where(
            Initiative.plan_id == self.plan.id, Initiative.id.not_in([one.id for one in hidden])
        )
        return list(self.ctx.session.scalars(of_plan.order_by(Initiative.position, Initiative.id)))

    def refresh(self) -> None:
        """See the initiatives that were made meanwhile; what is known of names stays."""
        self.__dict__.pop("seen", None)

    @cached_property
    def areas(self) -> Names:
        """The plan's areas."""
        query = select(ProgrammeArea.id, ProgrammeArea.key, ProgrammeArea.name)
        return self._names("Området", _SETTINGS, query.where(ProgrammeArea.plan_id == self.plan.id))

    @cached_property
    def forums(self) -> Names:
        """The plan's forums."""
        query = select(Forum.id, Forum.key, Forum.name).where(Forum.plan_id == self.plan.id)
        return self._names("Forumet", _SETTINGS, query)

    @cached_property
    def goals(self) -> Names:
        """The plan's goals."""
        return self._names("Målet", _SETTINGS, select(Goal.id, Goal.key, Goal.name).where(Goal.plan_id == self.plan.id))

    @cached_property
    def organisations(self) -> Names:
        """Every organisation: they belong to no plan."""
        query = select(Organisation.id, Organisation.key, Organisation.name)
        return self._names("Organisationen", "eller lägg till den bland organisationerna", query)

    @cached_property
    def measures(self) -> Names:
        """The plan's measures."""
        query = select(Measure.id, Measure.key, Measure.name).where(Measure.plan_id == self.plan.id)
        return self._names("Mätetalet", "eller lägg det på ett eget blad med mätetal i samma fil", query)

    def _names(self, what: str, where: str, query: Select[int, str, str]) -> Names:
        return Names(what, where, [(number, key, name) for number, key, name in self.ctx.session.execute(query)])


_SETTINGS = "eller lägg till det i planens inställningar"


def folded(text: str) -> str:
    """A name as names are compared: without case, and with one space where there are several."""
    return " ".join(text.casefold().split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
