"""The first assessment of a proposal."""

from __future__ import annotations

import pytest

from portfolio.domain.assessments import Recommendation, check_assessment
from portfolio.domain.errors import InvalidFields


def test_an_assessment_says_how_urgent_it_is_and_what_is_recommended() -> None:
    for priority in (1, 2, 3):
        check_assessment(priority=priority, recommendation=Recommendation.DEFER)
    for priority in (0, 4, None):
        with pytest.raises(InvalidFields) as refused:
            check_assessment(priority=priority, recommendation=None)
        assert set(refused.value.problems) == {"priority", "recommendation"}
