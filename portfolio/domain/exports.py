"""What can be taken out of a plan as a file, as what kind of file, and what the file is called."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Content(StrEnum):
    """What a file holds: everything that can come back as one workbook, one kind of it, or a flat table."""

    ALL = "all"
    INITIATIVES = "initiatives"
    ACTIVITIES = "activities"
    ADOPTIONS = "adoptions"
    MEASURES = "measures"
    BENEFITS = "benefits"
    MEASURED = "measured"
    REGISTER = "register"
    PHASES = "phases"
    VALUES = "values"

    @property
    def is_flat(self) -> bool:
        """Whether it is for reading alone, in tools that make tables and charts of it."""
        return self in (Content.REGISTER, Content.PHASES, Content.VALUES)


class FileFormat(StrEnum):
    """The kinds of files; CSV comes as Swedish spreadsheets read it, and as the standard says."""

    XLSX = "xlsx"
    CSV = "csv"
    RFC4180 = "csv-rfc4180"
    JSON = "json"


def file_name(content: Content, plan_slug: str, today: date, suffix: str) -> str:
    """What the file is called: what it holds, of which plan, and from when."""
    return f"{_NAMES.get(content, content.value)}-{plan_slug}-{today.isoformat()}.{suffix}"


def template_name(content: Content, plan_slug: str) -> str:
    """What a template is called."""
    return f"mall-{_NAMES.get(content, content.value)}-{plan_slug}.xlsx"


#: In names of files, without letters that some systems garble.
_NAMES = {
    Content.ALL: "portfolj",
    Content.INITIATIVES: "initiativ",
    Content.ACTIVITIES: "aktiviteter",
    Content.ADOPTIONS: "inforanden",
    Content.MEASURES: "matetal",
    Content.BENEFITS: "nyttor",
    Content.MEASURED: "matvarden",
    Content.REGISTER: "nyttoregister",
    Content.PHASES: "faser",
    Content.VALUES: "matvarden-platt",
}
