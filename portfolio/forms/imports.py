"""Reading a file in: the file itself, what its sheets and columns are, and the answer to what was shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import FileField, HiddenField

from portfolio.domain.tables import choices as choosing
from portfolio.domain.tables.choices import Choice, Remembered
from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.mapping import Heading
from portfolio.domain.tables.values import Table
from portfolio.forms.base import ChoiceField, Form
from portfolio.forms.fields import NumberField, TickField


class UploadForm(Form):
    """The file."""

    file = FileField("Fil")


class ActForm(Form):
    """A button of its own: there is nothing to fill in."""


class ApplyForm(Form):
    """The answer to what was shown: which report it was, and whether what looks unlikely is right."""

    shown = HiddenField()
    confirmed = TickField("Jag har kontrollerat värdena, och de stämmer")


class ColumnsForm(Form):
    """What each sheet and column of a file is; the fields are made from the file, see ``of``."""

    tables: Sequence[Table] = ()
    choices: Sequence[Choice] = ()

    @classmethod
    def of(cls, sent: Any, tables: Sequence[Table], choices: Sequence[Choice]) -> ColumnsForm:
        """The form with the fields that these sheets have, filled in with what they seem to be or were said to be."""
        fields: dict[str, Any] = {}
        data: dict[str, Any] = {}
        for place, (table, one) in enumerate(zip(tables, choices, strict=True)):
            fields[f"kind_{place}"] = ChoiceField("Vad bladet innehåller", kind=str, blank="Läs inte in")
            fields[f"head_{place}"] = NumberField("Rad med rubriker")
            data |= {f"kind_{place}": one.kind, f"head_{place}": _row_number(table, one)}
            for heading in choosing.found_in(table, one):
                name = f"column_{place}_{heading.at}"
                fields[name] = ChoiceField(heading.title, kind=str, blank="Hoppa över")
                data[name] = heading.column
        made: ColumnsForm = type("ColumnsFormOfFile", (cls,), fields)(sent, data=data)
        made.tables, made.choices = tables, choices
        for place, one in enumerate(choices):
            made[f"kind_{place}"].offer((kind.name, kind.title) for kind in KINDS.values())
            kind = KINDS.get(one.kind or "")
            for heading in choosing.found_in(tables[place], one):
                made[f"column_{place}_{heading.at}"].offer(_columns(kind))
        return made

    def chosen(self, remembered: Remembered) -> tuple[Choice, ...]:
        """What was chosen. A sheet that became of another kind, or got other headings, is suggested anew."""
        return tuple(self._chosen(place, table, remembered) for place, table in enumerate(self.tables))

    @property
    def sheets(self) -> list[tuple[Table, list[tuple[Heading, tuple[str, ...]]]]]:
        """Every sheet with its headings, each with the first values below it."""
        return [
            (table, [(head, choosing.examples(table, one, head.at)) for head in choosing.found_in(table, one)])
            for table, one in zip(self.tables, self.choices, strict=True)
        ]

    @property
    def needed(self) -> list[list[str]]:
        """For each sheet the headings of the columns that have to be chosen."""
        kinds = [KINDS.get(one.kind or "") for one in self.choices]
        return [[one.heading for one in kind.columns if one.required] if kind else [] for kind in kinds]

    @property
    def asks_anew(self) -> bool:
        """Whether the columns of some sheet have to be looked at first, since it became something else."""
        return any(self._is_other(place) for place in range(len(self.tables)))

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: the row of headings has to be one that the sheet has."""
        valid = super().validate(extra_validators)
        for place, table in enumerate(self.tables):
            field = self[f"head_{place}"]
            if self[f"kind_{place}"].data and not field.errors and _row_at(table, field.data) is None:
                self._tell(field.name, "Skriv numret på raden där rubrikerna står, till exempel 1.")
                valid = False
        return valid

    def judge(self, chosen: Sequence[Choice]) -> bool:
        """Whether what was chosen can be read; what lacks is told beside the sheet."""
        for place, (table, one) in enumerate(zip(self.tables, chosen, strict=True)):
            lacking = [f"”{column.heading}”" for column in choosing.lacking(table, one)]
            if lacking:
                self._tell(f"kind_{place}", f"Välj vilken kolumn i filen som är {_listed(lacking)}.")
            for name in choosing.repeated(one):
                places = [at for at, column in one.columns.items() if column == name]
                self._tell(f"column_{place}_{places[-1]}", "En annan kolumn är redan vald som den här. Välj en av dem.")
        if not any(one.kind for one in chosen):
            self.general.append("Välj vad minst ett av bladen innehåller.")
        return not self.failed

    def _is_other(self, place: int) -> bool:
        kind, row = self[f"kind_{place}"].data, self[f"head_{place}"].data
        one = self.choices[place]
        return kind is not None and (kind, row) != (one.kind, _row_number(self.tables[place], one))

    def _chosen(self, place: int, table: Table, remembered: Remembered) -> Choice:
        kind = self[f"kind_{place}"].data
        if kind is None:
            return Choice()
        row = self[f"head_{place}"].data
        if self._is_other(place):
            moved = row != _row_number(table, self.choices[place])
            return choosing.suggested(table, remembered, kind=KINDS[kind], head=_row_at(table, row) if moved else None)
        columns = {
            heading.at: self[f"column_{place}_{heading.at}"].data
            for heading in choosing.found_in(table, self.choices[place])
        }
        return Choice(kind, self.choices[place].head, columns)


def _columns(kind: Kind | None) -> list[tuple[str, str]]:
    if kind is None:
        return []
    return [(one.name, one.heading) for one in kind.columns]


def _row_number(table: Table, one: Choice) -> int:
    return table.rows[one.head].number if one.head < len(table.rows) else 1


def _row_at(table: Table, number: int | None) -> int | None:
    return next((at for at, row in enumerate(table.rows) if row.number == number), None)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"
