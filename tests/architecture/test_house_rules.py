"""House rules that no linter knows: sizes, names, and what a page under a strict policy must not hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from portfolio.domain.permissions import GRANTS, READING, SIGNED_IN, Permission
from portfolio.models import Base

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "portfolio").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: A mail program keeps no style sheet, and no policy of ours reaches it.
PAGES = [path for path in TEMPLATES if path.parent.name != "mail"]

#: Tables that the log passes by, each with a reason that a reviewer accepted.
UNAUDITED = {
    "ApiTokenUse": "when a token was last used, at most every five minutes",
    "AuditHead": "the log itself",
    "AuditItem": "the log itself",
    "AuditLink": "the log itself",
    "CalendarEntry": "what a calendar program was told, counted from what is due",
    "CalendarUse": "when a calendar was last read, at most every hour",
    "CarriedForm": "what was typed and not saved yet, kept for some hours",
    "FormUse": "tells nothing but that a form was sent",
    "JobRun": "that a job was run, with its own times; it changes nothing itself",
    "ImportFile": "sent and not read in yet, seen by nobody else, thrown away",
    "LoginAttempt": "kept for an hour, for throttling",
    "LoginSession": "a browser's session, with its own times",
    "OutboxMessage": "mail on its way holds names, and is forgotten when it has been sent",
    "RemindedDay": "tells nothing but that reminding was done",
    "RememberedHeading": "a person's own habit, which tells nothing of the plan",
    "RepeatedAnswer": "an answer kept for a day",
    "SavedView": "a person's own bookmark, which tells nothing of the plan",
    "SchedulerLeader": "which process leads, written every minute",
    "StateSnapshot": "counted each night from what the log holds already",
    "ToldNotice": "what a person was reminded of, which changes nothing",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_and_its_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            # A docstring and a long signature are no complexity.
            length = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert length <= 45, f"{node.name}: {length} lines"


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert [name(path) for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_holds_no_style_script_or_unescaped_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inline = r"<[^>{]*\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)|javascript:"
    assert not re.search(inline, text)
    assert not re.search(r"\|\s*safe\b", text)


def test_every_table_is_audited_or_has_a_reason_not_to_be() -> None:
    unaudited = {mapper.class_.__name__ for mapper in Base.registry.mappers if not mapper.class_.__audited__}
    assert unaudited == set(UNAUDITED)


def test_every_permission_is_granted_to_somebody_and_used_somewhere() -> None:
    assert set(Permission) == set(GRANTS) | READING | SIGNED_IN
    code = "".join(path.read_text(encoding="utf-8") for path in (*MODULES, *TEMPLATES) if path.stem != "permissions")
    for permission in Permission:
        assert f"Permission.{permission.name}" in code.replace("domain/labels", ""), permission
