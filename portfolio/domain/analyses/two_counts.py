"""Two counts that were sent to be held against each other, such as a survey before and after, and are not stored."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.comparisons import Tally, Verdict, before_after
from portfolio.domain.comparisons.sentences import Facts, summary
from portfolio.domain.effects.writing import Writing
from portfolio.domain.errors import InvalidFields
from portfolio.domain.measures import Direction


@dataclass(frozen=True)
class TwoCounts:
    """What is said of two counts: the difference of the shares with its interval, and the evidence."""

    verdict: Verdict
    difference: float | None
    lower: float | None
    upper: float | None
    summary: str


def two_counts(before: Tally, after: Tally, *, direction: Direction, paired: bool = False) -> TwoCounts:
    """What is said of two counts that were sent. Raises InvalidFields for counts that cannot be."""
    problems: dict[str, str] = {}
    for name, one in (("before", before), ("after", after)):
        if min(one.x, one.n, one.sent or 0) < 0:
            problems[name] = "Antal kan inte vara mindre än noll."
        elif one.x > one.n:
            problems[name] = "x är hur många av n det gäller, och kan inte vara fler."
        elif one.sent is not None and one.n > one.sent:
            problems[name] = "n är hur många av dem som tillfrågades (sent) som svarade, och kan inte vara fler."
    if problems:
        raise InvalidFields(problems)
    verdict = before_after(before, after, direction=direction, paired=paired)
    difference, lower, upper = verdict.interval or (None, None, None)
    if paired and before.share is not None and after.share is not None:
        difference = after.share - before.share
    return TwoCounts(verdict, difference, lower, upper, summary(Facts(verdict, direction, Writing())))
