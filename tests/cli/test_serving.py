"""Where links lead that are made while the product is served."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from portfolio.cli.serving import _reached_at
from portfolio.config import DEFAULT_BASE_URL
from tests.conftest import settings_for


@pytest.mark.parametrize(
    ("base_url", "host", "port", "reached_at"),
    [
        (DEFAULT_BASE_URL, "127.0.0.1", 8765, "http://127.0.0.1:8765"),
        (DEFAULT_BASE_URL, "::1", 8000, "http://[::1]:8000"),
        (DEFAULT_BASE_URL, "0.0.0.0", 8765, DEFAULT_BASE_URL),
        (DEFAULT_BASE_URL, "127.0.0.1", 0, DEFAULT_BASE_URL),
        ("https://nytta.region.se", "127.0.0.1", 8765, "https://nytta.region.se"),
    ],
)
def test_links_lead_to_the_address_that_is_set_or_else_to_the_one_that_is_served(
    base_url: str, host: str, port: int, reached_at: str, tmp_path: Path
) -> None:
    settings = replace(settings_for("sqlite:///x", tmp_path), base_url=base_url)
    assert _reached_at(settings, host, port) == reached_at
