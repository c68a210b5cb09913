"""One's own calendar of what is due: its address, made and revoked on pages, and what programs read by it."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Blueprint, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter
from werkzeug.wrappers import Response as BaseResponse

from portfolio.domain.errors import Conflict, NotFound
from portfolio.files import calendar_text
from portfolio.forms.calendars import CalendarForm
from portfolio.per_request import current_context, settings
from portfolio.services import calendars, people
from portfolio.web.context import page, save, sent

bp = Blueprint("calendars", __name__)

#: How many times within a minute a calendar may be read, in each process: programs ask a few times an hour.
MOST_READINGS = RateLimitItemPerMinute(60)


@bp.route("/konto/kalender", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Make an address, or another in place of it. It is shown in the answer itself, this once, and nowhere else."""
    ctx = current_context()
    form = CalendarForm(sent())
    if request.method == "POST" and form.validate():
        account = url_for("accounts.show", _anchor="kalender")
        made: list[str] = []
        answer = save(
            ctx,
            form,
            lambda: made.append(calendars.renew(ctx)),
            to=lambda _: account,
            said="Kalenderadressen är skapad.",
            again=account,
        )
        if answer is not None:
            return page("calendars/made.html", address=_address(made[0])) if made else answer
    return page("calendars/show.html", form, calendar=calendars.own(ctx))


@bp.post("/konto/kalender/aterkalla")
def revoke() -> ResponseReturnValue:
    """Make the address of one's own calendar useless."""
    ctx = current_context()
    with ctx.transaction():
        calendars.revoke(ctx)
    flash("Kalenderadressen är återkallad. Den som hade den ser inget mer.")
    return redirect(url_for("accounts.show", _anchor="kalender"), 303)


@bp.get("/kalender/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """What is due for the person whose calendar it is, for a calendar program, which signs in nowhere.

    What programs were told before is remembered, so a reading writes where something has changed since.
    """
    # A program keeps no cookie, and so is not a new visitor each time.
    g.new_visit = None
    ctx = current_context()
    found = calendars.reader(ctx.session, token)
    if found is None:
        raise NotFound("Kalendern finns inte. Adressen kan vara återkallad eller bytt: en ny finns under Ditt konto.")
    number, name = found.id, found.user.name
    if not cast(MovingWindowRateLimiter, current_app.extensions["portfolio.rate"]).hit(MOST_READINGS, f"ics{number}"):
        return Response("För många läsningar. Vänta en minut.", 429, {"Retry-After": "60"}, mimetype="text/plain")
    ctx.actor = g.actor = people.actor_for(ctx.session, found.user)
    due = calendars.due(ctx)
    if calendars.is_news(ctx, found, due):
        # What cannot be written while others write is told at the next reading.
        with suppress(Conflict), ctx.transaction():
            calendars.tell(ctx, number, due)
    content = calendar_text.written(
        calendars.entries(ctx, number),
        {one.uid: one for one in due},
        name=f"Nyttoportföljen: {name}",
        base_url=settings().base_url,
        zone=ctx.zone.key,
    )
    return _answer(content)


def _answer(content: bytes) -> BaseResponse:
    answer = Response(content, content_type=calendar_text.TYPE)
    answer.headers.update(
        {
            "Content-Disposition": 'inline; filename="nyttoportfoljen.ics"',
            "Cache-Control": "private, no-cache",
            "X-Robots-Tag": "noindex, nofollow",
        }
    )
    answer.add_etag()
    return answer.make_conditional(request)


def _address(secret: str) -> str:
    return f"{settings().base_url}{url_for('calendars.feed', token=secret)}"
