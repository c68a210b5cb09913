"""What a method can ever show of a measure, said when the method is chosen: in words, from what there is so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from portfolio.domain.comparisons.evidence import JUDGED
from portfolio.domain.comparisons.proportions import FEWEST_ANSWERS
from portfolio.domain.comparisons.series import FEWEST_AFTER, TWO_YEARS
from portfolio.domain.comparisons.short_series import FEWEST_A_SIDE, in_whole_years
from portfolio.domain.comparisons.slots import Slots
from portfolio.domain.control_charts import ENOUGH, FEWEST, IN_A_ROW, observed
from portfolio.domain.effects.values import in_a_year
from portfolio.domain.measures import MONTHS, Direction, Frequency, Method

#: What the values of each frequency are called.
_VALUES = {
    Frequency.MONTH: "Månadsvärden",
    Frequency.QUARTER: "Kvartalsvärden",
    Frequency.TERTIAL: "Tertialvärden",
    Frequency.HALF: "Halvårsvärden",
    Frequency.YEAR: "Årsvärden",
    Frequency.ONCE: "En enda mätning",
}


_ESTABLISHED = "Kan som mest visa tydlig förbättring"
_SIGNS = "Kan som mest visa tecken på förbättring"
_NOT_YET = "Kan inte användas för mätetalet som det är nu"


@dataclass(frozen=True)
class Outlook:
    """What is known of a measure when its method is chosen.

    ``before`` and ``after`` are how many values there are on each side of the start; None where no start is known, or
    the values cannot be held together. ``whole_before`` and ``whole_after`` are those in whole years nearest the start.
    """

    frequency: Frequency
    direction: Direction
    has_counts: bool
    overlaps: bool = False
    before: int | None = None
    after: int | None = None
    whole_before: int = 0
    whole_after: int = 0


def told_by(
    told: Slots | None,
    start: date | None,
    *,
    frequency: Frequency,
    direction: Direction,
    has_counts: bool,
    overlaps: bool = False,
) -> Outlook:
    """What is known from the values around a start; without either, what the measure itself tells."""
    if told is None or start is None:
        return Outlook(frequency, direction, has_counts, overlaps)
    sides = told.sides(start)
    earlier, later = told.numbers[sides.since : sides.before], told.numbers[sides.after :]
    whole_before, whole_after = in_whole_years(told.numbers, sides, in_a_year=told.in_a_year)
    return Outlook(
        frequency,
        direction,
        has_counts,
        overlaps,
        before=len(observed(earlier)),
        after=len(observed(later)),
        whole_before=len(whole_before),
        whole_after=len(whole_after),
    )


def what_can_be_shown(method: Method, known: Outlook) -> str:
    """What this method can ever show here, what it takes, and what there is of it so far."""
    if known.direction not in JUDGED:
        return "Mätetalet säger inte om högre eller lägre är bättre, så ingen förändring bedöms."
    if method is Method.SINGLE:
        return "Visar om målet nås eller inte, men aldrig om något har förändrats."
    if method is Method.BEFORE_AFTER:
        return _before_after(known)
    if known.overlaps:
        return "Rullande tolv månader överlappar varandra, så en förändring kan inte bedömas. Mät varje period för sig."
    if known.frequency not in MONTHS:
        return "Kräver värden som kommer i en jämn följd. En enda mätning kan inte visa en förändring."
    return _series(known) if method is Method.SERIES else _short_series(known)


def ceiling(method: Method, known: Outlook) -> str:
    """The most that can be said, in a few words."""
    if method is Method.SINGLE or known.direction not in JUDGED:
        return "Säger inget om förändring"
    if method is Method.BEFORE_AFTER:
        return _ESTABLISHED if known.has_counts else _NOT_YET
    if known.overlaps or known.frequency not in MONTHS:
        return _NOT_YET
    return _ESTABLISHED if method is Method.SERIES and known.frequency is Frequency.MONTH else _SIGNS


def _series(known: Outlook) -> str:
    values = _VALUES[known.frequency]
    if known.frequency is not Frequency.MONTH:
        need = f"Det behövs minst {FEWEST} före och {FEWEST_AFTER} efter{_held(known.before, known.after)}."
        return f"{_at_most_signs(known)} {need}"
    need = f"{ENOUGH} månader före och {IN_A_ROW} efter för tydlig förbättring"
    found = [f"{values}: {need}{_held(known.before, known.after)}."]
    if known.before is not None and known.before < TWO_YEARS:
        found.append(
            f"Med mindre än {TWO_YEARS} månader före går en förändring inte säkert att skilja från årstidens växlingar."
        )
    return " ".join(found)


def _short_series(known: Outlook) -> str:
    each = in_a_year(known.frequency)
    years = ceil(FEWEST_A_SIDE / each)
    need = f"{years} hela år på varje sida" if years > 1 else "ett helt år på varje sida"
    held = _held(known.whole_before if known.before is not None else None, known.whole_after, " i hela år")
    return f"{_at_most_signs(known)} Det behövs minst {years * each} värden, {need}{held}."


def _at_most_signs(known: Outlook) -> str:
    values = _VALUES[known.frequency]
    if known.frequency is Frequency.YEAR:
        return f"{values} (till exempel från Kolada) är sammanhang, inte bevis: de kan aldrig ge mer än tecken."
    if known.frequency is Frequency.MONTH:
        return "Jämför hela år och kan aldrig ge mer än tecken; välj hellre serie för månadsvärden."
    return f"{values} kan aldrig ge mer än tecken."


def _before_after(known: Outlook) -> str:
    if not known.has_counts:
        return "Kräver antal, inte procent. Ange mätetalets täljare och nämnare först, så går det att välja."
    return (
        f"Kan visa en tydlig förbättring när minst {FEWEST_ANSWERS} har svarat varje gång, minst hälften "
        "av de tillfrågade svarade och svarsandelarna skiljer högst 10 procentenheter. Annars högst tecken."
    )


def _held(before: int | None, after: int | None, what: str = "") -> str:
    if before is None:
        return ". Ange när den första effekten väntas (steg 4), så ser du vad som redan finns"
    return f"; du har {before} före och {after or 0} efter{what}"
