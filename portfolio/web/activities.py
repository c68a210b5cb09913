"""Activities and enablers of an initiative: listed, added, edited, shared and taken off again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.activities import ActivityKind, Reading
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of
from portfolio.forms.activities import ActivityForm, NewActivityForm, ShareForm, UnlinkForm
from portfolio.per_request import current_context
from portfolio.services import activities, activity_lists, adoptions, initiatives, organisations
from portfolio.services.activity_lists import Shareable
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import frame

bp = Blueprint("activities", __name__)

#: The word in the address of the button "Lägg till möjliggörare".
ENABLER = "mojliggorare"

#: So many activities to share are shown at once; whoever looks for another one searches.
MOST_SHOWN = 100


def listing_url(initiative: Any, activity: Any = None) -> str:
    """The initiative's list, with an activity's row in view when there is one."""
    anchor = None if activity is None else f"aktivitet-{activity.id}"
    return url_for("activities.listing", initiative_id=initiative.id, _anchor=anchor)


@bp.get("/initiativ/<int:initiative_id>/aktiviteter")
def listing(initiative_id: int) -> ResponseReturnValue:
    """The initiative's activities and enablers by phase, and where and when it is taken into use."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    return page(
        "activities/list.html",
        **frame(ctx, initiative),
        rows=activity_lists.of_initiative(ctx, initiative),
        adoptions=adoptions.of_initiative(ctx, initiative),
    )


@bp.route("/initiativ/<int:initiative_id>/aktiviteter/ny", methods=["GET", "POST"])
def new(initiative_id: int) -> ResponseReturnValue:
    """Add an activity or an enabler."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_ACTIVITY)
    kind = ActivityKind.ENABLER if request.args.get("slag") == ENABLER else ActivityKind.ACTIVITY
    form = NewActivityForm(sent(), data={"kind": kind})
    _offer_organisations(ctx, form)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: activities.add(ctx, initiative_id, **form.data),
            to=lambda made: listing_url(initiative, made),
            said=_said("tillagd", form, initiative),
            again=listing_url(initiative),
        )
        if response is not None:
            return response
    return _edit_page(form, initiative, kind=kind)


@bp.route("/initiativ/<int:initiative_id>/aktiviteter/<int:activity_id>", methods=["GET", "POST"])
def edit(initiative_id: int, activity_id: int) -> ResponseReturnValue:
    """Edit an activity; where it is shared, the page says with whom."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_ACTIVITY)
    activity = activities.of_initiative(initiative, activity_id)
    stored = activities.edited_values(activity)
    form = ActivityForm(sent(), data={**stored, "version": version_of(stored)})
    _offer_organisations(ctx, form)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: activities.edit(ctx, initiative_id, activity_id, **form.data),
            to=lambda saved: listing_url(initiative, saved),
            said=_said("sparad", form, initiative),
            again=listing_url(initiative, activity),
        )
        if response is not None:
            return response
    return _edit_page(
        form,
        initiative,
        kind=activity.kind,
        activity=activity,
        shared=activity_lists.shared_with(ctx, initiative, activity),
    )


