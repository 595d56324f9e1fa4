"""The blind second signal of what is found out later: records the MASH links, and names tried again and again."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.states import NotPossible
from screening import actions
from screening.involved import notices
from screening.models import Signal
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_completed, make_draft

BORN = dt.date(2012, 4, 3)
START = dt.datetime(2026, 11, 20, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Demo Clinic"), name="Nell Sampleford")


@pytest.fixture
def done(practitioner):
    """With a referral at the MASH and a re-screen to come."""
    return make_completed(practitioner, "level-3", date_of_birth=BORN)


@pytest.fixture
def theirs(nurse):
    """The clinic's draft about the same child, under another name and birth date."""
    born = dt.date(2012, 3, 4)
    return make_draft(nurse, child=make_child(nurse, first_names="Wrenna", family_name="Other", date_of_birth=born))


def told(member) -> list[str]:
    return [notice.contact.name for notice in notices(member)]


def same(done, theirs, by, **more):
    return actions.say_same(referral=done.referral, other=theirs.child, by=by, reason="The same aunt.", **more)


class TestLinking:
    @pytest.mark.parametrize("merged", [False, True], ids=["linked", "merged"])
    def test_both_learn_of_each_other_when_the_mash_says_that_the_records_are_of_one_child(
        self, practitioner, nurse, mash_worker, done, theirs, merged
    ):
        assert not Signal.objects.exists()
        same(done, theirs, mash_worker, kept=theirs.child if merged else None)
        assert (told(practitioner), told(nurse)) == (["Nell Sampleford"], ["Priya Sampleton"])
        mails = Message.objects.filter(kind="signal").values_list("to_user_id", "reference")
        assert set(mails) == {(practitioner.user_id, done.reference), (nurse.user_id, theirs.reference)}
        events = Event.objects.filter(type="child:signal_sent")
        assert {each.reference for each in events} == {done.reference, theirs.reference}

    def test_the_page_of_the_pair_does_it(self, sign_in, mash_worker, practitioner, done, theirs):
        page = reverse("referrals:pair", args=[done.referral.reference, theirs.child.reference])
        assert sign_in(mash_worker).post(page, {"what": "link", "reason": "The same aunt."}).status_code == 302
        assert told(practitioner) == ["Nell Sampleford"]

    @pytest.mark.parametrize("whose", [0, 1], ids=["the first agency’s", "the second agency’s"])
    def test_of_a_restricted_child_nobody_is_told(self, mash_worker, done, theirs, whose):
        restricted = (done, theirs)[whose].child
        restricted.restricted = True
        restricted.save()
        same(done, theirs, mash_worker)
        assert not Signal.objects.exists() and not Message.objects.filter(kind="signal").exists()

    def test_linked_undone_and_linked_again_tells_once(self, mash_worker, done, theirs):
        for _ in range(2):
            referrals.undo(match=same(done, theirs, mash_worker), by=mash_worker, reason="A cousin.")
        assert Signal.objects.count() == 2 == Message.objects.filter(kind="signal").count()

    def test_a_third_agency_is_told_and_who_knew_of_each_other_not_again(self, mash_worker, practitioner, nurse, done):
        begun = make_draft(nurse, child=make_child(nurse, date_of_birth=BORN))
        officer = make_member(make_agency(nurse.area, "police"), name="Rhys Inventson")
        third = make_draft(officer, child=make_child(officer, first_names="W", date_of_birth=dt.date(2012, 4, 4)))
        Message.objects.all().delete()
        same(done, third, mash_worker)
        assert (told(officer), told(nurse)) == (["Priya Sampleton"], ["Priya Sampleton"])
        assert set(told(practitioner)) == {"Nell Sampleford", "Rhys Inventson"}
        to = sorted(Message.objects.filter(kind="signal").values_list("to_user_id", flat=True))
        assert to == sorted([practitioner.user_id, officer.user_id]) and begun.signals.count() == 1

    def test_screenings_are_held_before_referrals_and_the_log_as_everybody_does(self, mash_worker, done, theirs):
        with CaptureQueriesContext(connection) as queries:
            same(done, theirs, mash_worker)
        tables = ("screening_screening", "referrals_referral", "referrals_logentry")
        held = [
            name for query in queries for name in tables
            if f'FROM "{name}"' in query["sql"] and " FOR " in query["sql"] and "UPDATE" in query["sql"]
        ]  # fmt: skip
        assert list(dict.fromkeys(held)) == list(tables)

    def test_who_began_while_they_were_kept_apart_learns_of_the_other_once_that_is_undone(
        self, sign_in, mash_worker, practitioner, nurse, done
    ):
        child = make_child(nurse, date_of_birth=BORN)
        referrals.say_apart(referral=done.referral, other=child, by=mash_worker, reason="Cousins.")
        make_draft(nurse, child=child)
        assert not Signal.objects.exists()
        page = reverse("referrals:pair", args=[done.referral.reference, child.reference])
        assert sign_in(mash_worker).post(page, {"reason": "One child."}).status_code == 302
        assert (told(practitioner), told(nurse)) == (["Nell Sampleford"], ["Priya Sampleton"])
        assert Signal.objects.count() == 2 == Message.objects.filter(kind="signal").count()

    def test_a_link_that_is_not_possible_tells_nobody(self, mash_worker, done, theirs):
        referrals.say_apart(referral=done.referral, other=theirs.child, by=mash_worker, reason="Cousins.")
        with pytest.raises(NotPossible):
            same(done, theirs, mash_worker)
        assert not Signal.objects.exists()


