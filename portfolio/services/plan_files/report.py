"""What a load has to hand: the context, the file, and the account of what it did."""

from __future__ import annotations

from dataclasses import dataclass, field

from portfolio.files.plan_file import Item, PlanFile
from portfolio.services.context import Context


@dataclass
class LoadReport:
    """What a load did: counts by Swedish name, what is stored but absent from the file, and what was left out of it."""

    slug: str = ""
    added: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def count(self, what: str, *, new: bool) -> None:
        """Count one thing as added or as matched."""
        counts = self.added if new else self.updated
        counts[what] = counts.get(what, 0) + 1


@dataclass(frozen=True)
class Loading:
    """One load of one file."""

    ctx: Context
    document: PlanFile
    report: LoadReport

    def example(self, item: Item) -> bool:
        """Whether a thing is example data: what a file says of itself holds for all that is in it."""
        return bool(item.get("example")) or self.document.example


def summary(report: LoadReport) -> list[str]:
    """What a load did, as lines for a terminal."""
    lines = [f"{count} {what} tillagda" for what, count in report.added.items()]
    lines += [f"{count} {what} fanns och uppdaterades" for what, count in report.updated.items()]
    lines += [f"Står i filen men kunde inte läsas in: {what}" for what in report.left_out]
    return lines + [f"Finns i planen men inte i filen, och är kvar: {what}" for what in report.absent]
