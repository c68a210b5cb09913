"""What is taken out of a plan, and as what kind of file, by an address."""

from __future__ import annotations

from wtforms import Form as WTForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.exports import Content, FileFormat
from portfolio.domain.labels import label


class ExportForm(WTForm):
    """The kind of file; what is exported and what it is narrowed to stand beside it in the address."""

    class Meta:
        locales = ["sv"]

    format = RadioField(
        "Filens slag",
        choices=[SelectChoice(one.value, label(one)) for one in FileFormat],
        default=FileFormat.XLSX.value,
    )


def content_of(text: str | None) -> Content | None:
    """What an address asks for: everything when it does not say; None when there is no such thing."""
    if not text:
        return Content.ALL
    return Content(text) if text in set(Content) else None


def format_of(text: str | None) -> FileFormat | None:
    """As what kind of file; a workbook when it does not say; None when there is no such kind."""
    if not text:
        return FileFormat.XLSX
    return FileFormat(text) if text in set(FileFormat) else None
