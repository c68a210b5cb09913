"""How often something is followed up."""

from __future__ import annotations

import pytest

from portfolio.domain.measures import MONTHS, Frequency, frequency_of


@pytest.mark.parametrize(("frequency", "months"), MONTHS.items())
def test_a_rhythm_in_months_has_its_frequency(frequency: Frequency, months: int) -> None:
    assert frequency_of(months) is frequency


@pytest.mark.parametrize("months", [None, 0, 2, 24])
def test_other_rhythms_have_none(months: int | None) -> None:
    assert frequency_of(months) is None
