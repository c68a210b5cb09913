"""The Swedish text of the members of what becomes of tables that are put in; the others: ``labels.py``."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.exports import Content, FileFormat
from portfolio.domain.tables.row_outcomes import RowOutcome

TABLE_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    RowOutcome: {
        RowOutcome.NEW: "Ny",
        RowOutcome.CHANGED: "Ändras",
        RowOutcome.UNCHANGED: "Oförändrad",
        RowOutcome.REFUSED: "Går inte",
    },
    Content: {
        Content.ALL: "Hela portföljen som en arbetsbok",
        Content.INITIATIVES: "Initiativ",
        Content.ACTIVITIES: "Aktiviteter",
        Content.ADOPTIONS: "Införanden",
        Content.MEASURES: "Mätetal",
        Content.BENEFITS: "Nyttor",
        Content.MEASURED: "Mätvärden",
        Content.REGISTER: "Nyttoregister, en rad per nytta och mätetal",
        Content.PHASES: "Faser, en rad per initiativ och fas",
        Content.VALUES: "Uppmätta värden, en rad per värde",
    },
    FileFormat: {
        FileFormat.XLSX: "Excel (xlsx)",
        FileFormat.CSV: "CSV för Excel på svenska",
        FileFormat.RFC4180: "CSV enligt RFC 4180, med komma och decimalpunkt",
        FileFormat.JSON: "JSON",
    },
}
