"""The initiative's forms, and the filters that an address holds."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import ENTRY_STATES, InitiativeKind, InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.stages import Stage
from portfolio.forms.initiatives import FilterForm, InitiativeForm, ProposalForm, RegistrationForm
from portfolio.services.initiatives import EDITED
from portfolio.services.overview import SORTS, Filters

EVERYTHING = Filters()


def filters(address: str) -> dict[str, Any]:
    form = filter_form(address)
    return form.data


def filter_form(address: str) -> FilterForm:
    form = FilterForm(MultiDict([tuple(part.split("=", 1)) for part in address.split("&") if part]))
    form.omrade.offer([(7, "Norr")])
    form.validate()
    return form


def test_an_address_without_filters_narrows_nothing():
    form = filter_form("")
    assert Filters(**form.data) == EVERYTHING
    assert not form.active
    assert form.sort.data == "plan"


@pytest.mark.parametrize(
    ("address", "name", "value"),
    [
        ("q=vård", "words", "vård"),
        ("omrade=7", "area", 7),
        ("lage=approved", "state", InitiativeState.APPROVED),
        ("niva=complex", "level", ComplexityLevel.COMPLEX),
        ("niva=ingen", "unclassified", True),
        ("tidplan=finns", "timetable", True),
        ("tidplan=saknas", "timetable", False),
        ("fas=delivery", "stage", Stage.DELIVERY),
        ("sent=ja", "late", True),
    ],
)
def test_each_filter_narrows_one_thing(address, name, value):
    form = filter_form(address)
    assert Filters(**form.data) == Filters(**{name: value})
    assert form.active


@pytest.mark.parametrize(
    "address",
    [
        "omrade=8",
        "omrade=x",
        "omrade=" + "9" * 5000,
        "lage=approvedx",
        "niva=<script>",
        "niva=ingenting",
        "tidplan=1",
        "okand=1",
        "omrade=&lage=&niva=&tidplan=&q=",
    ],
)
def test_what_cannot_be_read_narrows_nothing(address):
    form = filter_form(address)
    assert Filters(**form.data) == EVERYTHING
    assert not form.active


def test_a_search_is_cut_at_two_hundred_characters():
    assert len(filters("q=" + "å" * 10_000)["words"]) == 200


def test_every_way_to_sort_is_offered():
    assert [choice.value for choice in filter_form("").sort.iter_choices()] == list(SORTS)


def test_editing_holds_the_fields_that_the_version_is_made_of():
    assert set(InitiativeForm().data) == {*EDITED, "version"}


def test_a_proposal_holds_the_same_and_registering_the_decision_too():
    assert set(ProposalForm().data) == set(EDITED)
    assert set(RegistrationForm().data) == {*EDITED, "entry_state", "decided_on", "forum_id", "motivation"}


def test_a_proposal_needs_a_name_and_an_area_and_says_both_at_once():
    form = ProposalForm(MultiDict({"title": "", "area_id": "", "kind": "initiative"}))
    form.area_id.offer([(1, "Norr")])
    assert not form.validate()
    assert dict(form.errors) == {
        "title": ["Skriv initiativets namn."],
        "area_id": ["Välj vilket område initiativet hör till."],
    }


def test_a_new_initiative_is_one_with_phases_unless_something_else_is_chosen():
    form = ProposalForm()
    assert [one.value for one in form.kind.iter_choices()] == [kind.value for kind in InitiativeKind]


def test_registering_offers_the_states_that_something_can_run_in_already():
    form = RegistrationForm()
    form.offer(areas=[(1, "Norr")], forums=[(2, "Styrgrupp")])
    offered = [(one.value, one.label) for one in form.entry_state.iter_choices()]
    assert offered[0] == ("", "Nytt förslag, inte beslutat än")
    assert offered[1:] == [(state.value, f"Finns redan: {label(state).lower()}") for state in ENTRY_STATES]
    assert [one.label for one in form.forum_id.iter_choices()] == ["Inte angivet", "Styrgrupp"]
