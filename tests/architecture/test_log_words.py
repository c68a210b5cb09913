"""Whatever the log can hold has a Swedish word: actions, tables, columns and the members of enumerations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import portfolio
from portfolio.domain import log_words
from portfolio.domain.labels import LABELS
from portfolio.domain.log_fields import FIELDS, OWN_FIELDS
from portfolio.models.base import EnumText
from portfolio.services import plan_parts
from portfolio.services.log_values import NAMED_BY, TABLES

ROOT = Path(portfolio.__path__[0])


def actions() -> Iterator[tuple[str, str]]:
    """Every action that the source names to the log, with the module that does."""
    nouns = [part.noun for part in vars(plan_parts).values() if isinstance(part, plan_parts.Part) and part.noun]
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ctx.record":
                texts = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
                assert texts, f"{path}: an action that only shows when it runs"
                for text in texts:
                    for name in [text] if ":" in str(text) else [f"{noun}:{text}" for noun in nouns]:
                        yield str(name), path.name


def columns() -> Iterator[tuple[str, str]]:
    for table, kind in TABLES.items():
        yield from ((table, column.key) for column in kind.__table__.columns if column.key != "id")


def test_every_action_in_the_source_has_words() -> None:
    found = dict(actions())
    assert len(found) > 20
    assert {name: where for name, where in found.items() if name not in log_words.DEEDS} == {}


def test_every_action_is_said_in_two_ways_that_go_on_after_a_name() -> None:
    for action, deed in log_words.DEEDS.items():
        assert deed.about in TABLES, action
        for text in (deed.general, deed.own):
            assert text[0].islower(), action
            assert not text.endswith("."), action


def test_every_table_and_column_that_is_logged_has_a_word_and_nothing_else_has() -> None:
    assert set(log_words.ENTITIES) == set(TABLES) == set(NAMED_BY)
    every = set(columns())
    named = set(OWN_FIELDS) | {(table, column) for table, column in every if column in FIELDS}
    assert every - named == set()
    assert set(OWN_FIELDS) <= every
    assert set(FIELDS) <= {column for _, column in every}


def test_every_enumeration_that_is_logged_has_labels() -> None:
    for table, kind in TABLES.items():
        for column in kind.__table__.columns:
            if isinstance(column.type, EnumText):
                assert column.type.kind in LABELS, (table, column.key)


def test_what_a_row_is_called_by_is_a_column_of_it() -> None:
    assert set(NAMED_BY.items()) <= set(columns())
