"""Every member of every enumeration has its Swedish text."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

import pytest

import portfolio.domain
from portfolio.domain.activities import ActivityStatus
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.labels import LABELS, label
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase


def _enumerations() -> list[type[StrEnum]]:
    for module in pkgutil.walk_packages(portfolio.domain.__path__, "portfolio.domain."):
        importlib.import_module(module.name)
    return sorted(
        (kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith("portfolio.domain.")), key=str
    )


def test_the_search_for_enumerations_finds_some() -> None:
    assert {ComplexityLevel, Permission, Phase} <= set(_enumerations())


@pytest.mark.parametrize("kind", _enumerations(), ids=lambda kind: kind.__name__)
def test_every_member_has_a_text_of_its_own_within_its_kind(kind: type[StrEnum]) -> None:
    texts = [label(member) for member in kind]
    assert all(text == text.strip() and text for text in texts)
    assert len(set(texts)) == len(texts)


def test_no_text_stands_for_something_that_is_gone() -> None:
    assert set(LABELS) == set(_enumerations())
    assert all(set(texts) == set(kind) for kind, texts in LABELS.items())


def test_members_of_different_kinds_with_the_same_slug_do_not_share_a_text() -> None:
    # A StrEnum is equal to its slug, so a dictionary of members alone takes one kind for the other.
    assert ActivityStatus.CANCELLED == InitiativeState.CANCELLED
    assert label(ActivityStatus.CANCELLED) == "Avbruten"
    assert label(InitiativeState.CANCELLED) == "Avbrutet"
    assert Outcome.APPROVED == InitiativeState.APPROVED
    assert label(Outcome.APPROVED) != label(InitiativeState.APPROVED)


def test_what_was_not_stated_says_so() -> None:
    assert label(None) == "Inte angivet"
    assert label(None, missing="Inte klassat") == "Inte klassat"
