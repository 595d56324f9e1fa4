"""Unfinished business: how late each thing is, in one way of counting, and who must do it."""

import datetime as dt

import pytest
import time_machine

from accounts import actions as people
from cse_portal.clock import LONDON
from referrals.views.unfinished import unfinished
from screening.models import Rescreen
from tests.factories.duties import make_waiting
from tests.factories.missing import make_episode
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def test_all_is_counted_by_the_same_days_and_the_longest_overdue_is_first(practitioner, cse_officer, thursday):
    """What is due at a time counts the calendar's days, as what is due on a day does; on the day itself, hours."""
    child = make_completed(practitioner, "level-2").child
    make_episode(child, cse_officer, began=THURSDAY - DAY, found_at=THURSDAY - DAY)
    Rescreen.objects.filter(child=child).update(due_on=THURSDAY.date())
    thursday.move_to(dt.datetime(2026, 11, 24, 10, tzinfo=LONDON))
    said = [(duty.due, duty.what) for duty in unfinished(cse_officer, 9).duties]
    assert said == [
        ("5 days overdue", "re-screen not done"),
        ("4 days overdue", "the MASH has not acknowledged the referral"),
        ("3 days overdue", "return interview: not offered yet"),
    ]
    thursday.move_to(dt.datetime(2026, 11, 20, 16, 41, tzinfo=LONDON))
    said = [(duty.due, duty.what) for duty in unfinished(cse_officer, 9).duties]
    assert said[1:] == [
        ("2 h overdue", "the MASH has not acknowledged the referral"),
        ("Due tomorrow 14:41", "return interview: not offered yet"),
    ]


def test_what_somebody_holds_who_has_left_is_said_of_whoever_does_it_instead(
    practitioner, lead, cse_officer, area_admin, thursday
):
    make_completed(practitioner, "level-1")
    make_waiting(practitioner, second_person=lead)
    thursday.move_to(dt.datetime(2027, 3, 1, 10, tzinfo=LONDON))
    musts = {"must screen", "must do it"}

    def said(words: str) -> set[str]:
        return {duty.who for duty in unfinished(cse_officer, 20).duties if words in duty.who}

    assert said("Priya") == {f"Priya Sampleton {must}" for must in musts}
    people.set_active(by=area_admin, user=practitioner.user, active=False)
    gone = ", Priya Sampleton has left"
    assert said("Priya") == {f"Colm Mockford {must}{gone}" for must in musts}
    people.end_role(by=area_admin, member=lead)
    assert said("Priya") == {f"Alder Notional {must}{gone}" for must in musts}
    assert said("Colm") == {"Alder Notional must answer, Colm Mockford has left"}
