"""Skriver en plans initiativ som CSV på standard ut, en rad per initiativ: python3 read_plan.py PLAN > initiativ.csv

Läser två miljövariabler: NYTTOPORTFOLJEN_URL (som https://nytta.region.se) och NYTTOPORTFOLJEN_KEY (API-nyckeln).
"""

import csv
import json
import os
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen

COLUMNS = ["id", "title", "area", "state", "level", "planned_start", "planned_end", "benefits", "complete"]


def items(collection, plan):
    """Alla poster i en samling, en sida i taget."""
    query = {"plan": plan, "limit": 200}
    while query.get("cursor", "") is not None:
        address = f"{os.environ['NYTTOPORTFOLJEN_URL'].rstrip('/')}/api/v1/{collection}?{urlencode(query)}"
        request = Request(address, headers={"Authorization": f"Bearer {os.environ['NYTTOPORTFOLJEN_KEY']}"})
        with urlopen(request, timeout=60) as answer:
            page = json.load(answer)
        yield from page["items"]
        query["cursor"] = page["next"]


plan = sys.argv[1] if len(sys.argv) > 1 else "narmare-kronobergaren"
areas = {area["id"]: area["name"] for area in items("areas", plan)}
table = csv.writer(sys.stdout, delimiter=";")
table.writerow(COLUMNS)
for one in items("initiatives", plan):
    spans = [phase["planned"] for phase in one["phases"] if phase["planned"]]
    start, end = (spans[0]["start"], spans[-1]["end"]) if spans else (None, None)
    complete = sum(benefit["complete"] == 7 for benefit in one["benefits"])
    table.writerow([one["id"], one["title"], areas[one["area"]], one["state"], one["level"], start, end,
                    len(one["benefits"]), complete])  # fmt: skip
