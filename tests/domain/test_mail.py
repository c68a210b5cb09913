"""When mail is tried again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from portfolio.domain.mail import MOST_ATTEMPTS, wait_after


def test_each_wait_is_longer_until_it_is_given_up_after_more_than_four_days() -> None:
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert all(first is not None and second is not None and first <= second for first, second in pairwise(waits))
    assert waits[-1] == timedelta(hours=6)
    assert timedelta(days=5) < sum((one for one in waits if one is not None), timedelta()) < timedelta(days=7)
    assert wait_after(MOST_ATTEMPTS) is wait_after(10**6) is None
    assert wait_after(0) == timedelta(minutes=1)
