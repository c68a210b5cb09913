"""A form that was sent when the session had ended: it waits while the person signs in, and is shown again, unsaved.

Until somebody has signed in, the page to sign in on holds what was sent, and nothing is stored. The same is done for
who has signed in again in another tab, whose forms carry the old session's token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portfolio.forms.accounts import SignInForm
from portfolio.per_request import current_context, settings
from portfolio.services import carried_forms
from portfolio.services.context import Context

#: The parameter of the address that shows a form again.
PARAMETER = "aterta"

_SURROGATES = re.compile("[\ud800-\udfff]")

#: What is sent once more with the sign-in has to stay well below what the server reads of a form.
LARGEST = 500_000


def install(app: Flask) -> None:
    """Show what was carried, on the page that it was meant for."""
    app.before_request(_restore)
    app.jinja_env.globals["carried_notice"] = notice


def from_here() -> bool:
    """Whether the browser says that one of our own pages sent this; a browser that says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return any(_origin(source) == _origin(ours) for ours in (request.host_url, settings().base_url))


def ask_to_sign_in() -> ResponseReturnValue:
    """The page to sign in on, in answer to a form from one of our pages; the form comes along where it can.

    The status is 403, since what was asked for was not done: a success would tell a script that it was, and 401 needs
    a scheme of authentication that browsers ask for themselves.
    """
    if not _can_be_shown():
        done = request.endpoint == "accounts.sign_out"
        flash("Du är utloggad." if done else "Du hade loggats ut, så inget är gjort. Logga in och gör om det.")
        return redirect(url_for("accounts.sign_in"), 303)
    carried = _pack(request.form.items(multi=True))
    if carried is None:
        text = (
            "Du hade loggats ut, och det du skrev är för långt för att följa med. Gå tillbaka i webbläsaren, "
            "kopiera texten och logga sedan in."
        )
    elif not carried:
        text = "Du hade loggats ut, så det du skickade är inte sparat. Logga in och gör om det."
    else:
        text = ""
    form = SignInForm(data={"carried": carried})
    return render_template("accounts/sign_in.html", form=form, target=address(), notice=text), 403


def show_again() -> ResponseReturnValue:
    """In answer to a form with an old session's token, from somebody who has signed in since: the form, unsaved."""
    if request.endpoint is None:
        abort(400, "csrf")
    if not _can_be_shown():
        flash("Inget är gjort, eftersom du har loggat in igen sedan du öppnade sidan. Gör om det.")
        return redirect(url_for("start.show"), 303)
    fields = carried_forms.carriable(request.form.items(multi=True))
    if not fields:
        flash("Inget är sparat, eftersom du har loggat in igen sedan du öppnade sidan. Gör om det.")
        return redirect(address(), 303)
    ctx = current_context()
    with ctx.transaction():
        target = keep(ctx, g.user.id, path=address(), fields=fields)
    return redirect(target, 303)


def keep(ctx: Context, user_id: int, *, path: str, fields: carried_forms.Fields) -> str:
    """Keep a form and return the address that shows it again: the page itself when there is nothing to show."""
    if not fields:
        return path
    token = carried_forms.keep(ctx, user_id, path=path, fields=fields)
    return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={token}"


def unpack(text: str | None) -> carried_forms.Fields:
    """The fields that the page to sign in on held; none where somebody else has written them."""
    try:
        pairs = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair) for pair in pairs
    ):
        return []
    # JSON can hold what no form can send and no page can show.
    whole = [(name, value) for name, value in pairs if not _SURROGATES.search(name + value)]
    return carried_forms.carriable(whole)


def address() -> str:
    """This page's own address, without the token of an earlier time."""
    query = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER])
    return quote(request.path) + (f"?{query}" if query else "")


def notice() -> str:
    """What the page says above a form that came along, or where it was not shown; nothing on other pages."""
    if g.get("carried") is None:
        return ""
    if not g.get("carried_shown"):
        return "Det du skickade är inte sparat."
    how = "Du loggades in igen." if g.carried_over_sign_in else "Du har loggat in igen sedan du öppnade formuläret."
    return f"{how} Det du skrev är kvar men inte sparat än."


def _restore() -> None:
    token = request.args.get(PARAMETER)
    if not token or request.method != "GET" or g.user is None:
        return
    found = carried_forms.find(current_context(), token, path=address())
    if found is None:
        return
    if found.done:
        flash("Formuläret är redan skickat, och det du skickade första gången är sparat.")
        return
    g.carried = MultiDict(found.fields)
    # Over a sign-in, it is kept together with the session that this begins; in another tab, later.
    g.carried_over_sign_in = found.at <= g.login.created_at


def _can_be_shown() -> bool:
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(request.path, method="GET")


def _pack(fields: Iterable[tuple[str, str]]) -> str | None:
    """The fields as one text for a hidden field, empty when nothing was typed, or None when it is too long."""
    kept = carried_forms.carriable(fields)
    # ASCII, so that no line break and no unreadable character is changed on its way through the page.
    text = json.dumps(kept) if kept else ""
    return text if len(quote_plus(text)) <= LARGEST else None


def _origin(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else None
