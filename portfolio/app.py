"""The application: the only place where everything is wired together."""

from __future__ import annotations

import structlog
from flask import Flask
from flask.typing import ResponseReturnValue

from portfolio.api import installing
from portfolio.api.problems import problem_for
from portfolio.config import SettingError, Settings
from portfolio.db import make_engine, make_sessions
from portfolio.models.audit import install_hooks
from portfolio.paths import static_dir, templates_dir
from portfolio.per_request import close_context, is_call
from portfolio.web import (
    accounts,
    activities,
    adoptions,
    aims,
    annual_wheels,
    api_page,
    area_phases,
    assessments,
    benefit_assessments,
    benefits,
    calendars,
    complexity,
    conclusions,
    connecting,
    decisions,
    dependencies,
    effect_chains,
    exclusions,
    exports,
    filters,
    handovers,
    health,
    help_pages,
    import_runs,
    imports,
    initiatives,
    jobs,
    learning,
    lessons,
    lifecycle,
    log,
    measurements,
    measures,
    meeting_matters,
    meetings,
    organisations,
    outbox,
    phases,
    plan_parts,
    plan_settings,
    plans,
    project_leads,
    register,
    reminders,
    roles,
    search,
    security,
    series_charts,
    start,
    successions,
    tasks,
    timeline,
    tokens,
    users,
)
from portfolio.web.errors import page_for

#: A form of ours is some kilobytes; what is larger is refused before it is read.
LARGEST_FORM = 1_000_000

BLUEPRINTS = (
    accounts,
    tokens,
    calendars,
    reminders,
    start,
    tasks,
    plans,
    effect_chains,
    initiatives,
    assessments,
    meetings,
    meeting_matters,
    decisions,
    complexity,
    lifecycle,
    handovers,
    conclusions,
    project_leads,
    phases,
    area_phases,
    activities,
    adoptions,
    dependencies,
    learning,
    lessons,
    benefit_assessments,
    benefits,
    aims,
    measures,
    exclusions,
    measurements,
    register,
    series_charts,
    timeline,
    imports,
    import_runs,
    annual_wheels,
    exports,
    plan_settings,
    plan_parts,
    roles,
    users,
    organisations,
    outbox,
    successions,
    search,
    log,
    jobs,
    help_pages,
    connecting,
    api_page,
    health,
)


def configure_logs() -> None:
    """One line of JSON for each event, through the standard library's logging, and so on standard error by default.

    Tracebacks go without local values: those can hold passwords.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def create_app(settings: Settings) -> Flask:
    """Make the application. Raises SettingError when there is no secret to sign cookies and forms with."""
    if settings.secret_key is None:
        raise SettingError("PORTFOLIO_SECRET_KEY saknas. Sätt den till minst 32 slumpmässiga tecken.")
    configure_logs()
    app = Flask("portfolio", template_folder=str(templates_dir()), static_folder=str(static_dir()))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SESSION_COOKIE_NAME="__Host-notices" if settings.secure else "notices",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
    connect(app, settings)
    app.teardown_appcontext(close_context)
    security.install(app)
    app.register_error_handler(Exception, _answer_error)
    filters.install(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    installing.install(app)
    return app


def connect(app: Flask, settings: Settings) -> None:
    """Connect the application to the database of these settings; what it was connected to before is let go."""
    if "portfolio.engine" in app.extensions:
        app.extensions["portfolio.engine"].dispose()
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    app.extensions.update({"portfolio.settings": settings, "portfolio.engine": engine, "portfolio.sessions": sessions})


def _answer_error(error: Exception) -> ResponseReturnValue:
    return problem_for(error) if is_call() else page_for(error)
