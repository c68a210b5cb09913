"""Numbers as Swedish readers write them: a comma for the decimals, a space between thousands, a real minus sign."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

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
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    else:
        exact = exact.normalize()
    text = f"{abs(exact):,f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"\N{MINUS SIGN}{text}" if exact < 0 else text
