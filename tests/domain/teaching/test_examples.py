"""The examples of the help show what each method is for; their pictures lie where their values lie."""

from __future__ import annotations

import pytest

from portfolio.domain.comparisons import Evidence
from portfolio.domain.control_charts import Level
from portfolio.domain.teaching import MEANINGS, RATES, Rate, examples, looks, sketch, span


def test_there_is_an_example_of_what_changed_what_did_not_and_what_cannot_be_told() -> None:
    said = [one.summary.split(":")[0] for one in examples()]
    assert said == [
        "Tydlig förbättring",
        "Ingen påvisad förändring",
        "Tecken på förbättring",
        "Andelen steg från 60 till 68 procent. Ökningen kan bero på slumpen",
        "Tydlig förbättring",
        "För lite data",
    ], "each sentence as the product composes it"
    assert all(one.workings for one in examples()[:-1])
    assert set(MEANINGS) == set(Evidence)
    assert set(RATES) == set(Rate)


def test_the_verdict_grows_month_by_month() -> None:
    assert [(one.months, one.evidence) for one in looks()] == [
        (1, Evidence.TOO_LITTLE),
        (3, Evidence.NOT_SHOWN),
        (5, Evidence.SIGNS_IMPROVEMENT),
        (7, Evidence.ESTABLISHED_IMPROVEMENT),
    ]


def test_a_sketch_is_higher_where_values_are_and_broken_at_a_gap() -> None:
    drawn = sketch([1, 3, None, 5, 7], before=2, level=Level(2.0, 1.0))
    assert [one.after for one in drawn.dots] == [False, False, True, True]
    assert [one.y for one in drawn.dots] == sorted((one.y for one in drawn.dots), reverse=True)
    assert len(drawn.lines) == 2
    assert drawn.dots[1].x < drawn.start < drawn.dots[2].x
    assert drawn.upper < drawn.centre < drawn.lower
    assert drawn.centre == pytest.approx((drawn.dots[0].y + drawn.dots[1].y) / 2, abs=0.1)
    assert drawn.latest == 7
    flat = sketch([4, 4], before=1, level=Level(4.0))
    assert flat.upper is None
    assert len({one.y for one in flat.dots}) == 1


def test_an_uncertain_difference_crosses_where_there_is_none() -> None:
    unsure, sure = (one.span for one in examples() if one.span is not None)
    assert unsure.lower < unsure.zero < unsure.difference < unsure.upper
    assert sure.zero < sure.lower < sure.difference < sure.upper
    worse = span(-0.1, -0.2, -0.05)
    assert worse.lower < worse.difference < worse.upper < worse.zero
    assert worse.words == ("−20,0", "−5,0")
