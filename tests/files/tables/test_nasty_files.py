"""Files as people have them: each is read as it should be or refused in plain words, and nothing else comes of it."""

from __future__ import annotations

import tracemalloc

import pytest

from portfolio.domain.errors import Invalid
from portfolio.files.tables import reading
from portfolio.files.tables.limits import MOST_BYTES, check_size
from tests.files.tables.nasty import FILES


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_or_refused_as_documented(name: str) -> None:
    case = FILES[name]
    content = case.make()
    if case.refused:
        with pytest.raises(Invalid) as refusal:
            reading.read(content)
        assert case.refused in refusal.value.message
        assert refusal.value.message.endswith((".", ")"))
        return
    tables = reading.read(content)
    assert len(tables) == 1
    found = {address: value for row in tables[0].rows for address, value in row.cells()}
    for address, value in case.cells.items():
        if isinstance(value, type):
            assert isinstance(found[address], value)
        else:
            assert found.get(address) == value
            assert type(found.get(address)) is type(value)


def test_a_file_is_refused_by_its_size_alone() -> None:
    check_size(MOST_BYTES)
    with pytest.raises(Invalid, match="50 MB"):
        check_size(MOST_BYTES + 1)


def test_a_bomb_is_refused_in_little_memory() -> None:
    content = FILES["zip-bomb"].make()
    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="packar upp"):
            reading.read(content)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
