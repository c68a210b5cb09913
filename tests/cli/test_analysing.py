"""``portfolio analyse``: a file as spreadsheets write it, judged as a call judges it, and one line when it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portfolio.cli import main
from tests.cast import PLAN
from tests.web.conftest import one_database

BEFORE = [10, 12] * 6
AFTER = [14, 15, 14, None, 15, 14, 15, 14, 15, 14, 15, 14]
MONTHS = [f"{2023 + number // 12}-{number % 12 + 1:02}" for number in range(24)]
ASKED = ("--direction", "increase", "--first-effect", "2024-01", "--baseline", "11", "--target", "15,5")

Analyse = Callable[..., Result]


@pytest.fixture
def analyse(tmp_path: Path) -> Analyse:
    """Writes a file and judges it. No database is named, since none is asked."""

    def run(content: str | bytes, *options: str) -> Result:
        file = tmp_path / "serie.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        env = {"PORTFOLIO_DATABASE_URL": "postgresql+psycopg://ingen@127.0.0.1:1/finns-inte"}
        found = CliRunner().invoke(main, ["analyse", str(file), *(options or ("--direction", "increase"))], env=env)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found

    return run


def lines(*, mark: str = ";", comma: str = ",") -> str:
    values = [None if one is None else f"{one}{comma}0" for one in (*BEFORE, *AFTER)]
    return "\r\n".join(f"{month}{mark}{value or ''}" for month, value in zip(MONTHS, values, strict=True))


@one_database
def test_json_is_exactly_what_a_call_is_answered(analyse: Analyse, person) -> None:
    found = analyse(lines(), *ASKED, "--freeze", "12", "--phase-start", "juli 2024", "--as-of", "2024-11-30", "--json")
    assert found.exit_code == 0, found.output
    body = {
        "periods": MONTHS,
        "values": [*BEFORE, *AFTER],
        "direction": "increase",
        "first_effect": "2024-01",
        "baseline": 11,
        "target": 15.5,
        "freeze": 12,
        "phase_starts": ["2024-07"],
        "as_of": "2024-11-30",
    }
    coordinator = person("coordinator")
    made = coordinator.submit("/konto/nycklar/ny", name="jämföra")
    token = made.document.select_one("main code, main input[readonly]")
    secret = token.get("value") or token.get_text(strip=True)
    answer = coordinator.client.post("/api/v1/analysis", json=body, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert json.loads(found.stdout) == answer.get_json()
    assert PLAN not in found.stdout


def test_the_text_says_the_sentence_how_it_was_reckoned_and_every_point(analyse: Analyse) -> None:
    found = analyse(lines(), *ASKED, "--freeze", "12")
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("Tydlig förbättring: de 8 senaste värdena ligger alla över 11,0, ")
    assert "132,00 / 12 = 11,00." in found.stdout
    assert "vanlig variation 5,7 till 16,3. Den räknas på 12 värden." in found.stdout
    rows = found.stdout.splitlines()[-24:]
    assert rows[0].split() == ["januari", "2023", "10,0", "Vanlig", "variation"]
    assert rows[15].split() == ["april", "2024", "saknas"]
    assert rows[-1].split() == ["december", "2024", "14,0", "Förbättring:", "nivåskifte"]


@pytest.mark.parametrize(
    "content",
    [
        lines().encode("utf-8-sig"),
        ("Månad;Väntetid i år\r\n" + lines()).encode("cp1252"),
        lines(mark="\t").encode("utf-16"),
        "sep=;\r\n" + lines(),
        lines(mark=",", comma="."),
        "period,värde\n" + "\n".join(f'{line.split(";")[0]},"{line.split(";")[1]}"' for line in lines().split("\r\n")),
        "Period;Periodkod;Värde;Kommentar\n" + "\n".join(f"x;{one};jag;" for one in lines().split("\r\n")),
        "\n".join(line.replace("-", "", 1) for line in lines().split("\r\n")) + "\n\n;\n",
        "\n".join(line.replace(";", "-01;") for line in lines().split("\r\n")),
    ],
    ids=[
        "utf-8 with a mark",
        "windows",
        "utf-16",
        "told mark",
        "points",
        "quoted commas",
        "our own columns",
        "tight",
        "first days",
    ],
)
def test_whatever_way_the_spreadsheet_writes_it_is_the_same_series(analyse: Analyse, content: str | bytes) -> None:
    found = analyse(content, "--direction", "increase", "--json")
    assert found.exit_code == 0, found.output
    points = json.loads(found.stdout)["points"]
    assert [one["period"] for one in points] == MONTHS
    assert [one["value"] for one in points] == [*BEFORE, *AFTER]


def test_counts_are_judged_as_counts(analyse: Analyse) -> None:
    told = "kvartal;nämnare;täljare\n" + "\n".join(
        f"{year}-Q{n};50;{20 + n}" for year in (2022, 2023) for n in range(1, 5)
    )
    found = analyse(told, "--direction", "increase", "--chart", "p", "--json")
    assert json.loads(found.stdout)["phases"][0]["centre"] == pytest.approx(180 / 400)
    without = analyse(told.replace("kvartal;nämnare;täljare\n", ""), "--direction", "increase", "--chart", "p")
    assert without.exit_code == 1
    assert without.stderr == "Rad 1 i filen: kv 1 2022: täljaren är större än nämnaren, och det kan ingen andel vara.\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "Filen är tom."),
        ("period;värde\n", "Filen har bara en rubrikrad."),
        ("period;värde\n2023-01;ett\n", "Rad 2 i filen: ”ett” går inte att läsa som ett tal."),
        ("2023-01;1\n\nvecka 7;2\n", "Rad 3 i filen: ”vecka 7” går inte att läsa som en period."),
        ("2023-01;1\n2023-03;2\n", "Rad 2 i filen: mars 2023 följer inte direkt på januari 2023."),
        ("2023-01;1\n2023-Q2;2\n", "Rad 2 i filen: januari 2023 och kv 2 2023 är olika långa."),
        ("2023-01;1\n;2\n", "Rad 2 i filen: perioden saknas."),
        ("2023-01,1,5\n2023-02,2,5\n", "Rad 1 i filen: kommatecken skiljer kolumnerna åt"),
        ("period,värde\n2023-01,1,5\n", "Rad 2 i filen: det står 3 kolumner, men rubrikraden har 2."),
        ("2023-01;1;2;3\n", "Rad 1 i filen: det står 4 kolumner."),
        ("bara en\nkolumn\n", "Rad 2 i filen: det behövs en kolumn med perioder"),
        (b"\x00\x01\x02", "Filen är ingen text."),
        (b"1" * 1_000_001, "Filen är större än 1 MB."),
    ],
)
def test_what_cannot_be_read_is_one_line_that_says_where(analyse: Analyse, content: str | bytes, line: str) -> None:
    found = analyse(content)
    assert found.exit_code == 1
    assert found.stderr.startswith(line)
    assert found.stderr.count("\n") == 1
    assert found.stdout == ""


def test_options_that_cannot_be_are_told_by_their_names(analyse: Analyse) -> None:
    wrong = analyse("2023-01;1\n2023-02;2", "--direction", "increase", "--baseline", "5", "--target", "3")
    assert (wrong.exit_code, wrong.stderr.split(":")[0]) == (1, "--target")
    several = analyse("2023-01;1", "--direction", "increase", "--as-of", "i går", "--freeze", "1")
    assert several.exit_code == 1
    assert "--as-of:" in several.stderr
    assert "--freeze:" in several.stderr
    assert analyse("2023-01;1", "--direction", "uppåt").exit_code == 2
    assert analyse("2023-01;1", "--direction", "increase", "--target", "mycket").exit_code == 2
