"""Reminders: when somebody is told of what, once each, and in at most one message a day."""

from portfolio.domain.reminders.digests import Digest, Overdue, Recipient, digest, is_sending_day
from portfolio.domain.reminders.message_ids import message_id
from portfolio.domain.reminders.notices import Lead, Notice, escalated, notice
from portfolio.domain.task_kinds import MailRhythm, Occasion

__all__ = [
    "Digest",
    "Lead",
    "MailRhythm",
    "Notice",
    "Occasion",
    "Overdue",
    "Recipient",
    "digest",
    "escalated",
    "is_sending_day",
    "message_id",
    "notice",
]
