"""The README names every setting, every target and every command."""

from __future__ import annotations

import re
from pathlib import Path

import click

from portfolio.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table() -> None:
    read = set(re.findall(r"PORTFOLIO_[A-Z_]+", (ROOT / "portfolio" / "config.py").read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| `(PORTFOLIO_[A-Z_]+)` \|", README, flags=re.MULTILINE))
    assert told == read


def test_every_target_of_the_makefile_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^([a-z]+):.*?## ", makefile, flags=re.MULTILINE):
        assert f"`{target}`" in README or f"make {target}" in README, target


def test_every_command_is_in_the_table() -> None:
    asked = click.Context(main)
    names = main.list_commands(asked)
    assert len(names) >= 15
    for name in names:
        command = main.get_command(asked, name)
        assert f"`portfolio {name}" in README, name
        if isinstance(command, click.Group):
            row = next(line for line in README.splitlines() if line.startswith(f"| `portfolio {name}"))
            assert all(sub in row for sub in command.commands), name


def test_every_picture_that_the_readme_shows_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) >= 5
    assert all((ROOT / picture).stat().st_size > 10_000 for picture in pictures)
