"""Two workers of one MASH who say something of the same records at the same moment."""

import datetime as dt

import pytest

from referrals import actions
from referrals.models import ChildMatch
from referrals.states import NotPossible
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_completed
from tests.integration.referrals.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
BORN = dt.date(2012, 4, 3)


@pytest.fixture
def workers(mash_worker):
    return [mash_worker, make_member(mash_worker.agency, "mash_worker", name="Robin Placeholder")]


def test_of_two_who_state_the_same_pair_one_is_told_who_was_first(practitioner, solihull, workers):
    referral = make_completed(practitioner, "level-3", date_of_birth=BORN).referral
    other = make_child(make_member(make_agency(solihull)), date_of_birth=BORN)
    said = {"referral": referral, "other": other, "reason": "The same school."}
    results = at_once(
        lambda: actions.link(by=workers[0], **said), lambda: actions.merge(by=workers[1], kept=other, **said)
    )
    refused = [each for each in results if isinstance(each, NotPossible)]
    assert len(refused) == 1 and "has already said of these two" in str(refused[0])
    assert ChildMatch.objects.count() == 1


def test_two_referrals_joined_to_each_other_at_once_leave_one_open(practitioner, solihull, workers):
    first, second = (make_completed(practitioner, "level-3", date_of_birth=BORN).referral for _ in range(2))
    actions.link(referral=first, other=second.child, by=workers[0], reason="The same school.")
    words = {"reason": "The same lifts.", "feedback": "It is being worked on."}
    results = at_once(
        lambda: actions.join(referral=first, original=second.reference, by=workers[0], **words),
        lambda: actions.join(referral=second, original=first.reference, by=workers[1], **words),
    )
    assert sum(isinstance(each, Exception) for each in results) == 1
    for referral in (first, second):
        referral.refresh_from_db()
    assert sorted([first.is_open, second.is_open]) == [False, True]
