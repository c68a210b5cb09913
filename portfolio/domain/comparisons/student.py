"""Student's t: the value that a share of its distribution lies below, with nothing but the standard library."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p

#: Where the continued fraction has come to rest, and where it is given up, which no reasonable input comes near.
_REST = 1e-15
_MOST_STEPS = 10_000

#: Instead of a zero that would be divided by.
_TINY = 1e-300


@lru_cache(maxsize=512)
def quantile(share: float, freedom: float) -> float:
    """The t that ``share`` (0–1, both excluded) lies below, with so many degrees of freedom (above 0)."""
    if not 0 < share < 1 or freedom <= 0:
        raise ValueError("A quantile is of a share between 0 and 1, with degrees of freedom above 0.")
    if share < 0.5:
        return -quantile(1 - share, freedom)
    # The two tails together shrink as t grows: halve the stretch in which they are what is asked for.
    tails = 2 * (1 - share)
    low, high = 0.0, 1.0
    while beyond(high, freedom) > tails:
        low, high = high, high * 2
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if beyond(middle, freedom) > tails:
            low = middle
        else:
            high = middle


def beyond(t: float, freedom: float) -> float:
    """The share of the distribution that lies beyond t on both sides together."""
    return incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        # The fraction comes to rest soon on this side alone.
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way through the continued fraction."""
    c, d = 1.0, 1.0 / _apart(1 - (a + b) * x / (a + 1))
    found = d
    for step in range(1, _MOST_STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d = 1 / _apart(1 + term * d)
            c = _apart(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < _REST:
            break
    return found


def _apart(value: float) -> float:
    """The value, kept from being zero."""
    return value if abs(value) > _TINY else _TINY
