"""Two agencies that begin with the same child at the same moment."""

import contextlib
import datetime as dt
import threading

import pytest

from cse_portal.models import Message
from cse_portal.reference import screening_reference
from screening import actions
from screening.actions import signalling
from screening.involved import notices
from screening.models import Signal
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child
from tests.integration.referrals.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": dt.date(2012, 4, 3)}


@pytest.fixture
def looking_together(monkeypatch):
    """Whoever looks for other agencies waits a second for the other to look as well, before either is done."""
    both, look = threading.Barrier(2), signalling.records_of

    def looked(*args):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return look(*args)

    monkeypatch.setattr(signalling, "records_of", looked)


def test_both_learn_of_each_other_once(portal, practitioner, solihull, looking_together):
    members = [practitioner, make_member(make_agency(solihull, "health"), name="Nell Sampleford")]
    # The parts of the name are known, so that writing them holds nobody up.
    make_child(practitioner, date_of_birth=dt.date(2010, 1, 9))
    begin = [
        lambda by=by: actions.begin(by=by, area=by.area, reference=screening_reference(), identity=WHO)
        for by in members
    ]
    results = at_once(*begin)
    assert not [result for result in results if isinstance(result, Exception)]
    assert Signal.objects.count() == 2
    assert Message.objects.filter(kind="signal").count() == 2
    assert [len(notices(member)) for member in members] == [1, 1]
