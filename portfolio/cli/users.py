"""Users, their roles and their API tokens: ``user add``, ``list``, ``deactivate``, ``password`` and ``token``."""

from __future__ import annotations

from datetime import date

import click

from portfolio.cli.terminal import PlainError, opened, plainly
from portfolio.config import Settings
from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.services import plans, tokens, users


@click.group()
def user() -> None:
    """Användare och deras roller."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Personens namn.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="Rollen.")
@click.option("--plan", help="Planens kortnamn.")
@click.option("--area", type=int, help="Områdets nummer.")
@click.option("--initiative", type=int, help="Initiativets nummer.")
@click.option("--organisation", type=int, help="Organisationens nummer.")
@click.pass_obj
@plainly
def user_add(
    settings: Settings,
    email: str,
    name: str,
    role: str,
    plan: str | None,
    area: int | None,
    initiative: int | None,
    organisation: int | None,
) -> None:
    """Lägg till en användare, eller ge den som finns en roll till."""
    password = users.make_password()
    with opened(settings) as ctx:
        with ctx.transaction():
            existing = users.exists(ctx, email)
            person = users.find(ctx, email) if existing else users.add(ctx, email=email, name=name, password=password)
            plan_id = plans.get(ctx, plan).id if plan else None
            scope = {"area_id": area, "initiative_id": initiative, "organisation_id": organisation}
            users.assign(ctx, person, Role(role), plan_id=plan_id, **scope)
        click.echo(f"{email} är nu {label(Role(role)).lower()}.")
    if not existing:
        click.echo("Lösenordet visas bara nu:")
        click.echo(password)


@user.command("list")
@click.pass_obj
@plainly
def user_list(settings: Settings) -> None:
    """Visa alla användare och deras roller."""
    with opened(settings) as ctx:
        for person in users.listing(ctx):
            roles = ", ".join(users.describe(role) for role in person.roles if role.ended_at is None)
            state = "aktiv" if person.active else "avstängd"
            click.echo(f"{person.email}\t{person.name}\t{state}\t{roles or 'ingen roll'}")


@user.command("deactivate")
@click.argument("email")
@click.pass_obj
@plainly
def user_deactivate(settings: Settings, email: str) -> None:
    """Stäng av en användare, genast och överallt."""
    with opened(settings) as ctx, ctx.transaction():
        users.deactivate(ctx, email)
    click.echo(f"{email} är avstängd och utloggad.")


@user.command("password")
@click.argument("email")
@click.pass_obj
@plainly
def user_password(settings: Settings, email: str) -> None:
    """Ge en användare ett nytt lösenord."""
    password = users.make_password()
    with opened(settings) as ctx, ctx.transaction():
        users.set_password(ctx, email, password)
    click.echo(f"{email} har fått ett nytt lösenord. Det visas bara nu:")
    click.echo(password)


@user.command("token")
@click.argument("email")
@click.option("--name", default="Skapad på kommandoraden", show_default=True, help="Vad nyckeln ska användas till.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Rollen; annars alla som personen har.")
@click.option("--plan", help="Planens kortnamn; annars alla som personen når.")
@click.option("--expires", metavar="DATE", help="Sista dagen, som 2027-03-14; annars om ett år.")
@click.pass_obj
@plainly
def user_token(
    settings: Settings, email: str, name: str, role: str | None, plan: str | None, expires: str | None
) -> None:
    """Gör en API-nyckel som når högst det användaren själv når."""
    last = _day(expires) if expires is not None else None
    with opened(settings) as ctx, ctx.transaction():
        owner = users.find(ctx, email)
        plan_id = plans.get(ctx, plan).id if plan is not None else None
        limit = Role(role) if role else None
        token, secret = tokens.add(ctx, owner.id, name=name, role=limit, plan_id=plan_id, expires_on=last)
    click.echo(f"Nyckeln för {owner.email} gäller till och med {token.expires_on.isoformat()}. Den visas bara nu:")
    click.echo(secret)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PlainError("Skriv sista dagen som ett datum, till exempel --expires 2027-03-14.") from error
