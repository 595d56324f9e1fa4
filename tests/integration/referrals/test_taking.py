"""Taking a referral and handing it over."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cse_portal.clock import LONDON
from referrals import actions
from referrals.models import Referral
from tests.factories.decisions import details
from tests.factories.people import make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


class TestAcknowledge:
    def test_takes_it(self, sign_in, mash_worker, referral):
        response = sign_in(mash_worker).post(reverse("referrals:acknowledge", args=[referral.reference]), follow=True)
        assert "It is with you" in response.content.decode()
        referral.refresh_from_db()
        assert (referral.state, referral.worker) == ("acknowledged", mash_worker)

    def test_the_second_is_told_who_was_first(self, sign_in, mash_worker, referral):
        first = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
        actions.acknowledge(referral=referral, by=first)
        response = sign_in(mash_worker).post(reverse("referrals:acknowledge", args=[referral.reference]), follow=True)
        assert "Alder Exampler has already acknowledged this referral" in response.content.decode()


class TestAssign:
    def test_a_colleague_gets_it_with_a_note_on_the_timeline(self, sign_in, mash_worker, referral):
        colleague = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
        data = {"to": colleague.pk, "note": "Rang the aunt; she waits for your call."}
        client = sign_in(mash_worker)
        client.post(reverse("referrals:assign", args=[referral.reference]), data)
        text = client.get(reverse("referrals:referral", args=[referral.reference])).content.decode()
        assert "Given to Alder Exampler" in text
        assert "she waits for your call" in text

    @pytest.mark.parametrize("to", ["", "0", "999999", "x"])
    def test_only_somebody_of_this_mash(self, sign_in, mash_worker, practitioner, referral, to):
        url = reverse("referrals:assign", args=[referral.reference])
        response = sign_in(mash_worker).post(url, {"to": to or practitioner.pk, "note": "Kept"})
        assert response.status_code == 200
        assert "<title>Error:" in response.content.decode()
        assert "Kept" in response.content.decode()

    def test_a_decided_referral_stays_where_it_is(self, sign_in, mash_worker, referral):
        actions.decide(
            referral=referral,
            by=mash_worker,
            mash_outcome="advice",
            details=details("advice"),
            reason="Known.",
            feedback="Rang.",
        )
        colleague = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
        url = reverse("referrals:assign", args=[referral.reference])
        response = sign_in(mash_worker).post(url, {"to": colleague.pk}, follow=True)
        assert "has already decided this referral" in response.content.decode()


def test_whoever_acknowledges_has_opened_it(practitioner, mash_worker):
    referral = actions.acknowledge(referral=make_completed(practitioner).referral, by=mash_worker)
    assert referral.opened_by == mash_worker
    assert referral.opened_at <= referral.acknowledged_at
