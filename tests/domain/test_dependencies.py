"""Dependencies: what the times say, and that nothing waits for itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.dependencies import Side, Timing, check_link, compare
from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day, quarter
from portfolio.domain.phases import Phase, PhaseTimes, Span

TODAY = date(2023, 5, 15)
APPROVED, DELIVERY = InitiativeState.APPROVED, InitiativeState.DELIVERY

Bounds = tuple[Period, Period | None]


def side(
    title: str = "Det andra",
    *,
    state: InitiativeState = APPROVED,
    kind: InitiativeKind = InitiativeKind.INITIATIVE,
    **times: Bounds,
) -> Side:
    """A side whose times are named ``delivery_planned``, ``realisation_actual`` and so on."""
    spans = {name: Span(start, end) for name, (start, end) in times.items()}
    phases = {
        phase: PhaseTimes(spans.get(f"{phase}_planned"), spans.get(f"{phase}_actual"))
        for phase in Phase
        if {f"{phase}_planned", f"{phase}_actual"} & spans.keys()
    }
    return Side(title, kind, state, phases)


def planned(start: Period) -> Side:
    """A follower that is planned to build its solution from then on."""
    return side("", delivery_planned=(start, None))


def other(start: Period, **more: Bounds) -> Side:
    return side(realisation_planned=(start, None), **more)


@pytest.mark.parametrize(
    ("follower", "waited_for", "timing", "words"),
    [
        (
            planned(quarter(2024, 1)),
            other(quarter(2024, 2)),
            Timing.EARLY,
            "börjar här kv 1 2024, innan effekthanteringsfasen",
        ),
        (
            planned(quarter(2024, 2)),
            other(quarter(2024, 2)),
            Timing.IN_ORDER,
            "inte innan effekthanteringsfasen börjar",
        ),
        (planned(quarter(2024, 3)), other(quarter(2024, 2)), Timing.IN_ORDER, "kv 2 2024"),
        # A day in the quarter is no proof that it comes before the quarter.
        (planned(quarter(2024, 1)), other(day(date(2024, 3, 1))), Timing.IN_ORDER, "1 mars 2024"),
        # What has happened goes before what was planned, on both sides.
        (
            side(
                "", delivery_planned=(quarter(2024, 4), None), delivery_actual=(quarter(2022, 1), None), state=DELIVERY
            ),
            other(quarter(2023, 3)),
            Timing.EARLY,
            "började här kv 1 2022, innan",
        ),
        (
            planned(quarter(2023, 2)),
            side(realisation_planned=(quarter(2024, 1), None), realisation_actual=(quarter(2023, 1), None)),
            Timing.IN_ORDER,
            "inte innan effekthanteringsfasen började i ”Det andra”, kv 1 2023",
        ),
        # Without a time for the effects, the end of delivery tells.
        (
            planned(quarter(2023, 4)),
            side(delivery_planned=(quarter(2023, 1), quarter(2024, 1))),
            Timing.EARLY,
            "innan lösningsutformning och införande slutar i ”Det andra”, kv 1 2024",
        ),
        (
            planned(quarter(2023, 4)),
            side(delivery_planned=(quarter(2023, 1), quarter(2024, 1)), delivery_actual=(day(TODAY), None)),
            Timing.EARLY,
            "kv 1 2024",
        ),
        # Planned for a time that has passed, and not there yet: it comes today at the earliest.
        (
            side("", delivery_actual=(quarter(2023, 1), None), state=DELIVERY),
            other(quarter(2022, 4)),
            Timing.EARLY,
            "men i ”Det andra” skulle effekthanteringsfasen ha börjat kv 4 2022 och har inte gjort det än.",
        ),
        (planned(quarter(2023, 2)), other(quarter(2022, 4)), Timing.IN_ORDER, "kv 4 2022"),
        # What is not stated is not guessed.
        (side(""), other(quarter(2024, 1)), Timing.UNTOLD, "införande börjar här"),
        (planned(quarter(2024, 1)), side(), Timing.UNTOLD, "effekthanteringsfasen börjar i ”Det andra”"),
        (planned(quarter(2024, 1)), side(kind=InitiativeKind.ONGOING), Timing.UNTOLD, "”Det andra” fortgår över tid"),
        (side("", kind=InitiativeKind.ONGOING), other(quarter(2024, 1)), Timing.UNTOLD, "Det här initiativet fortgår"),
        # A state tells more than any time.
        (planned(quarter(2020, 1)), side(state=InitiativeState.REALISATION), Timing.IN_ORDER, "har nått"),
        (planned(quarter(2024, 1)), side(state=InitiativeState.PAUSED), Timing.STOPPED, "är pausat"),
        (planned(quarter(2024, 1)), side(state=InitiativeState.CANCELLED), Timing.STOPPED, "är avbrutet"),
        (planned(quarter(2024, 1)), side(state=InitiativeState.DECLINED), Timing.STOPPED, "är avslaget"),
        (planned(quarter(2024, 1)), side(state=InitiativeState.DEFERRED), Timing.STOPPED, "är vilande"),
    ],
)
def test_the_times_are_compared_and_named(follower: Side, waited_for: Side, timing: Timing, words: str) -> None:
    found = compare(follower, waited_for, today=TODAY)
    assert found.timing is timing
    assert words in found.sentence
    assert found.sentence[0] in "LDE”"
    assert found.sentence.endswith(".")
    assert found.warns == (timing in (Timing.EARLY, Timing.STOPPED))


def test_read_from_the_other_side_each_has_its_title() -> None:
    follower = side("Följer", delivery_planned=(quarter(2024, 1), None))
    told = compare(follower, side("", realisation_planned=(quarter(2024, 2), None)), today=TODAY).sentence
    assert told == (
        "Lösningsutformning och införande börjar i ”Följer” kv 1 2024, "
        "innan effekthanteringsfasen börjar här, kv 2 2024."
    )
    assert compare(side("Följer"), side(""), today=TODAY).sentence.startswith("Det är inte sagt när lösnings")
    assert compare(follower, side("", state=InitiativeState.PAUSED), today=TODAY).sentence.startswith("Det här")


TITLES = {1: "Ett", 2: "Två", 3: "Tre"}


@pytest.mark.parametrize(
    ("chosen", "waiting", "words"),
    [
        (None, [], "Välj initiativet"),
        (1, [], "inte vänta på sig självt"),
        (4, [], "finns inte att välja"),
        (2, [(1, 2)], "Beroendet av ”Två” finns redan"),
        (2, [(2, 1)], "i en ring: ”Ett” → ”Två” → ”Ett”"),
        (2, [(2, 3), (3, 1)], "”Ett” → ”Två” → ”Tre” → ”Ett”"),
        (2, [(2, 9), (9, 1)], "”Två” → ett initiativ som du inte ser → ”Ett”"),
    ],
)
def test_what_cannot_be_waited_for_is_refused_beside_the_field(
    chosen: int | None, waiting: list[tuple[int, int]], words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_link(1, chosen, titles=TITLES, waiting=waiting)
    assert refused.value.field == "waits_for_id"
    assert words in refused.value.message


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40))
def test_links_that_are_let_in_never_close_a_ring(wanted: list[tuple[int, int]]) -> None:
    titles = {number: str(number) for number in range(7)}
    held: list[tuple[int, int]] = []
    for pair in wanted:
        try:
            check_link(*pair, titles=titles, waiting=held)
        except Invalid:
            continue
        held.append(pair)
    # With neither rings nor doublets they can be put in an order in which everything comes after what it waits for.
    left, order = set(titles), []
    while free := sorted(one for one in left if not any(a == one and b in left for a, b in held)):
        order.append(free[0])
        left.remove(free[0])
    assert left == set()
    assert len(set(held)) == len(held)
    assert all(order.index(b) < order.index(a) for a, b in held)
