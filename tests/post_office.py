"""A real mail server in this process: it takes what is sent to it, or says no as it was told to."""

from __future__ import annotations

import email
import ssl
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from portfolio.config import SmtpServer

#: A key and a certificate for localhost that its own holder signed; good for nothing but tests.
CERTIFICATE = Path(__file__).parent / "mail" / "localhost.pem"

USER, PASSWORD = "nytta@region.se", "hemligt/ord@1"


class _Controller(Controller):
    """On whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class PostOffice:
    """Starts with ``with``. What it took stands in ``taken``, with whom it was for, as it came.

    ``answers`` are what it says to the next messages instead of taking them, ``None`` for one that it takes.
    """

    def __init__(self, *, tls: bool = False, starttls: bool = False, sign_in: bool = False) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.answers: list[str | None] = []
        self.refused: dict[str, str] = {}
        self._tls, self._starttls = tls, starttls
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        options: dict[str, Any] = {"tls_context": context} if starttls else {}
        if sign_in:
            options |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": tls or starttls}
        if tls:
            # The library does not know that its own socket is encrypted.
            options["auth_require_tls"] = False
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=0, ssl_context=context if tls else None, **options
        )

    def __enter__(self) -> PostOffice:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def server(self) -> SmtpServer:
        """How to reach it without signing in."""
        return SmtpServer("localhost", self._controller.port, tls=self._tls, starttls=self._starttls)

    @property
    def url(self) -> str:
        """The same as a setting."""
        scheme = "smtps" if self._tls else "smtp"
        return f"{scheme}://localhost:{self._controller.port}{'?starttls' if self._starttls else ''}"

    @property
    def messages(self) -> list[EmailMessage]:
        """What it took, read."""
        return [cast(EmailMessage, email.message_from_bytes(raw, policy=default)) for _, raw in self.taken]

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            (address,) = envelope.rcpt_tos
            self.taken.append((address, cast(bytes, envelope.content)))
        return answer or "250 OK"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(said.login.decode(), said.password.decode()) == (USER, PASSWORD), handled=False)
