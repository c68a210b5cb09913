"""Putting rows in: each is held against what is stored, and what differs goes to the service that the page calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, PortfolioError
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.mapping import Problem
from portfolio.domain.tables.outcomes import Change, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.tables.values import Value, Written
from portfolio.services.tables.held import Held
from portfolio.services.tables.names import Names
from portfolio.services.tables.rows import Fault, Refusal, Run, Told, either, words


class Putting(ABC):
    """How the rows of one kind are put in. What a blank cell means stands in ``defaults``, where it is not nothing."""

    kind: ClassVar[Kind]
    #: The column that says what a row is about.
    main: ClassVar[str]
    defaults: ClassVar[Mapping[str, Any]] = {}
    #: Shown when exporting alone.
    ignored: ClassVar[frozenset[str]] = frozenset()
    #: By field of the service the column that it came from, where they are called differently.
    fields: ClassVar[Mapping[str, str]] = {}
    #: By field that no column stands for what to do about it.
    elsewhere: ClassVar[Mapping[str, str]] = {}

    def __init__(self, run: Run) -> None:
        self.run = run
        self.ctx = run.ctx
        self.places = run.places
        self.columns = {one.name: one for one in self.kind.columns}
        self._taken: dict[Any, str] = {}

    def put_all(self, told: Sequence[Told], step: Callable[[], None]) -> list[RowReport]:
        """Put rows in, in their order; ``step`` is called after each."""
        found = []
        for one in told:
            found.append(self.put(one))
            step()
        return found

    def put(self, told: Told) -> RowReport:
        """Put one row in, or tell why it cannot be."""
        title = self.title(told.row.values)
        problems: Sequence[Problem] = told.row.problems
        if not problems:
            try:
                return self.judged(told, title)
            except Refusal as refusal:
                problems = told.problems(refusal.faults)
            except PortfolioError as error:
                problems = told.problems(self.translated(error))
            self.run.forget()
        self.failed(told)
        return told.refused(title, problems)

    def judged(self, told: Told, title: str) -> RowReport:
        """What becomes of a row whose cells could be read. Raises Refusal, or what a service raises."""
        values = self.meant(told.row.values)
        held = self.find(values)
        self.take(self.identity(values) if held is None else held.ids, told)
        if held is None:
            self.check_complete(values)
            self.add(values)
            return told.report(RowOutcome.NEW, title)
        changed = self.differing(values, held)
        if not changed:
            return told.report(RowOutcome.UNCHANGED, title)
        self.edit(held, {name: values[name] for name in changed}, values)
        return told.report(RowOutcome.CHANGED, title, self.changes(told, held, changed))

    def title(self, values: Mapping[str, Any]) -> str:
        """What the row is about, in words; the id where the file has no more."""
        return str(values.get(self.main) or values.get(self.kind.key[0]) or "")

    @abstractmethod
    def find(self, values: Mapping[str, Any]) -> Held | None:
        """What is stored of the row; None for what is new. Raises Refusal where several could be meant."""

    @abstractmethod
    def identity(self, values: Mapping[str, Any]) -> Any:
        """What tells a new row from others of the file."""

    @abstractmethod
    def add(self, values: dict[str, Any]) -> None:
        """Make what is new."""

    @abstractmethod
    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        """Change what is stored; ``values`` is all that the row says."""

    def failed(self, told: Told) -> None:
        """Let rows that hang on a refused one know why it is not there. Nothing hangs on most of them."""
        return

    def take(self, identity: Any, told: Told) -> None:
        """Refuse a second row about the same thing."""
        place = self._taken.setdefault(identity, told.place)
        if place != told.place:
            raise Refusal((self.main, f"Det här står också på {place}. Ta bort en av raderna."))

    def meant(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row with ids in place of what its cells name. Raises Refusal for what there is not."""
        found: dict[str, Any] = {}
        faults: list[Fault] = []
        for column in self.kind.columns:
            if column.name not in values:
                continue
            value = values[column.name]
            if value is not None and column.refers_to is not None and column.name not in self.ignored:
                try:
                    value = self._ids(self.names(column, found), value)
                except Invalid as problem:
                    faults.append((column.name, problem.message))
                    value = None
            found[column.name] = value
        if faults:
            raise Refusal(*faults)
        return found

    def names(self, column: Column, found: Mapping[str, Any]) -> Names:
        """What the column names; ``found`` is what the columns before it mean."""
        places = self.places
        match column.refers_to:
            case "initiative":
                return places.initiatives
            case "area":
                return places.areas
            case "forum":
                return places.forums
            case "goal":
                return places.goals
            case "measure":
                return places.measures
            case _:
                return places.organisations

    def check_complete(self, values: Mapping[str, Any]) -> None:
        """Ask for what a new row cannot be without. Raises Refusal."""
        lacking = [one for one in self.kind.columns if one.required and values.get(one.name) is None]
        if lacking:
            raise Refusal(
                *((one.name, f"{one.heading} saknas, och behövs för det som är nytt. Fyll i den.") for one in lacking)
            )

    def differing(self, values: Mapping[str, Any], held: Held) -> list[str]:
        """The columns in which the row says something else than what is stored."""
        told = (name for name in values if name not in self.ignored and not name.startswith("id_"))
        return [name for name in told if not self.same(name, values[name], held)]

    def same(self, name: str, value: Any, held: Held) -> bool:
        """Whether a cell says what is stored; one that an export left blank says nothing."""
        column = self.columns[name]
        if value is None and name in held.small:
            return True
        if name in held.refers:
            told = frozenset(value) if isinstance(value, tuple) else value
            return bool((told or None) == (held.refers[name] or None))
        stored = held.values.get(name)
        if value is None:
            value = self.defaults.get(name)
        if stored is None or stored == ():
            stored = self.defaults.get(name)
        if value == stored:
            return True
        try:
            # What was stored may be written in a way of its own, such as with a line break that a cell does not keep.
            return bool(column.type.read(_read_again(column.type.write(stored))) == value)
        except Invalid:
            return False

    def changes(self, told: Told, held: Held, changed: Iterable[str]) -> list[Change]:
        """What each of the columns said, and says now."""
        return [
            Change(
                self.columns[name].heading,
                words(self.columns[name], held.values.get(name)),
                words(self.columns[name], told.row.values[name]),
            )
            for name in changed
        ]

    def translated(self, error: PortfolioError) -> list[Fault]:
        """What a service refuses, by column."""
        match error:
            case InvalidFields():
                return [self.fault(field, message) for field, message in error.problems.items()]
            case Invalid() | Conflict():
                return [self.fault(error.field, error.message)]
            case Denied():
                who = f" Det kan {either(error.who)} göra." if error.who else ""
                return [(None, f"{error.message}{who}")]
        return [(None, error.message)]

    def fault(self, field: str | None, message: str) -> Fault:
        """What is wrong with one field of the service, by column."""
        name = self.fields.get(field or "", field)
        todo = self.elsewhere.get(field or "")
        return name if name in self.columns else None, f"{message} {todo}" if todo else message

    def _ids(self, names: Names, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(names.find(one) for one in value))
        return names.find(value)


