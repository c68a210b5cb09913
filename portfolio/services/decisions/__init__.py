"""Decisions on initiatives: asked for, recorded, corrected, and told of in agendas and minutes."""

from portfolio.services.decisions.agenda import Agenda, AgendaMatter, agenda, waiting_since
from portfolio.services.decisions.asking import ask, withdraw
from portfolio.services.decisions.changed import noted
from portfolio.services.decisions.deciders import Choice, WhyNot, as_clerk, choices, why_not
from portfolio.services.decisions.listing import get, page_of
from portfolio.services.decisions.material import frozen, material
from portfolio.services.decisions.minutes import Meeting, Minutes, MinutesRow, meetings, minutes, told
from portfolio.services.decisions.recording import record
from portfolio.services.decisions.standing import correctable, corrected_by, latest_standing, standing, version

__all__ = [
    "Agenda",
    "AgendaMatter",
    "Choice",
    "Meeting",
    "Minutes",
    "MinutesRow",
    "WhyNot",
    "agenda",
    "as_clerk",
    "ask",
    "choices",
    "correctable",
    "corrected_by",
    "frozen",
    "get",
    "latest_standing",
    "material",
    "meetings",
    "minutes",
    "noted",
    "page_of",
    "record",
    "standing",
    "told",
    "version",
    "waiting_since",
    "why_not",
    "withdraw",
]
