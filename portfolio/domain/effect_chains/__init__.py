"""Chains of effect: from what is put in place, over a changed state and benefits, to goals; and how they are drawn."""

from portfolio.domain.effect_chains.chain import (
    MOST_IN_COLUMN,
    Benefit,
    Chain,
    Enabler,
    Goal,
    Initiative,
    Kind,
    Node,
    Told,
    narrowed,
)
from portfolio.domain.effect_chains.picture import Box, Picture, picture

__all__ = [
    "MOST_IN_COLUMN",
    "Benefit",
    "Box",
    "Chain",
    "Enabler",
    "Goal",
    "Initiative",
    "Kind",
    "Node",
    "Picture",
    "Told",
    "narrowed",
    "picture",
]
