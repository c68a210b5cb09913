"""What errors carry to those who tell them."""

from __future__ import annotations

import inspect

from portfolio.domain import errors
from portfolio.domain.errors import AlreadyDone, Conflict, Denied, InvalidFields, NotFound, PortfolioError


def test_every_error_is_caught_by_one_name() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]
    assert len(kinds) == 9
    assert all(issubclass(kind, PortfolioError) for kind in kinds)


def test_several_problems_are_told_in_one_line_and_kept_apart() -> None:
    problems = {"title": "Skriv namnet.", "purpose": "Korta texten."}
    error = InvalidFields(problems)
    assert error.message == str(error) == "Skriv namnet. Korta texten."
    problems.clear()
    assert list(error.problems) == ["title", "purpose"]


def test_a_form_that_was_sent_twice_is_a_kind_of_conflict() -> None:
    assert issubclass(AlreadyDone, Conflict)
    assert Conflict("Nej.").current is None
    assert Conflict("Nej.", current={"title": "A"}).current == {"title": "A"}


def test_what_is_missing_says_so_without_being_told() -> None:
    assert NotFound().message == "Sidan eller uppgiften finns inte."
    assert Denied("Nej.", who=iter(["samordnare"])).who == ("samordnare",)
