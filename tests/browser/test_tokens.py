"""Making an API token by keyboard, on a narrow screen and a wide one, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.per_request import API
from tests.browser.conftest import Site, Visitor
from tests.cast import PLAN

NAME = "Månadsrapportenfördriftsledningeniregionen"


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (1280, False)])
def test_a_token_is_made_copied_listed_and_revoked(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None], width: int, scripts: bool
) -> None:
    someone = visitor(site, width=width, scripts=scripts).sign_in("project_lead")
    page = someone.open("/konto")
    page.get_by_role("link", name="Skapa nyckel").click()
    page.get_by_role("button", name="Skapa nyckel").click()
    assert "Skriv vad nyckeln ska användas till." in page.get_by_role("alert").inner_text()
    standard(someone)
    page.get_by_label("Vad ska nyckeln användas till?").fill(NAME)
    page.keyboard.press("Enter")
    field = page.get_by_label("Nyckel", exact=True)
    secret = field.input_value()
    standard(someone)
    answer = page.request.get(f"{site.url}{API}/initiatives?plan={PLAN}", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status == 200
    page.get_by_role("link", name="Jag har sparat nyckeln").click()
    assert secret not in page.content()
    assert page.get_by_role("row", name=NAME).count() == 1
    standard(someone)
    page.get_by_role("button", name=f"Återkalla nyckeln {NAME}").click()
    assert "Du har inga nycklar." in page.locator("main").inner_text()
    standard(someone)
