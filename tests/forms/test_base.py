"""Fields and the form that all share: what is sent becomes values, and a problem stands beside its field."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields
from portfolio.domain.versions import version_of
from portfolio.forms.base import ChoiceField, DayField, EditForm, Form, LinesField, describe, options

STORED = {
    "name": "Vårdplan",
    "text": "En rad.\nEn till.",
    "day": date(2022, 3, 14),
    "lines": ("Äldre", "Barn"),
    "level": ComplexityLevel.SIMPLE,
    "area": 2,
}


class Sample(EditForm):
    name = StringField("Namn")
    text = TextAreaField("Text")
    day = DayField("Dag")
    lines = LinesField("Rader")
    level = ChoiceField("Nivå", kind=ComplexityLevel, blank="Välj nivå")
    area = ChoiceField("Område", kind=int, blank="Välj område", required="Välj ett område.")


def sample(sent: dict[str, str] | None = None, **stored: object) -> Sample:
    form = Sample(MultiDict(sent or {}), data={**STORED, "version": version_of(STORED), **stored})
    form.area.offer([(1, "Norr"), (2, "Söder")])
    return form


def test_a_form_that_is_only_shown_holds_what_is_stored():
    """The framework hands every field an empty list when nothing was sent; what is stored has to survive that."""
    form = sample()
    assert {name: form.data[name] for name in STORED} == STORED
    assert form.day._value() == "2022-03-14"
    assert form.lines._value() == "Äldre\nBarn"
    assert [choice.value for choice in form.area.iter_choices() if choice.selected] == ["2"]


def test_what_is_sent_becomes_the_services_keyword_arguments():
    sent = {"name": "Ny", "text": "", "day": "14 mars 2023", "lines": "A\r\nB", "level": "complex", "area": "1"}
    form = sample({**sent, "version": "abc", "form_id": "x" * 20})
    assert form.validate()
    assert form.data == {
        "name": "Ny",
        "text": "",
        "day": date(2023, 3, 14),
        "lines": ("A", "B"),
        "level": ComplexityLevel.COMPLEX,
        "area": 1,
        "version": "abc",
    }


def test_what_is_emptied_is_empty():
    form = sample({"day": "", "lines": "", "level": "", "area": "1", "version": "x"})
    assert form.validate()
    assert (form.data["day"], form.data["lines"], form.data["level"]) == (None, (), None)


def test_what_is_not_sent_is_left_as_it_is():
    form = sample({"name": "Ny", "version": "x"})
    assert form.validate()
    assert (form.data["day"], form.data["lines"], form.data["area"]) == (STORED["day"], STORED["lines"], 2)


@pytest.mark.parametrize(
    "written",
    [
        "i går",
        "2023-02-30",
        "kv 1 2023",
        "2023",
        "2022-03-01/2022-03-05",
        "0000-01-01",
        "9999-12-31",
        "9" * 10_000,
        "\0",
    ],
)
def test_what_is_no_day_is_told_of_and_shown_again_as_it_was_written(written):
    form = sample({"day": written})
    assert not form.validate()
    assert form.day.errors
    assert all("Error" not in message and len(message) < 300 for message in form.day.errors)
    assert form.day._value() == written
    assert form.http_status == 422


@pytest.mark.parametrize("written", ["2022-03-14", "14 mars 2022", " 2022-03-14 ", "20220314"])
def test_a_day_is_read_as_people_write_it(written):
    form = sample({"day": written})
    form.validate()
    assert (form.day.data, form.day.errors) == (date(2022, 3, 14), [])


@pytest.mark.parametrize("sent", ["3", "0", "-1", "abc", "2 ", "²", "9" * 5000, "1e0", "\0", "None"])
def test_only_what_is_offered_can_be_chosen(sent):
    form = sample({"area": sent})
    valid = form.validate()
    # A whole number is one however it is written; that it was not offered is what counts.
    assert valid is (sent == "2 ")
    if not valid:
        assert form.area.errors == ["Välj ett av alternativen."]


def test_a_choice_that_has_to_be_made_says_which():
    form = sample({"area": ""})
    assert not form.validate()
    assert form.area.errors == ["Välj ett område."]


def test_without_a_blank_something_has_to_be_chosen():
    class Strict(Form):
        level = ChoiceField("Nivå", kind=ComplexityLevel)

    assert Strict(MultiDict({"level": ""})).validate() is False
    assert Strict(MultiDict({"level": "simple"})).validate() is True
    assert [choice.value for choice in Strict().level.iter_choices()] == ["simple", "complicated", "complex"]


def test_the_choices_of_an_enumeration_are_its_swedish_labels():
    assert [(one.value, one.label) for one in options(ComplexityLevel)] == [
        ("simple", "Enkelt"),
        ("complicated", "Komplicerat"),
        ("complex", "Komplext"),
    ]


def test_bytes_that_were_no_text_are_told_of():
    form = sample({"name": "V\ufffdrd", "lines": "\ufffd"})
    assert not form.validate()
    assert form.name.errors == ["Texten innehåller tecken som inte gick att läsa. Skriv om den."]
    assert form.lines.errors == form.name.errors


def test_every_form_gets_an_id_of_its_own_and_keeps_the_one_that_was_sent():
    assert sample().form_id.data != sample().form_id.data
    assert sample({"form_id": "abc_-1"}).form_id.data == "abc_-1"
    for strange in ("", "x" * 65, "a b", "\0", "å", "<b>"):
        made = sample({"form_id": strange})
        assert made.form_id.data != strange
        made.validate()
        assert not made.form_id.errors


def test_a_form_that_was_sent_without_its_version_has_none():
    form = sample({"name": "Ny"})
    form.validate()
    assert form.data["version"] == ""
    assert sample().data["version"] == version_of(STORED), "one that is only shown has the stored one"


def test_a_problem_stands_beside_its_field_and_in_the_summary():
    form = sample({"name": "", "area": "1", "version": "x"})
    assert form.validate()
    form.show(InvalidFields({"name": "Skriv namnet.", "day": "Ange en dag."}))
    assert form.problems() == [("name", "Skriv namnet."), ("day", "Ange en dag.")]
    assert form.http_status == 422
    assert form.failed


@pytest.mark.parametrize(
    "problem", [Invalid(None, "Det går inte."), Invalid("okänt", "Det går inte."), Denied("Det går inte.")]
)
def test_a_problem_of_no_field_stands_above_the_form(problem):
    form = sample({"version": "x"})
    form.validate()
    form.show(problem)
    assert form.problems() == [(None, "Det går inte.")]
    assert form.http_status == 422


def test_a_problem_of_a_hidden_field_stands_above_the_form():
    form = sample({"version": "x"})
    form.validate()
    form.show(Invalid("version", "Läs in sidan igen."))
    assert form.problems() == [(None, "Läs in sidan igen.")]


def test_a_conflict_shows_what_differs_in_words_and_lets_the_next_save_through():
    sent = {"name": "Min", "text": "En rad.\r\nEn till.", "lines": "Äldre\r\n\r\n Barn ", "level": "complex"}
    form = sample({**sent, "area": "2", "day": "2022-03-14", "version": "old"})
    assert form.validate()
    current = {**STORED, "name": "Deras", "area": 1}
    form.show(Conflict("Någon annan har sparat.", current=current))
    assert form.conflict == [
        ("Namn", "Deras", "Min"),
        ("Nivå", "Enkelt", "Komplext"),
        ("Område", "Norr", "Söder"),
    ]
    assert form.http_status == 409
    assert form.version.data == version_of(current)


def test_a_conflict_without_values_is_a_conflict_all_the_same():
    form = sample({"version": "x"})
    form.validate()
    form.show(Conflict("Någon annan har klassat."))
    assert (form.http_status, form.problems()) == (409, [(None, "Någon annan har klassat.")])


def test_values_are_described_in_words():
    form = sample()
    assert describe(form.name, None) == describe(form.name, "") == describe(form.lines, ()) == "Inte angivet"
    assert describe(form.lines, ("Äldre", "Barn")) == "Äldre, Barn"
    assert describe(form.level, ComplexityLevel.COMPLEX) == "Komplext"
    assert describe(form.area, 1) == "Norr"
    assert describe(form.area, 17) == "17"
    assert describe(form.day, date(2022, 3, 14)) == "2022-03-14"


def test_a_form_without_problems_is_answered_with_200():
    form = sample()
    assert (form.http_status, form.failed, form.problems()) == (200, False, [])
