"""Saving what was sent of a benefit's steps: each in a transaction of its own, so that none stops another."""

from __future__ import annotations

import secrets

from portfolio.domain.errors import AlreadyDone, Conflict, Invalid, InvalidFields
from portfolio.domain.steps import STEPS
from portfolio.forms.benefits import BenefitForm
from portfolio.services import benefit_steps, benefits
from portfolio.services.context import Context


def save_steps(ctx: Context, benefit_id: int, form: BenefitForm, *, pressed: int) -> list[int]:
    """Save the step whose button was pressed and every other one that was touched; the saved steps' numbers.

    What cannot be saved stays in the form with its messages. The steps that were saved go on from what is stored, and
    the form gets a new one-use id, since a part of what it asked for is done.
    """
    wanted = [step for step in STEPS if step == pressed or form.touched(step)]
    readable = form.validate_steps(wanted)
    saved = [step for step in wanted if step in readable and _save(ctx, benefit_id, form, step)]
    if form.failed:
        held = benefit_steps.stored(benefits.get(ctx, benefit_id))
        for step in saved:
            form.saved(step, held[step])
        form.form_id.data = secrets.token_urlsafe(16)
    return saved


def _save(ctx: Context, benefit_id: int, form: BenefitForm, step: int) -> bool:
    try:
        # The same content sent twice is done once; other content from the same page is a save of its own, which finds
        # that the step has changed and shows both.
        with ctx.transaction(form_id=f"{form.form_id.data[:40]}-{step}-{form.digest(step)}"):
            benefit_steps.save(ctx, benefit_id, step, **form.of_step(step))
    except AlreadyDone:
        return True
    except (Invalid, InvalidFields, Conflict) as problem:
        form.show_step(step, problem)
        return False
    return True
