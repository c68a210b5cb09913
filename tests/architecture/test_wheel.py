"""The wheel holds all that the product needs: installed by itself, it migrates a database and shows a page."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

RENDER_A_PAGE = """
import os
from portfolio.app import create_app
from portfolio.config import Settings

app = create_app(Settings.from_env(os.environ))
client = app.test_client()
page = client.get("/logga-in")
style = client.get("/static/vendor/designsystemet/index.css")
print(page.status_code, style.status_code, "Logga in" in page.get_data(as_text=True))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product as it is handed over, built from this checkout without reaching for anything outside it."""
    assets = ROOT / "portfolio" / "static" / "vendor" / "designsystemet" / "index.css"
    assert assets.is_file(), "The style assets are not in place; run make assets."
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel alone in it; returns its folder."""
    venv = tmp_path_factory.mktemp("fresh") / "venv"
    run([sys.executable, "-m", "venv", "--without-pip", str(venv)])
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python")]
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)])
    return venv


def run(command: list[str], *, cwd: Path | None = None, environment: dict[str, str] | None = None) -> str:
    """What a command printed; what went wrong is shown in full when it fails."""
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment_of(folder: Path) -> dict[str, str]:
    """The settings of a small installation in ``folder``, with the dependencies borrowed from the running environment.

    A folder on PYTHONPATH has its .pth files left alone, so the checkout's editable install does not come along.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PORTFOLIO_", "PYTHON"))}
    return inherited | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])),
        "PORTFOLIO_INSTANCE": str(folder),
        "PORTFOLIO_DATABASE_URL": f"sqlite:///{folder / 'portfolio.sqlite'}",
        "PORTFOLIO_SECRET_KEY": "a key of enough length for a test of the wheel",
    }


@pytest.mark.parametrize(
    "name",
    [
        "portfolio/py.typed",
        "portfolio/templates/base.html",
        "portfolio/migrations/env.py",
        "portfolio/migrations/script.py.mako",
        "portfolio/static/vendor/designsystemet/index.css",
        "portfolio/static/vendor/designsystemet/theme.css",
        "portfolio/static/vendor/designsystemet/LICENSE",
    ],
)
def test_holds(contents, name):
    assert name in contents


@pytest.mark.parametrize(
    ("source", "pattern", "target"),
    [
        ("templates", "**/*.*", "portfolio/templates"),
        ("migrations", "versions/*.py", "portfolio/migrations"),
        ("portfolio/data", "*.json", "portfolio/data"),
        ("portfolio/static", "**/*.*", "portfolio/static"),
        ("portfolio", "**/*.py", "portfolio"),
    ],
)
def test_holds_every_file_of_a_folder(contents, source, pattern, target):
    expected = {f"{target}/{path.relative_to(ROOT / source)}" for path in (ROOT / source).glob(pattern)}
    assert expected, f"{source} is empty"
    assert expected <= contents


def test_holds_nothing_but_the_product(contents):
    assert {name.split("/")[0] for name in contents if ".dist-info/" not in name} == {"portfolio"}
    assert not [name for name in contents if "__pycache__" in name or "/tests/" in name or name.endswith(".part")]


def test_is_the_code_that_runs(installed, tmp_path):
    program = "import portfolio; print(portfolio.__file__)"
    found = run([str(installed / "bin" / "python"), "-c", program], cwd=tmp_path, environment=environment_of(tmp_path))
    assert Path(found.strip()).is_relative_to(installed)


def test_migrates_a_database_and_shows_a_page(installed, tmp_path):
    environment = environment_of(tmp_path)
    run([str(installed / "bin" / "portfolio"), "migrate"], cwd=tmp_path, environment=environment)
    assert (tmp_path / "portfolio.sqlite").stat().st_size > 0
    shown = run([str(installed / "bin" / "python"), "-c", RENDER_A_PAGE], cwd=tmp_path, environment=environment)
    assert shown.split() == ["200", "200", "True"]
