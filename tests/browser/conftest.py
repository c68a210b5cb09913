"""A real server, a real Chromium, and the one check that every page has to pass."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from waitress import create_server, wasyncore

from portfolio.app import connect, create_app

# The first picture of a process loads matplotlib, and a page that waits for that on a busy machine is given up.
from portfolio.charts import series_charts  # noqa: F401
from portfolio.config import Settings
from portfolio.services.context import ANONYMOUS, Context
from tests import cast
from tests.conftest import SKIPPED, settings_for, share_compiled

#: What is held, and of what passed no more than that it did: to describe every element of that takes most of a run.
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
AXE = Axe().axe_script
#: Everything that is asked of a page with scripts, in one question: axe, names and ids, and how wide it is.
EXAMINATION = """async options => {
    const {violations} = await axe.run(options);
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    const named = ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls'];
    const targets = named.flatMap(n => [...document.querySelectorAll(`[${n}]`)]
        .flatMap(e => e.getAttribute(n).split(/\\s+/)));
    return {
        violations: violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]),
        repeated: ids.filter((id, i) => ids.indexOf(id) !== i),
        dangling: targets.filter(t => t && !ids.includes(t)),
        sideways: document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
    };
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if "browser" in SKIPPED:
                item.add_marker(pytest.mark.skip(reason="PORTFOLIO_TEST_SKIP names browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, or the browser that the environment names; no browser is downloaded."""
    path = os.environ.get("PORTFOLIO_TEST_BROWSER") or shutil.which("chromium")
    assert path, "Chromium saknas. Kör make test, som säger hur det installeras."
    arguments = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--lang=sv-SE"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


class Site:
    """The product on a port of its own, on a database of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._sockets: dict[int, Any] = {}
        self.server = create_server(app, map=self._sockets, host="127.0.0.1", port=0, threads=4)
        self.url = f"http://127.0.0.1:{self.server.effective_port}"
        self._closing = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        # The server's own run() only ends when its sockets are gone, and closing them under it is a race: select() may
        # be waiting for one of them. So the loop is walked one round at a time, and ends by itself when it is told to.
        while not self._closing.is_set():
            wasyncore.loop(timeout=1, map=self._sockets, count=1)

    def close(self) -> None:
        # First those who answer, while what they write is still sent; then the loop, which is woken to see that it is
        # to end; and when nobody waits for them any more, the sockets.
        self.server.task_dispatcher.shutdown()
        self._closing.set()
        self.server.pull_trigger()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive(), "the server's thread did not end"
        wasyncore.close_all(self._sockets)
        self.app.extensions["portfolio.engine"].dispose()


@pytest.fixture
def site(application: Flask, sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of this test's own: what it changes, no other test sees."""
    connect(application, _settings(sqlite_template, tmp_path))
    share_compiled(application.extensions["portfolio.engine"])
    site = Site(application)
    yield site
    site.close()


@pytest.fixture(scope="module")
def shared_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for tests that only look."""
    site = Site(create_app(_settings(sqlite_template, tmp_path_factory.mktemp("site"))))
    yield site
    site.close()


def _settings(template: Path, folder: Path) -> Settings:
    file = folder / "site.sqlite"
    shutil.copy(template, file)
    return settings_for(f"sqlite:///{file}", folder)


class Visitor:
    """One person's browser window, with everything that the browser complained about."""

    def __init__(self, site: Site, context: BrowserContext, *, scripts: bool) -> None:
        self.site = site
        self.scripts = scripts
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser also reports the status of every answer that is an error on purpose.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, name: str) -> Visitor:
        """Sign in without the pages that it takes: the window gets its cookie, and is not yet anywhere."""
        held = self.site.app.extensions
        with held["portfolio.sessions"]() as session:
            token = cast.sign_in(Context(session, ANONYMOUS, held["portfolio.settings"].clock), name)
        self.page.context.add_cookies([{"name": "session", "value": token, "url": self.site.url, "httpOnly": True}])
        return self

    def sign_in_by_hand(self, name: str) -> Visitor:
        """Sign in on the page, as people do, and stand on the first page: for what is about signing in."""
        self.open("/logga-in")
        self.page.get_by_label("E-postadress").fill(cast.email(name))
        self.page.get_by_label("Lösenord").fill(cast.PASSWORD)
        self.page.get_by_role("button", name="Logga in").click()
        self.page.wait_for_url(self.site.url + "/")
        return self


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a window on a site, of a given width, with or without scripts."""
    contexts: list[BrowserContext] = []

    def make(site: Site, *, width: int = 1280, scripts: bool = True, **options: Any) -> Visitor:
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="sv-SE", **options
            )
        )
        contexts[-1].set_default_timeout(10_000)
        return Visitor(site, contexts[-1], scripts=scripts)

    yield make
    for context in contexts:
        context.close()


def hold_quiet(visitor: Visitor) -> None:
    """The browser has not complained: what is left of the check for a page that is held to all of it elsewhere."""
    assert visitor.complaints == [], visitor.page.url


def hold_to_standard(visitor: Visitor, *, contrast: bool = True) -> None:
    """The check that every page passes, as it stands in the window now.

    No violation of WCAG 2.2 AA that axe can see, no complaint of the browser (a refused style or script among them: axe
    sees nothing wrong with a picture that the policy turned black), no id twice, no label that leads nowhere, and no
    sideways scroll.
    """
    page = visitor.page
    where = page.url
    hold_quiet(visitor)
    if not visitor.scripts:
        # The check is a script itself; the same pages are checked in a window that runs them.
        return
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(EXAMINATION, WCAG if contrast else {**WCAG, "rules": {"color-contrast": {"enabled": False}}})
    assert found["violations"] == [], where
    assert found["repeated"] == [], where
    assert found["dangling"] == [], where
    assert found["sideways"] <= 0, f"{where} scrolls {found['sideways']} px sideways"


#: A narrow phone and a small laptop. A page is the same document at every width, so it is opened once and made wider.
WIDTHS = (320, 1280)


def hold_at_every_width(visitor: Visitor, widths: Sequence[int] = WIDTHS) -> None:
    """The shared check of the page as it stands, narrow and wide.

    Colours are the same at every width, and to reckon with them takes longer than all other rules together.
    """
    for width in widths:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        hold_to_standard(visitor, contrast=width == widths[-1])


@pytest.fixture
def standard() -> Callable[[Visitor], None]:
    """The shared check, as a fixture."""
    return hold_to_standard
