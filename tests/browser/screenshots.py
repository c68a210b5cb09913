"""Takes the README's pictures anew, of the real pages: ``python -m tests.browser.screenshots``."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from portfolio.app import create_app
from tests import cast
from tests.browser.conftest import Site
from tests.conftest import fill, settings_for

PLAN = "/planer/narmare-kronobergaren"
IMAGES = Path(__file__).parents[2] / "docs" / "images"

#: File → page and height in pixels; as wide as a small laptop.
PICTURES = {
    "tidplan": (f"{PLAN}/tidplan", 1000),
    "initiativ": (f"{PLAN}/initiativ", 900),
    "ett-initiativ": ("/initiativ/7", 900),
    "sju-steg": ("/nyttor/7/redigera", 1000),
    "kvartal": ("/initiativ/7/tidplan", 1000),
    "beslut": (f"{PLAN}/beslut", 1000),
    "nyttoregister": (f"{PLAN}/nyttoregister", 1000),
    "klassning": ("/initiativ/2/klassning", 900),
    "oversikt": (PLAN, 1560),
    "tidplan-a3": (f"{PLAN}/tidplan.svg", 905),
    "effektkedja": (f"{PLAN}/effektkedja", 1000),
    "mina-uppgifter": ("/", 1000),
    "arshjul": (f"{PLAN}/arshjul", 1080),
    "export": (f"{PLAN}/export", 1240),
}

#: File → page and which of its diagrams: a series with what is ordinary for it, and a survey before and after.
DIAGRAMS = {"forandring": ("/nyttor/17", 1), "fore-efter": ("/nyttor/7", 1)}

#: What somebody has in a spreadsheet: one that is there already, one that is new, and one of an area that there is not.
LIST = """Initiativ;Område;Läge;Motivering;Beställare
En väg in;Generella initiativ;;;Hälso- och sjukvårdsnämnden
Hembesök efter utskrivning;Personcentrerad vård;Godkänt;Beslutat av styrgruppen.;Primärvården
Nytt bokningssystem;IT;Godkänt;Beslutat av styrgruppen.;
"""


def main() -> None:
    """Serve the plan with its example data and photograph it as its coordinator sees it."""
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite:///{folder / 'site.sqlite'}"
    fill(url, folder)
    site = Site(create_app(settings_for(url, folder)))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("PORTFOLIO_TEST_BROWSER") or shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        page.goto(f"{site.url}/logga-in")
        page.get_by_label("E-postadress").fill(cast.email("coordinator"))
        page.get_by_label("Lösenord").fill(cast.PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        for name, (path, height) in PICTURES.items():
            page.set_viewport_size({"width": 1280, "height": height})
            page.goto(site.url + path)
            if path.endswith(".svg"):
                # A sheet of paper is wider than the window, and is to be seen whole.
                page.evaluate("document.documentElement.setAttribute('width', '100%')")
                page.evaluate("document.documentElement.setAttribute('height', '100%')")
            page.screenshot(path=IMAGES / f"{name}.png")
        for name, (path, place) in DIAGRAMS.items():
            page.goto(site.url + path)
            page.locator(".series-chart img").nth(place).screenshot(path=IMAGES / f"{name}.png")
        page.set_viewport_size({"width": 1280, "height": 1000})
        page.goto(f"{site.url}{PLAN}/import")
        upload = {"name": "Våra initiativ.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
        page.get_by_label("Fil").set_input_files(upload)
        page.get_by_role("button", name="Skicka filen").click()
        page.screenshot(path=IMAGES / "import.png")
        browser.close()
    site.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
