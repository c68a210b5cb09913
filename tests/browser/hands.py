"""The ways in which people use a page: by mouse or by keyboard alone, with scripts or without."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class Hand:
    """Somebody who uses a mouse. Fields are found by name, buttons and links by their words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name='{name}']")

    def write(self, name: str, text: str) -> None:
        self.field(name).fill(text)

    def date(self, name: str, day: str) -> None:
        self.field(name).fill(day)

    def choose(self, name: str, option: str) -> None:
        self.field(name).select_option(label=option)

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f"main [name='{name}'][value='{value}']").check()

    def found(self, words: str, role: str, within: str) -> Locator:
        return self.page.locator(within).get_by_role(role, name=words).first  # type: ignore[arg-type]

    def press(self, words: str, role: str = "button", *, within: str = "body") -> None:
        self.found(words, role, within).click()

    def check(self, words: str) -> None:
        """Tick a box, by its label."""
        self.found(words, "checkbox", "main").check()

    def unfold(self, words: str) -> None:
        """Open what is folded away, by its words."""
        self.page.locator("summary", has_text=words).first.click()


class Keyboard(Hand):
    """Somebody who only has a keyboard: everything is reached by Tab, from where they are."""

    def reach(self, target: Locator) -> None:
        """Press Tab until it has focus; a page that never gets there fails."""
        focused = target.and_(self.page.locator(":focus"))
        for _ in range(250):
            if focused.count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target} on {self.page.url}")

    def write(self, name: str, text: str) -> None:
        self.reach(self.field(name))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def date(self, name: str, day: str) -> None:
        # A date field takes its parts in the order of the browser's language, which is not for this test to say.
        self.reach(self.field(name))
        year, month, number = day.split("-")
        for order in (year + month + number, month + number + year, number + month + year):
            for _ in range(2):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(order)
            if self.field(name).input_value() == day:
                return
        raise AssertionError(f"{name} does not take {day} from the keyboard: {self.field(name).input_value()}")

    def choose(self, name: str, option: str) -> None:
        select = self.field(name)
        self.reach(select)
        wanted = select.locator("option").get_by_text(option, exact=True).get_attribute("value")
        self.page.keyboard.press("Home")
        for _ in range(60):
            if select.input_value() == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} does not offer {option}")

    def tick(self, name: str, value: str) -> None:
        self.reach(self.page.locator(f"main [name='{name}']").first)
        self.page.keyboard.press("Space")
        for _ in range(4):
            if self.page.locator(f"main [name='{name}'][value='{value}']").is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen by keyboard")

    def press(self, words: str, role: str = "button", *, within: str = "body") -> None:
        self.reach(self.found(words, role, within))
        self.page.keyboard.press("Enter")

    def check(self, words: str) -> None:
        self.reach(self.found(words, "checkbox", "main"))
        self.page.keyboard.press("Space")

    def unfold(self, words: str) -> None:
        self.reach(self.page.locator("summary", has_text=words).first)
        self.page.keyboard.press("Enter")


WAYS = {
    "by mouse with scripts": (Hand, True),
    "by mouse without scripts": (Hand, False),
    "by keyboard with scripts": (Keyboard, True),
    "by keyboard without scripts": (Keyboard, False),
}

#: Two of the ways that have all of both between them, for what is not the main job.
BOTH_WAYS = {name: WAYS[name] for name in ("by keyboard with scripts", "by mouse without scripts")}
