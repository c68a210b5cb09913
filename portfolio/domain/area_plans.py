"""The timetables of a whole area changed at once: what changes, what moves along, and who waits for what changes.

Nothing is saved until somebody has seen all of it, since what hangs on a timetable hangs on several here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.domain.anchors import BenefitMove, StartMove
from portfolio.domain.dependencies import Comparison
from portfolio.domain.errors import Invalid, PortfolioError
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.versions import version_of


@dataclass(frozen=True)
class AreaRow:
    """One initiative of the area: its timetable as it is stored, and the version of that."""

    id: int
    title: str
    times: Mapping[Phase, PhaseTimes]
    version: str


@dataclass(frozen=True)
class Wanted:
    """The planned times that somebody wants for one initiative, and the version that they saw. Actual times stay."""

    version: str
    planned: Mapping[Phase, Span | None]

    def times(self, stored: Mapping[Phase, PhaseTimes]) -> dict[Phase, PhaseTimes]:
        """The whole timetable as it would be."""
        nothing = PhaseTimes()
        return {phase: PhaseTimes(self.planned.get(phase), stored.get(phase, nothing).actual) for phase in Phase}


@dataclass(frozen=True)
class PhaseChange:
    """One phase of one initiative whose planned time becomes another; None is not stated."""

    initiative_id: int
    title: str
    phase: Phase
    before: Span | None
    after: Span | None


@dataclass(frozen=True)
class AreaMove:
    """What becomes of one benefit, and the initiative that it belongs to."""

    initiative: str
    move: BenefitMove


@dataclass(frozen=True)
class Follower:
    """One initiative that waits for another, where the times say another thing than before. It stays."""

    title: str
    waits_for: str
    before: Comparison
    after: Comparison


@dataclass(frozen=True)
class AreaPreview:
    """Everything that saving would do, and what it would not do though somebody may think so."""

    changes: tuple[PhaseChange, ...]
    moves: tuple[AreaMove, ...]
    followers: tuple[Follower, ...]
    #: The benefits with values whose start moves, for which a reason is asked.
    starts: tuple[StartMove, ...] = ()

    @property
    def any_moves(self) -> bool:
        """Whether any benefit would move along."""
        return any(one.move.moves for one in self.moves)

    @property
    def seen(self) -> str:
        """A digest of what was shown; another one when anything in it has changed since."""
        told: dict[str, object] = {}
        for one in self.changes:
            name = f"{one.initiative_id} {one.phase}"
            told[name] = [_ends(one.before), _ends(one.after)]
        for moved in self.moves:
            for time in moved.move.times:
                told[f"benefit {moved.move.benefit_id} {time.field}"] = [time.before, time.after]
        for number, follower in enumerate(self.followers):
            told[f"follower {number}"] = [follower.title, follower.before.sentence, follower.after.sentence]
        return version_of(told)


class AreaUnreviewed(PortfolioError):
    """Nobody has seen yet what saving would do, or what they saw is no longer true."""

    def __init__(self, preview: AreaPreview) -> None:
        super().__init__("Granska ändringarna innan du sparar.")
        self.preview = preview


class AreaUnexplained(Invalid):
    """The reason for moving a start is missing or broken; it carries what was reviewed, which is shown again."""

    def __init__(self, message: str, preview: AreaPreview) -> None:
        super().__init__("start_reason", message)
        self.preview = preview


def phase_changes(row: AreaRow, times: Mapping[Phase, PhaseTimes]) -> list[PhaseChange]:
    """The phases whose planned times become others."""
    nothing = PhaseTimes()
    pairs: Iterable[tuple[Phase, Span | None, Span | None]] = (
        (phase, row.times.get(phase, nothing).planned, times.get(phase, nothing).planned) for phase in Phase
    )
    return [PhaseChange(row.id, row.title, phase, before, after) for phase, before, after in pairs if before != after]


def _ends(span: Span | None) -> list[object]:
    return [] if span is None else [span.start, span.end]
