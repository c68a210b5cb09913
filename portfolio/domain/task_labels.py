"""The Swedish text of the members of what is expected of people and how they are told; the others: ``labels.py``."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.mail import MailKind, MailState
from portfolio.domain.schedules import JobName, RunState
from portfolio.domain.task_kinds import About, MailRhythm, Occasion, TaskKind, WheelKind, When

TASK_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    # What the button says.
    TaskKind: {
        TaskKind.DECIDE: "Öppna beslutsmötet",
        TaskKind.ASSESS: "Bedöm förslaget",
        TaskKind.RESUBMIT: "Komplettera förslaget",
        TaskKind.ACCEPT_HANDOVER: "Ta emot överlämningen",
        TaskKind.CORRECT_VALUES: "Rätta mätvärden",
        TaskKind.SUBMIT_VALUES: "Lämna in mätvärden",
        TaskKind.RECORD_VALUES: "Registrera mätvärden",
        TaskKind.REVIEW_VALUES: "Granska mätvärden",
        TaskKind.UPDATE_PHASES: "Uppdatera tidplanen",
        TaskKind.NOTE_LEARNING: "Skriv i lärandeloggen",
        TaskKind.PLAN_PHASES: "Lägg tidplan",
        TaskKind.CLASSIFY: "Klassa initiativet",
        TaskKind.ADD_BENEFIT: "Lägg till nytta",
        TaskKind.DESCRIBE_BENEFIT: "Fortsätt beskriva",
    },
    About: {
        About.PLAN: "Planen",
        About.INITIATIVE: "Initiativet",
        About.BENEFIT: "Nyttan",
        About.SERIES: "Mätserien",
    },
    When: {
        When.LATE: "Försenat",
        When.DATED: "Har en sista dag",
        When.UNDATED: "Har ingen sista dag",
    },
    Occasion: {
        Occasion.LATE: "Försenat",
        Occasion.AHEAD: "Snart dags",
        Occasion.NEW: "Nytt för dig",
        Occasion.ESCALATED: "Försenat hos någon annan",
    },
    MailRhythm: {
        MailRhythm.DAILY: "Varje arbetsdag när det finns något nytt",
        MailRhythm.WEEKLY: "En gång i veckan när det finns något nytt",
        MailRhythm.NEVER: "Aldrig",
    },
    MailKind: {
        MailKind.REMINDER: "Påminnelse",
    },
    MailState: {
        MailState.WAITING: "Väntar på att skickas",
        MailState.SENT: "Skickat",
        MailState.FAILED: "Gick inte att skicka",
    },
    WheelKind: {
        WheelKind.MEASUREMENT: "Mätvärde",
        WheelKind.ACTIVITY: "Återkommande aktivitet",
        WheelKind.MEETING: "Möte",
        WheelKind.FOLLOW_UP: "Uppföljning",
        WheelKind.REVISION: "Revidering",
    },
    JobName: {
        JobName.REMIND: "Skicka påminnelser",
        JobName.SNAPSHOT: "Spara läget för trender",
        JobName.AUDIT: "Kontrollera loggen",
        JobName.CLEAN_UP: "Städa bort det som gått ut",
        JobName.BACKUP: "Säkerhetskopiera",
    },
    RunState: {
        RunState.WAITING: "Väntar",
        RunState.RUNNING: "Pågår",
        RunState.DONE: "Klart",
        RunState.FAILED: "Misslyckades",
    },
}
