"""Judging a series from a file: ``analyse``. Nothing is stored, and no database is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from marshmallow import ValidationError

from portfolio.api.answers import written
from portfolio.api.reading import flattened
from portfolio.cli.terminal import PlainError, plainly
from portfolio.domain.analyses import Analysis
from portfolio.domain.analyses.sent import checked_periods
from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons.workings import change
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.labels import label
from portfolio.domain.measurements import number_in
from portfolio.domain.measures import ChartKind, Direction, Frequency, Method
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period
from portfolio.files import series_file
from portfolio.files.series_file import SeriesFile
from portfolio.forms.pasted import period_in
from portfolio.schemas.analyses import AnalysisQuestion, AnalysisSchema
from portfolio.services import analyses

#: Two counts are no series, and a judgement is no reckoning.
_METHODS = (Method.SERIES, Method.SHORT_SERIES, Method.SINGLE)

#: How long the periods may be that dates stand for, the shortest first.
_LENGTHS = (Frequency.MONTH, Frequency.QUARTER, Frequency.TERTIAL, Frequency.HALF, Frequency.YEAR)


class _Number(click.ParamType[Decimal]):
    """A number as it is written in Swedish."""

    name = "tal"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return value if isinstance(value, Decimal) else number_in(value)
        except Invalid as problem:
            self.fail(problem.message, param, ctx)


class _Time(click.ParamType[Period]):
    """A period as people write it."""

    name = "tid"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        try:
            return value if isinstance(value, Period) else period_in(value, Frequency.ONCE)
        except Invalid as problem:
            self.fail(problem.message, param, ctx)


def _choice(members: Sequence[Any]) -> click.Choice:  # type: ignore[type-arg]
    return click.Choice([one.value for one in members])


_THE_FILE = (
    "Filen har en kolumn med perioder och en med värden, eller en med täljare och en med nämnare. En tom cell är ett "
    "värde som saknas."
)

_OPTIONS = (
    click.option("--direction", required=True, type=_choice(list(Direction)), help="Åt vilket håll det är bra."),
    click.option("--chart", type=_choice(list(ChartKind)), help="Diagrammets slag; p och u räknar på antal."),
    click.option("--method", type=_choice(_METHODS), help="Hur en förändring bedöms."),
    click.option("--target", type=_Number(), help="Målet."),
    click.option("--tolerance", type=_Number(), help="Så mycket får en nivå som ska behållas avvika."),
    click.option("--baseline", type=_Number(), help="Nollmätningen."),
    click.option("--baseline-period", type=_Time(), help="Nollmätningens tid."),
    click.option("--phase-start", "phase_starts", multiple=True, type=_Time(), help="Ny nivå härifrån; kan upprepas."),
    click.option("--freeze", type=int, help="Gränserna räknas på så många av de första perioderna."),
    click.option("--screen/--no-screen", default=True, help="Lämna ut mycket stora steg när gränserna räknas."),
    click.option("--first-effect", type=_Time(), help="När den första effekten väntas."),
    click.option("--full-effect", type=_Time(), help="När hela effekten väntas."),
    click.option("--ramp", type=_choice(list(Ramp)), help="Hur effekten växer däremellan."),
    click.option("--as-of", help="Som det såg ut den dagen, ÅÅÅÅ-MM-DD."),
)


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("analyse", epilog=_THE_FILE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_with_options
@click.option("--json", "as_json", is_flag=True, help="Svara exakt som POST /api/v1/analysis.")
@plainly
def analyse(file: Path, as_json: bool, **options: Any) -> None:
    """Bedöm serien i en CSV-fil: är förändringen verklig? Ingenting sparas."""
    # One byte more than may be read tells that there are more.
    with file.open("rb") as opened:
        told = series_file.read(opened.read(series_file.MOST_BYTES + 1))
    periods = periods_of(told)
    try:
        question = AnalysisQuestion().load(_sent(told, periods, options))
        found = analyses.of_sent(**question)
    except ValidationError as error:
        raise PlainError(_by_options(flattened(error.messages))) from error
    except InvalidFields as problem:
        raise PlainError(_by_options(problem.problems)) from problem
    except Invalid as problem:
        raise PlainError(_at_line(problem, told, periods)) from problem
    if not isinstance(found, Analysis):
        raise TypeError("A file holds a series, never two counts.")
    click.echo(written(AnalysisSchema().dump(analyses.told(found))) if as_json else in_words(found))


def periods_of(told: SeriesFile) -> list[Period]:
    """The periods of the lines. Dates that begin units on end stand for those. Raises Invalid with the line."""
    found = [_period(line.number, line.period) for line in told.lines]
    if all(one.start is not None and one.start == one.end for one in found) and _gap(found) is not None:
        for length in _LENGTHS:
            longer = [period_in(one.code, length) for one in found]
            if _gap(longer) is None:
                return longer
    at = _gap(found)
    if at is not None:
        number, text = at
        raise Invalid(None, f"Rad {told.lines[number].number} i filen: {text}")
    return found


def in_words(found: Analysis) -> str:
    """The analysis as a text: the sentence, where it stands, how it was reckoned, and a table of the points."""
    question, effect = found.question, found.effect
    parts = [found.summary, f"Läge: {label(effect.state).lower()}."]
    if effect.now is not None:
        parts[1] += f" Nu {question.writing.bare(effect.now.mean)}, senast {question.writing.bare(effect.now.latest)}."
    if effect.achievement is not None:
        parts[1] += f" Måluppfyllelse {in_swedish(effect.achievement * 100, 0)} %."
    if steps := change(found.verdict, question.writing, start=question.begins, laid=question.laid):
        parts.append("\n".join(["Så har vi räknat", *(f"  {name}: {text}" for name, text in steps)]))
    if found.forecast.reason is None and found.forecast.value is not None:
        ahead = "om inget ändras" if found.forecast.basis == "level" else "om trenden håller i sig"
        lower, upper = found.forecast.lower or 0.0, found.forecast.upper or 0.0
        bare = question.writing.bare
        parts.append(f"Framåt, {ahead}: {bare(found.forecast.value)} ({bare(lower)} till {bare(upper)}).")
    return "\n\n".join([*parts, *_levels(found), _table(found)])


def _levels(found: Analysis) -> list[str]:
    """What the points of the table are held against: the level of each part of the series, with its limits."""
    bare, lines = found.question.writing.bare, []
    for one in found.chart.phases if found.chart is not None else ():
        if one.level.centre is None:
            continue
        line = f"Nivå i diagrammet, från rad {one.start + 1} i tabellen: {bare(one.level.centre)}"
        if one.level.lower is not None and one.level.upper is not None:
            line += f", och vanlig variation {bare(one.level.lower)} till {bare(one.level.upper)}"
        lines.append(f"{line}. Den räknas på {one.n_baseline} värden.")
    return ["\n".join(lines)] if lines else []


def _table(found: Analysis) -> str:
    told, chart, writing = found.question.told, found.chart, found.question.writing
    if told is None or chart is None:
        return "Ingen tabell: perioderna kan inte läggas efter varandra."
    rows = [("Period", f"Värde, {writing.unit}" if writing.unit else "Värde", "Vad punkten säger")]
    for one, point in zip(told.values, chart.points, strict=True):
        value = "saknas" if one.value is None else writing.bare(one.value)
        says = "" if point.type is None else label(point.type)
        if point.signal is not None:
            says += f": {label(point.signal).lower()}"
        rows.append((one.period.label, value, says))
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{period:<{first}}  {value:>{second}}  {says}".rstrip() for period, value, says in rows)


def _period(number: int, text: str) -> Period:
    # What no other length can be, such as 202301, is a month.
    for frequency in (Frequency.ONCE, Frequency.MONTH):
        try:
            return period_in(text, frequency)
        except Invalid:
            continue
    raise Invalid(
        None,
        f"Rad {number} i filen: ”{text[:30]}” går inte att läsa som en period. Skriv till exempel 2023-01, jan-23, "
        "2023-Q1 eller 2023.",
    )


def _gap(periods: Sequence[Period]) -> tuple[int, str] | None:
    """The number of the first period that does not follow on the one before it, and why; None when all do."""
    for number in range(len(periods)):
        try:
            checked_periods(periods[max(number - 1, 0) : number + 1])
        except Invalid as problem:
            text = problem.message.replace("Skicka varje period en gång, i ordning, och null där värdet saknas", _EACH)
            return number, text.replace("Skicka lika långa perioder", "Skriv lika långa perioder")
    return None


_EACH = "Skriv varje period en gång, i ordning, med tom cell där värdet saknas"


def _sent(told: SeriesFile, periods: Sequence[Period], options: dict[str, Any]) -> dict[str, Any]:
    """The same as a call would have sent."""

    def plain(value: Any) -> Any:
        if isinstance(value, Period):
            return value.code
        return [plain(one) for one in value] if isinstance(value, tuple) else value

    sent = {name: plain(value) for name, value in options.items() if value is not None and value != ()}
    sent["periods"] = [one.code for one in periods]
    if told.has_counts:
        sent["numerators"] = [one.numerator for one in told.lines]
        sent["denominators"] = [one.denominator for one in told.lines]
    else:
        sent["values"] = [one.value for one in told.lines]
    return sent


def _by_options(problems: dict[str, str]) -> str:
    """What is at fault, by the names of the options; what a file holds has no option."""
    found = []
    for field, text in problems.items():
        name = field.split(".")[0]
        if name in ("numerators", "denominators"):
            text = "Diagrammet räknar på antal. Filen ska ha kolumnerna period, täljare och nämnare."
        option = {"phase_starts": "--phase-start"}.get(name, f"--{name.replace('_', '-')}")
        line = text if name in ("periods", "values", "numerators", "denominators") else f"{option}: {text}"
        found.append(line)
    return " ".join(dict.fromkeys(found))


def _at_line(problem: Invalid, told: SeriesFile, periods: Sequence[Period]) -> str:
    """What is wrong, with the line of the file where its period stands, or the option that it came by."""
    if problem.field in ("values", "numerators", "denominators"):
        for line, period in zip(told.lines, periods, strict=True):
            if problem.message.startswith(f"{period.label}:"):
                return f"Rad {line.number} i filen: {problem.message}"
    return _by_options({problem.field: problem.message}) if problem.field is not None else problem.message
