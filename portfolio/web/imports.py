"""Reading files in: a file is sent, its columns are chosen, what it would do is seen, and then it is done or not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.permissions import Permission
from portfolio.forms.imports import ActForm, ApplyForm, ColumnsForm, UploadForm
from portfolio.per_request import current_context
from portfolio.services import import_files, import_runs, plans
from portfolio.services.context import Context
from portfolio.services.import_runs import NotAcceptable
from portfolio.web.context import page, save, sent
from portfolio.web.import_reports import shown

bp = Blueprint("imports", __name__)


@bp.route("/planer/<slug>/import", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """What can be read in, and the file to send; what waits and what was read in before."""
    ctx = current_context()
    plan = plans.get(ctx, slug, to=Permission.IMPORT_TABLE)
    form = UploadForm(sent())
    if request.method == "POST" and form.validate():
        response = _upload(ctx, slug, form)
        if response is not None:
            return response
        plan = plans.get(ctx, slug, to=Permission.IMPORT_TABLE)
    return page(
        "imports/index.html",
        form,
        plan=plan,
        waiting=import_files.waiting(ctx, plan),
        runs=import_runs.of_plan(ctx, plan),
    )


@bp.route("/planer/<slug>/import/fil/<int:file_id>/kolumner", methods=["GET", "POST"])
def columns(slug: str, file_id: int) -> ResponseReturnValue:
    """What the file's sheets and columns are."""
    ctx = current_context()
    held = _file(ctx, slug, file_id)
    tables, name = import_files.sheets_in(held), held.name
    form = ColumnsForm.of(sent(), tables, import_files.choices_of(held))
    if request.method == "POST" and form.validate():
        chosen = form.chosen(import_files.habits(ctx))
        anew = form.asks_anew
        here = url_for(".columns", slug=slug, file_id=file_id)
        if anew or form.judge(chosen):
            response = save(
                ctx,
                form,
                lambda: import_files.choose(ctx, file_id, chosen, remember=not anew),
                to=lambda _: here if anew else _compared(ctx, slug, file_id),
                said="Välj vad kolumnerna är nu." if anew else "Inget är inläst än. Se efter vad filen skulle göra.",
                again=here,
            )
            if response is not None:
                return response
    return page(
        "imports/columns.html",
        form,
        plan=_file(ctx, slug, file_id).plan,
        sheets=form.sheets,
        needed=form.needed,
        name=name,
    )


@bp.route("/planer/<slug>/import/fil/<int:file_id>", methods=["GET", "POST"])
def compare(slug: str, file_id: int) -> ResponseReturnValue:
    """What reading the file in would do, row by row; what is sent does it."""
    ctx = current_context()
    held = _file(ctx, slug, file_id)
    form = ApplyForm(sent())
    if request.method == "POST":
        if "again" in request.form:
            return redirect(_compared(ctx, slug, file_id), 303)
        response = _apply(ctx, slug, file_id, form) if form.validate() else None
        if response is not None:
            return response
        held = _file(ctx, slug, file_id)
    report = import_files.report_of(held)
    if report is None:
        return redirect(url_for(".columns", slug=slug, file_id=file_id), 303)
    form.shown.data = held.report_digest
    return page(
        "imports/compare.html",
        form,
        plan=held.plan,
        held=held,
        report=report,
        giving_up=ActForm(),
        **shown(report, request.args),
    )


@bp.post("/planer/<slug>/import/fil/<int:file_id>/avbryt")
def discard(slug: str, file_id: int) -> ResponseReturnValue:
    """Throw the file away."""
    ctx = current_context()
    _file(ctx, slug, file_id)
    to = url_for(".index", slug=slug)
    response = save(
        ctx,
        ActForm(sent()),
        lambda: import_files.discard(ctx, file_id),
        to=lambda _: to,
        said="Importen är avbruten. Filen är borttagen och inget är inläst.",
        again=to,
    )
    return response or redirect(to, 303)


def _upload(ctx: Context, slug: str, form: UploadForm) -> ResponseReturnValue | None:
    sent_file = request.files.get("file")
    if sent_file is None or not sent_file.filename:
        form.show(Invalid("file", "Välj filen som ska läsas in."))
        return None
    # Some browsers send the whole way to the file.
    name = sent_file.filename.replace("\\", "/").rpartition("/")[2]
    content = sent_file.stream.read()

    def to(done: Any) -> str:
        held, is_clear = done
        return _compared(ctx, slug, held.id) if is_clear else url_for(".columns", slug=slug, file_id=held.id)

    return save(
        ctx,
        form,
        lambda: import_files.upload(ctx, plans.get(ctx, slug, to=Permission.IMPORT_TABLE), name=name, content=content),
        to=to,
        said="Filen är mottagen. Inget är inläst än.",
        again=url_for(".index", slug=slug),
    )


def _compared(ctx: Context, slug: str, file_id: int) -> str:
    import_files.compare(ctx, file_id)
    return url_for(".compare", slug=slug, file_id=file_id)


def _apply(ctx: Context, slug: str, file_id: int, form: ApplyForm) -> ResponseReturnValue | None:
    try:
        return save(
            ctx,
            form,
            lambda: import_runs.apply(ctx, file_id, shown=form.shown.data, confirmed=bool(form.confirmed.data)),
            to=lambda run: url_for("import_runs.show", slug=slug, run_id=run.id),
            said="Filen är inläst.",
            again=url_for(".index", slug=slug),
        )
    except NotAcceptable as problem:
        if problem.report.asks and not form.confirmed.data:
            form.show(Invalid("confirmed", problem.message))
        else:
            form.show(problem)
            # What was confirmed was what stood there before.
            form.confirmed.data = False
        with ctx.transaction():
            import_files.keep(import_files.get(ctx, file_id), problem.report)
        return None


def _file(ctx: Context, slug: str, file_id: int) -> Any:
    held = import_files.get(ctx, file_id)
    if held.plan.slug != slug:
        raise NotFound
    return held
