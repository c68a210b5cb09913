"""Who has signed in, where a form came from, and the headers that every answer carries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from portfolio.files.tables.limits import MOST_BYTES
from portfolio.per_request import current_context, is_call, settings
from portfolio.services import accounts, people
from portfolio.services.context import ANONYMOUS
from portfolio.web import carried_forms

#: Reached without signing in; everything else asks for it.
PUBLIC = frozenset({"accounts.sign_in", "api_page.show", "calendars.feed", "health.show", "static"})

#: Where a file may be sent, which is larger than any form: the file itself, and the form around it.
UPLOADING = frozenset({"imports.index"})
LARGEST_UPLOAD = MOST_BYTES + 100_000

#: Everything comes from this server; the pictures are files of their own, the design system's icons are data addresses.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """Attach the checks to the application, in the order in which they have to run."""
    app.before_request(_identify)
    app.before_request(_refuse_impossible)
    app.before_request(_admit_files)
    app.before_request(_refuse_foreign_forms)
    app.before_request(_ask_to_sign_in)
    carried_forms.install(app)
    app.after_request(_add_headers)
    app.jinja_env.globals["csrf_token"] = csrf_token


def cookie_name(purpose: str) -> str:
    """The name of a cookie; over TLS its prefix makes the browser refuse it from a neighbouring host."""
    return f"__Host-{purpose}" if settings().secure else purpose


def set_cookie(response: BaseResponse, purpose: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send with their forms."""
    response.set_cookie(
        cookie_name(purpose), value, max_age=seconds, httponly=True, samesite="Lax", secure=settings().secure, path="/"
    )


def csrf_token() -> str:
    """The token that a form of this visitor carries; it changes with every sign-in."""
    return hmac.new(settings().secret_key.encode(), f"csrf:{g.visit}".encode(), hashlib.sha256).hexdigest()  # type: ignore[union-attr]


def safe_target(target: str | None) -> str | None:
    """A path within this product, or None: nobody is led elsewhere after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target) else target


def _identify() -> None:
    g.actor, g.user, g.login = ANONYMOUS, None, None
    g.new_visit = None
    if request.endpoint == "static" or is_call():
        return
    token = request.cookies.get(cookie_name("session"), "")
    ctx = current_context()
    login = accounts.signed_in(ctx.session, token, settings().clock) if token else None
    if login is not None:
        if accounts.needs_touch(login, settings().clock):
            with ctx.transaction():
                accounts.touch(ctx, login.id)
        g.login, g.user = login, login.user
        g.actor = ctx.actor = people.actor_for(ctx.session, login.user)
        g.visit = token
        return
    g.visit = request.cookies.get(cookie_name("visit"), "")
    if len(g.visit) < 32:
        g.visit = g.new_visit = secrets.token_urlsafe(32)


def _refuse_impossible() -> None:
    # Nothing lies at such an address, and PostgreSQL fails on the question instead of answering it.
    if "\0" in request.path:
        abort(404)


def _admit_files() -> None:
    # Before anything reads the form. Who has not signed in sends nothing large.
    if request.endpoint in UPLOADING and g.user is not None:
        request.max_content_length = LARGEST_UPLOAD


def _refuse_foreign_forms() -> ResponseReturnValue | None:
    if is_call() or request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    sent = request.form.get("csrf_token", "")
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site"
    if not foreign and hmac.compare_digest(sent.encode(), csrf_token().encode()):
        return None
    if foreign or not carried_forms.from_here():
        abort(400, "csrf")
    # Our own page sent it with the token of a session that has ended. Nothing is done, but nothing is lost either.
    if g.user is None:
        if request.endpoint in PUBLIC:
            abort(400, "csrf")
        return None
    # Who has signed in meanwhile is led on from that page, together with what it held; it does nothing else.
    return None if request.endpoint == "accounts.sign_in" else carried_forms.show_again()


def _ask_to_sign_in() -> ResponseReturnValue | None:
    if g.user is not None or request.endpoint in PUBLIC or is_call():
        return None
    if request.endpoint is None:
        return None
    if request.method == "POST" and carried_forms.from_here():
        return carried_forms.ask_to_sign_in()
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target if target != "/" else None))


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if settings().secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static" or response.status_code >= 400:
        # A page holds what only this person may see.
        headers.setdefault("Cache-Control", "no-store")
    if getattr(g, "new_visit", None):
        set_cookie(response, "visit", g.new_visit)
    return response
