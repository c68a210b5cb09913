"""What is expected of the token's owner by way of the API: the list of the first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portfolio.domain.permissions import Role
from tests.api.conftest import Script, Stored, one_database
from tests.cast import PLAN
from tests.pages import Person, words

Scripts = Callable[..., Script]
pytestmark = one_database


def test_the_list_is_that_of_the_page_and_leads_to_its_forms(
    script: Scripts, person: Callable[[str], Person], stored: Stored
) -> None:
    answer: Any = script("area_lead").get("/tasks").json
    assert answer["next"] is None
    late, undated = answer["items"]
    home = "http://localhost"
    led = stored.id_of("nara-vard-i-hemmet")
    assert late == {
        "kind": "update_phases",
        "about": "initiative",
        "id": led,
        "href": f"{home}/initiativ/{led}/tidplan",
        "name": "Nära vård i hemmet – samverkan med patient, region och kommun 0–100 år",
        "text": "Skulle ha tagit slut kv 4 2022",
        "minutes": 5,
        "asked_from": "2022-09-22",
        "due_on": "2022-12-31",
        "late": True,
        "why": ["area_lead"],
        "plan": PLAN,
        "initiative": led,
    }
    assert (undated["kind"], undated["due_on"], undated["late"]) == ("plan_phases", None, False)
    for name in ("coordinator", "controller"):
        items: Any = script(name).get("/tasks").json["items"]
        page = person(name).open("/")
        hrefs = {home + link["href"] for link in page.document.select(".task a")}
        assert (int(page.h1.split()[2]), {one["href"] for one in items}) == (len(items), hrefs)
        assert all(f"{one['text']}." in words(page.document.main) or one["due_on"] is None for one in items)


def test_who_may_do_nothing_has_nothing_to_do(script: Scripts) -> None:
    assert script("reader").get("/tasks").json == {"items": [], "next": None}
    assert script("coordinator", role=Role.READER).get("/tasks").json["items"] == []
