"""What the pages cost, as ratios within one run: ``make bench``.

Absolute times say more about the machine than about the product. So each page is held against the cheapest answer of
the same application (``/halsa``), and a thousand initiatives against twenty-four. The number of queries has to be the
same for both: that is the one thing here that fails.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

from benchmarks import analysis, pictures, register, tables
from benchmarks.measuring import queries, seconds
from benchmarks.portfolios import PLAN, make_key, make_site
from portfolio.per_request import API
from portfolio.services import overview, plans
from portfolio.services.context import SYSTEM, Context
from tests.conftest import settings_for

SIZES = (24, 1000)
PAGES = {
    "overview": f"/planer/{PLAN}",
    "list": f"/planer/{PLAN}/initiativ",
    "timeline": f"/planer/{PLAN}/tidplan",
    "chain": f"/planer/{PLAN}/effektkedja",
    "api": f"{API}/initiatives?plan={PLAN}&limit=1000",
}


def measure(size: int, folder: Path) -> tuple[dict[str, tuple[float, int]], dict[str, float]]:
    """One size: per page its seconds and queries; and the seconds of what they are held against."""
    app, client = make_site(size, folder)
    key = {"Authorization": f"Bearer {make_key(app)}"}
    url = app.extensions["portfolio.settings"].database_url
    found: dict[str, tuple[float, int]] = {}
    for name, path in PAGES.items():
        answer = client.get(path, headers=key)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")

        def read(path: str = path) -> object:
            return client.get(path, headers=key)

        found[name] = (seconds(read), queries(app, read))
    told = client.get(PAGES["api"], headers=key).json
    with app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, SYSTEM, settings_for(url, folder).clock)
        plan = plans.get(ctx, PLAN)
        rows = overview.rows(ctx, plan)
        bare = [(row.id, row.title, row.area.name, row.state.value, row.level, str(row.times)) for row in rows]
        floor = {
            "halsa": seconds(lambda: client.get("/halsa")),
            "bare": seconds(lambda: json.dumps(bare)),
            "bare api": seconds(lambda: json.dumps(told)),
        }
    app.extensions["portfolio.engine"].dispose()
    return found, floor


def main() -> int:
    """Measure both sizes and print the ratios; 1 when a page asks more of the database for more initiatives."""
    pages: dict[int, dict[str, tuple[float, int]]] = {}
    floors: dict[int, dict[str, float]] = {}
    for size in SIZES:
        print(f"Mäter med {size} initiativ …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            pages[size], floors[size] = measure(size, Path(folder))
    small, large = SIZES
    print(
        f"{'page':<10} {'queries':>12} {f'x /halsa, {small}':>14} {f'x /halsa, {large}':>16} {f'{large} : {small}':>11}"
    )
    constant = True
    for name in PAGES:
        (few_seconds, few), (many_seconds, many) = pages[small][name], pages[large][name]
        constant = constant and few == many
        print(
            f"{name:<10} {f'{few} and {many}':>12} {few_seconds / floors[small]['halsa']:>14.1f} "
            f"{many_seconds / floors[large]['halsa']:>16.1f} {many_seconds / few_seconds:>11.1f}"
        )
    print(f"\nlist of {large} : the same rows as bare JSON   {pages[large]['list'][0] / floors[large]['bare']:.0f}")
    print(
        f"api, {large} : the same dictionaries as bare JSON   {pages[large]['api'][0] / floors[large]['bare api']:.0f}"
    )
    print(f"peak memory of the run   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    if not constant:
        print("En sida ställer fler frågor till databasen när initiativen är fler.", file=sys.stderr)
    return max(register.main(), tables.main(), analysis.main(), pictures.main(), 0 if constant else 1)


if __name__ == "__main__":
    sys.exit(main())
