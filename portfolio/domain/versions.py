"""The version of something that is edited: a digest of the edited fields, shared by forms and ETags.

A digest instead of a counter: a change of something else on the same row disturbs nobody, and a value that was changed
back is no conflict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portfolio.domain.periods import Period


def version_of(values: Mapping[str, object]) -> str:
    """Sixteen hexadecimal digits that change whenever one of the values does."""
    text = json.dumps({name: _plain(value) for name, value in values.items()}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    match value:
        case StrEnum():
            return value.value
        case Period():
            return value.code
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case tuple() | list():
            return [_plain(part) for part in value]
        case frozenset():
            # A set has no order of its own, and iterates differently in another process.
            return sorted((_plain(part) for part in value), key=str)
        case None | bool() | int() | str():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form here.")
