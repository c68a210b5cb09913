"""What a saved view holds of an address."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.saved_views import LONGEST, PARAMETERS, query_of


def test_what_narrows_and_sorts_is_kept_in_one_order_and_nothing_else() -> None:
    asked = {
        "sort": "nytta",
        "aterta": "hemligt",
        "sida": "7",
        "lage": "",
        "q": "väntan & vård",
        "_scheme": "javascript",
    }
    assert query_of(asked) == "q=v%C3%A4ntan+%26+v%C3%A5rd&sort=nytta"
    assert query_of({}) == ""


@given(st.dictionaries(st.sampled_from(PARAMETERS) | st.text(), st.text(st.characters(exclude_categories=["Cs"]))))
def test_an_address_is_read_back_as_it_was_asked(asked: dict[str, str]) -> None:
    kept = dict(parse_qsl(query_of(asked), keep_blank_values=True))
    assert kept == {name: asked[name][:LONGEST] for name in PARAMETERS if asked.get(name)}
    # The column holds the longest there is: each of four bytes, written as three signs.
    assert len(query_of({**dict.fromkeys(PARAMETERS, "1" * 30), "q": "🙂" * 500})) < 4000
