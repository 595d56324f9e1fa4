"""A referral that the practitioner chooses where none is required: at every level, and never after a second person."""

import re

import pytest
from django.urls import reverse

from referrals.models import Referral
from screening import actions
from screening.models import Screening
from tests.factories.screenings import answer, judgement, make_draft
from tests.integration.screening.judging import check_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(practitioner, lead) -> Screening:
    """Universal on an alert that is not clear, sent to the MASH all the same."""
    draft = make_draft(practitioner)
    answer(draft, "px-vehicle", "suspected", "partial")
    typed = judgement("universal", refer_anyway=True)
    return actions.submit(screening=draft, by=practitioner, judgement=typed, second_person=lead)


def test_it_goes_at_once_and_does_not_wait_for_the_second_person(waiting, mash_worker):
    referral = Referral.objects.visible_to(mash_worker).get(screening=waiting)
    assert referral.details["worried_about"] == "Adults the family does not know give lifts."


def test_agreeing_adds_the_screening_to_it(waiting, lead):
    actions.agree(screening=waiting, by=lead)
    referral = Referral.objects.get(child=waiting.child)
    assert referral.content["screening"]["outcome"] == "universal"


def test_the_second_person_reads_that_the_mash_has_it_already(waiting, lead, sign_in):
    address = reverse("screening:countersign", args=[waiting.reference])
    html = sign_in(lead).get(address).content.decode()
    assert f"this screening is added to the referral {waiting.referral.reference}" in html


def test_the_check_page_says_so_and_so_does_its_button(practitioner, lead, sign_in):
    draft = make_draft(practitioner)
    answer(draft, "px-vehicle", "suspected", "partial")
    html = sign_in(practitioner).get(check_url(draft)).content.decode()
    assert "as well, at once: it does not wait for the second person" in html
    button = re.search(
        r'<button type="submit" class="([^"]*)"[^>]*>Send to the MASH and submit for countersigning', html
    )
    assert "portal-when--universal-anyway" in button[1]
