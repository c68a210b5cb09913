"""The method (effekthanteringsmodellen) as data: steps, phases, levels, roles and words."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from portfolio.paths import data_dir


@cache
def load() -> dict[str, Any]:
    """The shipped description of the method, read once; the help and the classification show it."""
    content: dict[str, Any] = json.loads((data_dir() / "method.json").read_text(encoding="utf-8"))
    return content