@bp.route("/initiativ/<int:initiative_id>/aktiviteter/dela", methods=["GET", "POST"])
def share(initiative_id: int) -> ResponseReturnValue:
    """Share activities of other initiatives instead of copying them; a search keeps what was ticked."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_ACTIVITY)
    found = activity_lists.shareable(ctx, initiative)
    form = ShareForm(sent() or request.args)
    form.activity_ids.offer((one.id, one.title) for group in found for one in group.activities)
    if request.method == "POST" and "sok" not in request.form and form.validate():
        response = save(
            ctx,
            form,
            lambda: activities.share(ctx, initiative_id, **form.data),
            to=lambda added: listing_url(initiative, added[0] if added else None),
            said=_said_shared(form),
            again=listing_url(initiative),
        )
        if response is not None:
            return response
    groups = _narrowed(found, form.q.data, form.activity_ids.data)
    fitting = sum(len(group.activities) for group in groups)
    return page(
        "activities/share.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        groups=_first(groups, MOST_SHOWN, form.activity_ids.data),
        offered=len(form.activity_ids.choices),
        fitting=fitting,
        most=MOST_SHOWN,
    )


@bp.route("/initiativ/<int:initiative_id>/aktiviteter/<int:activity_id>/ta-bort", methods=["GET", "POST"])
def unlink(initiative_id: int, activity_id: int) -> ResponseReturnValue:
    """Take a shared activity off this initiative, or tell why that cannot be."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_ACTIVITY)
    form = UnlinkForm(sent())
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: activities.unlink(ctx, initiative_id, activity_id),
            to=lambda _: listing_url(initiative),
            said="Den är borttagen från initiativet och finns kvar i de andra.",
            again=listing_url(initiative),
        )
        if response is not None:
            return response
    # Asked for last: when the form is sent twice, the activity is no longer the initiative's.
    activity = activities.of_initiative(initiative, activity_id)
    return page(
        "activities/unlink.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        activity=activity,
        kept=activity_lists.kept_by(ctx, initiative, activity),
        needed=activity_lists.needed_by(ctx, initiative, activity),
        shared=activity_lists.shared_with(ctx, initiative, activity),
    )


def _edit_page(
    form: NewActivityForm | ActivityForm,
    initiative: Any,
    *,
    kind: ActivityKind,
    activity: Any = None,
    shared: tuple[tuple[int, str], ...] = (),
) -> ResponseReturnValue:
    return page(
        "activities/edit.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        kind=kind,
        activity=activity,
        shared=shared,
        reading=None if form.period_text.errors else Reading.of(form.period_text.data),
    )


def _offer_organisations(ctx: Context, form: NewActivityForm | ActivityForm) -> None:
    form.organisation_id.offer((one.id, "– " * depth + one.name) for one, depth in organisations.tree(ctx))


def _said(what: str, form: NewActivityForm | ActivityForm, initiative: Any) -> str:
    """What is told when it is saved, with what a person may want to look at once more."""
    enabler = form.kind.data is ActivityKind.ENABLER
    said = f"{'Möjliggöraren' if enabler else 'Aktiviteten'} är {what}."
    reading = Reading.of(form.period_text.data)
    if reading is not None and reading.period is None:
        said += f" ”{reading.written[:80]}” kunde inte läsas som en tid och sparades som det står."
    if form.phase.data is None and not enabler and initiative.kind is not InitiativeKind.ONGOING:
        said += " Den står sist i listan tills du väljer en fas."
    return said


def _said_shared(form: ShareForm) -> str:
    ticked = form.activity_ids.data
    what = f"{len(ticked)} aktiviteter och möjliggörare" if len(ticked) > 1 else form.activity_ids.in_words(ticked)
    return f"Initiativet delar nu {what}."


def _narrowed(groups: list[Shareable], words: str | None, ticked: tuple[int, ...]) -> list[Shareable]:
    """What holds every word, in its own title or its initiative's; what is ticked stays in sight."""
    wanted = (clean_text(words) or "").casefold().split()
    found = []
    for group in groups:
        fitting = tuple(
            one
            for one in group.activities
            if one.id in ticked or all(word in f"{one.title} {group.title}".casefold() for word in wanted)
        )
        if fitting:
            found.append(Shareable(group.id, group.title, fitting))
    return found


def _first(groups: list[Shareable], most: int, ticked: tuple[int, ...]) -> list[Shareable]:
    """The first so many, and whatever is ticked."""
    shown, left = [], most
    for group in groups:
        kept = tuple(one for at, one in enumerate(group.activities) if at < left or one.id in ticked)
        left = max(0, left - len(group.activities))
        if kept:
            shown.append(Shareable(group.id, group.title, kept))
    return shown
