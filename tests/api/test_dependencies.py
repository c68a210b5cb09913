"""Dependencies by way of the API: read with what the times say, and added."""

from __future__ import annotations

from collections.abc import Callable

from tests.api.conftest import Script, Stored, reasons
from tests.cast import LED

Scripts = Callable[..., Script]


def test_what_an_initiative_waits_for_is_read_and_added_and_a_ring_refused(script: Scripts, stored: Stored) -> None:
    lead, coordinator = script("project_lead"), script("coordinator")
    path = f"/initiatives/{stored.id_of(LED)}/dependencies"
    (held,) = lead.get(path).json
    assert {name: held[name] for name in ("initiative", "waits_for", "timing", "example")} == {
        "initiative": stored.id_of(LED),
        "waits_for": stored.id_of("patientportalen"),
        "timing": "early",
        "example": True,
    }
    other = stored.id_of("kronobarnsmodellen")
    made = lead.post(path, {"waits_for": other, "what": " Ett system "})
    assert made.status_code == 201
    assert (made.json["waits_for"], made.json["what"], made.json["timing"]) == (other, "Ett system", "untold")
    assert made.json["sentence"].startswith("Det är inte sagt när effekthanteringsfasen börjar")
    assert made.json in lead.get(made.headers["Location"].removeprefix("/api/v1")).json
    length = stored.changes()
    for sent, fields in (
        ({}, {"waits_for", "what"}),
        ({"waits_for": other, "what": ""}, {"waits_for", "what"}),
        ({"waits_for": stored.id_of(LED), "what": "Sig självt"}, {"waits_for"}),
        ({"waits_for": "2", "what": 5, "why": None}, {"waits_for", "what", "why"}),
    ):
        refused = lead.post(path, sent)
        assert (refused.status_code, set(reasons(refused))) == (422, fields)
    ring = coordinator.post(f"/initiatives/{other}/dependencies", {"waits_for": held["initiative"], "what": "R"})
    assert "i en ring" in reasons(ring)["waits_for"]
    assert stored.changes() == length
