"""Matching what a file holds with what is stored, by key, and setting what the file states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.files.plan_file import Item
from portfolio.models import Base, Plan


def set_given(row: Base, item: Item, names: Iterable[str]) -> None:
    """Set the fields that stand in the item; what is absent is left untouched."""
    for name in names:
        if name in item:
            setattr(row, name, item[name])


def renumber(stored: dict[Any, Any], keys: Sequence[Any]) -> None:
    """Order rows as in the file when it names them all; a part of them says nothing about the order of the whole."""
    if set(keys) >= set(stored):
        for position, key in enumerate(keys, start=1):
            stored[key].position = position


def ids_by_key(session: Session, kind: type[Any], plan: Plan) -> dict[str, int]:
    """The plan's rows of a kind, in their order: key → id."""
    query = select(kind.key, kind.id).where(kind.plan_id == plan.id).order_by(kind.position, kind.id)
    return dict(session.execute(query).all())
