"""Periods: what plans write, what is read from it, and what is said when it cannot be read."""

from __future__ import annotations

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Precision, from_code, parse, quarter, read, unknown

# How plans of Swedish regions and municipalities write times: the whole entry, the words that tell the time in it,
# and what they mean.
FROM_PLANS = [
    ("sommaren 2021", "sommaren 2021", "2021-SU", "season", "2021-06-01", "2021-08-31"),
    ("2025-05-30", "2025-05-30", "2025-05-30", "day", "2025-05-30", "2025-05-30"),
    ("2025", "2025", "2025", "year", "2025-01-01", "2025-12-31"),
    ("t o m 260630", None, "../2026-06-30", "day", None, "2026-06-30"),
    ("260630", "260630", "2026-06-30", "day", "2026-06-30", "2026-06-30"),
    ("nov 2024", "nov 2024", "2024-11", "month", "2024-11-01", "2024-11-30"),
    ("beslutat under 2024", "2024", "2024", "year", "2024-01-01", "2024-12-31"),
    ("publicerat kunskapsstöd från Socialstyrelsen 2025", "2025", "2025", "year", "2025-01-01", "2025-12-31"),
    ("bildade 2024", "2024", "2024", "year", "2024-01-01", "2024-12-31"),
    ("2025-12-XX", "2025-12-XX", "2025-12", "month", "2025-12-01", "2025-12-31"),
    ("12/3 -25", "12/3 -25", "2025-03-12", "day", "2025-03-12", "2025-03-12"),
    ("2025-12-06", "2025-12-06", "2025-12-06", "day", "2025-12-06", "2025-12-06"),
    ("Beslut om eventuell ny aktivitet 2024-12-06", "2024-12-06", "2024-12-06", "day", "2024-12-06", "2024-12-06"),
    ("våren 2025", "våren 2025", "2025-SP", "season", "2025-01-01", "2025-06-30"),
    ("enligt årshjul", "årshjul", "R/wheel", "unknown", None, None),
    ("Redovisas i strategigruppen kvartal 1", "kvartal 1", "R/Q1", "quarter", None, None),
    ("Redovisas i strategigruppen kvartal 3", "kvartal 3", "R/Q3", "quarter", None, None),
    ("Årlig redovisning", "Årlig", "R/year", "year", None, None),
    # More entries of the same plans.
    ("på remiss höst 2021", "höst 2021", "2021-AU", "season", "2021-07-01", "2021-12-31"),
    ("Delrapportering 25-12-01", "25-12-01", "2025-12-01", "day", "2025-12-01", "2025-12-01"),
    ("Klart Q1 2025.", "Q1 2025", "2025-Q1", "quarter", "2025-01-01", "2025-03-31"),
    ("beslut sept 2024", "sept 2024", "2024-09", "month", "2024-09-01", "2024-09-30"),
    ("Under 2025 följs avtalet upp", "2025", "2025", "year", "2025-01-01", "2025-12-31"),
    ("Genomförande 2025-2027", "2025-2027", "2025/2027", "years", "2025-01-01", "2027-12-31"),
    ("Uppföljning 1 ggr/termin", "1 ggr/termin", "R/term", "term", None, None),
    ("Avstämning i oktober", "oktober", "R/10", "month", None, None),
    ("Redovisas i strategigruppen kvartal 1 och 3.", "kvartal 1 och 3", "R/Q1,Q3", "quarter", None, None),
    ("vart annat år", "vart annat år", "R/two-years", "year", None, None),
    ("följs upp kontinuerligt", "kontinuerligt", "R/ongoing", "unknown", None, None),
]


@pytest.mark.parametrize(("raw", "token", "code", "precision", "start", "end"), FROM_PLANS)
def test_what_plans_write_is_read_as_they_mean_it(
    raw: str, token: str | None, code: str, precision: str, start: str | None, end: str | None
) -> None:
    for text in filter(None, (raw, token)):
        period = read(text)
        assert period.code == code
        assert period.precision is Precision(precision)
        assert (period.start and period.start.isoformat(), period.end and period.end.isoformat()) == (start, end)
        assert period.raw == text


