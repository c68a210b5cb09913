"""The timeline as a file, drawn once for all who ask for the same: SVG, PNG and PDF on A3 or A4."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sqlalchemy import select

import portfolio.charts
import portfolio.domain
from portfolio.domain.errors import Invalid, NotFound
from portfolio.models import AuditHead, Plan
from portfolio.services import timelines
from portfolio.services.context import Context
from portfolio.services.timelines import EXAMPLE_NOTE, WHOLE, Picture, View

FORMATS = ("svg", "png", "pdf")
PAPERS = ("a3", "a4")

#: So many bytes of drawn files a process keeps at most, and so many addresses that it knows the answer to.
MOST_BYTES, MOST_ADDRESSES = 32_000_000, 1_000


@dataclass(frozen=True)
class Wanted:
    """Which file: its kind, its paper, and which page of an SVG or PNG; a PDF holds them all."""

    kind: str = "svg"
    paper: str = "a3"
    page: int = 1

    def __post_init__(self) -> None:
        for name, value, allowed in (("format", self.kind, FORMATS), ("paper", self.paper, PAPERS)):
            if value not in allowed:
                raise Invalid(name, f"{value!r} finns inte. Välj {', '.join(allowed)}.")


@dataclass(frozen=True)
class File:
    """What a file is made of, as a digest, and its bytes; None when whoever asks has them already."""

    digest: str
    content: bytes | None


class _Kept:
    """The files that were drawn latest, and which of them an address led to; both bounded, safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._digests: OrderedDict[Hashable, str] = OrderedDict()
        self._bytes = 0

    def digest(self, asked: Hashable) -> str | None:
        with self._lock:
            return self._digests.get(asked)

    def content(self, digest: str) -> bytes | None:
        with self._lock:
            if digest in self._files:
                self._files.move_to_end(digest)
            return self._files.get(digest)

    def remember(self, asked: Hashable, digest: str) -> None:
        with self._lock:
            self._digests[asked] = digest
            while len(self._digests) > MOST_ADDRESSES:
                self._digests.popitem(last=False)

    def keep(self, digest: str, content: bytes) -> None:
        with self._lock:
            if digest in self._files or len(content) > MOST_BYTES:
                return
            self._files[digest] = content
            self._bytes += len(content)
            while self._bytes > MOST_BYTES:
                _digest, oldest = self._files.popitem(last=False)
                self._bytes -= len(oldest)

    def clear(self) -> None:
        with self._lock:
            self._files.clear()
            self._digests.clear()
            self._bytes = 0


_KEPT = _Kept()


def forget() -> None:
    """Throw away what was drawn before in this process; nobody is answered otherwise for it, only more slowly."""
    _KEPT.clear()


def file(ctx: Context, plan: Plan, wanted: Wanted, view: View = WHOLE, *, known: frozenset[str] = frozenset()) -> File:
    """The timeline as a file, drawn only when nobody has asked for the same before; without its bytes if ``known``.

    Every change writes a link to the audit log, so what was answered while the log ended in the same link is still
    true, also when another process wrote it. After a change the rows are read again, and if they look as before, so
    does the picture. Raises NotFound for a page that there is not.
    """
    # The log is looked at before the rows: what changes in between makes an address that is never asked for again.
    asked = (_log_head(ctx), ctx.actor, ctx.today, plan.id, wanted, view)
    digest = _KEPT.digest(asked)
    picture: Picture | None = None
    if digest is None:
        picture = timelines.picture(ctx, plan, view)
        digest = _digest(plan, picture, wanted)
        _KEPT.remember(asked, digest)
    if digest in known:
        return File(digest, None)
    content = _KEPT.content(digest)
    if content is None:
        content = _draw(plan, picture or timelines.picture(ctx, plan, view), wanted)
        _KEPT.keep(digest, content)
    return File(digest, content)


def draw(ctx: Context, plan: Plan, wanted: Wanted, view: View = WHOLE) -> bytes:
    """The timeline as a file, drawn anew. Raises NotFound for a page that there is not."""
    return _draw(plan, timelines.picture(ctx, plan, view), wanted)


def _draw(plan: Plan, picture: Picture, wanted: Wanted) -> bytes:
    # matplotlib takes longer to import than all else together, and few commands and requests ever draw.
    from portfolio.charts import gantt
    from portfolio.charts.sheet import PAPERS as SIZES

    drawing = gantt.lay_out(
        picture.groups,
        picture.grid,
        title=f"{plan.name}: {picture.title}",
        notes=[EXAMPLE_NOTE] if picture.has_examples else [],
        source_note=f"Källa: {plan.name}",
        paper=SIZES[wanted.paper],
    )
    if not 1 <= wanted.page <= drawing.count:
        pages = "en sida" if drawing.count == 1 else f"{drawing.count} sidor"
        raise NotFound(
            f"Bilden har {pages}, så sida {wanted.page} finns inte. Välj en sida från 1 till {drawing.count}."
        )
    kind: Literal["svg", "png", "pdf"] = wanted.kind  # type: ignore[assignment]
    return drawing.file(kind, wanted.page)


def _log_head(ctx: Context) -> str | None:
    """The hash of the log's last link, which holds all before it."""
    return ctx.session.scalars(select(AuditHead.hash)).one_or_none()


def _digest(plan: Plan, picture: Picture, wanted: Wanted) -> str:
    """What is drawn and what draws it: another word, colour or day makes another digest."""
    drawn = (drawn_by(), wanted, plan.name, picture.title, picture.has_examples, picture.grid, picture.groups)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()


@cache
def drawn_by() -> str:
    """The code that words and draws, so that a new version of it never answers with a picture of the former."""
    found = hashlib.sha256(version("matplotlib").encode())
    for package in (portfolio.charts, portfolio.domain):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
