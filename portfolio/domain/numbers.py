"""Numbers as Swedish readers write them: a comma for the decimals, a space between thousands, a real minus sign."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


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
