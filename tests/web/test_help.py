"""The help: the method, the words and the roles on one page."""

from __future__ import annotations

import pytest

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from tests.pages import Page, words
from tests.web.conftest import one_database

pytestmark = one_database


@pytest.fixture
def page(person) -> Page:
    return person("outsider").open("/hjalp")


def test_everybody_who_has_signed_in_finds_the_method(page):
    assert page.status == 200
    assert len(page.document.select("ol.questions > li")) == 7
    for member in (*Phase, *ComplexityLevel):
        assert label(member) in page.main, member


def test_every_role_is_described(page):
    described = {words(term) for term in page.document.select("section[aria-labelledby=roller] dt")}
    assert {label(role) for role in Role} <= described


def test_the_index_leads_to_every_chapter(page):
    links = [link["href"].removeprefix("#") for link in page.document.select(".help-index a")]
    headings = [heading["id"] for heading in page.document.select("main h2")]
    assert links == headings
