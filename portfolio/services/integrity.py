"""What a broken constraint means to a person: the databases say it in different words, and this place alone knows."""

from __future__ import annotations

import re

from sqlalchemy.exc import IntegrityError, OperationalError

from portfolio.domain.errors import AlreadyDone, Conflict

#: Constraint name → the field it concerns, and what to tell.
_MESSAGES: dict[str, tuple[str | None, str]] = {
    "uq_users_email": ("email", "Det finns redan en användare med den e-postadressen."),
    "uq_plans_slug": ("slug", "Det finns redan en plan med det kortnamnet."),
    "uq_initiatives_plan_id_key": (None, "Det finns redan ett initiativ med den nyckeln i planen."),
    "uq_saved_views_user_id_plan_id_name": ("name", "Du har redan en vy som heter så. Välj ett annat namn."),
    "uq_initiative_phases_initiative_id_phase": (None, "Någon annan sparade tidplanen samtidigt. Läs in den igen."),
}


def conflict_from(error: IntegrityError) -> Conflict:
    """The Conflict to tell, by constraint name (PostgreSQL) or by table and columns (SQLite, which names none)."""
    name = _constraint(error)
    if name == "uq_form_uses_form_id":
        return AlreadyDone("Formuläret är redan skickat, och det du skickade första gången är sparat.")
    field, message = _MESSAGES.get(
        name or "",
        (None, "Uppgifterna stämmer inte längre med det som finns sparat. Läs in sidan igen och försök på nytt."),
    )
    return Conflict(message, field=field)


def is_taken(problem: Conflict) -> bool:
    """Whether what was to be added is there already: a broken uniqueness, and nothing else."""
    error = problem.__cause__
    if not isinstance(error, IntegrityError):
        return False
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(error.orig)


def is_collision(error: OperationalError) -> bool:
    """Whether the database gave up because two transactions waited for each other, or one for too long."""
    # Deadlock and serialisation failure by their SQLSTATE; SQLite has but words.
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001") or "database is locked" in str(error.orig)


def _constraint(error: IntegrityError) -> str | None:
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return str(diagnostics.constraint_name)
    match = re.match(r"UNIQUE constraint failed: (.+)", str(error.orig))
    if match is None:
        return None
    columns = [part.strip().split(".") for part in match[1].split(",")]
    return "_".join(["uq", columns[0][0], *(column for _, column in columns)])
