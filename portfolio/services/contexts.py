"""Contexts of the system, for work that goes on without anybody: of the command line and of the scheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from portfolio.clock import Clock
from portfolio.db import make_sessions
from portfolio.models.audit import install_hooks
from portfolio.services.context import SYSTEM, Context

#: Makes a context on a session of its own, for a part of the work: its time is that of when it was made.
NewContext = Callable[[], AbstractContextManager[Context]]


def of_system(engine: Engine, clock: Clock) -> NewContext:
    """What makes the system's contexts, each on a session of its own."""
    sessions = make_sessions(engine)
    install_hooks(sessions)

    @contextmanager
    def new_context() -> Iterator[Context]:
        with sessions() as session:
            yield Context(session, SYSTEM, clock)

    return new_context
