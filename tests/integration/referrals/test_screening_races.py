"""A screening is completed while the MASH works on the referral it belongs to: both are done, one after the other."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from referrals import actions as referrals
from referrals.models import Referral
from screening import actions
from screening.states import Status
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed, make_draft

pytestmark = pytest.mark.django_db(transaction=True)
ALERT = {"who": "Wren, 10", "where": "At the gate", "what": "A man waits outside.", "phone": "01632 960401"}


@pytest.fixture
def draft(practitioner):
    """A child screened before, and a second screening that began with an alert."""
    child = make_completed(practitioner).child
    draft = make_draft(practitioner, child=child)
    actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
    return draft


def decide(referral, by, area):
    decided = referrals.decide(
        referral=referral, by=by, mash_outcome="no_further_action", details=details("no_further_action"), reason="r",
        feedback="f",
    )  # fmt: skip
    assert actions.rescreen_after_decision(referral=decided, by=by)


def move(referral, by, area):
    referrals.move(referral=referral, by=by, to_area=area, reason="r", feedback="f")


def share(referral, by, area):
    referrals.share(referral=referral, by=by, to_area=area, reason="r", host=area)


def somebody_waits() -> bool:
    """Whether another transaction waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("select 1 from pg_locks where not granted")
            if cursor.fetchone():
                return True
            time.sleep(0.05)
    return False


def in_a_thread(call):
    try:
        return call()
    finally:
        connection.close()


@pytest.mark.parametrize("act", [decide, move, share])
def test_whoever_holds_the_referral_goes_on_and_the_screening_is_completed_after(
    practitioner, mash_worker, walsall, draft, act
):
    make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")
    submitting = {"screening": draft, "by": practitioner, "judgement": judgement("vulnerable")}
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            held = Referral.objects.select_for_update().get(screening=draft)
            submitted = threads.submit(in_a_thread, lambda: actions.submit(**submitting))
            assert somebody_waits()
            act(held, mash_worker, walsall)
        assert submitted.result(timeout=30).status == Status.COMPLETE
