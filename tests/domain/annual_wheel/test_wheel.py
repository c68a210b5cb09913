"""Everything that comes back, by month."""

from __future__ import annotations

import pytest

from portfolio.domain.annual_wheel import Entry, WheelKind, occurrences, wheel
from portfolio.domain.periods import parse

SCHOOL = Entry(
    WheelKind.ACTIVITY, "Återkoppling till skolan", 7, occurrences(parse("1 ggr/termin"), 2024), "1 ggr/termin"
)
COUNCIL = Entry(WheelKind.MEETING, "Strategigruppen", 2, occurrences(parse("kvartal 1 och 3"), 2024))
ALWAYS = Entry(WheelKind.ACTIVITY, "Dialog med anhöriga", 8, occurrences(parse("löpande"), 2024), "löpande")
JUNE = Entry(WheelKind.MEASUREMENT, "Väntetid", 1, occurrences(parse("juni 2024"), 2024))


def test_each_entry_stands_in_the_months_in_which_it_falls_due() -> None:
    found = wheel([SCHOOL, ALWAYS, COUNCIL, JUNE], 2024)
    assert [month.number for month in found.months] == list(range(1, 13))
    filled = {month.number: [item.entry.title for item in month.items] for month in found.months if month.items}
    assert filled == {
        3: ["Strategigruppen"],
        6: ["Väntetid", "Återkoppling till skolan"],
        9: ["Strategigruppen"],
        12: ["Återkoppling till skolan"],
    }
    assert found.undated == (ALWAYS,)


def test_the_order_of_the_entries_does_not_matter() -> None:
    entries = [SCHOOL, COUNCIL, ALWAYS, JUNE]
    assert wheel(entries, 2024) == wheel(reversed(entries), 2024)


def test_what_belongs_to_another_year_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2024"):
        wheel([COUNCIL], 2025)
