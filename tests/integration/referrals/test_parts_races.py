"""The rest of a referral, written, sent and closed by several people at the same moment."""

import datetime as dt

import pytest

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions
from referrals.fields import values_of
from screening.actions import note_danger_call
from screening.reminders import chase_written
from tests.factories.decisions import details
from tests.integration.referrals.test_races import at_once, sent, split

pytestmark = pytest.mark.django_db(transaction=True)


def write(referral, by, **values):
    return lambda: actions.save_part(referral=referral, by=by, part="family", values=values)


def test_what_two_people_save_at_once_is_both_kept(practitioner, lead):
    referral = sent(practitioner)
    split(at_once(write(referral, practitioner, lives_with="Her aunt"), write(referral, lead, other_adults="A coach")))
    referral.refresh_from_db()
    assert referral.additions == {"lives_with": "Her aunt", "other_adults": "A coach"}


def test_sent_by_both_at_once_it_goes_once(practitioner, lead):
    referral = sent(practitioner)
    write(referral, practitioner, lives_with="Her aunt")()
    split(at_once(*(lambda w=w: actions.send_additions(referral=referral, by=w) for w in (practitioner, lead))))
    assert referral.documents.count() == 2
    assert Event.objects.filter(type="referral:added").count() == 1


def test_sent_while_the_mash_decides_it_is_either_in_the_referral_or_still_there(practitioner, mash_worker):
    referral = sent(practitioner)
    write(referral, practitioner, lives_with="Her aunt")()
    decision = {"mash_outcome": "advice", "reason": "r", "feedback": "f", "details": details("advice")}
    _, refused = split(
        at_once(
            lambda: actions.send_additions(referral=referral, by=practitioner),
            lambda: actions.decide(referral=referral, by=mash_worker, **decision),
        )
    )
    referral.refresh_from_db()
    assert referral.is_decided
    is_sent = values_of(referral.content).get("lives_with") == "Her aunt"
    assert is_sent is not bool(refused)
    assert is_sent is (referral.additions == {})


def test_two_sweeps_at_once_remind_once(practitioner):
    called_at = clock.now() - dt.timedelta(hours=25)
    note_danger_call(by=practitioner, area=practitioner.area, called="999", called_at=called_at)
    assert sum(at_once(chase_written, chase_written, chase_written)) == 1
    assert Message.objects.filter(kind="written_late").count() == 1