NOTATIONS = [
    # Days.
    ("2025-05-23", "2025-05-23"),
    ("2025-5-3", "2025-05-03"),
    ("20250523", "2025-05-23"),
    ("2025/05/23", "2025-05-23"),
    ("250523", "2025-05-23"),
    ("25-12-01", "2025-12-01"),
    ("12/3 -25", "2025-03-12"),
    ("12/3-25", "2025-03-12"),
    ("12/3 2025", "2025-03-12"),
    ("12/3/25", "2025-03-12"),
    ("14 mars 2024", "2024-03-14"),
    ("den 14:e mars 2024", "2024-03-14"),
    ("1 maj -25", "2025-05-01"),
    ("29 feb 2024", "2024-02-29"),
    # Months.
    ("2025-03-XX", "2025-03"),
    ("2025-03-??", "2025-03"),
    ("2025-03", "2025-03"),
    ("nov 2024", "2024-11"),
    ("Sept. 2024", "2024-09"),
    ("mars 2025", "2025-03"),
    ("i mars 2025", "2025-03"),
    ("mars -25", "2025-03"),
    ("2025 mars", "2025-03"),
    # Quarters.
    ("Q1 2025", "2025-Q1"),
    ("Q1 -25", "2025-Q1"),
    ("q1/2025", "2025-Q1"),
    ("2025-Q1", "2025-Q1"),
    ("2025q1", "2025-Q1"),
    ("kv 3 2022", "2022-Q3"),
    ("Kv. 3, 2022", "2022-Q3"),
    ("K3 2022", "2022-Q3"),
    ("kvartal 3 2022", "2022-Q3"),
    ("KVARTAL\u00a03\u20032022", "2022-Q3"),
    ("kvartal 3 år 2022", "2022-Q3"),
    ("tredje kvartalet 2022", "2022-Q3"),
    ("3:e kvartalet 2022", "2022-Q3"),
    # Tertials and halves.
    ("tertial 2 2023", "2023-T2"),
    ("T1 2024", "2024-T1"),
    ("2024-T1", "2024-T1"),
    ("andra tertialet 2024", "2024-T2"),
    ("första halvåret 2024", "2024-H1"),
    ("1:a halvåret 2024", "2024-H1"),
    ("halvår 2 2024", "2024-H2"),
    ("H1 2024", "2024-H1"),
    # Terms and seasons.
    ("vårterminen 2025", "2025-VT"),
    ("VT 2025", "2025-VT"),
    ("VT25", "2025-VT"),
    ("vt -25", "2025-VT"),
    ("HT 2025", "2025-HT"),
    ("höstterminen 2025", "2025-HT"),
    ("våren 2025", "2025-SP"),
    ("Vår 2025", "2025-SP"),
    ("sommaren 2025", "2025-SU"),
    ("hösten 2025", "2025-AU"),
    ("under hösten -25", "2025-AU"),
    ("vintern 2024/2025", "2024-WI"),
    ("vintern 2024–25", "2024-WI"),
    # Years.
    ("2025", "2025"),
    ("under 2025", "2025"),
    ("år 2025", "2025"),
    ("2025-XX-XX", "2025"),
    ("2025-2027", "2025/2027"),
    ("2025–2027", "2025/2027"),
    ("2025 - 2027", "2025/2027"),
    ("2025/2027", "2025/2027"),
    ("åren 2025 och 2026", "2025/2026"),
    ("2025–2025", "2025"),
    # Spans.
    ("kv 3 2021 – kv 1 2022", "2021-Q3/2022-Q1"),
    ("2021-Q3/2022-Q2", "2021-Q3/2022-Q2"),
    ("2025-03-01 – 2025-04-15", "2025-03-01/2025-04-15"),
    ("2025-03-01--2025-04-15", "2025-03-01/2025-04-15"),
    ("2025-03–2025-05", "2025-03/2025-05"),
    ("från 2025 till 2027", "2025/2027"),
    ("fr.o.m. mars 2025 t.o.m. maj 2026", "2025-03/2026-05"),
    ("mellan mars och maj 2025", "2025-03/2025-05"),
    ("januari–mars 2025", "2025-01/2025-03"),
    ("kvartal 1–3 2025", "2025-Q1/2025-Q3"),
    ("kv 1 och 2 2025", "2025-Q1/2025-Q2"),
    ("12–14 mars 2025", "2025-03-12/2025-03-14"),
    ("1/5 – 30/6 2025", "2025-05-01/2025-06-30"),
    ("HT25 – VT26", "2025-HT/2026-VT"),
    ("maj 2025 – 2027", "2025-05/2027"),
    ("2025-03-12 – hösten 2025", "2025-03-12/2025-AU"),
    # Open intervals.
    ("fr o m 2025-05-01", "2025-05-01/.."),
    ("från och med kv 2 2025", "2025-Q2/.."),
    ("från 2025", "2025/.."),
    ("from 2025", "2025/.."),
    ("2025 och framåt", "2025/.."),
    ("från 1 maj 2025 och tills vidare", "2025-05-01/.."),
    ("t.o.m. 2026-06-30", "../2026-06-30"),
    ("till och med juni 2026", "../2026-06"),
    ("fram till och med juni 2026", "../2026-06"),
    ("senast 2025-12-01", "../2025-12-01"),
    ("senast under hösten 2025", "../2025-AU"),
    ("../2026-06-30", "../2026-06-30"),
    # Recurrences.
    ("kvartal 3", "R/Q3"),
    ("K3", "R/Q3"),
    ("kvartal 1 och 3", "R/Q1,Q3"),
    ("kv 3 och kv 1", "R/Q1,Q3"),
    ("kvartal 1, 2 och 4", "R/Q1,Q2,Q4"),
    ("första och tredje kvartalet", "R/Q1,Q3"),
    ("tertial 1", "R/T1"),
    ("i oktober", "R/10"),
    ("årligen i oktober", "R/10"),
    ("varje oktober", "R/10"),
    ("januari och augusti", "R/01,08"),
    ("varje vår", "R/SP"),
    ("vårterminen varje år", "R/VT"),
    ("årligen", "R/year"),
    ("varje år", "R/year"),
    ("1 ggr/år", "R/year"),
    ("en gång om året", "R/year"),
    ("per år", "R/year"),
    ("2 ggr/år", "R/2/year"),
    ("två gånger per termin", "R/2/term"),
    ("1 ggr/termin", "R/term"),
    ("varje månad", "R/month"),
    ("månadsvis", "R/month"),
    ("varannan månad", "R/two-months"),
    ("varje vecka", "R/week"),
    ("varje kvartal", "R/quarter"),
    ("varje halvår", "R/half"),
    ("varje tertial", "R/tertial"),
    ("en gång varje mandatperiod", "R/mandate"),
    ("löpande", "R/ongoing"),
    ("fortgår över tid", "R/ongoing"),
    ("tills vidare", "R/ongoing"),
    ("enligt årshjul", "R/wheel"),
    # Unknown, said in words.
    ("tid okänd", "unknown"),
    ("oklart", "unknown"),
]


