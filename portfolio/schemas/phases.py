"""The timetable of an initiative as calls send and get it."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.phases import Phase
from portfolio.schemas.fields import Base, Choice, Part, Query, Time, Words

#: Servers cut an address at some thousand bytes, and a letter may take nine of them.
LONGEST_REASON = 300


class SpanSchema(Base):
    """From–to, to the quarter or to the day; an end that is not known is null."""

    start = Time(required=True, example="2021-Q3")
    end = Time(required=True, allow_none=True, example="2022-Q2")


class PhaseSchema(Base):
    """One phase: planned and actual time, null where it is not stated."""

    phase = Choice(Phase, required=True)
    planned = Part(SpanSchema, required=True, allow_none=True)
    actual = Part(SpanSchema, required=True, allow_none=True)


class Hanging(StrEnum):
    """What becomes of the benefits that hang on a time that moves."""

    MOVE = "move"
    LEAVE = "leave"


class HangingQuery(Query):
    """What becomes of the benefits, said beforehand."""

    benefits = Choice(
        Hanging,
        metadata={"description": "Vad som händer med tiderna för nyttor som hänger på det som flyttas."},
    )


class PlanningQuery(HangingQuery):
    """What becomes of the benefits, and why the start of those that have values moves."""

    # The content is a list of phases, so what is said of all of them stands in the address.
    start_reason = Words(
        longest=LONGEST_REASON,
        metadata={"description": "Varför starten flyttas för nyttor som redan har mätvärden. Skälet står i loggen."},
    )
