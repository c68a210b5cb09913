"""The page with examples worked by hand: every line is typed into a calculator, and every question asked."""

from __future__ import annotations

import ast
import json
import math
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portfolio.domain.analyses import TwoCounts
from portfolio.schemas.analyses import AnalysisQuestion, AnalysisSchema, TwoCountsSchema
from portfolio.services import analyses

DOC = Path(__file__).parents[2] / "docs" / "analysis.md"

#: A question, and the table that follows it.
_EXAMPLE = re.compile(r"```json\n(?P<question>.*?)```\n\n(?P<table>(?:\|[^\n]*\n)+)", re.DOTALL)

_DOES: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}
_CALLS: dict[str, Callable[..., float]] = {"sqrt": math.sqrt, "comb": math.comb, "max": max}


def examples() -> list[tuple[str, list[list[str]]]]:
    found = []
    for one in _EXAMPLE.finditer(DOC.read_text(encoding="utf-8")):
        rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in one["table"].splitlines()[2:]]
        found.append((one["question"], rows))
    return found


def typed(node: ast.AST) -> float:
    """Arithmetic as a calculator does it, and nothing else."""
    match node:
        case ast.Expression(body):
            return typed(body)
        case ast.Constant(value) if isinstance(value, int | float):
            return value
        case ast.BinOp(left, does, right):
            return _DOES[type(does)](typed(left), typed(right))
        case ast.UnaryOp(does, operand):
            return _DOES[type(does)](typed(operand))
        case ast.Call(ast.Name(name), arguments):
            return _CALLS[name](*map(typed, arguments))
    raise AssertionError(f"no arithmetic: {ast.dump(node)}")


def answered(question: str) -> dict[str, Any]:
    """What a call is answered."""
    found = analyses.of_sent(**AnalysisQuestion().load(json.loads(question, parse_float=Decimal)))
    if isinstance(found, TwoCounts):
        return TwoCountsSchema().dump(analyses.told_of_counts(found))
    return AnalysisSchema().dump(analyses.told(found))


def at(answer: Any, path: str) -> Any:
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def written(value: float, text: str) -> str:
    """A number with as many decimals as the page gives it."""
    decimals = len(text.partition(".")[2])
    return f"{value:.{decimals}f}".replace("-0.0000", "0")


def test_there_is_an_example_of_everything_that_is_reckoned() -> None:
    headings = re.findall(r"^## (\w+)", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["XmR", "Run", "p", "u", "short_series", "before_after", "Forecast"]
    assert len(examples()) == 9


@pytest.mark.parametrize(("question", "rows"), examples(), ids=lambda one: one[:40] if isinstance(one, str) else "")
def test_every_figure_is_what_a_calculator_and_the_program_say(question: str, rows: list[list[str]]) -> None:
    answer = answered(question)
    assert len(rows) >= 3
    for step, by_hand, is_, field in rows:
        if by_hand:
            assert written(typed(ast.parse(by_hand.strip("`"), mode="eval")), is_) == is_, step
        if field:
            found = at(answer, field.strip("`"))
            expected = json.loads(is_)
            if isinstance(expected, int | float) and not isinstance(expected, bool):
                assert written(found, is_) == is_, step
            else:
                assert found == expected, step
        assert by_hand or field, f"{step}: nothing is checked"
