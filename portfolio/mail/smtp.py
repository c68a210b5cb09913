"""Handing mail over to a server, over TLS and signed in; and what it means when the server says no."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType
from typing import Protocol

from portfolio.config import SmtpServer
from portfolio.domain.errors import PortfolioError

#: Seconds that a server may take for each answer.
TIMEOUT = 20


class MailFailed(PortfolioError):
    """A message was not taken. ``permanent``: it never will be. ``of_server``: no other would be taken now either."""

    def __init__(self, message: str, *, permanent: bool = False, of_server: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.of_server = of_server


class Mailer(Protocol):
    """Takes a message to a server. Raises MailFailed."""

    def send(self, message: EmailMessage, *, to: str) -> None: ...

    def close(self) -> None: ...


class SmtpMailer:
    """Hands messages over to one server, on one connection that is opened when it is needed."""

    def __init__(self, server: SmtpServer, *, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> SmtpMailer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, where there is anybody to say it to."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def check(self) -> None:
        """Connect, encrypt and sign in, and send nothing. Raises MailFailed."""
        self._opened()
        self.close()

    def send(self, message: EmailMessage, *, to: str) -> None:
        """Hand a message over. Raises MailFailed; after a failure of the server, the next one connects anew."""
        connection = self._opened()
        sender = parseaddr(str(message["From"]))[1]
        try:
            connection.send_message(message, from_addr=sender, to_addrs=[to])
        except (OSError, smtplib.SMTPException) as error:
            failure = _judged(error, self._server, sender)
            if failure.of_server:
                self.close()
            raise failure from error

    def _opened(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (OSError, smtplib.SMTPException, UnicodeError) as error:
                raise _unreachable(error, self._server) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        connection: smtplib.SMTP
        if server.tls:
            connection = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.starttls:
                # Refused by a server that does not offer it: what should be encrypted is never sent otherwise.
                connection.starttls(context=ssl.create_default_context())
            if server.user is not None:
                connection.login(server.user, server.password or "")
        except BaseException:
            connection.close()
            raise
        return connection


def _unreachable(error: Exception, server: SmtpServer) -> MailFailed:
    """What is told when it did not come to a message at all."""
    place = f"{server.host}:{server.port}"
    match error:
        case ssl.SSLCertVerificationError():
            said = f"E-postservern {place} har ett certifikat som inte går att lita på: {error.verify_message}."
        case ssl.SSLError():
            said = f"Det går inte att tala krypterat med e-postservern {place}. Kontrollera PORTFOLIO_SMTP_URL."
        case smtplib.SMTPAuthenticationError():
            said = f"E-postservern {place} tog inte emot användarnamnet och lösenordet i PORTFOLIO_SMTP_URL."
        case smtplib.SMTPNotSupportedError():
            said = f"E-postservern {place} erbjuder inte den kryptering eller inloggning som PORTFOLIO_SMTP_URL kräver."
        case smtplib.SMTPResponseException():
            said = f"E-postservern {place} tar inte emot mejl nu: {_answer(error.smtp_code, error.smtp_error)}."
        case _:
            said = f"E-postservern {place} svarar inte."
    return MailFailed(said, of_server=True)


def _judged(error: Exception, server: SmtpServer, sender: str) -> MailFailed:
    """What is told when a message was not taken."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            said = f"E-postservern tog inte emot mottagarens adress: {_answer(code, text)}."
            return MailFailed(said, permanent=code >= 500, of_server=code == 421)
        case smtplib.SMTPSenderRefused():
            said = f"E-postservern tar inte emot mejl från {sender}: {_answer(error.smtp_code, error.smtp_error)}."
            return MailFailed(said, of_server=True)
        case smtplib.SMTPDataError():
            said = f"E-postservern tog inte emot mejlet: {_answer(error.smtp_code, error.smtp_error)}."
            return MailFailed(said, permanent=error.smtp_code >= 500, of_server=error.smtp_code == 421)
        case smtplib.SMTPNotSupportedError():
            return MailFailed("E-postservern klarar inte tecknen i mottagarens adress.", permanent=True)
    return _unreachable(error, server)


def _answer(code: int, text: bytes | str) -> str:
    """What a server said, in one short line."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    shown = "".join(sign if sign.isprintable() else " " for sign in said)
    return f"{code} {' '.join(shown.split())}"[:150].rstrip(". ")
