"""How a measure's figures are written in sentences: with its unit, so many decimals, and a Swedish comma."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.numbers import in_swedish


@dataclass(frozen=True)
class Writing:
    """How a measure's figures are written: with its unit and so many decimals.

    ``times`` is what a bare ratio is multiplied by to be in the unit, 100 for per cent.
    """

    unit: str | None = None
    decimals: int = 0
    times: float = 1.0

    def level(self, value: float) -> str:
        """``70,5 dagar``."""
        return self._with_unit(self.bare(value))

    def bare(self, value: float) -> str:
        """``70,5``."""
        return in_swedish(value * self.times, self.decimals)

    def finer(self, value: float) -> str:
        """The same, with as many more decimals as it takes for something small not to be written as nothing."""
        decimals = self.decimals
        while decimals < _FINEST and value and abs(value * self.times) < 10.0**-decimals:
            decimals += 1
        return self._with_unit(in_swedish(value * self.times, decimals))

    def _with_unit(self, text: str) -> str:
        return f"{text}\N{NO-BREAK SPACE}{self.unit}" if self.unit else text


#: More decimals are never written.
_FINEST = 6
