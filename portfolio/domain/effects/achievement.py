"""How much of the way from baseline to target has been gone: one formula, signed, never clamped."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.effects.values import SLACK
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Direction


@dataclass(frozen=True)
class Tolerances:
    """What a plan lets pass: how far behind the ramp, how far below the baseline, and how much of a target is kept."""

    on_track: float = 0.10
    worsened: float = 0.05
    fallen_back: float = 0.95


#: Unless the plan says otherwise.
USUAL = Tolerances()

_SAME = "Målet är detsamma som nollmätningen. Ange det värde som ska nås."


def is_same(baseline: float, target: float) -> bool:
    """Whether target and baseline differ by no more than the last bits of a float, so that there is no way to go."""
    return abs(target - baseline) <= SLACK * max(1.0, abs(target))


def achievement(value: float, *, baseline: float, target: float) -> float:
    """The share of the way: 0 at the baseline, 1 at the target, the same for more and for less being good.

    Raises Invalid when there is no way to go.
    """
    if is_same(baseline, target):
        raise Invalid("target", _SAME)
    return (value - baseline) / (target - baseline)


def check_target(
    *, direction: Direction, baseline: float | None, target: float | None, tolerance: float | None = None
) -> None:
    """Refuse a target that does not lie on the good side of the baseline, or a level to keep without its tolerance."""
    if direction is Direction.MAINTAIN:
        if target is not None and (tolerance is None or tolerance < 0):
            raise Invalid("tolerance", "Ange hur mycket nivån får avvika, till exempel 2.")
        return
    if direction is Direction.NEUTRAL or baseline is None or target is None:
        return
    if is_same(baseline, target):
        raise Invalid("target", _SAME)
    if (target > baseline) is not (direction is Direction.INCREASE):
        wanted = "högre" if direction is Direction.INCREASE else "lägre"
        raise Invalid(
            "target", f"Målet ligger på fel sida av nollmätningen: för det här mätetalet är {wanted} värden bättre."
        )


def is_upheld(value: float, *, target: float, tolerance: float) -> bool:
    """Whether a level that is to be kept is kept, within its tolerance."""
    return abs(value - target) <= tolerance + SLACK * max(1.0, abs(target))
