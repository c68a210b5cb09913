"""The script that the documentation shows, run as it stands against a server that answers on a port."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from waitress import create_server

from tests.api.conftest import Script, Stored, one_database
from tests.cast import LED, PLAN

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "examples" / "read_plan.py"


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)
    server.task_dispatcher.shutdown()


def run(address: str, key: str) -> subprocess.CompletedProcess[str]:
    own = {"NYTTOPORTFOLJEN_URL": address, "NYTTOPORTFOLJEN_KEY": key, "PYTHONUTF8": "1", "no_proxy": "*"}
    return subprocess.run(
        [sys.executable, str(FILE), PLAN], env={**os.environ, **own}, capture_output=True, text=True, timeout=60
    )


@one_database
def test_the_script_reads_the_whole_plan_as_a_table(served: str, script: Callable[..., Script], stored: Stored) -> None:
    done = run(served, script("reader").token)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout), delimiter=";"))
    assert len(rows) == stored.initiatives()
    one = next(row for row in rows if row["id"] == str(stored.id_of(LED)))
    assert one["title"].startswith("Patientkontrakt")
    assert (one["level"], one["benefits"], one["complete"]) == ("complicated", "3", "1")
    assert one["planned_start"] <= one["planned_end"]
    assert all(row["area"] for row in rows)


@one_database
def test_the_script_with_a_key_that_does_not_hold_ends_in_an_error(served: str) -> None:
    done = run(served, "fel")
    assert done.returncode != 0
    assert "401" in done.stderr


def test_the_script_is_short_and_needs_nothing_that_has_to_be_installed() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    imported = {line.split()[1].partition(".")[0] for line in text.splitlines() if line.startswith(("import", "from"))}
    assert imported <= sys.stdlib_module_names
