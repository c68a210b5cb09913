"""The glossary names every word that is stored or shown, and nothing that is gone."""

from __future__ import annotations

import importlib
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import portfolio.domain
from portfolio.domain.labels import LABELS
from portfolio.models import Base

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """The glossary's parts by heading."""
    parts = re.split(r"^## (.+)$", GLOSSARY, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[tuple[str, str]]:
    """Swedish term and identifier of each row."""
    return re.findall(r"^\| ([^|]+?) \| `([^`]+)` \|", text, flags=re.MULTILINE)


def enumerations() -> list[type[StrEnum]]:
    """Every enumeration of the domain, found by looking rather than by list."""
    found: set[type[StrEnum]] = set()
    for module in pkgutil.walk_packages(portfolio.domain.__path__, "portfolio.domain."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                found.add(value)
    return sorted(found, key=lambda kind: kind.__name__)


def test_every_enumeration_has_a_section_with_its_members_and_their_labels() -> None:
    for kind in enumerations():
        wanted = [(LABELS[kind][member], member.value) for member in kind]
        assert rows(sections().get(kind.__name__, "")) == wanted, kind.__name__


def test_every_member_of_every_enumeration_has_a_label() -> None:
    assert {kind: set(members) for kind, members in LABELS.items()} == {kind: set(kind) for kind in enumerations()}


def test_every_table_is_named_and_no_other() -> None:
    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert {identifier for _term, identifier in rows(sections()["Tabeller"])} == models


def test_every_other_identifier_exists_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(portfolio.__path__[0]).rglob("*.py"))
    for _term, identifier in rows(sections()["Begrepp utan egen tabell"]):
        assert re.search(rf"\b{identifier}\b", code), identifier


def test_there_is_no_section_for_what_is_gone() -> None:
    known = {kind.__name__ for kind in enumerations()} | {"Tabeller", "Begrepp utan egen tabell"}
    assert set(sections()) == known
