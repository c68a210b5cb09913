"""Every page, wide and narrow, held to the same standard; error pages and forms with errors too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS, Site, Visitor, hold_at_every_width

PLAN = "/planer/narmare-kronobergaren"

PAGES = {
    "tasks": "/",
    "late tasks": f"{PLAN}/vantar",
    "plans": "/planer",
    "overview": PLAN,
    "list": f"{PLAN}/initiativ",
    "list narrowed to nothing": f"{PLAN}/initiativ?q=finnsinte",
    "timeline": f"{PLAN}/tidplan",
    "timeline narrowed": f"{PLAN}/tidplan?tidplan=finns&niva=complex",
    "timeline by half-year with activities": f"{PLAN}/tidplan?skala=halvar&fran=2022-Q3&till=2027-Q4&visa=aktiviteter",
    "timeline by year": f"{PLAN}/tidplan?skala=ar&oppna=7&visa=faser",
    "annual wheel": f"{PLAN}/arshjul",
    "annual wheel narrowed": f"{PLAN}/arshjul?ar=2024&omrade=2&slag=follow_up&visa=mina",
    "timetables of an area": f"{PLAN}/tidplan/andra?omrade=2",
    "read a file in": f"{PLAN}/import",
    "register": "/initiativ/nytt",
    "initiative": "/initiativ/7",
    "initiative without a timetable": "/initiativ/2",
    "initiative with activities": "/initiativ/12",
    "edit": "/initiativ/7/redigera",
    "entry state": "/initiativ/7/ingangslage",
    "classify": "/initiativ/6/klassning",
    "decide on a phase": "/initiativ/9/beslut/fas",
    "decide on the end of the project": "/initiativ/3/beslut/projektslut",
    "decide on another target": "/initiativ/7/beslut/malvarde?matetal=7",
    "ask for an exception": "/initiativ/9/begar/undantag",
    "handover": "/initiativ/7/overlamning",
    "conclude a benefit": "/nyttor/6/avfor",
    "who answers for an organisation": "/organisationer/1/ansvarig",
    "target that was decided on": "/nyttor/6/matetal/7",
    "project lead": "/initiativ/7/projektledare",
    "phases": "/initiativ/7/tidplan",
    "new activity": "/initiativ/7/aktiviteter/ny",
    "activity": "/initiativ/1/aktiviteter/1",
    "activities": "/initiativ/7/aktiviteter",
    "new enabler": "/initiativ/7/aktiviteter/ny?slag=mojliggorare",
    "shared activities": "/initiativ/17/aktiviteter",
    "share activities": "/initiativ/7/aktiviteter/dela",
    "share found nothing": "/initiativ/7/aktiviteter/dela?q=finnsinte",
    "unlink activity": "/initiativ/17/aktiviteter/35/ta-bort",
    "unlink refused": "/initiativ/1/aktiviteter/1/ta-bort",
    "new adoptions": "/initiativ/7/inforande/ny",
    "adoption with benefits": "/initiativ/7/inforande/4",
    "dependencies": "/initiativ/7/beroenden",
    "no dependencies": "/initiativ/2/beroenden",
    "new dependency": "/initiativ/7/beroenden/nytt",
    "dependency": "/initiativ/7/beroenden/1",
    "end dependency": "/initiativ/7/beroenden/1/ta-bort",
    "learning log": "/initiativ/9/larande",
    "new learning": "/initiativ/9/larande/ny",
    "library": f"{PLAN}/avslutade",
    "library with hits": f"{PLAN}/avslutade?q=vårdplan",
    "account": "/konto",
    "address of the calendar": "/konto/kalender",
    "new API token": "/konto/nycklar/ny",
    "reminders": "/konto/paminnelser",
    "organisations": "/organisationer",
    "new organisation": "/organisationer/ny?under=1",
    "organisation": "/organisationer/1",
    "settings": f"{PLAN}/installningar",
    "settings of the plan": f"{PLAN}/installningar/planen",
    "tolerances": f"{PLAN}/installningar/granser",
    "who decides": f"{PLAN}/installningar/beslut",
    "give a role": f"{PLAN}/installningar/roller/ny",
    "end a role": "/roller/2/avsluta?plan=narmare-kronobergaren",
    "new area": f"{PLAN}/installningar/omraden/ny",
    "area": f"{PLAN}/installningar/omraden/1",
    "new goal": f"{PLAN}/installningar/mal/ny",
    "forum": f"{PLAN}/installningar/forum/1",
    "described role": f"{PLAN}/installningar/planroller/1",
    "benefits": "/initiativ/7/nyttor",
    "new benefit": "/initiativ/7/nyttor/ny",
    "benefit": "/nyttor/6",
    "empty benefit": "/nyttor/8",
    "seven steps": "/nyttor/6/redigera",
    "seven steps with suggestions": "/nyttor/12/redigera",
    "preliminary steps": "/nyttor/9/redigera",
    "template": "/initiativ/7/mall",
    "empty template": "/initiativ/7/mall?tom=1",
    "benefit register": f"{PLAN}/nyttoregister",
    "benefit register by quarter": f"{PLAN}/nyttoregister?fraga=due&kvartal=2023-Q2&forandring=ingen&mal=ingen",
    "benefit register narrowed to nothing": f"{PLAN}/nyttoregister?q=finnsinte",
    "benefit with an excluded period": "/nyttor/15",
    "baseline and target": "/nyttor/3/matetal/2",
    "new judgement of a benefit": "/nyttor/3/bedomningar/ny",
    "measures": f"{PLAN}/matetal",
    "new measure": f"{PLAN}/matetal/nytt",
    "measure": "/matetal/4",
    "measure with a former definition": "/matetal/8",
    "edit measure": "/matetal/1/redigera",
    "new series": "/matetal/1/serier/ny",
    "measure by unit": "/matetal/2",
    "new excluded period": "/matetal/4/undantag/nytt",
    "excluded period": "/undantag/1",
    "count an excluded period": "/undantag/1/upphav",
    "record values": "/serier/10/matvarden/nytt",
    "record counts": "/serier/11/matvarden/nytt",
    "correct a value": "/serier/1/matvarden/nytt?period=2023-Q1",
    "review values": f"{PLAN}/granska",
    "participants": "/initiativ/7/deltagare",
    "assessment of what is decided": "/initiativ/7/bedomning",
    "agenda": f"{PLAN}/beslut",
    "new matter": f"{PLAN}/beslut/nytt?initiativ=7&sak=",
    "matter": f"{PLAN}/beslut/7/niva",
    "decision": "/beslut/7",
    "empty minutes": f"{PLAN}/beslut/protokoll",
    "log": "/logg",
    "story": "/initiativ/7/historia",
    "search": "/sok",
    "search with hits": "/sok?q=vård",
    "search without hits": "/sok?q=finnsinte",
    "help": "/hjalp",
    "how we know": "/hjalp/hur-vi-vet",
    "connect other programs": "/hjalp/anslut",
    "export": f"{PLAN}/export",
    "export of the register as it is shown": f"{PLAN}/export?vad=register&lage=on_track",
    "chain of effect": f"{PLAN}/effektkedja",
    "chain of effect of an initiative": f"{PLAN}/effektkedja?initiativ=7",
    "chain of effect narrowed to nothing": f"{PLAN}/effektkedja?initiativ=2",
    "not found": "/finns-inte",
}


ADMINISTRATION = {
    "users": "/anvandare",
    "nobody found": "/anvandare?q=finnsinte",
    "new user": "/anvandare/ny",
    "user": "/anvandare/3",
    "edit user": "/anvandare/3/redigera",
    "new password": "/anvandare/3/losenord",
    "user's account": "/anvandare/3/konto",
    "user's role": "/anvandare/3/roller/ny",
    "end the own role": "/roller/8/avsluta",
    "jobs": "/jobb",
    "mail that was not sent": "/utskick",
}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, shared_site: Site) -> Iterator[Callable[[str], Visitor]]:
    """Somebody's window that is signed in once for all pages here: what is looked at is the page, not the way to it."""
    windows: dict[str, Visitor] = {}

    def window(name: str) -> Visitor:
        if name not in windows:
            context = browser.new_context(viewport={"width": 320, "height": 900}, locale="sv-SE")
            context.set_default_timeout(10_000)
            windows[name] = Visitor(shared_site, context, scripts=True).sign_in(name)
        windows[name].complaints.clear()
        return windows[name]

    yield window
    for someone in windows.values():
        someone.page.context.close()


