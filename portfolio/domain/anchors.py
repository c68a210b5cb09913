"""What hangs on the end of a phase moves along with it: the times of a benefit, by whole quarters.

A time is moved only as exactly as it was told. What is told in years does not move by one quarter, since that would
make a finer time of it than anybody has stated; such a time stands still, and the person is told why.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.benefits import START_REASON
from portfolio.domain.errors import Invalid, PortfolioError
from portfolio.domain.periods import Period, Precision, between, is_within, provably_before
from portfolio.domain.periods.period import ends, one
from portfolio.domain.periods.units import LAST_YEAR, Unit, check_year, unit_starting
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.texts import clean_text, problem_with
from portfolio.domain.versions import version_of

#: The times of a benefit that follow its anchor.
FOLLOWING = ("first_effect", "full_effect", "changed_state_at")

#: In what a time is told that does not move by every number of quarters.
_COARSE = {
    Precision.TERTIAL: "tertial",
    Precision.HALF: "halvår",
    Precision.TERM: "terminer",
    Precision.SEASON: "årstider",
    Precision.YEAR: "år",
    Precision.YEARS: "år",
}


@dataclass(frozen=True)
class TimeMove:
    """One time of a benefit: where it goes, or (``after`` is None) why it stands still."""

    field: str
    before: Period
    after: Period | None
    why: str = ""


@dataclass(frozen=True)
class BenefitMove:
    """What becomes of one benefit when its anchor moves by ``quarters``; at least one time is stated."""

    benefit_id: int
    title: str
    phase: Phase
    quarters: int
    times: tuple[TimeMove, ...]

    @property
    def moves(self) -> bool:
        """Whether any of its times moves; all may stand still."""
        return any(time.after is not None for time in self.times)

    @property
    def distance(self) -> str:
        """How far the anchor moves, in words: ``2 kvartal senare``."""
        return f"{abs(self.quarters)} kvartal {'senare' if self.quarters > 0 else 'tidigare'}"


@dataclass(frozen=True)
class StartMove:
    """A benefit that has values, and whose day between before and after moves.

    ``along`` tells that it does so only if its times move along; else it is the third phase's start that counts for it.
    """

    benefit_id: int
    title: str
    along: bool


class Unreviewed(PortfolioError):
    """Benefits hang on what was changed, and nobody has seen yet what becomes of them.

    ``seen`` is what the answer carries, so that what is done is what was shown; ``starts`` are those that have values,
    for which a reason is asked.
    """

    def __init__(self, moves: Sequence[BenefitMove], starts: Sequence[StartMove] = ()) -> None:
        super().__init__("Nyttor hänger på det du har ändrat. Se efter vad som händer med dem innan du sparar.")
        self.moves = tuple(moves)
        self.starts = tuple(starts)
        self.seen = seen(moves)


class Unexplained(Invalid):
    """The reason for moving a start is missing or broken; it carries what was reviewed, which is shown again."""

    def __init__(self, message: str, moves: Sequence[BenefitMove], starts: Sequence[StartMove]) -> None:
        super().__init__("start_reason", message)
        self.moves = tuple(moves)
        self.starts = tuple(starts)
        self.seen = seen(moves)


def seen(moves: Sequence[BenefitMove]) -> str:
    """A digest of what was shown; another one when anything in it has changed since."""
    return version_of(
        {f"{move.benefit_id} {time.field}": (time.before, time.after) for move in moves for time in move.times}
    )


def anchor_end(times: PhaseTimes) -> Period | None:
    """When the phase ends, for what hangs on it: the actual end, else the planned one; None when neither is known."""
    for span in (times.actual, times.planned):
        if span is not None and span.end is not None:
            return span.end
    return None


def realisation_start(times: Mapping[Phase, PhaseTimes]) -> Period | None:
    """When the third phase begins: the actual start, else the planned one; what counts without a first effect."""
    of_phase = times.get(Phase.REALISATION, PhaseTimes())
    span = of_phase.actual or of_phase.planned
    return span.start if span is not None else None


def start_moved(before: Period | None, after: Period | None) -> bool:
    """Whether the first day that parts before from after becomes another; where none was known, nothing is moved."""
    return before is not None and (after is None or before.start != after.start)


def moves_start(times: Iterable[TimeMove]) -> bool:
    """Whether a first effect moves, and with that the day that parts a benefit's values into before and after."""
    return any(time.field == "first_effect" and time.after is not None for time in times)


