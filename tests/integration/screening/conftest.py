"""A practitioner at work, and a re-screen of hers: the first screening of a child, and the next one begun."""

import pytest

from tests.factories.screenings import answer, make_draft
from tests.integration.screening.sheets import CODE, Page, completed, section_of


@pytest.fixture
def priya(sign_in, practitioner):
    return sign_in(practitioner)


@pytest.fixture
def first(practitioner):
    """A completed screening under 12: one sign with partial evidence, one that is not present."""
    draft = make_draft(practitioner)
    answer(draft, CODE, strength="partial")
    answer(draft, "pr-missing", presence="not_present")
    return completed(draft, "universal")


@pytest.fixture
def again(first, practitioner):
    return make_draft(practitioner, child=first.child)


@pytest.fixture
def sheet(again, priya):
    page = Page(priya, section_of(again, CODE))
    page.open()
    return page
