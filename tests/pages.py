"""A person at a browser without scripts: opens pages, fills in the forms that stand there, follows where it leads."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Page:
    """An answer, with its document."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""

    @cached_property
    def document(self) -> BeautifulSoup:
        """The page, parsed when something in it is looked for: that takes longer than making it."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return BeautifulSoup(self.text, "lxml")

    @property
    def h1(self) -> str:
        return words(self.document.h1)

    @property
    def main(self) -> str:
        return words(self.document.main)

    @property
    def path(self) -> str:
        return self.response.request.path

    def error_of(self, field: str) -> str:
        """The message beside a field, by way of what the field says describes it."""
        control = self.document.find(attrs={"name": field})
        assert isinstance(control, Tag), f"no field {field}"
        if control.get("aria-invalid") != "true":
            return ""
        ids = str(control.get("aria-describedby", "")).split()
        return " ".join(words(self.document.find(id=one)) for one in ids)

    def form(self, holding: str) -> dict[str, Any]:
        """The fields of the form that holds a field of this name, as a browser would send them.

        Several ticked boxes of one name are a list.
        """
        control = self.document.find(attrs={"name": holding})
        assert isinstance(control, Tag), f"no field {holding} on {self.path}: {self.main[:300]}"
        form = control.find_parent("form")
        assert isinstance(form, Tag)
        sent: dict[str, Any] = {}
        for one in form.find_all(["input", "select", "textarea"]):
            name = one.get("name")
            if not name or one.has_attr("disabled"):
                continue
            if one.name == "select":
                chosen = one.find("option", selected=True) or one.find("option")
                sent[name] = chosen.get("value", "") if chosen else ""
            elif one.name == "textarea":
                # A browser reads every end of a line as the same one, and sends it as the standard says.
                sent[name] = one.get_text().removeprefix("\n").replace("\n", "\r\n")
            elif one.get("type") in ("checkbox", "radio"):
                if one.has_attr("checked"):
                    value = one.get("value", "on")
                    sent[name] = value if one.get("type") == "radio" else [*sent.get(name, []), value]
            elif one.get("type") not in ("submit", "button"):
                sent[name] = one.get("value", "")
        return sent

    def option(self, field: str, text: str) -> str:
        """The value of a select's option, by its text."""
        control = self.document.find("select", attrs={"name": field})
        assert isinstance(control, Tag), f"no select {field}"
        for option in control.find_all("option"):
            if words(option) == text:
                return str(option.get("value"))
        raise AssertionError(f"{field} does not offer {text!r}")


class Person:
    """Somebody at a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, **kwargs: Any) -> Page:
        return Page(self.client.get(path, follow_redirects=True, **kwargs))

    def sign_in(self, email: str, password: str) -> Page:
        return self.submit("/logga-in", email=email, password=password)

    def enter(self, email: str, password: str) -> None:
        """Sign in and go nowhere: what the first page shows is for its own tests."""
        form = self.open("/logga-in").form("email")
        answer = self.client.post("/logga-in", data=form | {"email": email, "password": password})
        assert answer.status_code == 303, email

    def submit(self, path: str, **fields: Any) -> Page:
        """Open a page, fill in the form that holds the given fields, send it, and follow on."""
        page = self.open(path)
        assert page.status == 200, f"{path}: {page.status} {page.main[:200]}"
        return self.send(page, path, **fields)

    def send(self, page: Page, path: str, **fields: Any) -> Page:
        """Send the form that stands on a page, with some fields filled in."""
        data = page.form(next(iter(fields))) | fields
        return Page(self.client.post(path, data=data, follow_redirects=True))


def words(tag: Any) -> str:
    """The text of a part of a document, with single spaces."""
    return " ".join(tag.get_text(" ").split()) if tag is not None else ""


def shown(text: str) -> str:
    """A text as a browser reads it in a page, where no NUL can stand."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
