"""The Message-ID of what is sent: the same whenever it is made again, so that what goes out twice is seen as one."""

from __future__ import annotations

import re
from datetime import date

#: What RFC 5322 allows on the right of the sign, as far as names of hosts use it; other scripts as IDNA writes them.
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")

_KIND = re.compile(r"[a-z]+(-[a-z]+)*")


def message_id(kind: str, *, person_id: int, day: date, host: str) -> str:
    """The Message-ID of the one message of this kind to a person on a day: ``<reminder.2024-03-14.17@example.se>``.

    ``host`` is the name of the installation's address, without a port. Raises ValueError for what makes no Message-ID.
    """
    name = host.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(name):
        raise ValueError(f"{host!r} is no name of a host.")
    if not _KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no kind of a message.")
    return f"<{kind}.{day.isoformat()}.{person_id}@{name}>"
