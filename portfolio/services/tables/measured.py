"""Rows of measured values: recorded and handed in series by series, since a series is judged as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portfolio.domain.errors import Invalid, InvalidFields, PortfolioError
from portfolio.domain.measurements import Entry, Figures, widened
from portfolio.domain.measures import Sex, has_counts
from portfolio.domain.numbers import in_swedish
from portfolio.domain.tables.kinds import MEASURED
from portfolio.domain.tables.outcomes import Change, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.models import Measure, Measurement
from portfolio.services import measurements, measures
from portfolio.services.measurements import Unlikely
from portfolio.services.tables.held import Held
from portfolio.services.tables.held_values import FIGURES, TEXTS
from portfolio.services.tables.putting import Putting
from portfolio.services.tables.rows import Fault, Refusal, Run, Told, words

#: Whose values they are: of a measure, of a unit or all, of a sex or both.
Owner = tuple[int, int | None, Sex | None]

#: What a value comes from; where none of them changed, there is nothing new to ask about.
_MAKE_VALUE = frozenset({"value", "numerator", "denominator"})

_QUESTION = "Värdet avviker mycket från de andra. Kontrollera det, och läs in det om det stämmer."


@dataclass(frozen=True)
class _Waiting:
    """A row that is to be recorded: its place among all rows, what is stored, and in which columns it differs."""

    at: int
    told: Told
    title: str
    entry: Entry
    held: Held | None
    changed: tuple[str, ...]

    @property
    def is_measured_anew(self) -> bool:
        """Whether it tells of another figure than what is stored, and not of what is said about it alone."""
        return self.held is None or not _MAKE_VALUE.isdisjoint(self.changed)

    def report(self, putting: Measured, value: Decimal | None, *, asks: bool) -> RowReport:
        """What becomes of it. ``value`` is what is stored, which counts may give another than the cell says."""
        question = _QUESTION if asks else None
        title = putting.titled(self.told.row.values, value)
        if self.held is None:
            return self.told.report(RowOutcome.NEW, title, question=question)
        changes = putting.changes(self.told, self.held, self.changed)
        before = self.held.values["value"]
        if self.is_measured_anew and "value" not in self.changed and value != before:
            column = putting.columns["value"]
            changes.insert(0, Change(column.heading, words(column, before), words(column, value)))
        return self.told.report(RowOutcome.CHANGED, title, changes, question)


class Measured(Putting):
    """How rows become values. One that says what counts changes nothing; another value is a correction."""

    kind = MEASURED
    main = "period"
    ignored = frozenset({"state", "suppressed"})
    fields = {"unit_id": "unit"}

    def __init__(self, run: Run, rows: Iterable[Held]) -> None:
        super().__init__(run)
        self._library = {one.id: one for one in measures.library(self.ctx, run.plan)}
        self._held = {self.identity({**one.values, **one.refers}): one for one in rows}

    def put_all(self, told: Sequence[Told], step: Callable[[], None]) -> list[RowReport]:
        found: dict[int, RowReport] = {}
        waiting: dict[Owner, list[_Waiting]] = {}
        for at, one in enumerate(told):
            title = self.title(one.row.values)
            if one.row.problems:
                found[at] = one.refused(title, one.row.problems)
                continue
            try:
                owner, row = self._wanted(at, one, title)
            except Refusal as refusal:
                found[at] = one.refused(title, one.problems(refusal.faults))
                continue
            if row is None:
                found[at] = one.report(RowOutcome.UNCHANGED, title)
            else:
                waiting.setdefault(owner, []).append(row)
        for _ in found:
            step()
        for owner, rows in waiting.items():
            found |= self._record(owner, rows)
            for _ in rows:
                step()
        return [found[at] for at in range(len(told))]

    def title(self, values: Mapping[str, Any]) -> str:
        return self.titled(values, values.get("value"))

    def titled(self, values: Mapping[str, Any], value: Decimal | None) -> str:
        """What the row is about, with the value that is meant: of the period that the measure has."""
        measure = self._measure(values.get("measure"))
        if measure is not None and values.get("period") is not None:
            values = {**values, "period": widened(values["period"], measure.frequency)}
        about = [words(self.columns[name], values.get(name)) for name in ("measure", "unit", "sex", "period")]
        told = ", ".join(one for one in about if one)
        if value is None:
            return told
        # A value that counts give has more digits than anybody means.
        decimals = measure.decimals if measure is not None and value != values.get("value") else None
        return f"{told}: {in_swedish(value, decimals)}"

    def _measure(self, text: str | None) -> Measure | None:
        """The measure that a cell names, if it is clear which."""
        try:
            return self._library.get(self.places.measures.find(text)) if text is not None else None
        except Invalid:
            return None

    def find(self, values: Mapping[str, Any]) -> Held | None:
        return self._held.get(self.identity(values))

    def identity(self, values: Mapping[str, Any]) -> Any:
        return (*_owner(values), values.get("period"))

    def add(self, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def edit(self, held: Held, changed: dict[str, Any], values: dict[str, Any]) -> None:
        raise NotImplementedError

    def _wanted(self, at: int, told: Told, title: str) -> tuple[Owner, _Waiting | None]:
        """Whose value the row tells, and what is to be recorded of it; None where nothing is. Raises Refusal."""
        values = self.meant(told.row.values)
        self.check_complete(values)
        measure = self._library[values["measure"]]
        values["period"] = widened(values["period"], measure.frequency)
        self.take(self.identity(values), told)
        held = self.find(values)
        owner = _owner(values)
        if self._says_nothing(values, held):
            return owner, None
        changed = tuple(self.differing(values, held)) if held is not None else ()
        changed = tuple(name for name in changed if name in (*FIGURES, *TEXTS))
        if held is not None and not changed:
            return owner, None
        return owner, _Waiting(at, told, title, self._entry(measure, values, held, changed), held, changed)

    def _says_nothing(self, values: Mapping[str, Any], held: Held | None) -> bool:
        """Whether the row is only prepared for a value, or was left blank by an export. Raises Refusal."""
        if any(values.get(name) is not None for name in (*FIGURES, "no_value_reason")):
            return False
        if held is None:
            return all(values.get(name) is None for name in TEXTS)
        if held.small or values.get("suppressed") or not any(name in values for name in (*FIGURES, "no_value_reason")):
            return False
        if any(held.values[name] is not None for name in (*FIGURES, "no_value_reason")):
            raise Refusal(("value", "Ett värde tas inte bort. Låt det stå kvar, eller skriv varför det saknas."))
        return False

    def differing(self, values: Mapping[str, Any], held: Held) -> list[str]:
        changed = super().differing(values, held)
        if values.get("suppressed") and all(values.get(name) is None for name in FIGURES):
            changed = [name for name in changed if name not in FIGURES]
        return changed

    def _entry(self, measure: Measure, values: Mapping[str, Any], held: Held | None, changed: Sequence[str]) -> Entry:
        """What is recorded: what the row says, and what is stored where the file has no such column."""
        stored = held.values if held is not None else {}
        told = {name: values[name] if name in values else stored.get(name) for name in (*FIGURES, *TEXTS)}
        if held is not None and (held.small or values.get("suppressed")) and not set(changed) & set(FIGURES):
            told |= {name: stored.get(name) for name in FIGURES}
        counted = has_counts(numerator=measure.numerator, denominator=measure.denominator)
        recounted = {"numerator", "denominator"} & set(changed)
        if counted and recounted and "value" not in changed and told["numerator"] is not None:
            # The value of a row whose counts were edited is still that of the former ones.
            told["value"] = None
        if "no_value_reason" not in values and any(told[name] is not None for name in ("value", "numerator")):
            told["no_value_reason"] = None
        figures = Figures(**{name: told[name] for name in (*FIGURES, "no_value_reason")})
        texts = {name: told[name] for name in TEXTS if name != "no_value_reason"}
        return Entry(values["period"], figures, **texts)

    def _record(self, owner: Owner, rows: list[_Waiting]) -> dict[int, RowReport]:
        """What becomes of the rows of one series: those that can be are recorded together."""
        found: dict[int, RowReport] = {}
        asked: frozenset[int] = frozenset()
        made: list[Measurement] = []
        confirmed = False
        while rows:
            try:
                made = self._record_all(owner, rows, confirmed=confirmed)
            except Unlikely as problem:
                asked = frozenset(rows[place].at for place in problem.rows if rows[place].is_measured_anew)
                confirmed = True
                continue
            except InvalidFields as problem:
                faults = self._by_row(problem, rows)
                for row in rows:
                    if row.at in faults:
                        found[row.at] = row.told.refused(row.title, row.told.problems(faults[row.at]))
                rows = [row for row in rows if row.at not in faults]
                continue
            except PortfolioError as problem:
                self.run.forget()
                told = self.translated(problem)
                return found | {row.at: row.told.refused(row.title, row.told.problems(told)) for row in rows}
            break
        told_of = zip(rows, made, strict=True)
        return found | {row.at: row.report(self, one.value, asks=row.at in asked) for row, one in told_of}

    def _record_all(self, owner: Owner, rows: Sequence[_Waiting], *, confirmed: bool) -> list[Measurement]:
        measure_id, unit_id, sex = owner
        held = measures.present(self._library[measure_id])
        series = next((one for one in held if (one.unit_id, one.sex) == (unit_id, sex)), None)
        if series is None:
            series = measures.add_series(self.ctx, measure_id, unit_id=unit_id, sex=sex)
        return measurements.record(
            self.ctx,
            series.id,
            [row.entry for row in rows],
            submit=True,
            confirmed=confirmed,
            import_run_id=self.run.run_id,
        )

    def _by_row(self, problem: InvalidFields, rows: Sequence[_Waiting]) -> dict[int, list[Fault]]:
        found: dict[int, list[Fault]] = {}
        for name, message in problem.problems.items():
            place, _, field = name.partition(".")
            if not place.isdigit():
                raise Invalid(name, message) from problem
            found.setdefault(rows[int(place)].at, []).append(self.fault(field, message))
        return found


def _owner(values: Mapping[str, Any]) -> Owner:
    return values["measure"], values.get("unit"), values.get("sex")
