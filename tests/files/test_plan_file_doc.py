"""docs/plan-file.md describes the format as it is: every field, in order, and an example that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portfolio.files.benefit_schema import AnchorSchema, OwnerSchema, SteeringSchema, TargetSchema
from portfolio.files.decision_schema import (
    AskedTargetSchema,
    ChangedSchema,
    FrozenBenefitSchema,
    FrozenLackSchema,
    MaterialSchema,
)
from portfolio.files.measure_schema import SeriesNameSchema
from portfolio.files.plan_file import dump, parse
from portfolio.files.plan_schema import NEEDED, SCHEMAS, FileSchema, SpanSchema
from portfolio.strict.fields import Base

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
        # The states of a decision are those of the initiative, which are named there.
        if name not in ("from", "to"):
            assert all(f"`{choice}`" in rows[name] for choice in getattr(kind, "choices", ())), name
        assert ("**new**" in rows[name]) == (name in NEEDED[section]), name


@pytest.mark.parametrize(
    "schema",
    [
        SpanSchema,
        TargetSchema,
        OwnerSchema,
        AnchorSchema,
        SteeringSchema,
        SeriesNameSchema,
        MaterialSchema,
        FrozenBenefitSchema,
        FrozenLackSchema,
        ChangedSchema,
        AskedTargetSchema,
    ],
)
def test_the_doc_names_what_objects_without_a_chapter_hold(schema: type[Base]) -> None:
    text = DOC.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in schema().fields)
