"""Reads JSON that somebody else wrote, and says in Swedish what is wrong with it.

Python's own reader lets through what a file may not hold here: keys that stand twice, NaN, numbers of any length and
nesting that ends in a traceback. Each is refused with a sentence that its author can act on.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from portfolio.domain.errors import Invalid

#: Larger files are refused before anything in them is read; the whole plan of a region is some fifty kilobytes.
MAX_BYTES = 10 * 1024 * 1024

#: Deeper than any file of ours, and far from the depth at which Python itself gives up.
MAX_DEPTH = 20

#: No number of ours is longer; Python refuses to read one of more than 4,300 digits, and says so in English.
_MAX_DIGITS = 18


def read(source: str | bytes) -> Any:
    """Return what the file holds; raises Invalid(None, message)."""
    text = _decode(source)
    if not text.strip():
        _refuse("Filen är tom.")
    try:
        content = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
    except json.JSONDecodeError as error:
        message = f"Filen är inte giltig JSON: läsningen stannar på rad {error.lineno}, tecken {error.colno}."
        raise Invalid(None, message) from None
    except RecursionError:
        _refuse_depth()
    _check_depth(content)
    return content


def shown(value: object, limit: int = 60) -> str:
    """A value as it may stand in a message: short, on one line, and without characters that hide or turn text."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def _decode(source: str | bytes) -> str:
    if isinstance(source, str):
        # A text of many non-ASCII letters is longer as bytes; both ways of handing a file over meet the same limit.
        size = len(source) if len(source) > MAX_BYTES else len(source.encode("utf-8", "surrogatepass"))
    else:
        size = len(source)
    if size > MAX_BYTES:
        _refuse(f"Filen är större än {MAX_BYTES // 1024 // 1024} MB och läses därför inte.")
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"Filen är inte skriven i UTF-8 (byte {error.start + 1}). Spara om den i UTF-8."
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
    _refuse(f"{name} är inget tal som får stå i filen. Skriv null om värdet saknas.")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        _refuse(f"Talet {shown(digits, 30)} är för långt.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        _refuse(f"Talet {shown(digits, 30)} är för stort.")
    return number


def _check_depth(content: Any) -> None:
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
    _refuse_depth()


def _refuse_depth() -> NoReturn:
    _refuse(f"Filen har fler än {MAX_DEPTH} nivåer av objekt och listor i varandra och kan inte läsas.")


def _refuse(message: str) -> NoReturn:
    raise Invalid(None, message)
