"""Views of the register that somebody keeps: what one may be called, and what of an address it holds."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from portfolio.domain.texts import TextRule

TEXT_RULES = {"name": TextRule("vad vyn ska heta", 100, required=True)}

#: So many a person: more than fit above a register are looked for, not seen.
MOST = 20

#: The parts of the register's address that narrow or sort it, in the order in which an address holds them.
PARAMETERS = (
    "q",
    "omrade",
    "initiativ",
    "lage",
    "flagga",
    "enhet",
    "perspektiv",
    "forandring",
    "mal",
    "fraga",
    "kvartal",
    "sort",
)

#: No part is longer: words that are searched for are cut off here, and everything else is a slug or a number.
LONGEST = 200


def query_of(asked: Mapping[str, str]) -> str:
    """What narrows and sorts the register, as it stands in an address: nothing unknown, and the same always alike."""
    return urlencode([(name, asked[name][:LONGEST]) for name in PARAMETERS if asked.get(name)])
