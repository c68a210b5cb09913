"""What every table keeps to: slugs for enumerations, names for constraints, and a row for every link."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Enum,
    ForeignKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    inspect,
    text,
)

from portfolio.models import Base
from portfolio.models.base import EnumText

TABLES = Base.metadata.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]
ENUMERATED = [column for column in COLUMNS if isinstance(column.type, EnumText)]

#: There are a handful of plans, and no organisation is ever removed.
UNINDEXED = {"plans": {"owner_id"}}


def name(part: Column | Table) -> str:
    return str(part)


def test_there_are_columns_to_look_at() -> None:
    assert len(TABLES) > 15
    assert len(ENUMERATED) >= 14


@pytest.mark.parametrize("column", ENUMERATED, ids=name)
def test_an_enumeration_is_stored_as_english_slugs_that_fit(column: Column) -> None:
    kind: type[StrEnum] = column.type.kind
    bind, read = column.type.process_bind_param, column.type.process_result_value
    for member in kind:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*[0-9]*", member.value), member
        assert len(member.value) <= column.type.impl.length, member
        assert bind(member, None) == member.value
        assert type(bind(member, None)) is str
        assert read(member.value, None) is member
    with pytest.raises(ValueError, match="okänt"):
        bind("okänt", None)
    assert bind(None, None) is read(None, None) is None


def test_no_column_holds_an_enumeration_of_the_databases_own() -> None:
    """A new member would then need a migration, and on PostgreSQL one that cannot be undone."""
    assert [str(column) for column in COLUMNS if isinstance(column.type, Enum)] == []


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_constraint_and_index_is_named_by_what_it_is_on(table: Table) -> None:
    assert table.primary_key.name == f"pk_{table.name}"
    for constraint in table.constraints:
        columns = "_".join(constraint.columns.keys())
        if isinstance(constraint, UniqueConstraint):
            assert constraint.name == f"uq_{table.name}_{columns}"
        if isinstance(constraint, ForeignKeyConstraint):
            assert constraint.name == f"fk_{table.name}_{columns}_{constraint.referred_table.name}"
        if isinstance(constraint, CheckConstraint):
            assert str(constraint.name).startswith(f"ck_{table.name}_")
    for index in table.indexes:
        assert index.name == f"ix_{table.name}_{'_'.join(index.columns.keys())}"
    names = [str(one.name) for one in (*table.constraints, *table.indexes)]
    assert all(len(one) <= 63 for one in names), "PostgreSQL cuts longer names"
    assert len(set(names)) == len(names)


def test_the_databases_have_the_names_that_the_models_say(engine) -> None:
    inspector = inspect(engine)
    for table in TABLES:
        unique = {str(one.name) for one in table.constraints if isinstance(one, UniqueConstraint)}
        assert {one["name"] for one in inspector.get_unique_constraints(table.name)} == unique, table
        foreign = {str(one.name) for one in table.constraints if isinstance(one, ForeignKeyConstraint)}
        assert {one["name"] for one in inspector.get_foreign_keys(table.name)} == foreign, table
        indexes = {str(one.name) for one in table.indexes}
        found = {one["name"] for one in inspector.get_indexes(table.name) if "duplicates_constraint" not in one}
        assert found == indexes, table


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_reference_can_be_looked_up_backwards(table: Table) -> None:
    """A foreign key without an index makes every delete and join of the other table read the whole of this one."""
    leading = {next(iter(index.columns)).name for index in table.indexes}
    leading |= {next(iter(one.columns)).name for one in table.constraints if isinstance(one, UniqueConstraint)}
    references = {column.name for column in table.columns if column.foreign_keys} - UNINDEXED.get(table.name, set())
    assert references <= leading


def test_no_relation_passes_by_a_row_of_its_own() -> None:
    """The log is written from rows: a link in a table that is no class would change unseen."""
    relations = [relation for mapper in Base.registry.mappers for relation in mapper.relationships]
    assert relations
    assert [str(relation) for relation in relations if relation.secondary is not None] == []


@pytest.mark.parametrize("column", [c for c in COLUMNS if type(c.type) is String], ids=name)
def test_a_text_says_how_long_it_may_be(column: Column) -> None:
    assert column.type.length


def test_what_is_stored_in_the_shipped_plan_is_slugs(engine) -> None:
    with engine.connect() as connection:
        for column in ENUMERATED:
            values = connection.execute(text(f"SELECT DISTINCT {column.name} FROM {column.table.name}")).scalars()
            known = {member.value for member in column.type.kind}
            assert set(values) - {None} <= known, column
