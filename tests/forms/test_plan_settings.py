"""Whole numbers, yes and no, and who decides what: read as values, and shown again as they were written."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from portfolio.domain.permissions import Role
from portfolio.domain.plans import DECIDING_ROLES, Change
from portfolio.domain.versions import version_of
from portfolio.forms.base import describe
from portfolio.forms.plan_settings import AreaForm, DecidersForm, MoveForm, TolerancesForm

STORED = {"on_track_points": 10, "worsened_percent": 5, "fallen_back_percent": 95, "grace_days": 30}


def tolerances(**sent: str) -> TolerancesForm:
    return TolerancesForm(MultiDict({"version": "x", **sent}))


@pytest.mark.parametrize(
    ("written", "number"), [("12", 12), (" 12 ", 12), ("-3", -3), ("0", 0), ("", None), (" ", None)]
)
def test_a_whole_number_is_read_and_nothing_is_none(written: str, number: int | None) -> None:
    form = tolerances(grace_days=written)
    assert form.validate()
    assert form.data["grace_days"] == number
    assert form.grace_days._value() == written


@pytest.mark.parametrize("written", ["tolv", "1.5", "1,5", "1e3", "0x1f", "--1", "-", "1_000", "٣", "²", "9" * 10_000])
def test_what_is_no_whole_number_is_told_of_and_shown_again(written: str) -> None:
    form = tolerances(grace_days=written)
    assert not form.validate()
    assert form.grace_days.errors == ["Skriv ett helt tal med siffror, till exempel 12."]
    assert form.grace_days._value() == written


def test_a_stored_number_is_shown_and_zero_is_no_blank() -> None:
    form = TolerancesForm(MultiDict(), data={**STORED, "grace_days": 0})
    assert (form.grace_days._value(), form.on_track_points._value()) == ("0", "10")


def area(**sent: str) -> AreaForm:
    form = AreaForm(MultiDict(sent), data={"name": "Vård", "active": True, "version": version_of({})})
    form.parent_id.offer([(1, "Ett")])
    return form


def test_yes_and_no_are_two_words_to_choose_between() -> None:
    shown = area()
    assert [(one.value, one.selected) for one in shown.active.iter_choices()] == [("True", True), ("False", False)]
    assert area(name="Vård", kind="group", active="False", version="x").data["active"] is False
    assert area(name="Vård", kind="group", active="True", version="x").data["active"] is True
    for written in ("", "kanske", "true", "1"):
        form = area(name="Vård", kind="group", active=written, version="x")
        assert not form.validate(), written
        assert form.active.errors == ["Välj ett av alternativen."], written
    assert describe(shown.active, False) == "Nej, det är avslutat"
    assert shown.differences({"active": False}) == [
        ("Används det?", "Nej, det är avslutat", "Ja, det kan väljas"),
    ]


def test_every_change_has_a_role_and_a_forum_to_choose() -> None:
    form = DecidersForm(MultiDict(), data={})
    form.offer([(1, "Ledningsgruppen")])
    assert set(form.data) == {f"{change}_{what}" for change in Change for what in ("role", "forum_id")} | {"version"}
    for change in Change:
        offered = [one.value for one in form[f"{change}_role"].choices]
        assert offered == [role.value for role in DECIDING_ROLES]
        assert Role.PROJECT_LEAD.value not in offered
        assert [one.value for one in form[f"{change}_forum_id"].choices] == ["", "1"]


def test_a_step_is_up_or_down() -> None:
    for written, step in (("upp", -1), ("ner", 1)):
        form = MoveForm(MultiDict({"direction": written}))
        assert form.validate()
        assert form.step == step
    for written in ("", "up", "åt sidan"):
        assert not MoveForm(MultiDict({"direction": written})).validate(), written