def start_problem(starts: Sequence[StartMove], reason: str | None, *, along: bool) -> str | None:
    """What is wrong with the reason for moving these starts, or None; only those that move need one.

    Whoever knows the values could else choose the day that looks best.
    """
    text = clean_text(reason)
    if text:
        return problem_with(text, START_REASON)
    titles = [f"”{one.title}”" for one in starts if along or not one.along]
    if not titles:
        return None
    return (
        f"Det finns redan mätvärden för {', '.join(titles)}. Skriv varför starten flyttas, så att ingen kan tro att "
        "dagen valdes för att det ser bättre ut."
    )


def quarters_moved(before: Period | None, after: Period | None) -> int:
    """By how many quarters an end was moved, negative when earlier; 0 when it was or becomes unknown.

    A day counts as the quarter that it lies in: what moves within its quarter moves nothing along. Neither does a time
    that is only told more closely, or less: a day within the year that was planned is no move.
    """
    if before is None or after is None or before.end is None or after.end is None:
        return 0
    if is_within(after, before) or is_within(before, after):
        return 0
    return _quarter_index(after.end) - _quarter_index(before.end)


def ends_moved(before: Mapping[Phase, PhaseTimes], after: Mapping[Phase, PhaseTimes]) -> dict[Phase, int]:
    """The phases whose ends move from one timetable to the other, each with its number of quarters."""
    nothing = PhaseTimes()
    found = {
        phase: quarters_moved(anchor_end(before.get(phase, nothing)), anchor_end(after.get(phase, nothing)))
        for phase in Phase
    }
    return {phase: quarters for phase, quarters in found.items() if quarters}


def moved(period: Period, quarters: int) -> Period | None:
    """The period so many quarters later (or earlier), as exactly told; None when there is none: it then stands still.

    A day keeps its number, or becomes the month's last day where the month is shorter. Months, quarters and days always
    move; tertials, half-years, terms, seasons and years only by a whole number of them; what is open, recurs or is
    unknown never does, nor what would end up outside 1900–2199.
    """
    first, last = ends(period)
    if first is None or last is None:
        return None
    try:
        opening = _moved_unit(first, quarters)
        closing = opening if first == last else _moved_unit(last, quarters)
        if opening is None or closing is None:
            return None
        found = one(opening) if first == last else between(one(opening), one(closing))
    except Invalid:
        return None
    return found if found.precision is period.precision else None


def follow(times: Mapping[str, Period | None], quarters: int) -> tuple[TimeMove, ...]:
    """What becomes of a benefit's times; those that are not stated are left out.

    When one of first and full effect cannot move and the other would pass it, both stand still.
    """
    found = {}
    for field in FOLLOWING:
        before = times.get(field)
        if before is not None:
            after = moved(before, quarters)
            found[field] = TimeMove(field, before, after, "" if after else _why(before, quarters))
    first, full = found.get("first_effect"), found.get("full_effect")
    if first and full and provably_before(full.after or full.before, first.after or first.before):
        why = "annars skulle full effekt hamna före första effekt"
        for move in (first, full):
            if move.after is not None:
                found[move.field] = TimeMove(move.field, move.before, None, why)
    return tuple(found.values())


def _why(period: Period, quarters: int) -> str:
    if None in ends(period):
        return "tiden har ingen bestämd början eller inget bestämt slut"
    if period.precision in _COARSE:
        return f"tiden är angiven i {_COARSE[period.precision]}, och {abs(quarters)} kvartal går inte jämnt upp i det"
    return f"tiden skulle hamna utanför de år som går att ange, till och med {LAST_YEAR}"


def _moved_unit(unit: Unit, quarters: int) -> Unit | None:
    """The unit of the same kind so many quarters later; None when none of that kind begins there."""
    year, month = divmod(unit.start.year * 12 + unit.start.month - 1 + 3 * quarters, 12)
    check_year(year)
    start = date(year, month + 1, min(unit.start.day, monthrange(year, month + 1)[1]))
    found = unit_starting(unit.precision, start)
    if found is not None:
        check_year(found.end.year)
    return found


def _quarter_index(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
