"""The lock files pin everything by hash, agree with each other, and leave the choice of mirror to the machine."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK_FILES = sorted((ROOT / "requirements").glob("*.txt"))

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.\-]*)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins(path: Path) -> dict[tuple[str, str], str]:
    """(name, marker) → version, for each pin of a lock file; fails on a line that is neither pin, hash nor comment."""
    found: dict[tuple[str, str], str] = {}
    hashed = True
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if HASH.fullmatch(line):
            hashed = True
            continue
        pin = PIN.fullmatch(line)
        assert pin, f"{path.name}: unexpected line {line!r}"
        assert hashed, f"{path.name}: no hash above {line!r}"
        hashed = False
        key = pin["name"], pin["marker"] or ""
        assert key not in found, f"{path.name}: {line!r} is pinned twice"
        found[key] = pin["version"]
    assert hashed, f"{path.name}: the last pin has no hash"
    return found


def names(path: Path) -> set[str]:
    return {name for name, _ in pins(path)}


def normalised(requirement: str) -> str:
    """The name in a requirement such as ``psycopg[binary]>=3.3``, spelt as lock files spell it."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def test_the_lock_files_are_the_known_ones():
    assert [path.stem for path in LOCK_FILES] == ["build", "node", "runtime", "test"]


@pytest.mark.parametrize("path", LOCK_FILES, ids=lambda path: path.stem)
def test_every_pin_has_a_hash(path):
    assert pins(path)


@pytest.mark.parametrize(
    "path",
    [*LOCK_FILES, ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"],
    ids=lambda path: path.name,
)
def test_no_lock_file_names_where_packages_come_from(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text.replace("--no-emit-index-url", "")
    assert not re.search(r"--(find-links|trusted-host)|^\s*-[if]\s|registry\s*=", text, re.MULTILINE)


def test_the_style_assets_are_locked_by_hash_without_an_address():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    installed = {path: package for path, package in packages.items() if path}
    assert installed
    for path, package in installed.items():
        assert package["integrity"].startswith("sha512-"), path
        assert "resolved" not in package, path
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_tests_run_on_what_runs_in_production():
    production, tested = pins(ROOT / "requirements" / "runtime.txt"), pins(ROOT / "requirements" / "test.txt")
    assert production.items() <= tested.items()


def test_builds_are_the_same_in_tests_and_alone():
    alone, tested = pins(ROOT / "requirements" / "build.txt"), pins(ROOT / "requirements" / "test.txt")
    assert alone.items() <= tested.items()


def test_everything_that_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "runtime": project["project"]["dependencies"],
        "test": project["project"]["optional-dependencies"]["test"],
        "build": [*project["dependency-groups"]["build"], *project["build-system"]["requires"]],
        "node": project["dependency-groups"]["node"],
    }
    for stem, requirements in asked.items():
        missing = {normalised(each) for each in requirements} - names(ROOT / "requirements" / f"{stem}.txt")
        assert not missing, f"run make lock: {stem}.txt lacks {missing}"
