"""A screening that follows an urgent alert or a referral of known harm: the MASH reads both together."""

import pytest
from django.urls import reverse

from screening import actions
from tests.factories.screenings import NARRATIVE, judgement, make_child

pytestmark = pytest.mark.django_db
ALERT = {"who": "Wren, 10", "where": "At the gate", "what": "A man waits outside.", "phone": "01632 960401"}


@pytest.fixture
def referral(practitioner):
    draft = actions.start(by=practitioner, area=practitioner.area, child=make_child(practitioner), danger=True)
    actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
    actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
    done = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    return done.referral


@pytest.mark.parametrize("page", ["referral", "full"])
def test_what_the_check_page_asked_for_the_mash_stands_beside_the_alert(sign_in, mash_worker, referral, page):
    html = sign_in(mash_worker).get(reverse(f"referrals:{page}", args=[referral.reference])).content.decode()
    for said in (ALERT["what"], "Find out who the driver is.", "The aunt collects the child.", "The aunt, today"):
        assert said in html


def test_how_to_make_contact_safely_stands_at_the_head_of_the_page(sign_in, mash_worker, referral):
    html = sign_in(mash_worker).get(reverse("referrals:referral", args=[referral.reference])).content.decode()
    assert "Contact safely:" in html
    assert "The aunt’s work number before 15:00." in html


def test_what_was_sent_first_is_kept_as_it_was(referral):
    assert referral.details == ALERT
