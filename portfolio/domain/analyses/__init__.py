"""A series judged as a whole: what is said of one that is stored, and of one that was sent."""

from portfolio.domain.analyses.analysis import Analysis, analysed, chart_of
from portfolio.domain.analyses.posted import judged, question_of
from portfolio.domain.analyses.question import Question
from portfolio.domain.analyses.sent import Posted
from portfolio.domain.analyses.two_counts import TwoCounts, two_counts

__all__ = [
    "Analysis",
    "Posted",
    "Question",
    "TwoCounts",
    "analysed",
    "chart_of",
    "judged",
    "question_of",
    "two_counts",
]
