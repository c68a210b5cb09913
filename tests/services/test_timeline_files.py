"""The timeline as a file: drawn once for all who ask for the same, and never an old one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Invalid, NotFound
from portfolio.models import Initiative, Plan
from portfolio.services import plans, timeline_files
from portfolio.services.context import Context
from portfolio.services.overview import Filters
from portfolio.services.timeline_files import MOST_BYTES, Wanted, _Kept
from portfolio.services.timelines import View
from tests import cast

ROOT = Path(__file__).parents[2]
NARROW = View(Filters(words="patientkontrakt"))


def plan(ctx: Context) -> Plan:
    return plans.get(ctx, cast.PLAN)


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[Wanted]:
    """What is drawn from here on, with nothing kept from before."""
    found: list[Wanted] = []
    draw = timeline_files._draw
    timeline_files.forget()
    monkeypatch.setattr(timeline_files, "_draw", lambda *given: found.append(given[-1]) or draw(*given))
    return found


@pytest.mark.parametrize(("field", "given"), [("format", {"kind": "gif"}), ("paper", {"paper": "a5"})])
def test_an_unknown_kind_or_paper_is_refused_with_those_that_there_are(field: str, given: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        Wanted(**given)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert refused.value.message.endswith({"format": "svg, png, pdf.", "paper": "a3, a4."}[field])


def test_a_page_that_there_is_not_is_told_how_many_there_are(acting: Callable[[str], Context]) -> None:
    ctx = acting("reader")
    with pytest.raises(NotFound, match="Bilden har en sida, så sida 9 finns inte"):
        timeline_files.draw(ctx, plan(ctx), Wanted("svg", page=9), NARROW)


def test_an_unchanged_picture_is_drawn_once_and_one_that_is_known_not_even_read(
    acting: Callable[[str], Context], drawings: list[Wanted]
) -> None:
    ctx = acting("reader")
    first = timeline_files.file(ctx, plan(ctx), Wanted("svg"), NARROW)
    again = timeline_files.file(ctx, plan(ctx), Wanted("svg"), NARROW)
    known = timeline_files.file(ctx, plan(ctx), Wanted("svg"), NARROW, known=frozenset({first.digest}))
    assert again == first
    assert known == timeline_files.File(first.digest, None)
    other = timeline_files.file(ctx, plan(ctx), Wanted("svg", "a4"), NARROW)
    assert other.digest != first.digest
    assert [one.paper for one in drawings] == ["a3", "a4"]


def test_a_change_is_seen_at_once_also_one_that_another_process_made(
    acting: Callable[[str], Context], drawings: list[Wanted]
) -> None:
    reader, system = acting("reader"), acting("system")
    before = timeline_files.file(reader, plan(reader), Wanted("svg"), NARROW)
    reader.session.rollback()
    with system.transaction():
        system.record("test:rename")
        row = system.session.scalars(select(Initiative).where(Initiative.title.ilike("%patientkontrakt%"))).one()
        row.title = "Patientkontrakt som heter något annat"
    after = timeline_files.file(reader, plan(reader), Wanted("svg"), NARROW)
    assert before.digest != after.digest
    assert "heter något" in (after.content or b"").decode()
    # What changed is not in this picture: it is looked at again, and not drawn again.
    reader.session.rollback()
    with system.transaction():
        system.record("test:rename")
        other = system.session.scalars(select(Initiative).where(Initiative.key == "kronobarnsmodellen")).one()
        other.title = "Kronobarnsmodellen, fast annorlunda"
    assert timeline_files.file(reader, plan(reader), Wanted("svg"), NARROW) == after
    assert len(drawings) == 2


def test_nobody_is_answered_with_a_picture_that_holds_what_they_may_not_see(
    acting: Callable[[str], Context], drawings: list[Wanted]
) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:draft")
        row = system.session.scalars(select(Initiative).where(Initiative.title.ilike("%patientkontrakt%"))).one()
        row.state = "proposed"  # type: ignore[assignment]
    coordinator, reader = acting("coordinator"), acting("reader")
    seen = timeline_files.file(coordinator, plan(coordinator), Wanted("svg"), NARROW)
    unseen = timeline_files.file(reader, plan(reader), Wanted("svg"), NARROW)
    assert b"1 initiativ" in (seen.content or b"")
    assert b"Inga initiativ" in (unseen.content or b"")


def test_another_process_gives_the_same_picture_the_same_name() -> None:
    code = "from portfolio.services import timeline_files; print(timeline_files.drawn_by())"
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert other.stdout.strip() == timeline_files.drawn_by()


def test_what_is_kept_is_bounded() -> None:
    kept = _Kept()
    for number in range(50):
        kept.keep(str(number), bytes(1_000_000))
        kept.remember(number, str(number))
    assert kept.content("49") is not None
    assert kept.content("0") is None
    assert sum(kept.content(str(number)) is not None for number in range(50)) == MOST_BYTES // 1_000_000
    kept.keep("huge", bytes(MOST_BYTES + 1))
    assert kept.content("huge") is None
    for number in range(2 * timeline_files.MOST_ADDRESSES):
        kept.remember(number, "")
    assert kept.digest(0) is None
