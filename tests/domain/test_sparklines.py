"""The miniature of a series."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.effects import Value
from portfolio.domain.effects.sentences import Writing
from portfolio.domain.periods import month
from portfolio.domain.sparklines import HEIGHT, WIDTH, Sparkline, sparkline

TODAY = date(2023, 5, 15)


def drawn(*told: float | None, target: float | None = None) -> Sparkline | None:
    values = [Value(month(2022, number + 1), value) for number, value in enumerate(told)]
    return sparkline(values, as_of=TODAY, writing=Writing("procent"), target=target)


def test_a_line_from_the_left_to_the_right_with_the_target_across() -> None:
    found = drawn(62, 66, 71, target=80)
    assert found is not None
    [line] = found.lines
    points = [tuple(map(float, one.split(","))) for one in line.split()]
    assert [x for x, _ in points] == [4, 48, 92]
    # 62 is the lowest and 80 the highest; more is higher up.
    assert [y for _, y in points] == [24, round(24 - 20 * 4 / 18, 1), 14]
    assert (found.latest, found.target) == ((92, 14), 4)
    assert found.words == "3 värden, från 62 till 71\N{NO-BREAK SPACE}procent, målet 80"


def test_the_line_breaks_at_gaps_and_a_value_between_two_is_a_dot() -> None:
    found = drawn(1, 2, None, 3, None, 4, 5)
    assert found is not None
    assert [len(line.split()) for line in found.lines] == [2, 2]
    assert len(found.singles) == 1
    assert found.target is None
    assert found.latest == (92, 4)


def test_one_value_and_none() -> None:
    found = drawn(5)
    assert found is not None
    assert (found.lines, found.singles, found.latest) == ((), (), (92, 14))
    assert found.words == "1 värde, 5\N{NO-BREAK SPACE}procent"
    assert drawn() is drawn(None) is None
    later = [Value(month(2023, 5), 1.0)]
    assert sparkline(later, as_of=TODAY, writing=Writing(), target=None) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12)), min_size=1, max_size=12),
    st.one_of(st.none(), st.floats(-1e12, 1e12)),
)
def test_everything_lies_inside(told: list[float | None], target: float | None) -> None:
    found = drawn(*told, target=target)
    if found is None:
        return
    points = [tuple(map(float, one.split(","))) for line in found.lines for one in line.split()]
    for x, y in (*points, *found.singles, found.latest, (0, found.target or 0)):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
