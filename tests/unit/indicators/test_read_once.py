"""An edition never changes, so a process reads its sections and indicators once."""

import pytest

from indicators.models import Edition, Indicator, indicators_of, sections_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tool", ["petch", "regional"])
def test_they_are_those_of_the_edition_in_their_order_and_asked_for_once(portal, tool, django_assert_num_queries):
    edition = Edition.objects.filter(tool=tool).latest("pk")
    assert list(indicators_of(edition.pk)) == list(Indicator.objects.filter(edition=edition))
    with django_assert_num_queries(0):
        assert [section.edition.code for section in sections_of(edition.pk)] == [edition.code] * len(
            sections_of(edition.pk)
        )
        assert {indicator.section.edition_id for indicator in indicators_of(edition.pk)} == {edition.pk}
