"""Where the files lie that ship with the product: the same answer in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """The folder of page and mail templates. Raises FileNotFoundError, in Swedish, when the installation lacks it."""
    return _first_folder(_PACKAGE / "templates", _PACKAGE.parent / "templates")


def migrations_dir() -> Path:
    """The folder of database migrations. Raises FileNotFoundError, in Swedish, when the installation lacks it."""
    return _first_folder(_PACKAGE / "migrations", _PACKAGE.parent / "migrations")


def static_dir() -> Path:
    """The folder that is served as it stands. Raises FileNotFoundError, in Swedish, when the installation lacks it."""
    return _first_folder(_PACKAGE / "static")


def data_dir() -> Path:
    """The folder of plans and question sets. Raises FileNotFoundError, in Swedish, when the installation lacks it."""
    return _first_folder(_PACKAGE / "data")


def _first_folder(*candidates: Path) -> Path:
    # The wheel's place comes first: beside an installed package, a folder of that name belongs to somebody else.
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    searched = " och ".join(str(candidate) for candidate in candidates)
    raise FileNotFoundError(
        f"Installationen är ofullständig: mappen {candidates[0].name} saknas (letade i {searched})."
    )
