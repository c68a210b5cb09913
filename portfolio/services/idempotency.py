"""Calls with an idempotency key: what was answered once is answered again, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from portfolio.domain.errors import Invalid
from portfolio.models import RepeatedAnswer
from portfolio.services.context import Context

#: How long an answer is repeated.
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What was answered: HTTP status, the headers that belong to the content, and the content itself."""

    status: int
    headers: Mapping[str, str]
    body: str


def earlier(ctx: Context, token_id: int, key: str, *, fingerprint: str) -> Answer | None:
    """What the same call was answered within a day, or None. Call within the transaction that would do it.

    Raises Invalid when the token used the key for something else: another address or another content.
    """
    query = select(RepeatedAnswer).where(
        RepeatedAnswer.token_id == token_id, RepeatedAnswer.key == key, RepeatedAnswer.at > ctx.now - KEPT
    )
    found = ctx.session.scalar(query)
    if found is None:
        return None
    if found.fingerprint != fingerprint:
        raise Invalid(
            "Idempotency-Key", "Nyckeln har redan använts för ett annat anrop. Ge varje nytt anrop en egen nyckel."
        )
    return Answer(found.status, json.loads(found.headers), found.body)


def keep(ctx: Context, token_id: int, key: str, *, fingerprint: str, answer: Answer) -> None:
    """Keep the answer in the same transaction, so that it is there exactly when the change is.

    Answers that are too old to be repeated are forgotten on the way.
    """
    ctx.session.execute(delete(RepeatedAnswer).where(RepeatedAnswer.at <= ctx.now - KEPT))
    ctx.session.add(
        RepeatedAnswer(
            token_id=token_id,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            headers=json.dumps(dict(answer.headers)),
            body=answer.body,
            at=ctx.now,
        )
    )
    ctx.session.flush()