class Keyed(Putting):
    """Rows that have an id of their own, and are else found by a name."""

    def __init__(self, run: Run, rows: Iterable[Held]) -> None:
        super().__init__(run)
        self._by_id: dict[str, Held] = {}
        self._by_name: dict[Any, list[Held]] = {}
        for one in rows:
            self._by_id[one.values[self.kind.key[0]]] = one
            for name in self.names_of(one):
                self._by_name.setdefault(name, []).append(one)

    @abstractmethod
    def names_of(self, held: Held) -> Iterable[Any]:
        """What a row without an id is known by."""

    @abstractmethod
    def called(self, values: Mapping[str, Any]) -> Iterable[Any]:
        """What the row may be known by; nothing where the file does not say."""

    def find(self, values: Mapping[str, Any]) -> Held | None:
        key = self.kind.key[0]
        if (number := values.get(key)) is not None:
            held = self._by_id.get(number)
            if held is None:
                raise Refusal(
                    (key, f"Det finns inget med id ”{number[:60]}” som du kan se. Lämna cellen tom om raden är ny.")
                )
            return held
        found = {one.ids: one for name in self.called(values) for one in self._by_name.get(name, ())}
        if len(found) > 1:
            ids = either([str(one.values[key]) for one in list(found.values())[:5]])
            raise Refusal((self.main, f"Flera heter så. Skriv vilken det är i kolumnen {key}: {ids}."))
        return next(iter(found.values()), None)

    def identity(self, values: Mapping[str, Any]) -> Any:
        return ("new", *self.called(values))

    def differing(self, values: Mapping[str, Any], held: Held) -> list[str]:
        found_by_name = values.get(self.kind.key[0]) is None
        # What was found by its name in other letters is not renamed by that.
        return [name for name in super().differing(values, held) if not (found_by_name and name == self.main)]


def _read_again(written: Written) -> Value:
    return Decimal(written) if isinstance(written, int) else written
