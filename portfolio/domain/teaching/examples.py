"""Examples of each method, judged by the product itself: what is told of them can never be other than what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from portfolio.domain.analyses import Analysis, Posted, TwoCounts, judged, two_counts
from portfolio.domain.comparisons import Evidence, Tally
from portfolio.domain.comparisons.workings import change
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import Direction, Method
from portfolio.domain.periods import Period, from_code, month
from portfolio.domain.teaching.pictures import Sketch, Span, sketch, span

#: What each verdict means, the surest first; the words themselves are the labels of the verdicts.
MEANINGS: dict[Evidence, str] = {
    Evidence.ESTABLISHED_IMPROVEMENT: (
        "Värdena ligger kvar på en bättre nivå än före starten, så länge och så samlat att slumpen sällan ger det. "
        "Det säger inte vad som orsakade förändringen."
    ),
    Evidence.SIGNS_IMPROVEMENT: (
        "Något i värdena pekar åt rätt håll, men slumpen ger ofta samma sak, eller så kan metoden inte visa mer. "
        "Fortsätt att mäta innan du drar en slutsats."
    ),
    Evidence.NOT_SHOWN: (
        "Värdena efter starten ser ut som de brukade före. Det betyder inte att insatsen saknar effekt: en liten "
        "förändring kan finnas utan att synas. Vi säger hur stor en förändring måste vara för att oftast synas."
    ),
    Evidence.TOO_LITTLE: "Det finns för få värden före eller efter starten. Då säger vi inget om förändringen.",
    Evidence.SIGNS_DETERIORATION: "Något i värdena pekar åt fel håll, men det är inte säkert än. Ta reda på varför.",
    Evidence.ESTABLISHED_DETERIORATION: "Värdena ligger kvar på en sämre nivå än före starten. Då behöver något göras.",
    Evidence.ASSESSED: (
        "Ingen mätning finns. Någon utanför projektet har bedömt effekten och angett sina källor. Det räknas för sig."
    ),
}


@dataclass(frozen=True)
class Taught:
    """A method as it is taught: what it is for, what it needs, and the most it ever shows. None is a judgement."""

    method: Method | None
    when: str
    needs: str
    most: str


METHODS: tuple[Taught, ...] = (
    Taught(
        Method.SERIES,
        "Värden varje månad eller oftare.",
        "Minst 12 värden före starten och 7 efter. Med 6–11 före blir det högst tecken.",
        "Tydlig förbättring",
    ),
    Taught(
        Method.SHORT_SERIES,
        "Värden varje kvartal, tertial, halvår eller år.",
        "Minst fyra värden i hela år på varje sida om starten. Ett år där ett värde saknas räknas inte.",
        "Tecken på förbättring",
    ),
    Taught(
        Method.BEFORE_AFTER,
        "En enkät eller en räkning före och en efter.",
        "Antal, inte bara procent: minst 20 svar varje gång, och helst fler.",
        "Tydlig förbättring, eller tecken när få svarar",
    ),
    Taught(
        Method.SINGLE,
        "En enda mätning.",
        "Ett mål att hålla den mot.",
        "Om målet är nått, aldrig om något har förändrats",
    ),
    Taught(
        None,
        "Det går inte att mäta.",
        "Ett utlåtande med datum och källa från någon utanför projektet.",
        "Bedömd",
    ),
)


@dataclass(frozen=True)
class Example:
    """A series or two counts with the story behind it, and what the product says of it."""

    method: Method
    title: str
    story: str
    unit: str
    summary: str
    workings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]
    picture: Sketch | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Look:
    """What would have been said of a series after so many months."""

    months: int
    evidence: Evidence
    summary: str


_WAITING = [42, 45, 41, 44, 43, 46, 42, 44, 41, 45, 43, 44]
_SHORTER = [41, 40, 40, 38, 38, 39, 40, 39, 38, 39]
_AS_BEFORE = [43, 45, 42, 44, 41, 45, 44, 42, 46, 43]


@cache
def examples() -> tuple[Example, ...]:
    """An example of each method that reckons, in the order in which they are taught."""
    return (*_months_told(), _quarters_told(), *_counts_told(), _once_told())


def _months_told() -> tuple[Example, ...]:
    return (
        _of_series(
            Method.SERIES,
            "Kortare väntan till första besök",
            "Mottagningen ändrade sin bokning i januari 2024. Dagar i väntan, varje månad; lägre är bättre.",
            "dagar",
            _months([*_WAITING, *_SHORTER], target=40),
        ),
        _of_series(
            Method.SERIES,
            "En grannmottagning där inget ändrades",
            "Samma mått på en mottagning som arbetade som förut.",
            "dagar",
            _months([*_WAITING, *_AS_BEFORE]),
        ),
    )


def _quarters_told() -> Example:
    return _of_series(
        Method.SHORT_SERIES,
        "Andel med fast vårdkontakt, varje kvartal",
        "Arbetssättet infördes vid årsskiftet. Procent; högre är bättre.",
        "procent",
        Posted(
            direction=Direction.INCREASE,
            periods=[from_code(f"{year}-Q{number}") for year in (2023, 2024) for number in (1, 2, 3, 4)],
            values=[61, 63, 62, 64, 66, 65, 68, 67],
            first_effect=from_code("2024-Q1"),
        ),
    )


def _counts_told() -> tuple[Example, ...]:
    return (
        _of_counts(
            "Delaktig i sin vård, enkät före och efter",
            "120 av 200 kände sig delaktiga före, 143 av 210 efter. Lika många fick enkäten båda gångerna.",
            Tally(120, 200, 300),
            Tally(143, 210, 300),
        ),
        _of_counts(
            "Samma andelar med fler svar",
            "Om fyra gånger så många hade svarat: 480 av 800 före, 572 av 840 efter.",
            Tally(480, 800, 1200),
            Tally(572, 840, 1200),
        ),
    )


def _once_told() -> Example:
    return _of_series(
        Method.SINGLE,
        "En enda mätning efteråt",
        "En kartläggning i mars 2024 gav 82 procent. Målet var 80 och högre är bättre, så det är nått.",
        "procent",
        Posted(
            direction=Direction.INCREASE,
            periods=[from_code("2024-03")],
            values=[82],
            method=Method.SINGLE,
            target=80,
            baseline_reason="Ingen mätning gjordes före.",
            first_effect=from_code("2024-01"),
        ),
    )


@cache
def looks() -> tuple[Look, ...]:
    """What would have been said of the first example month by month, where the verdict changed."""
    found: list[Look] = []
    for months in range(1, len(_SHORTER) + 1):
        said = judged(_months([*_WAITING, *_SHORTER[:months]]))
        evidence = said.verdict.evidence
        if evidence is not None and (not found or found[-1].evidence is not evidence):
            found.append(Look(months, evidence, said.summary))
    return tuple(found)


def _months(values: Sequence[float], *, target: float | None = None) -> Posted:
    return Posted(
        direction=Direction.DECREASE,
        periods=[_month(number) for number in range(len(values))],
        values=values,
        target=target,
        first_effect=from_code("2024-01"),
        freeze=len(_WAITING),
    )


def _month(number: int) -> Period:
    return month(2023 + number // 12, number % 12 + 1)


def _of_series(method: Method, title: str, story: str, unit: str, posted: Posted) -> Example:
    found = judged(posted)
    question, writing = found.question, Writing(unit, 0)
    start = posted.first_effect.start if posted.first_effect is not None else None
    rows = []
    for period, value in zip(posted.periods, posted.values or (), strict=True):
        before = start is not None and period.end is not None and period.end < start
        rows.append((period.label, "saknas" if value is None else writing.bare(value), "före" if before else "efter"))
    return Example(
        method=method,
        title=title,
        story=story,
        unit=unit,
        summary=found.summary,
        workings=tuple(change(found.verdict, question.writing, start=question.begins, laid=question.laid)),
        rows=tuple(rows),
        picture=_drawn(found, sum(row[2] == "före" for row in rows)),
    )


def _of_counts(title: str, story: str, before: Tally, after: Tally) -> Example:
    found: TwoCounts = two_counts(before, after, direction=Direction.INCREASE)
    bare = Writing(None, 0).bare
    return Example(
        method=Method.BEFORE_AFTER,
        title=title,
        story=story,
        unit="svar",
        summary=found.summary,
        workings=tuple(change(found.verdict, Writing("procent", 0, times=100), start="starten")),
        rows=tuple(
            (name, f"{bare(one.x)} av {bare(one.n)}", f"{bare(one.sent or 0)} tillfrågade")
            for name, one in (("Före", before), ("Efter", after))
        ),
        span=span(*found.verdict.interval) if found.verdict.interval is not None else None,
    )


def _drawn(found: Analysis, before: int) -> Sketch | None:
    """The values around what those before the start made; a single value is no picture."""
    told = found.question.told
    if told is None or len(told.values) < 2:
        return None
    return sketch(told.numbers, before=before, level=found.verdict.level)
