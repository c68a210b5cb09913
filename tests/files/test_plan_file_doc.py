"""docs/plan-file.md describes the format as it is: every field, in order, and an example that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portfolio.files.plan_file import dump, parse
from portfolio.files.plan_schema import NEEDED, SCHEMAS, FileSchema, SpanSchema

DOC = Path(__file__).parents[2] / "docs" / "plan-file.md"


def example_of_the_doc() -> str:
    """The small plan at the end of the page, which other tests start from as well."""
    found = re.search(r"```json\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found.group(1)


def test_the_example_of_the_doc_is_canonical() -> None:
    assert dump(parse(example_of_the_doc())) == example_of_the_doc()


@pytest.mark.parametrize("section", [*SCHEMAS, "the file"])
def test_the_doc_names_every_field_in_order(section: str) -> None:
    heading = r"## Top level" if section == "the file" else rf"###? `{section}` "
    found = re.search(rf"^{heading}.*?(?=^##|\Z)", DOC.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found, f"docs/plan-file.md has no chapter on {section}"
    named = re.findall(r"^\| `(\w+)` \|", found.group(), re.MULTILINE)
    schema = FileSchema() if section == "the file" else SCHEMAS[section]
    assert named == list(schema.fields)


@pytest.mark.parametrize("section", list(SCHEMAS))
def test_the_doc_names_every_value_and_what_a_new_thing_needs(section: str) -> None:
    found = re.search(rf"^###? `{section}` .*?(?=^##|\Z)", DOC.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*)$", found.group(), re.MULTILINE))
    for name, kind in SCHEMAS[section].fields.items():
        if name != "to":
            assert all(f"`{choice}`" in rows[name] for choice in getattr(kind, "choices", ())), name
        assert ("**new**" in rows[name]) == (name in NEEDED[section]), name


def test_the_doc_names_the_ends_of_a_span() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in SpanSchema().fields)
