"""The errors that a rule or a use case can end in; every entry point turns them into its own form of answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class PortfolioError(Exception):
    """Something that a person can be told in one Swedish sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(PortfolioError):
    """What was asked for does not exist, or does not exist for the one who asks."""

    def __init__(self, message: str = "Sidan eller uppgiften finns inte.") -> None:
        super().__init__(message)


class Denied(PortfolioError):
    """The actor may see the thing but not do this with it; ``who`` tells who can."""

    def __init__(self, message: str, *, who: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.who = tuple(who)


class Invalid(PortfolioError):
    """A value breaks a rule. ``field`` is the keyword argument it came by, or None when no single one is at fault."""

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message)
        self.field = field


class InvalidFields(PortfolioError):
    """Several values break rules at once, so that a form can show every message in one round."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class Conflict(PortfolioError):
    """The state of things changed, or already holds what was to be added; ``current`` are the stored values now."""

    def __init__(self, message: str, *, field: str | None = None, current: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.current = dict(current) if current is not None else None


class Stale(Conflict):
    """Somebody else saved the same thing since the version that was sent."""


class Busy(Conflict):
    """Somebody else wrote at the same moment, or for too long; nothing is wrong, and the same may go well again."""


class AlreadyDone(Conflict):
    """The same form was sent once before; what it asked for is done, and is not done again."""
