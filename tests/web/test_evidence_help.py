"""The page that teaches how we know: everything on it is what the product itself says, and no more than it holds."""

from __future__ import annotations

import pytest

from portfolio.domain.comparisons import Evidence
from portfolio.domain.labels import label
from portfolio.domain.measures import Method
from portfolio.domain.teaching import RATES, examples, looks
from tests.measured import measured, months
from tests.pages import Page, words
from tests.web.conftest import one_database

pytestmark = one_database

PATH = "/hjalp/hur-vi-vet"


@pytest.fixture
def page(person) -> Page:
    return person("outsider").open(PATH)


def test_every_word_method_and_rate_is_explained(page):
    assert page.status == 200
    terms = {words(one) for one in page.document.select("section[aria-labelledby=orden] dt")}
    assert {label(one) for one in Evidence} <= terms
    methods = [words(one) for one in page.document.select("section[aria-labelledby=metoder] tbody th")]
    assert methods == [*(label(one) for one in Method), "Bedömning"]
    told = [int(words(one)) for one in page.document.select(".rates td.number")]
    assert told[:-1] == list(RATES.values())[:-1]
    assert 100 - told[-1] == list(RATES.values())[-1]
    links = [link["href"].removeprefix("#") for link in page.document.select(".help-index a")]
    assert links == [heading["id"] for heading in page.document.select("main h2")]


def test_every_example_says_what_the_product_says_with_a_picture_and_its_table(page):
    articles = page.document.select("article.taught")
    assert [words(one.find(class_="taught-said")) for one in articles] == [one.summary for one in examples()]
    assert {one.method for one in examples()} == set(Method)
    for article, one in zip(articles, examples(), strict=True):
        assert len(article.select("tbody tr")) == len(one.rows)
        assert (article.svg is not None) == (one.picture is not None or one.span is not None)
        if one.picture is not None:
            marks = article.select(".sketch-before, .sketch-after")
            assert len(marks) == len(one.rows)
            assert len(article.select(".sketch-after")) == sum(row[2] == "efter" for row in one.rows)
            assert article.svg["role"] == "img"
    assert [words(one) for one in page.document.select(".looks strong")] == [
        f"Efter {one.months} {'månad' if one.months == 1 else 'månader'}:" for one in looks()
    ]


def test_no_effect_is_never_claimed_and_statistics_own_words_stay_folded(page):
    for fold in page.document.select("details"):
        fold.extract()
    shown = page.main.casefold()
    assert "ingen effekt" not in shown
    for word in ("xmr", "mann–kendall", "rangsumme", "newcombe", "signifik", "median"):
        assert word not in shown, word
    assert "style=" not in page.text


def test_the_help_and_every_reckoning_lead_to_it(ctx, person):
    made = measured(ctx, months(2022, *[90, 88] * 6))
    reader = person("reader")
    assert PATH in {link["href"] for link in reader.open("/hjalp").document.select("main a")}
    folds = reader.open(f"/nyttor/{made.benefit_id}").document.select("details.workings a")
    assert PATH in {link["href"] for link in folds}
