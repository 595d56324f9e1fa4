"""Every page at 320 and 1280 px: axe finds nothing, nothing scrolls sideways, titles and addresses name no child."""

import pytest
from django.urls import get_resolver

from cse_portal.management.reference.http import addresses
from tests.functional.faults import faults_of
from tests.functional.places import NOT_PAGES, PLACES, REACHED_BY_FORMS, address
from tests.functional.records import make_records


@pytest.fixture(scope="module")
def records(cast):
    return make_records(cast)


def test_every_page_of_the_portal_is_walked():
    walked = {place.name for place in PLACES} | NOT_PAGES | REACHED_BY_FORMS
    assert {name for _, name, _ in addresses(get_resolver())} == walked


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.label)
def test_a_page_has_no_faults(cast, records, look, place):
    page = look(records.nobody if place.who == "nobody" else getattr(cast, place.who, None), width=320)
    assert page.goto(address(place, cast, records)).status == 200
    assert faults_of(page) == []
