"""The drawn series: points, breaks, what surrounds them, and bytes that are safe to serve."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations, pairwise
from typing import Any

import pytest
from PIL import Image

from portfolio.charts import style
from portfolio.charts.series_charts import NOTHING, draw, draw_miniature
from portfolio.charts.series_estimates import draw_estimates
from portfolio.charts.series_sheet import DOTS
from portfolio.charts.series_text import EXAMPLE, Caption, apart
from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons import Comparison, compared, slots
from portfolio.domain.effects import Aim, Value
from portfolio.domain.effects.sentences import Writing
from portfolio.domain.measures import ChartKind, Direction, Frequency, Method
from portfolio.domain.periods import month, quarter, year
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.series_charts import Judging, SeriesChart, TargetSet, chart
from portfolio.domain.series_charts.estimates import estimates

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2023, 5, 15)
HOSTILE = "<script>alert('x')</script> & $kostnad$ 漢"
AIM = Aim(
    direction=Direction.DECREASE,
    frequency=Frequency.MONTH,
    baseline=90,
    baseline_period=year(2021),
    target=50,
    first_effect=month(2022, 3),
    full_effect=month(2023, 12),
    ramp=Ramp.MILESTONES,
    interim=((month(2022, 12), 70.0),),
)
PHASES = {phase: PhaseTimes(planned=Span(quarter(2021 + number, 3))) for number, phase in enumerate(Phase)}
CAPTION = Caption(title="Väntetid", subtitle="Nytta: Kortare väntan", source="Källa: X", description="Tio värden.")


def example(**more: Any) -> SeriesChart:
    """Ten months: a gap in March, one value that is left out in June, and the last two not reviewed."""
    told = [Value(month(2022, number), 90.0 - number, reviewed=number < 10) for number in range(1, 12) if number != 3]
    sets = [TargetSet(40, None, date(2021, 2, 3)), TargetSet(50, year(2023), date(2022, 3, 14))]
    given = {"aim": AIM, "targets": sets, "phases": PHASES, "excluded": [month(2022, 6)], **more}
    return chart(told, as_of=TODAY, frequency=Frequency.MONTH, **given)


def drawn(found: SeriesChart | None = None, **more: Any) -> ET.Element:
    caption = replace(CAPTION, **more.pop("caption", {}))
    writing = more.pop("writing", Writing("dagar", 0))
    return ET.fromstring(draw(found or example(), writing, caption, **more))


def group(root: ET.Element, kind: str) -> list[ET.Element]:
    """The shapes of one kind, without what they are made of."""
    [found] = [one for one in root.iter(f"{SVG}g") if str(one.get("id", "")).endswith(f"-{kind}")] or [None]
    if found is None:
        return []
    shapes = (f"{SVG}path", f"{SVG}use")
    return [one for one in found if one.tag in shapes] + [
        shape for inner in found if inner.tag == f"{SVG}g" for shape in inner if shape.tag in shapes
    ]


def texts(root: ET.Element) -> list[tuple[str, float, float]]:
    """Each line of text with where it begins, and its baseline."""
    found = []
    for one in root.iter(f"{SVG}text"):
        place = re.search(r"translate\(([\d.]+) ([\d.]+)\)", one.get("transform", ""))
        assert place is not None
        found.append((one.text or "", float(place[1]), float(place[2])))
    return found


def words(root: ET.Element) -> list[str]:
    return [text for text, _, _ in texts(root)]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_value_is_a_point_and_the_line_breaks_where_one_is_missing(narrow: bool) -> None:
    root = drawn(narrow=narrow)
    assert len(group(root, "chart-reviewed")) == 7
    assert len(group(root, "chart-submitted")) == 2
    assert len(group(root, "chart-left-out")) == 1
    runs = [one.get("d", "") for one in group(root, "chart-values")]
    # January and February, April and May, July to November.
    assert [len(re.findall(r"[ML]", run)) for run in runs] == [2, 2, 5]


def test_what_surrounds_the_values_is_there_and_told_apart_without_colour() -> None:
    root = drawn()
    shown = {
        kind: len(group(root, f"chart-{kind}"))
        for kind in ("baseline", "target", "former", "ramp", "interim", "goal", "excluded", "phase", "effect")
    }
    assert shown == {
        "baseline": 1,
        "target": 1,
        # The line of the former target, and the step to the present one.
        "former": 2,
        "ramp": 1,
        "interim": 1,
        "goal": 1,
        "excluded": 1,
        "phase": 3,
        "effect": 1,
    }
    looks = {
        kind: (one[0].get("stroke-dasharray"), one[0].get("stroke-width"))
        for kind in ("baseline", "target", "former", "ramp", "values", "effect")
        if (one := group(root, f"chart-{kind}"))
    }
    assert len(set(looks.values())) == len(looks)
    assert [len(re.findall(r"[ML]", one.get("d", ""))) for one in group(root, "chart-ramp")] == [3]


def test_the_picture_says_what_it_shows() -> None:
    said = words(drawn(caption={"example": True, "notes": ("Värdeaxeln börjar inte vid 0.",)}))
    for expected in (
        *("Väntetid", "Nytta: Kortare väntan", EXAMPLE, "dagar", "Källa: X", "Värdeaxeln börjar inte vid 0."),
        *("Nollmätning 90", "Mål 50", "Fas 1, planerad", "Första effekt"),
        *("Granskat värde", "Inlämnat värde, inte granskat", "Värde som inte räknas", "Tid som inte räknas"),
        *("Tidigare mål", "Mål, när det ska vara nått", "Förväntad utveckling", "Delmål", "jul 2021", "50"),
    ):
        assert expected in said, expected
    plain = words(drawn(example(aim=None, targets=(), phases={}, excluded=())))
    assert not {"Mål", "Nollmätning", "Tidigare mål", "Första effekt", EXAMPLE} & set(plain)


def test_a_level_to_keep_has_its_band() -> None:
    kept = Aim(direction=Direction.MAINTAIN, frequency=Frequency.MONTH, target=80, tolerance=5)
    root = drawn(example(aim=kept, targets=[TargetSet(80, None, TODAY)], phases={}))
    assert len(group(root, "chart-band")) == 1
    assert "Så mycket får nivån avvika" in words(root)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("baseline", [90, 51])
def test_no_text_stands_over_another_or_outside(narrow: bool, baseline: int) -> None:
    root = drawn(example(aim=replace(AIM, baseline=baseline)), narrow=narrow)
    width = float(str(root.get("width")).removesuffix("pt"))
    boxes = []
    for text, x, y in texts(root):
        # Every text is at least 7.5 points high, and drawn no wider than 8 points would be.
        boxes.append((x, x + style.width(text, size=7.5), y - 6, y, text))
        assert x >= 0
        assert x + style.width(text, size=7.5) <= width, text
    for one, other in combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (one[4], other[4])


def test_names_and_units_are_text_and_never_markup_or_mathematics() -> None:
    content = draw(example(), Writing(HOSTILE, 0), replace(CAPTION, title=HOSTILE, subtitle=HOSTILE, source=HOSTILE))
    assert b"<script" not in content
    root = ET.fromstring(content)
    assert root.find(f"{SVG}title").text == HOSTILE  # type: ignore[union-attr]
    assert words(root).count(HOSTILE) == 4
    narrow = drawn(caption={"title": HOSTILE * 20}, narrow=True)
    assert any(text.endswith("…") for text in words(narrow))


@pytest.mark.parametrize("narrow", [False, True])
def test_the_svg_is_fit_for_a_strict_policy_and_has_its_words(narrow: bool) -> None:
    root = drawn(narrow=narrow)
    assert not [one for one in root.iter() if "style" in one.attrib or one.tag in (f"{SVG}style", f"{SVG}script")]
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc").text == "Tio värden."  # type: ignore[union-attr]
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    assert set(str(root.get("aria-labelledby")).split()) <= ids


def test_it_is_a_picture_for_slides_and_the_same_each_time() -> None:
    png = draw(example(), Writing("dagar", 0), CAPTION, format="png")
    assert png == draw(example(), Writing("dagar", 0), CAPTION, format="png")
    wide, high = Image.open(BytesIO(png)).size
    assert wide > 1500
    assert high > 800


@pytest.mark.parametrize("narrow", [False, True])
def test_anything_can_be_drawn(narrow: bool) -> None:
    nothing = chart([], as_of=TODAY, frequency=None)
    assert NOTHING in words(drawn(nothing, narrow=narrow, writing=Writing()))
    many = [Value(month(1990 + number // 12, number % 12 + 1), number * 1e9) for number in range(400)]
    found = chart(many, as_of=TODAY, frequency=Frequency.MONTH)
    assert len(group(drawn(found, narrow=narrow), "chart-reviewed")) == 400
    one = chart([Value(year(2022), -0.000001)], as_of=TODAY, frequency=Frequency.ONCE)
    assert len(group(drawn(one, narrow=narrow, writing=Writing("a" * 300, 6)), "chart-reviewed")) == 1


#: Twelve months before the start, and after it one ordinary value, one better, one worse, one better unreviewed.
JUDGED = [10, 12] * 6
AFTER = ((11, True), (3, True), (20, True), (2, False))


def judged(
    *, direction: Direction = Direction.DECREASE, before: int = 12, kind: ChartKind = ChartKind.XMR
) -> SeriesChart:
    told = [Value(month(2021, number + 13 - before), one) for number, one in enumerate(JUDGED[:before])]
    told += [
        Value(month(2022, number), one, reviewed=reviewed) for number, (one, reviewed) in enumerate(AFTER, start=1)
    ]
    held = slots(told, Frequency.MONTH)
    assert held is not None
    start = date(2022, 1, 1)
    asked = Judging(held, kind, direction, 4.0, start, before)
    sets = [TargetSet(4, None, date(2021, 2, 3))]
    return chart(told, as_of=TODAY, frequency=Frequency.MONTH, targets=sets, judging=asked)


SIGNS = ("better-high", "better-high-submitted", "better-low", "better-low-submitted", "worse", "worse-submitted")


def marks(root: ET.Element) -> dict[str, int]:
    every = (*SIGNS, "other", "other-submitted", "reviewed", "submitted")
    return {kind: number for kind in every if (number := len(group(root, f"chart-{kind}")))}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_level_and_its_limits_are_filled_before_the_start_and_broken_after(narrow: bool) -> None:
    found = judged()
    root = drawn(found, narrow=narrow)
    numbers = {kind: len(group(root, f"chart-{kind}")) for kind in ("ordinary", "limit", "centre", "limit-carried")}
    assert numbers == {"ordinary": 1, "limit": 2, "centre": 1, "limit-carried": 2}
    [centre], [carried] = group(root, "chart-centre"), group(root, "chart-centre-carried")
    assert centre.get("stroke-dasharray") is None
    assert carried.get("stroke-dasharray") is not None
    # One goes on where the other ends, at the start.
    assert centre.get("d", "").split("L")[-1].split() == carried.get("d", "")[1:].split("L")[0].split()
    said = words(root)
    assert {"Genomsnitt före", "Vanlig variation", "Samma nivå, förlängd för att jämföra"} <= set(said)
    assert ({"Genomsnitt", "före 11,0"} if narrow else {"Genomsnitt före 11,0"}) <= set(said)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.DECREASE, {"better-low": 1, "better-low-submitted": 1, "worse": 1, "reviewed": 13}),
        (Direction.INCREASE, {"better-high": 1, "worse": 1, "worse-submitted": 1, "reviewed": 13}),
        (Direction.MAINTAIN, {"other": 2, "other-submitted": 1, "reviewed": 13}),
    ],
)
def test_a_value_that_says_more_than_ordinary_variation_has_a_shape_of_its_own(
    direction: Direction, expected: dict[str, int]
) -> None:
    assert marks(drawn(judged(direction=direction))) == expected


def test_no_two_marks_of_values_look_alike_without_colour() -> None:
    kinds = ("reviewed", "submitted", *SIGNS, "other", "other-submitted", "left-out", "goal", "interim")
    shapes = {kind: (DOTS[kind]["marker"], DOTS[kind].get("facecolors") == "white") for kind in kinds}
    assert len(set(shapes.values())) == len(kinds)


def test_too_few_values_have_a_median_and_no_limits_nor_marks() -> None:
    root = drawn(judged(before=5))
    assert not [kind for kind in ("ordinary", "limit", "limit-carried") if group(root, f"chart-{kind}")]
    assert len(group(root, "chart-centre")) == 1
    assert marks(root) == {"reviewed": 8, "submitted": 1}
    assert "Median före 10,0" in words(root)


def test_limits_of_counts_step_and_end_with_the_values() -> None:
    told = [Value(month(2022, number), 100 * x / n, x, n) for number, (x, n) in enumerate([(5, 10), (40, 90)] * 4, 1)]
    held = slots(told, Frequency.MONTH)
    assert held is not None
    asked = Judging(held, ChartKind.P, Direction.INCREASE, multiplier=100.0)
    root = drawn(chart(told, as_of=TODAY, frequency=Frequency.MONTH, judging=asked))
    assert [len(re.findall(r"[ML]", one.get("d", ""))) for one in group(root, "chart-limit")] == [16, 16]
    assert group(root, "chart-limit-carried") == []


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("target", [4, 11])
def test_the_latest_value_has_its_figure_and_nothing_stands_over_another(narrow: bool, target: int) -> None:
    found = replace(judged(), baseline=(date(2021, 1, 1).toordinal(), 11.2))
    found = replace(found, targets=(replace(found.targets[0], value=target),))
    root = drawn(found, narrow=narrow, writing=Writing("dagar", 1))
    assert words(root).count("2,0") == 1
    boxes = [(x, x + style.width(text, size=7.5), y - 6, y, text) for text, x, y in texts(root)]
    for one, other in combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (one[4], other[4])


@pytest.mark.parametrize("places", [[], [50.0], [10.0, 11.0, 12.0], [0.0, 0.0, 99.0], [98.0, 99.0, 100.0]])
def test_names_are_moved_apart_and_stay_within(places: list[float]) -> None:
    found = apart(places, 20, top=0, bottom=100)
    assert all(later - one >= 20 - 1e-9 for one, later in pairwise(found))
    assert all(-1e-9 <= one <= 100 + 1e-9 for one in found)
    assert apart([10, 50], 20, top=0, bottom=100) == [10, 50]


def test_a_miniature_holds_values_level_limits_target_and_one_figure() -> None:
    root = ET.fromstring(draw_miniature(judged(), Writing("dagar", 0), CAPTION))
    wide, high = (float(str(root.get(name)).removesuffix("pt")) / 72 * 2.54 for name in ("width", "height"))
    assert (wide, high) == (pytest.approx(6, abs=0.01), pytest.approx(3, abs=0.01))
    shown = ("ordinary", "limit", "limit-carried", "centre", "centre-carried", "target", "values")
    assert all(group(root, f"chart-{kind}") for kind in shown)
    assert not [kind for kind in ("grid", "axis", "phase", "baseline", "ramp") if group(root, f"chart-{kind}")]
    [(figure, x, _)] = texts(root)
    assert figure == "2"
    assert x + style.width(figure, size=9.5, bold=True) <= 170.08
    empty = ET.fromstring(draw_miniature(chart([], as_of=TODAY, frequency=None), Writing(), CAPTION))
    assert words(empty) == ["Inga värden än"]


@pytest.mark.parametrize("narrow", [False, True])
def test_before_and_after_are_two_shares_and_a_difference_against_none(narrow: bool) -> None:
    asked = Comparison(Direction.INCREASE, Method.BEFORE_AFTER, date(2022, 1, 1))
    held = slots([Value(year(2021), 60, 120, 200), Value(year(2022), 68, 143, 210)], Frequency.YEAR)
    told = estimates(asked, held, compared(asked, held))
    assert told is not None
    root = ET.fromstring(draw_estimates(told, CAPTION, narrow=narrow))
    assert (len(group(root, "chart-estimate")), len(group(root, "chart-difference"))) == (2, 1)
    # Three intervals, each a line with two ends; and the line where both are alike.
    assert len(group(root, "chart-interval")) == 9
    assert len(group(root, "chart-zero")) == 1
    said = words(root)
    assert "Före, 2021: 60,0 % (53,1 till 66,5)" in said
    assert any(one.startswith("Skillnad: +8,1") for one in said)
    for text, x, _ in texts(root):
        assert 0 <= x <= float(str(root.get("width")).removesuffix("pt")) - style.width(text, size=7.5)
    alone = ET.fromstring(draw_estimates(replace(told, difference=None), CAPTION))
    assert (group(alone, "chart-difference"), group(alone, "chart-zero")) == ([], [])


def test_everything_is_a_page_too() -> None:
    for content in (
        draw(judged(), Writing(), CAPTION, format="pdf"),
        draw_miniature(judged(), Writing(), CAPTION, format="pdf"),
    ):
        assert content.startswith(b"%PDF")
