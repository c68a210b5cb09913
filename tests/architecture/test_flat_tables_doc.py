"""``docs/flat-tables.md`` says what every column of the flat tables is, as files and as calls have them."""

from __future__ import annotations

from pathlib import Path

from portfolio.domain.exports import Content
from portfolio.domain.flat_tables import FLAT, REGISTER
from portfolio.domain.tables.columns import Kind
from portfolio.schemas.register import RegisterRow
from portfolio.schemas.tables import PhaseRow, ValueRow

DOCUMENT = (Path(__file__).parents[2] / "docs" / "flat-tables.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[tuple[str, ...]]:
    """The cells of the table under a heading."""
    _, _, after = DOCUMENT.partition(f"\n## {heading}\n")
    section = after.partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")) for line in lines[2:]]


def told(kind: Kind, *, named: bool) -> list[tuple[str, ...]]:
    return [
        (one.heading, *((one.name,) if named else ()), one.type.word.lower(), one.explanation) for one in kind.columns
    ]


def test_every_column_stands_there_in_order_with_its_type_and_its_meaning() -> None:
    for kind in FLAT.values():
        assert rows(kind.title) == told(kind, named=kind is not REGISTER), kind.name


def test_the_fields_of_calls_are_those_that_are_told() -> None:
    assert [name for name, _, _ in rows("Nyttoregister som JSON")] == list(RegisterRow().fields)
    for name, schema in (("phases", PhaseRow), ("values", ValueRow)):
        assert list(schema().fields) == [one.name for one in FLAT[name].columns]


#: The columns that there have been so far, in order. What is new is added last here too.
BEGIN = {
    "register": """id_initiativ|id_nytta|id_matetal|Initiativ|Område|Nytta|Slag|Mätetal|Enhet|Läge|Läge för nyttan|\
Att se upp med|Nollmätning|Nu|Senaste värde|Senaste period|Mål|Måluppfyllelse (procent)|Förväntat nu (procent)|\
Skillnad mot plan (procentenheter)|Ägare i linjen|Uppföljningsansvarig|Första effekt|Full effekt|Adress|Avförd|\
Förändring|Antal under 5 dolda""",
    "phases": """id_initiativ|Initiativets nummer|Initiativ|Område|Programområde|Slag|Läge|Skede|Klassning|Fas nr|Fas|\
Planerad start|Planerad start, dag|Planerad slut|Planerad slut, dag|Faktisk start|Faktisk start, dag|Faktisk slut|\
Faktisk slut, dag|Efter tidplanen|Projektledare|Exempel""",
    "values": """id_matetal|Mätetalets nummer|Seriens nummer|Mätvärdets nummer|Mätetal|Måttenhet|Riktning|Gäller nu|\
id_enhet|Enhet|Kön|Period|Första dag|Sista dag|Värde|Täljare|Nämnare|Tillfrågade|Varför värdet saknas|Granskning|\
Inlämnat|Granskat|Undantagen period|Kommentar|Exempel|Antal under 5 dolda""",
}


def test_no_column_has_gone_or_changed_places() -> None:
    assert set(FLAT) == set(BEGIN) == {one.value for one in Content if one.is_flat}
    for name, kind in FLAT.items():
        before = tuple(BEGIN[name].split("|"))
        assert kind.heads()[: len(before)] == before
        assert len(set(kind.heads())) == len(kind.columns)
