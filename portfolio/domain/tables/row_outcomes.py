"""What becomes of a row of a table that is put in; apart from the reports, so that the labels can hold its words."""

from __future__ import annotations

from enum import StrEnum


class RowOutcome(StrEnum):
    """What a row does: makes something, changes something, says what is stored already, or cannot be used."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
