"""What a message looks like: as text, as a page, and as what is handed over to a server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from portfolio.domain.mail import MailKind
from portfolio.domain.reminders import Digest, MailRhythm, message_id
from portfolio.domain.reminders.letters import letter
from portfolio.domain.tasks import Task
from portfolio.domain.tasks.places import path_of
from portfolio.mail.smtp import MailFailed
from portfolio.paths import templates_dir

#: Where somebody changes how often they are reminded.
RHYTHM_PATH = "/konto/paminnelser"

#: Stands in a Message-ID for an installation that is reached by an address that no name of a host can stand for.
_NO_HOST = "nyttoportfoljen.invalid"

_THREE_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Written:
    """A message in words: its subject, its text, and the same as a page."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Letters:
    """Writes what this installation sends: ``base_url`` stands before every path, ``sender`` is whom it comes from."""

    base_url: str
    sender: str

    def link(self, task: Task) -> str:
        """The whole address of the page on which a task is done."""
        return self.base_url + path_of(task)

    def message_id(self, kind: MailKind, *, person_id: int, day: date) -> str:
        """The id of the one message of its kind to a person on a day, whoever makes it."""
        try:
            return message_id(kind, person_id=person_id, day=day, host=urlsplit(self.base_url).hostname or "")
        except (ValueError, UnicodeError):
            return message_id(kind, person_id=person_id, day=day, host=_NO_HOST)

    def reminder(self, digest: Digest, *, name: str, rhythm: MailRhythm) -> Written:
        """The digest as a message to somebody of this name."""
        said = letter(digest, rhythm)
        values = {
            "letter": said,
            "name": _one_line(name),
            "base_url": self.base_url,
            "rhythm_url": self.base_url + RHYTHM_PATH,
        }
        text = _templates().get_template("digest.txt").render(values)
        html = _templates().get_template("digest.html").render(values)
        return Written(said.subject, _THREE_LINES.sub("\n\n", text).strip() + "\n", html.strip() + "\n")

    def message(self, written: Written, *, to: str, name: str, message_id: str, at: datetime) -> EmailMessage:
        """The message as it is handed over: the same bytes however often, so that a second one is seen to be the first.

        Raises MailFailed for an address that no message can be sent to.
        """
        message = EmailMessage(policy=SMTP)
        display, address = parseaddr(self.sender)
        try:
            message["From"] = Address(display, addr_spec=_spelt(address))
            message["To"] = Address(_one_line(name), addr_spec=_spelt(to))
            message["Subject"] = _one_line(written.subject)
            message["Date"] = format_datetime(at)
            message["Message-ID"] = message_id
            # Nobody's absence is to be answered with, and no program takes it for something that a person wrote.
            message["Auto-Submitted"] = "auto-generated"
            message["X-Auto-Response-Suppress"] = "All"
            message["List-Unsubscribe"] = f"<{self.base_url}{RHYTHM_PATH}>"
            message["Content-Language"] = "sv"
            message.set_content(written.text, cte="quoted-printable")
            message.add_alternative(written.html, subtype="html", cte="quoted-printable")
            # Otherwise drawn by lot.
            message.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:32]}")
            message.as_bytes()
        except (MessageError, ValueError, IndexError, UnicodeError) as error:
            raise MailFailed("Det går inte att skriva ett mejl till adressen.", permanent=True) from error
        return message


def _spelt(address: str) -> str:
    """The address with its domain in the letters a to z that servers know (IDNA). Raises UnicodeError."""
    local, at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}{at}{domain.encode('idna').decode('ascii')}"


def _one_line(text: str) -> str:
    """A text on one line: what would begin another, or cannot be seen, is left out."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_dir() / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["one_line"] = _one_line
    return environment