@pytest.mark.parametrize(("text", "code"), NOTATIONS)
def test_notations(text: str, code: str) -> None:
    period = parse(text)
    assert period.code == code
    assert period == from_code(code) == read(text)
    assert period.raw == text
    disguised = f"\u00a0 {text.upper().replace(' ', '  ')}\u2009"
    if not text.startswith(".."):
        assert parse(disguised) == period
        assert parse(disguised).raw == disguised.strip()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Inför nästa enande möte (12/3 -25) via mejl", "2025-03-12"),
        ("Projektledare 80%, t o m 260630. Länsgemensam arbetsgrupp", "../2026-06-30"),
        ("Klart senast 2025-12-01!", "../2025-12-01"),
        ("Gäller fr o m 1 maj 2025 och tills vidare", "2025-05-01/.."),
        ("löper från 2025 till 2027", "2025/2027"),
        ("Gäller 2025-05-23, alltså 2025-05-23", "2025-05-23"),
        ("i slutet av 2025", "2025"),
        ("Vår plan är klar hösten 2025", "2025-AU"),
        ("möte 24/7 under 2025", "2025"),
        ("löpande uppföljning", "R/ongoing"),
        ("Avstämning i maj", "R/05"),
        ("Stäms av maj och november", "R/05,11"),
        ("utbildning 12–14 mars 2025", "2025-03-12/2025-03-14"),
        ("mötesserie: första och tredje kvartalet", "R/Q1,Q3"),
    ],
)
def test_one_time_is_found_in_a_sentence(text: str, code: str) -> None:
    assert read(text).code == code
    assert read(text).raw == text
    with pytest.raises(Invalid):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        # Two times that do not make one.
        "Beslut om eventuell ny aktivitet 2024-12-06 som redovisas 2025",
        "2022-2024 har redovisats i nov 2024",
        "2025-05-23, 2025-09-12",
        "2024-12-06 och 2025-01-10",
        "våren och hösten 2025",
        "kvartal 1 och 3 2025",
        "kvartal 1, 2 och 4 2025",
        "i januari och augusti 2025",
        "2021 2022 2023 2024 2025",
        "kvartal 1 och oktober",
        "kvartal 1 eller 2",
        "2025 eller 2026",
        "kvartal 1–3",
        "januari - mars",
        "2025-03-12 - 14",
        "årligen 2025–2027",
        "löpande t.o.m. 2025",
        # A year that is missing.
        "klart till våren",
        "senast augusti",
        "möte 12 oktober",
        "från 2025-05-01 till och med hösten",
        # What comes before it changes the meaning.
        "före 2025",
        "klart efter sommaren 2025",
        "skjuts till 2026",
        "ca 2025",
        "vid årsskiftet 2025/2026",
        # No times at all, though they look a little like it.
        "",
        "   ",
        "Vår personal varje dag",
        "kostar 2025 kr",
        "2025 personer",
        "850101-1234",
        "dnr 2024/31",
        "SOU 2021:34",
        "artikel 2024-5-9098.pdf",
        "www.exempel.se/2018/04/folkhälsa",
        "nyckeltal N20897 2,2025",
        "rum K3 med Maj",
        "ett heldagsmöte per år",
        "andel (%) (–2023)",
        "beslut om ny aktivitet 2025- 03-14",
        # Dates that do not exist.
        "klart 2025-02-30",
        "kvartal 5 2025",
        "251301",
    ],
)
def test_what_cannot_be_told_stays_unknown(text: str) -> None:
    assert read(text) == unknown()
    assert read(text).raw == text.strip()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-02-30", "februari 2025 har 28 dagar."),
        ("29 feb 2100", "februari 2100 har 28 dagar."),
        ("31/4 2025", "april 2025 har 30 dagar."),
        ("0 mars 2025", "mars 2025 har 31 dagar."),
        ("2025-13", "ett år har månaderna 1–12."),
        ("251301", "ett år har månaderna 1–12."),
        ("kvartal 5 2025", "ett år har kvartal 1–4."),
        ("kvartal 0", "ett år har kvartal 1–4."),
        ("T4 2025", "ett år har tertial 1–3."),
        ("halvår 3 2025", "ett år har halvår 1 och 2."),
        ("1899", "årtalet ska ligga mellan 1900 och 2199."),
        ("2200-01-01", "årtalet ska ligga mellan 1900 och 2199."),
        ("vintern 2199/2200", "årtalet ska ligga mellan 1900 och 2199."),
        ("vintern 2025", "vintern ligger i två år"),
        ("vintern 2024/2026", "vintern ligger i två år"),
        ("2027–2025", "slutet kommer före början."),
        ("nov–feb 2025", "slutet kommer före början."),
        ("30–32 mars 2025", "mars 2025 har 31 dagar."),
        ("31 feb – 2 mars 2025", "februari 2025 har 28 dagar."),
        ("kv 1 och kv 3 2025", "den rymmer flera tider"),
        ("våren", "årtalet saknas."),
        ("12 mars", "årtalet saknas."),
        ("12/3", "årtalet saknas."),
        ("senast hösten", "årtalet saknas."),
        ("före 2025", "ordet före den säger inte"),
        ("från 2025-02-30", "februari 2025 har 28 dagar."),
        ("t.o.m. 2025-02-30", "februari 2025 har 28 dagar."),
        ("0 ggr/år", "antalet gånger ska ligga mellan 1 och 99."),
        ("100 ggr/år", "antalet gånger ska ligga mellan 1 och 99."),
    ],
)
def test_impossible_times_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert caught.value.field == "period"
    assert f"”{text}” kan inte användas: {reason}" in caught.value.message
    assert "Skriv till exempel 2025-05-23" in caught.value.message
    assert read(text) == unknown()


