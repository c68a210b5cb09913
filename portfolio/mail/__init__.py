"""Mail: how a message is written, and how it is handed over to a server."""

from __future__ import annotations

from portfolio.config import Settings
from portfolio.mail.letters import Letters, Written
from portfolio.mail.smtp import Mailer, MailFailed, SmtpMailer

__all__ = ["Letters", "MailFailed", "Mailer", "SmtpMailer", "Written", "letters_for", "mailer_for"]


def mailer_for(settings: Settings) -> SmtpMailer | None:
    """What hands mail over to the installation's server; None where none is set."""
    return SmtpMailer(settings.smtp) if settings.smtp is not None else None


def letters_for(settings: Settings) -> Letters:
    """What writes the installation's messages, with its own address in their links."""
    return Letters(base_url=settings.base_url, sender=settings.mail_from or "")
