"""What every refusal is told as (RFC 9457)."""

from __future__ import annotations

from portfolio.schemas.fields import Base, Id, Items, Part, Whole, Words

#: As much as a call may hold: what was sent is named as it was sent.
_ANY = 1_000_000


class Flaw(Base):
    """One field that is at fault."""

    field = Words(required=True, allow_none=True, longest=_ANY)
    reason = Words(required=True, longest=_ANY)


class MovedTime(Base):
    """One time of a benefit that would follow."""

    field = Words(required=True)
    before = Words(required=True)
    after = Words(required=True, allow_none=True)


class Move(Base):
    """A benefit whose times hang on what would be moved."""

    benefit = Id(required=True)
    title = Words(required=True)
    times = Items(Part(MovedTime), required=True)


class Missing(Base):
    """What a gate lacks, and where to put it right; ``waiver`` names it in ``waives``, null where there is none."""

    code = Words(required=True)
    text = Words(required=True, longest=_ANY)
    href = Words(required=True, longest=_ANY)
    waiver = Words(required=True, allow_none=True, longest=_ANY)


class Problem(Base):
    """Why a call was refused: ``who`` may do it instead of you, ``moves`` are benefits that would follow along.

    ``missing`` is what a gate lacks.
    """

    type = Words(required=True)
    title = Words(required=True)
    status = Whole(least=400, most=599, required=True)
    detail = Words(required=True, longest=_ANY)
    errors = Items(Part(Flaw), required=True)
    who = Items(Words())
    moves = Items(Part(Move))
    missing = Items(Part(Missing))