class TestNamesTried:
    NAMES = ("Ash", "Birch", "Cedar", "Elm", "Fern")

    @pytest.fixture
    def draft(self, nurse, done):
        born = {"first_names": "Robin", "family_name": "Testerby", "date_of_birth": BORN}
        return actions.begin(by=nurse, area=nurse.area, reference="", identity=born)

    @staticmethod
    def rename(draft, first: str, born: dt.date | None = BORN) -> None:
        identity = {"first_names": first, "family_name": "Testerby", "date_of_birth": born, "estimated_age": 14}
        by = draft.practitioner
        actions.say_who(screening=draft, by=by, area=by.area, identity=identity)

    def test_the_fifth_name_of_a_day_is_looked_for_and_the_sixth_is_not(self, draft, nurse):
        for name in self.NAMES[:4]:
            self.rename(draft, name)
        self.rename(draft, "Wren")
        assert told(nurse) == ["Priya Sampleton"]
        assert not Event.objects.filter(type="child:signal_stopped").exists()

    def test_after_five_nobody_is_looked_for_until_the_next_day_and_it_is_an_event(
        self, draft, nurse, practitioner, on_a_day
    ):
        for name in (*self.NAMES, "Wren", "Wren"):
            self.rename(draft, name)
        assert (told(nurse), told(practitioner)) == ([], []) and not Signal.objects.exists()
        [event] = Event.objects.filter(type="child:signal_stopped")
        assert (event.reference, event.user_id) == (draft.reference, nurse.user_id)
        assert "Wren" not in f"{event.detail}{event.reason}"
        on_a_day.move_to(START + dt.timedelta(days=1))
        self.rename(draft, "Wren")
        assert told(nurse) == ["Priya Sampleton"]

    def test_what_looks_for_nobody_does_not_count(self, draft, nurse):
        for _ in range(7):
            self.rename(draft, "Robin")
        for name in self.NAMES:
            self.rename(draft, name, born=None)
        self.rename(draft, "Wren")
        assert told(nurse) == ["Priya Sampleton"]

    def test_the_page_says_so_calmly(self, draft, sign_in, nurse):
        for name in (*self.NAMES, "Hazel"):
            self.rename(draft, name)
        client, page = sign_in(nurse), reverse("screening:child_for", args=[draft.reference])
        typed = {
            "first_names": "Wren", "family_name": "Testerby", "date_of_birth_day": "3", "date_of_birth_month": "4",
            "date_of_birth_year": "2012", "area": nurse.area.pk,
        }  # fmt: skip
        shown = client.post(page, typed, follow=True).content.decode()
        assert "does not look for other agencies again before tomorrow" in shown
        assert "Another agency is involved" not in shown
