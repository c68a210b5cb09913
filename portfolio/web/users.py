"""Users: all of them, one with their roles, and what an administrator can change."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Role
from portfolio.domain.versions import version_of
from portfolio.forms.users import AccountForm, NewUserForm, PasswordForm, RoleForm, SearchForm, UserForm
from portfolio.per_request import current_context
from portfolio.services import roles, users
from portfolio.web.context import page, save, sent

bp = Blueprint("users", __name__)


def url(user_id: int) -> str:
    """The user's page."""
    return url_for("users.show", user_id=user_id)


@bp.get("/anvandare")
def index() -> ResponseReturnValue:
    """Everybody who can sign in or could, with their roles; narrowed to those sought."""
    ctx = current_context()
    search = SearchForm(request.args)
    words = (search.q.data or "")[:200]
    found = users.found(ctx, words)
    held = roles.held_by(ctx, [user.id for user in found])
    return page("users/list.html", users=found, held=held, search=search, words=words.strip())


@bp.route("/anvandare/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a user; the password that is made for them is shown on the page after."""
    ctx = current_context()
    users.require(ctx)
    form = NewUserForm(sent())
    made: list[tuple[int, str]] = []

    def register() -> None:
        user, password = users.register(ctx, **form.data)
        made.append((user.id, password))

    if request.method == "POST" and form.validate():
        index = url_for("users.index")
        response = save(ctx, form, register, to=lambda _: index, said="Användaren är tillagd.", again=index)
        if response is not None:
            return _shown(*made[0]) if made else response
    return page("users/new.html", form)


@bp.get("/anvandare/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    """One user: account and roles."""
    return _shown(user_id)


@bp.route("/anvandare/<int:user_id>/redigera", methods=["GET", "POST"])
def edit(user_id: int) -> ResponseReturnValue:
    """Change a user's name and address."""
    ctx = current_context()
    person = users.get(ctx, user_id)
    stored = users.edited_values(person)
    form = UserForm(sent(), data={**stored, "version": version_of(stored)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: users.edit(ctx, user_id, **form.data),
            to=lambda _: url(user_id),
            said="Användaren är sparad.",
            again=url(user_id),
        )
        if response is not None:
            return response
    return page("users/edit.html", form, person=person)


@bp.route("/anvandare/<int:user_id>/losenord", methods=["GET", "POST"])
def password(user_id: int) -> ResponseReturnValue:
    """Make the user a new password; it is shown on the page after."""
    ctx = current_context()
    person = users.get(ctx, user_id)
    form = PasswordForm(sent())
    made: list[str] = []
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: made.append(users.renew_password(ctx, user_id)),
            to=lambda _: url(user_id),
            said="Ett nytt lösenord är gjort.",
            again=url(user_id),
        )
        if response is not None:
            return _shown(user_id, made[0]) if made else response
    return page("users/password.html", form, person=person)


@bp.route("/anvandare/<int:user_id>/konto", methods=["GET", "POST"])
def account(user_id: int) -> ResponseReturnValue:
    """Close the account, or open it again."""
    ctx = current_context()
    person = users.get(ctx, user_id)
    form = AccountForm(sent(), data={"active": person.active, "version": users.active_version(person)})
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: users.set_active(ctx, user_id, **form.data),
            to=lambda _: url(user_id),
            said="Kontot är öppet." if form.active.data else "Kontot är stängt och personen utloggad.",
            again=url(user_id),
        )
        if response is not None:
            return response
    return page("users/account.html", form, person=person)


@bp.route("/anvandare/<int:user_id>/roller/ny", methods=["GET", "POST"])
def assign(user_id: int) -> ResponseReturnValue:
    """Give the user a role for one thing."""
    ctx = current_context()
    person = users.get(ctx, user_id)
    form = RoleForm(sent())
    form.offer(roles=Role, places=[(one.value, one.words) for one in roles.places(ctx)])
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: roles.assign(ctx, user_id=user_id, **form.data),
            to=lambda _: url(user_id),
            said="Rollen är given.",
            again=url(user_id),
        )
        if response is not None:
            return response
    return page("users/assign.html", form, person=person)


def _shown(user_id: int, made_password: str | None = None) -> ResponseReturnValue:
    """The user's page. A password that was just made stands on it this once, in the answer itself and nowhere else."""
    ctx = current_context()
    person = users.get(ctx, user_id)
    held = roles.held_by(ctx, [user_id]).get(user_id, [])
    return page("users/show.html", person=person, held=held, password=made_password)
