"""A closed day, or a bank holiday, that the administrator adds while referrals are open."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.actions import Incomplete, add_procedure
from accounts.models import LocalProcedure
from audit.models import Event
from cse_portal.clock import LONDON
from referrals import actions
from referrals.models import Referral
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 0, tzinfo=LONDON)
TODAY, FRIDAY, MONDAY = dt.date(2026, 11, 19), dt.date(2026, 11, 20), dt.date(2026, 11, 23)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def close(area_admin, solihull):
    """Add a procedure like the one in force, from a day on, that closes the office on further days."""

    def added(*days: dt.date, since: dt.date = TODAY, **changed) -> LocalProcedure:
        old = LocalProcedure.objects.in_force(solihull, since)
        kept = {name: getattr(old, name) for name in ("office_hours", "priority_targets", "source", "owner")}
        return add_procedure(
            by=area_admin, in_force_from=since, put_off=actions.put_off,
            closed_days=[day.isoformat() for day in days], **kept | changed,
        )  # fmt: skip

    return added


def due_at(referral: Referral) -> dt.datetime:
    return Referral.objects.get(pk=referral.pk).due_at


def moved() -> list[int]:
    events = Event.objects.filter(type="procedure:added").order_by("id")
    return [event.detail["moved"] for event in events]


def test_what_was_due_on_the_day_is_due_on_the_next_one(referral, close):
    assert due_at(referral) == at("2026-11-20 14:00")
    close(FRIDAY)
    assert due_at(referral) == at("2026-11-23 14:00")
    assert moved() == [1]


def test_also_by_a_procedure_that_only_begins_on_that_day(referral, close):
    close(FRIDAY, since=FRIDAY)
    assert due_at(referral) == at("2026-11-23 14:00")


def test_a_day_before_the_procedure_that_names_it_stays_open(referral, close):
    close(FRIDAY, since=MONDAY)
    assert due_at(referral) == at("2026-11-20 14:00")
    assert moved() == [0]


def test_who_refers_before_the_closing_begins_has_it_counted_as_well(practitioner, close):
    close(FRIDAY, since=FRIDAY)
    assert make_completed(practitioner).referral.due_at == at("2026-11-23 14:00")


def test_several_closings_are_several_days_and_each_event_says_how_many_moved(referral, close):
    close(FRIDAY, since=FRIDAY)
    close(MONDAY, since=MONDAY)
    assert due_at(referral) == at("2026-11-24 14:00")
    assert moved() == [1, 1]


def test_red_runs_on_through_a_closed_day_and_amber_does_not(referral, practitioner, mash_worker, close):
    amber = make_completed(practitioner, family_name="Sampleby").referral
    actions.rate(referral=referral, by=mash_worker, priority="red")
    actions.rate(referral=amber, by=mash_worker, priority="amber")
    close(FRIDAY)
    assert due_at(referral) == at("2026-11-19 18:00")
    assert due_at(amber) == at("2026-11-23 11:25")
    assert moved() == [1]


def test_what_is_overdue_stays_overdue_and_nobody_is_told_twice(referral, close, now):
    now.move_to(at("2026-11-20 14:01"))
    assert actions.chase_overdue() == 1
    close(FRIDAY, since=FRIDAY)
    assert due_at(referral) == at("2026-11-20 14:00")
    assert (moved(), actions.chase_overdue()) == ([0], 0)
    assert Referral.objects.overdue().get() == referral


def test_due_at_this_moment_counts_as_overdue_and_a_minute_later_does_not(referral, close, now):
    now.move_to(at("2026-11-20 14:00"))
    close(FRIDAY, since=FRIDAY)
    assert due_at(referral) == at("2026-11-20 14:00")


def test_one_that_is_due_in_a_minute_is_moved(referral, close, now):
    now.move_to(at("2026-11-20 13:59"))
    close(FRIDAY, since=FRIDAY)
    assert due_at(referral) == at("2026-11-23 14:00")


def test_a_paused_one_is_moved_and_keeps_its_pause(referral, mash_worker, close, now):
    now.move_to(at("2026-11-19 15:00"))
    actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which bus?")])
    close(FRIDAY)
    row = Referral.objects.get()
    assert (row.due_at, row.paused_at) == (at("2026-11-23 14:00"), at("2026-11-19 15:00"))
    now.move_to(at("2026-11-19 16:00"))
    actions.go_on(referral=referral, by=mash_worker, reason="Learnt elsewhere.")
    assert due_at(referral) == at("2026-11-23 15:00")


def test_one_that_was_overdue_when_it_paused_is_not_moved(referral, mash_worker, close, now):
    now.move_to(at("2026-11-20 15:00"))
    actions.ask(referral=referral, by=mash_worker, questions=[actions.Asked("", "Which bus?")])
    close(FRIDAY, since=FRIDAY)
    assert due_at(referral) == at("2026-11-20 14:00")


def test_a_day_that_is_opened_again_makes_nothing_due_earlier(referral, close):
    close(FRIDAY, since=FRIDAY)
    close(since=TODAY)
    LocalProcedure.objects.filter(in_force_from=FRIDAY).update(in_force_from=dt.date(2026, 11, 30))
    close(since=FRIDAY)
    assert due_at(referral) == at("2026-11-23 14:00")
    assert moved() == [1, 0, 0]


def test_longer_intervals_and_other_hours_are_for_what_is_sent_from_then_on(referral, practitioner, close):
    close(decision_working_days=3, since=FRIDAY)
    assert due_at(referral) == at("2026-11-20 14:00")
    with time_machine.travel(at("2026-11-20 10:00"), tick=False):
        assert make_completed(practitioner, family_name="Sampleby").referral.due_at == at("2026-11-25 10:00")


def test_what_is_closed_and_what_is_another_areas_stays(referral, walsall, close):
    abroad = make_member(make_agency(walsall, name="Walsall Demo School"), name="Robin Invented")
    theirs = make_completed(abroad).referral
    Referral.objects.filter(pk=referral.pk).update(
        state="withdrawn", withdrawn_at=THURSDAY, withdrawn_by=referral.referrer, withdrawn_reason="No longer so."
    )
    close(FRIDAY)
    assert due_at(referral) == due_at(theirs) == at("2026-11-20 14:00")


def test_an_office_that_would_never_open_again_is_refused_whole(referral, close):
    days = [FRIDAY + dt.timedelta(days=n) for n in range(70)]
    with pytest.raises(Incomplete, match="not open on any of 60 days"):
        close(*days)
    assert LocalProcedure.objects.filter(area=referral.area).count() == 1
    assert due_at(referral) == at("2026-11-20 14:00")


def test_the_inbox_counts_working_time_without_the_closed_day(referral, close, sign_in, mash_worker):
    client = sign_in(mash_worker)
    # 3 h 20 min today and 5 h 15 min tomorrow, then the same on Monday.
    assert "8 h 35 min of working time left" in client.get(reverse("referrals:inbox")).content.decode()
    close(FRIDAY, since=FRIDAY)
    text = client.get(reverse("referrals:inbox")).content.decode()
    assert "Due Monday 14:00" in text
    assert "8 h 35 min of working time left" in text


def test_the_auditor_reads_how_many_were_moved(referral, close, sign_in, auditor):
    close(FRIDAY)
    text = sign_in(auditor).get(reverse("audit:list")).content.decode()
    assert "In force from 19 November 2026; 1 open referral due later by it" in text
