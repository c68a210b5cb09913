"""Numbers as Swedish readers write them: a comma for the decimals, a space between thousands, a real minus sign."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

#: More than this a database that keeps numbers as floats cannot tell apart, and nobody measures so finely.
MOST_DIGITS = 15


def problem_with_number(number: Decimal | None) -> str | None:
    """The Swedish message for a number that has more significant digits than are kept, or None."""
    if number is None:
        return None
    exact = Decimal(number)
    if exact.is_finite() and len(exact.normalize().as_tuple().digits) <= MOST_DIGITS:
        return None
    return f"Talet har för många siffror; högst {MOST_DIGITS} får plats."


def in_swedish(value: Decimal | float, decimals: int | None = None) -> str:
    """``1 234,5`` with so many decimals; without a number of them, every digit that is there and no zeros besides."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if decimals is not None:
        # Half goes away from zero, as people round; what rounds to nothing has no sign.
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _holding(exact, decimals))
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1), context=_holding(exact, 0))
    else:
        exact = exact.normalize()
    text = f"{exact.copy_abs():,f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"\N{MINUS SIGN}{text}" if exact < 0 else text


def telling_decimals(*numbers: float, least: int = 0) -> int:
    """The fewest decimals with which no number but 0 is written as 0, and different numbers are written differently."""
    decimals = least
    while decimals < _FINEST and not _is_telling([in_swedish(one, decimals) for one in numbers], numbers):
        decimals += 1
    return decimals


#: Finer than this two shares of counts that are kept cannot lie.
_FINEST = 18


def _is_telling(written: Sequence[str], numbers: Sequence[float]) -> bool:
    kept = all(one == 0 or text.strip("0,") for text, one in zip(written, numbers, strict=True))
    return kept and len(set(written)) == len(set(numbers))


def _holding(exact: Decimal, decimals: int) -> Context:
    """Room for all digits: decimal keeps 28 unless told otherwise, and refuses to write a longer number out."""
    return Context(prec=max(28, exact.adjusted() + decimals + 2))