@pytest.mark.parametrize(
    "text",
    ["snart", "2025-", "–2025", "2 025", "mars 25", "1 2025", "vecka 12 2025", "2025-05-23 kl 13", "mellan 2025"],
)
def test_unreadable_times_are_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert caught.value.field == "period"
    assert caught.value.message.startswith(f"Tiden ”{text}” går inte att läsa. Skriv till exempel 2025-05-23")


def test_empty_text_is_asked_for() -> None:
    with pytest.raises(Invalid, match=r"^Ange en tid, till exempel 2025-05-23"):
        parse(" \u00a0 ")


def test_messages_quote_long_and_strange_text_briefly() -> None:
    for text in ("x" * 10_000, "\u202e\0" * 5_000):
        with pytest.raises(Invalid) as caught:
            parse(text)
        assert len(caught.value.message) < 250
        assert caught.value.message.isprintable()
        assert "…”" in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000,
        "\0" * 10_000,
        "\u202e2025" * 2_000,
        " " * 10_000,
        "\ud800",
        "٢٠٢٥-٠٣-١٤",
        "２０２５",
        "2025-02-²³",
        "kv 1, " * 330,
        "från " * 390,
        "t o m " * 330,
        "12/3 -" * 330,
        "2025 - " * 280,
        "1 och " * 330,
        "första, " * 240,
        "under den i på " * 130,
    ],
)
def test_hostile_text_is_refused_and_kept(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)
    assert read(text).raw == text.strip()


def test_texts_longer_than_any_time_are_not_read() -> None:
    with pytest.raises(Invalid, match="går inte att läsa"):
        parse(f"2025 –{' ' * 200}2027")
    assert read(f"{'ord ' * 490}2025").code == "2025"
    assert read(f"{'ord ' * 510}2025").is_unknown


def test_marks_that_nobody_sees_do_not_matter() -> None:
    assert parse("\ufeffkvar\u00adtal 3 2022\u200b") == quarter(2022, 3)
    assert parse("ho\u0308sten 2025") == from_code("2025-AU")
