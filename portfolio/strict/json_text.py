"""Reads JSON that somebody else wrote, and says in Swedish what is wrong with it.

Python's own reader lets through what may not stand here: keys that stand twice, NaN, numbers of any length and nesting
that ends in a traceback. Each is refused with a sentence that its author can act on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from portfolio.domain.errors import Invalid

#: Larger files are refused before anything in them is read; the whole plan of a region is some fifty kilobytes.
MAX_BYTES = 10 * 1024 * 1024

#: Deeper than any file of ours, and far from the depth at which Python itself gives up.
MAX_DEPTH = 20

#: No number of ours is longer; Python refuses to read one of more than 4,300 digits, and says so in English.
_MAX_DIGITS = 18


def read(source: str | bytes, *, what: str = "Filen", fractions: Callable[[str], Any] | None = None) -> Any:
    """Return what the file holds, or whatever else ``what`` calls it; raises Invalid(None, message).

    ``fractions`` makes a number of digits with a point or exponent; a float unless something exact is asked for.
    """
    text = _decode(source, what)
    if not text.strip():
        _refuse(f"{what} är tom.")
    try:
        content = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=fractions or _float,
        )
    except json.JSONDecodeError as error:
        message = f"{what} är inte giltig JSON: läsningen stannar på rad {error.lineno}, tecken {error.colno}."
        raise Invalid(None, message) from None
    except RecursionError:
        _refuse_depth(what)
    _check_depth(content, what)
    return content


def exact(digits: str) -> Decimal:
    """A number as it was written, for ``fractions``; raises Invalid for one that no measured value can be."""
    try:
        number = Decimal(digits)
    except InvalidOperation:
        # Its exponent is longer than decimal itself can hold.
        _refuse(f"Talet {shown(digits, 30)} är för långt.")
    if len(number.as_tuple().digits) > _MAX_DIGITS or abs(number.adjusted()) > _MAX_DIGITS:
        _refuse(f"Talet {shown(digits, 30)} är för långt.")
    return number


def shown(value: object, limit: int = 60) -> str:
    """A value as it may stand in a message: short, on one line, and without characters that hide or turn text."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def _decode(source: str | bytes, what: str) -> str:
    if isinstance(source, str):
        # A text of many non-ASCII letters is longer as bytes; both ways of handing a file over meet the same limit.
        size = len(source) if len(source) > MAX_BYTES else len(source.encode("utf-8", "surrogatepass"))
    else:
        size = len(source)
    if size > MAX_BYTES:
        _refuse(f"{what} är större än {MAX_BYTES // 1024 // 1024} MB och läses därför inte.")
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"{what} är inte skriven i UTF-8 (byte {error.start + 1}). Skriv om den i UTF-8."
            raise Invalid(None, message) from None
    # Some editors begin a file with a byte order mark, which means nothing in UTF-8.
    return source.removeprefix("\ufeff")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                _refuse(f'Fältet "{shown(name)}" står två gånger i samma objekt. Ta bort det ena.')
            seen.add(name)
    return content


def _constant(name: str) -> NoReturn:
    _refuse(f"{name} är inget tal som får stå här. Skriv null om värdet saknas.")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        _refuse(f"Talet {shown(digits, 30)} är för långt.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        _refuse(f"Talet {shown(digits, 30)} är för stort.")
    return number


def _check_depth(content: Any, what: str) -> None:
    """Look through the levels one by one, since a function that calls itself would meet Python's limit first."""
    level = [content]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    _refuse_depth(what)


def _refuse_depth(what: str) -> NoReturn:
    _refuse(f"{what} har fler än {MAX_DEPTH} nivåer av objekt och listor i varandra och kan inte läsas.")


def _refuse(message: str) -> NoReturn:
    raise Invalid(None, message)