def open_narrow(someone: Visitor, path: str) -> Page:
    """A page as it is opened on a phone; what fits there is afterwards looked at on a wide screen too."""
    someone.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return someone.open(path)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_every_page_meets_the_standard(signed_in: Callable[[str], Visitor], path: str) -> None:
    someone = signed_in("coordinator")
    open_narrow(someone, path)
    hold_at_every_width(someone)


@pytest.mark.parametrize("path", ADMINISTRATION.values(), ids=ADMINISTRATION.keys())
def test_every_page_of_the_administrators_meets_the_standard(signed_in: Callable[[str], Visitor], path: str) -> None:
    someone = signed_in("admin")
    open_narrow(someone, path)
    hold_at_every_width(someone)


def test_the_page_to_sign_in_on_meets_the_standard_also_after_a_wrong_password(
    shared_site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(shared_site)
    open_narrow(someone, "/logga-in")
    hold_at_every_width(someone)
    someone.page.get_by_label("E-postadress").fill("ingen@exempel.se")
    someone.page.get_by_label("Lösenord").fill("fel")
    someone.page.get_by_role("button", name="Logga in").click()
    assert "hör inte ihop" in someone.page.get_by_role("alert").inner_text()
    hold_at_every_width(someone)


@pytest.mark.parametrize(
    "path",
    [
        "/initiativ/nytt",
        "/initiativ/6/klassning",
        "/initiativ/7/ingangslage",
        "/initiativ/7/aktiviteter/ny",
        "/initiativ/7/aktiviteter/dela",
        "/initiativ/7/inforande/ny",
        "/initiativ/7/beroenden/nytt",
        "/initiativ/7/larande/ny",
        "/initiativ/7/nyttor/ny",
        "/initiativ/9/beslut/fas",
        "/nyttor/6/avfor",
    ],
)
def test_a_form_with_errors_meets_the_standard_and_moves_focus_to_the_summary(
    signed_in: Callable[[str], Visitor], path: str
) -> None:
    someone = signed_in("coordinator")
    page = open_narrow(someone, path)
    page.locator("main form button[type=submit]").last.click()
    summary = page.get_by_role("alert")
    assert summary.count() == 1
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    hold_at_every_width(someone)
    # Each line of the summary leads to its field.
    link = summary.get_by_role("link").first
    target = str(link.get_attribute("href"))
    link.click()
    assert page.evaluate("document.activeElement.id") == target.removeprefix("#")


def test_what_somebody_may_not_do_is_a_page_that_says_who_can(
    shared_site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    someone = visitor(shared_site).sign_in("reader")
    page = someone.open("/initiativ/7/klassning")
    assert "styrgrupp" in page.locator("main").inner_text().lower()
    standard(someone)


def test_the_drawn_timeline_is_no_black_boxes_under_the_policy(
    shared_site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(shared_site).sign_in("reader")
    # The first drawing of a process loads matplotlib, which takes its time on a busy machine.
    someone.page.set_default_navigation_timeout(60_000)
    page = someone.open(f"{PLAN}/tidplan.svg")
    assert someone.complaints == []
    fills = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('path')]
            .map(e => getComputedStyle(e).fill))]"""
    )
    # Were the styles refused, every shape would fall back to black.
    assert len([fill for fill in fills if fill not in ("rgb(0, 0, 0)", "none")]) >= 6
    assert page.locator("style, [style], script").count() == 0


def test_the_chart_of_a_series_is_seen_under_the_policy_and_drawn_narrow_on_a_phone(
    signed_in: Callable[[str], Visitor],
) -> None:
    someone = signed_in("coordinator")
    page = open_narrow(someone, "/nyttor/6")
    picture = page.locator(".series-chart img").first
    seen = []
    for width in (WIDTHS[0], 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture.evaluate("e => e.decode()")
        seen.append(picture.evaluate("e => [e.naturalWidth > 0, e.currentSrc.endsWith('bredd=smal')]"))
    assert seen == [[True, True], [True, False]]
    assert someone.complaints == []
    svg = someone.open(str(picture.get_attribute("src")))
    strokes = svg.evaluate("[...new Set([...document.querySelectorAll('path')].map(e => getComputedStyle(e).stroke))]")
    # Were the styles refused, no line would have a colour.
    assert len([stroke for stroke in strokes if stroke != "none"]) >= 6
    assert someone.complaints == []


def test_in_forced_colours_the_bars_keep_their_borders(shared_site: Site, visitor: Callable[..., Visitor]) -> None:
    someone = visitor(shared_site, forced_colors="active").sign_in("reader")
    page = someone.open(f"{PLAN}/tidplan")
    widths = page.locator("td.bar .bar-fill, td.bar").evaluate_all(
        "all => all.map(e => getComputedStyle(e).borderTopWidth + getComputedStyle(e, '::before').borderTopWidth)"
    )
    assert widths
    assert any(width != "0px0px" for width in widths)


def test_on_paper_the_timeline_is_whole_and_the_frame_is_gone(
    shared_site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(shared_site).sign_in("reader")
    page = someone.open(f"{PLAN}/tidplan")
    page.emulate_media(media="print")
    region = page.get_by_role("region").first
    assert region.evaluate("e => e.scrollHeight - e.clientHeight") <= 1
    assert not page.get_by_role("navigation").first.is_visible()
