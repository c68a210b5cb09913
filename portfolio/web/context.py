"""From a form to a saved change, and from values to a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portfolio.domain.errors import AlreadyDone, Conflict, Invalid, InvalidFields
from portfolio.forms.base import Form
from portfolio.services.context import Context

T = TypeVar("T")


def sent() -> MultiDict[str, str]:
    """What a form is filled with: what was sent, or what was carried over a sign-in and is shown again, unsaved."""
    if request.method == "POST":
        return request.form
    carried: MultiDict[str, str] | None = g.get("carried")
    if carried is None:
        return MultiDict()
    g.carried_shown = True
    return carried


def save(
    ctx: Context,
    form: Form,
    work: Callable[[], T],
    *,
    to: Callable[[T], str],
    said: str,
    again: str,
    version: Callable[[], str] | None = None,
) -> Response | None:
    """Do the work in one transaction and go on to ``to``; on a problem show it in the form and return None.

    A form that was sent twice is told so and leads to ``again``: what it asked for is done already.
    After a Conflict that holds no values to compare, ``version`` tells what the next save goes on from.
    """
    try:
        with ctx.transaction(form_id=form.form_id.data):
            result = work()
    except AlreadyDone as problem:
        flash(problem.message)
        return redirect(again, 303)
    except (Invalid, InvalidFields, Conflict) as problem:
        form.show(problem)
        if isinstance(problem, Conflict) and problem.current is None and version is not None:
            form["version"].data = version()
        return None
    flash(said)
    return redirect(to(result), 303)


def page(template: str, form: Form | None = None, **values: Any) -> ResponseReturnValue:
    """Render a page; with a form, its status tells whether the form holds something to mend."""
    return render_template(template, form=form, **values), form.http_status if form is not None else 200
