"""The page where somebody succeeds who answers for an organisation's benefits."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.models import Organisation
from tests.pages import words
from tests.web.conftest import one_database


@one_database
def test_somebody_succeeds_and_both_stand_in_the_history(person, stored):
    coordinator = person("coordinator")
    region = stored.one(select(Organisation.id).where(Organisation.key == "region-kronoberg"))
    path = f"/organisationer/{region}/ansvarig"
    assert coordinator.open("/organisationer").document.find("a", href=path)
    page = coordinator.open(path)
    assert page.h1.endswith("Benefit Owner svarar för nyttorna")
    bad = coordinator.send(page, path, successor_id="")
    assert bad.status == 422
    assert "Välj vem som tar över." in bad.error_of("successor_id")
    page = coordinator.send(page, path, successor_id=page.option("successor_id", "Reader (reader@exempel.se)"))
    assert "Efterträdaren har rollen nu" in page.main
    assert page.h1.endswith("Reader svarar för nyttorna")
    present, former = (words(row) for row in page.document.select("tbody tr"))
    assert present.startswith("Reader ")
    assert present.endswith(" nu")
    assert former.startswith("Benefit Owner ")
    assert not former.endswith(" nu")
    assert stored.last_change()[0] == "owner:succeed"
    unit = stored.one(select(Organisation.id).where(Organisation.key == "vardcentral-norr"))
    empty = coordinator.open(f"/organisationer/{unit}/ansvarig")
    assert "Ge först någon rollen nyttorealiseringsansvarig" in empty.main
