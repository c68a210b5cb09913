"""What is said of an effect: how far it has come, how far it should have, and what that is called."""

from portfolio.domain.effects.achievement import Tolerances, achievement, check_target, is_upheld
from portfolio.domain.effects.due import due, first_missing, first_period, period_at
from portfolio.domain.effects.history import QuarterQuestion, due_in, effect_by, lacking, reached_on
from portfolio.domain.effects.ramps import Curve, Milestone, curve, expected
from portfolio.domain.effects.states import WORST_FIRST, Aim, Effect, EffectFlag, EffectState, effect, worst
from portfolio.domain.effects.values import Now, Value, after, before, counted, differenced, is_few, mean, now

__all__ = [
    "WORST_FIRST",
    "Aim",
    "Curve",
    "Effect",
    "EffectFlag",
    "EffectState",
    "Milestone",
    "Now",
    "QuarterQuestion",
    "Tolerances",
    "Value",
    "achievement",
    "after",
    "before",
    "check_target",
    "counted",
    "curve",
    "differenced",
    "due",
    "due_in",
    "effect",
    "effect_by",
    "expected",
    "first_missing",
    "first_period",
    "is_few",
    "is_upheld",
    "lacking",
    "mean",
    "now",
    "period_at",
    "reached_on",
    "worst",
]
