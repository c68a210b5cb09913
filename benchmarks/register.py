"""What the benefit register costs: a thousand benefits with two years of values each, against a bare loop over them."""

from __future__ import annotations

import sys
import tempfile
from math import fsum
from pathlib import Path

from benchmarks.measuring import queries, seconds
from benchmarks.portfolios import PLAN, add_benefits, make_site
from portfolio.services import plans, register
from portfolio.services.context import SYSTEM, Context
from tests.conftest import settings_for

SIZES = (20, 1000)
PATH = f"/planer/{PLAN}/nyttoregister"

#: Recomputing every state may take no longer than this.
MOST_SECONDS = 2.0


def measure(size: int, folder: Path) -> tuple[int, float, float, float]:
    """Of so many benefits: the first page's queries and seconds, the states' seconds, and those of a bare loop."""
    app, client = make_site(24, folder)
    settings = settings_for(app.extensions["portfolio.settings"].database_url, folder)
    with app.extensions["portfolio.sessions"]() as session:
        add_benefits(Context(session, SYSTEM, settings.clock), size)
    if client.get(PATH).status_code != 200:
        raise SystemExit(PATH)
    asked = queries(app, lambda: client.get(PATH))
    page = seconds(lambda: client.get(PATH), runs=3)

    def states() -> list[register.Row]:
        with app.extensions["portfolio.sessions"]() as session:
            ctx = Context(session, SYSTEM, settings.clock)
            return register.everything(ctx, plans.get(ctx, PLAN))

    told = [[one.value or 0.0 for one in row.judged.values] for row in states() if row.judged is not None]
    found = asked, page, seconds(states, runs=3), seconds(lambda: [fsum(one[-12:]) / 12 for one in told])
    app.extensions["portfolio.engine"].dispose()
    return found


def main() -> int:
    """Measure both sizes; 1 when more benefits take more queries, or a thousand too long."""
    found = {}
    for size in SIZES:
        print(f"Mäter nyttoregistret med {size} nyttor …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            found[size] = measure(size, Path(folder))
    few, many = (found[size] for size in SIZES)
    print(
        f"register: queries {few[0]} and {many[0]}, first page of {SIZES[1]} : of {SIZES[0]}   {many[1] / few[1]:.1f}"
    )
    print(f"register: all states of {SIZES[1]}   {many[2]:.2f} s, {many[2] / many[3]:.0f} x a bare loop")
    problems = []
    if few[0] != many[0]:
        problems.append("Nyttoregistret ställer fler frågor till databasen när nyttorna är fler.")
    if many[2] > MOST_SECONDS:
        problems.append(f"Att räkna om alla lägen tar mer än {MOST_SECONDS:.0f} sekunder.")
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
