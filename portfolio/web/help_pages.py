"""The help: the method, the words and the roles, and how we know whether things got better."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portfolio.domain import teaching
from portfolio.services import method
from portfolio.web.context import page

bp = Blueprint("help", __name__)


@bp.get("/hjalp")
def show() -> ResponseReturnValue:
    """The method on one page."""
    return page("help/show.html", method=method.load())


@bp.get("/hjalp/hur-vi-vet")
def evidence() -> ResponseReturnValue:
    """What is said of a change, what each method can show, how often it errs, and examples that are judged here."""
    return page(
        "help/evidence.html",
        MEANINGS=teaching.MEANINGS,
        METHODS=teaching.METHODS,
        RATES={rate.name: percent for rate, percent in teaching.RATES.items()},
        examples=teaching.examples(),
        looks=teaching.looks(),
    )
