"""The learning log by way of the API."""

from __future__ import annotations

from collections.abc import Callable

from tests.api.conftest import Script, Stored, reasons
from tests.cast import LED

Scripts = Callable[..., Script]

ENTRY = {
    "noted_on": "2023-05-02",
    "believed": "Att det skulle gå.",
    "happened": "Det gick inte.",
    "next_step": "Pröva något annat.",
    "look_again_on": "2023-06-02",
}


def test_a_log_is_written_and_read_the_latest_first(script: Scripts, stored: Stored) -> None:
    lead, path = script("project_lead"), f"/initiatives/{stored.id_of(LED)}/learning"
    assert lead.get(path).json == []
    made = lead.post(path, ENTRY)
    assert made.status_code == 201
    assert {name: made.json[name] for name in ENTRY} == ENTRY
    assert (made.json["initiative"], made.json["example"]) == (stored.id_of(LED), False)
    later = lead.post(path, {**ENTRY, "noted_on": "2023-05-15", "look_again_on": None})
    assert lead.get(made.headers["Location"].removeprefix("/api/v1")).json == [later.json, made.json]
    assert stored.last_change()[0] == "learning:add"
    length = stored.changes()
    for sent, fields in (
        ({}, {"noted_on", "believed", "happened", "next_step"}),
        ({**ENTRY, "noted_on": "2023-05-16", "happened": ""}, {"noted_on", "happened"}),
        ({**ENTRY, "look_again_on": "2023-05-02"}, {"look_again_on"}),
        ({**ENTRY, "author": 1, "noted_on": "i går"}, {"author", "noted_on"}),
    ):
        refused = lead.post(path, sent)
        assert (refused.status_code, set(reasons(refused))) == (422, fields)
    assert stored.changes() == length
    # What came with a plan file has no author.
    loaded = lead.get(f"/initiatives/{stored.id_of('en-vag-in')}/learning").json
    assert [(one["author"], one["example"]) for one in loaded] == [(None, True)]
