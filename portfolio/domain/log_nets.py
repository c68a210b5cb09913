"""What an entry of the log did to each row in the end, from the first old value to the last new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: One row of one table.
Key = tuple[str, int]


@dataclass
class Net:
    """A row before and after. ``old`` and ``new`` are JSON texts by field, None for nothing.

    Of a row that was made, ``old`` holds nothing; of one that was removed, ``new`` does not.
    """

    existed: bool
    exists: bool
    old: dict[str, str | None] = field(default_factory=dict)
    new: dict[str, str | None] = field(default_factory=dict)

    @property
    def is_made(self) -> bool:
        """Whether the entry made the row."""
        return self.exists and not self.existed

    @property
    def is_removed(self) -> bool:
        """Whether the entry removed a row that was there before."""
        return self.existed and not self.exists

    @property
    def changed(self) -> dict[str, str | None]:
        """The fields of a row that stayed, with their values from before."""
        if not (self.existed and self.exists):
            return {}
        return {name: old for name, old in self.old.items() if old != self.new.get(name)}


@dataclass(frozen=True)
class Item:
    """One field of one row, as the log keeps it."""

    operation: str
    key: Key
    field: str
    old: str | None
    new: str | None


def nets(items: Iterable[Item]) -> dict[Key, Net]:
    """What became of each row, from the items of one entry in their order; what came and went again is left out.

    A number that was freed by removing a row may have been given to another one, which then is the same row changed.
    """
    found: dict[Key, Net] = {}
    for item in items:
        net = found.setdefault(item.key, Net(existed=item.operation != "insert", exists=True))
        net.exists = item.operation != "delete"
        net.old.setdefault(item.field, item.old)
        net.new[item.field] = item.new
    return {key: net for key, net in found.items() if net.existed or net.exists}
