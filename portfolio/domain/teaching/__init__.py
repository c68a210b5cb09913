"""What the help teaches of evidence: examples that the product itself judges, and how often a verdict errs."""

from portfolio.domain.teaching.examples import MEANINGS, METHODS, Example, Look, Taught, examples, looks
from portfolio.domain.teaching.pictures import Sketch, Span, sketch, span
from portfolio.domain.teaching.rates import RATES, Rate

__all__ = [
    "MEANINGS",
    "METHODS",
    "RATES",
    "Example",
    "Look",
    "Rate",
    "Sketch",
    "Span",
    "Taught",
    "examples",
    "looks",
    "sketch",
    "span",
]
