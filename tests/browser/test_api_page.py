"""The page that describes the API, open to everybody, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

from portfolio.api.installing import all_calls
from tests.browser.conftest import Site, Visitor, hold_at_every_width

DOCS = "/api/v1/docs"


def test_the_page_meets_the_standard_with_calls_unfolded(
    shared_site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    someone = visitor(shared_site, width=320)
    page = someone.open(DOCS)
    standard(someone)
    for name in ("/initiatives", "InitiativeChanges"):
        page.locator("summary").filter(has=page.get_by_text(name, exact=True)).first.click()
    hold_at_every_width(someone)


def test_swagger_ui_meets_the_standard_and_sends_nothing(
    shared_site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    someone = visitor(shared_site, width=320)
    asked: list[str] = []
    someone.page.on("request", lambda request: asked.append(request.url))
    page = someone.open(DOCS)
    page.get_by_role("link", name="Öppna i Swagger UI").click()
    calls = page.locator(".opblock-summary-control")
    calls.first.wait_for()
    assert calls.count() == len(all_calls())
    for number in (1, 6):
        calls.nth(number).click()
        page.locator(".opblock.is-open").nth([1, 6].index(number)).locator(".responses-table").wait_for()
    hold_at_every_width(someone)
    assert page.get_by_role("button", name="Try it out").count() == 0
    assert page.get_by_role("button", name="Execute").count() == 0
    assert [url for url in asked if not url.startswith((shared_site.url, "data:"))] == []


def test_without_scripts_the_page_tells_every_call(shared_site: Site, visitor: Callable[..., Visitor]) -> None:
    someone = visitor(shared_site, scripts=False)
    page = someone.open(DOCS)
    told = page.locator("details:has(.api-method) > summary").all_inner_texts()
    assert len(told) == len(all_calls())
    for call in all_calls():
        assert any(call.method in line and call.summary in line for line in told), call.path
    assert someone.complaints == []


def test_an_object_is_opened_by_the_link_to_it(shared_site: Site, visitor: Callable[..., Visitor]) -> None:
    page = visitor(shared_site).open(DOCS)
    page.locator("summary").filter(has=page.get_by_text("/initiatives/{initiative_id}", exact=True)).first.click()
    page.get_by_role("link", name="Initiative", exact=True).first.click()
    page.locator("#objekt-Initiative").wait_for(state="visible")
