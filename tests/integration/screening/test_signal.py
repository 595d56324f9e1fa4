"""The blind second signal: who is told of whom, of what, how often, and of whom never."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.models import ChildMatch
from screening import actions
from screening.involved import agencies, notices
from screening.models import Child, Screening, Signal
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_completed, make_draft

BORN = dt.date(2012, 4, 3)
START = dt.datetime(2026, 11, 20, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Demo Clinic"), name="Nell Sampleford")


def begin(by, **fields) -> Screening:
    identity = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": BORN, **fields}
    return actions.begin(by=by, area=by.area, reference="", identity=identity)


def told(member) -> list[str]:
    return [notice.contact.name or notice.contact.agency for notice in notices(member)]


class TestWhoIsTold:
    def test_each_learns_whom_to_ring_and_nothing_else(self, practitioner, nurse, sign_in):
        first, second = begin(practitioner), begin(nurse)
        for member, own, other, their in ((practitioner, first, second, nurse), (nurse, second, first, practitioner)):
            client = sign_in(member)
            for page in (reverse("screening:home"), reverse("screening:tasks", args=[own.reference])):
                html = client.get(page).content.decode()
                assert all(
                    words in html for words in ("Another agency is involved", their.user.name, their.agency.name)
                )
                assert their.user.phone in html
                assert other.reference not in html
                assert other.child.reference not in html

    def test_both_are_mailed_the_reference_of_their_own(self, practitioner, nurse):
        drafts = {begin(member).reference: member.user_id for member in (practitioner, nurse)}
        mails = Message.objects.filter(kind="signal")
        assert {mail.reference: mail.to_user_id for mail in mails} == drafts
        assert all(mail.path == f"/screenings/{mail.reference}/" for mail in mails)

    def test_it_is_an_event_on_both_by_whoever_came_second(self, practitioner, nurse):
        drafts = [begin(practitioner), begin(nurse)]
        events = Event.objects.filter(type="child:signal_sent")
        assert {event.reference for event in events} == {draft.reference for draft in drafts}
        assert {event.user_id for event in events} == {nurse.user_id}
        assert not [event for event in events if "Testerby" in str(event.detail) or "Sampleford" in str(event.detail)]

    def test_accents_and_case_are_the_same_letters(self, practitioner, nurse):
        begin(practitioner, first_names="WREN", family_name="Téster-by")
        begin(nurse, first_names="wren", family_name="Tester-By")
        assert told(practitioner) == ["Nell Sampleford"]

    def test_a_completed_screening_counts_while_its_rescreen_is_open(self, practitioner, nurse, lead):
        done = make_completed(practitioner, "level-1", date_of_birth=BORN)
        begin(nurse)
        assert told(practitioner) == ["Nell Sampleford"]
        assert told(nurse) == ["Priya Sampleton"]
        actions.close_rescreen(rescreen=done.rescreen, by=lead, reason="A plan review replaces it.")
        assert (told(practitioner), told(nurse)) == ([], [])

    def test_one_that_has_ended_tells_nobody(self, practitioner, nurse):
        make_completed(practitioner, "level-0", date_of_birth=BORN)
        begin(nurse)
        assert not Signal.objects.exists()

    def test_whoever_holds_the_rescreen_now_is_told_and_named(self, practitioner, nurse, lead, school):
        colleague = make_member(school, name="Robin Placeholder")
        done = make_completed(practitioner, "level-1", date_of_birth=BORN)
        actions.reassign_rescreen(rescreen=done.rescreen, by=lead, to=colleague)
        begin(nurse)
        assert (told(colleague), told(nurse), told(practitioner)) == (["Nell Sampleford"], ["Robin Placeholder"], [])

    def test_who_has_left_is_not_named_but_the_agency_is(self, practitioner, nurse):
        begin(practitioner)
        begin(nurse)
        practitioner.user.is_active = False
        practitioner.user.save()
        assert told(nurse) == [practitioner.agency.name]

    def test_records_the_mash_linked_need_no_same_name(self, practitioner, nurse, mash_worker):
        done = make_completed(practitioner, "level-3", date_of_birth=BORN)
        other = make_child(nurse, first_names="Wrenna", family_name="Elsewhere", date_of_birth=dt.date(2012, 3, 4))
        link = {"referral": done.referral, "other": other, "by": mash_worker, "reason": "The same school."}
        referrals.link(**link)
        make_draft(nurse, child=other)
        assert told(practitioner) == ["Nell Sampleford"]

    def test_a_name_or_birth_date_learned_later_tells_then(self, practitioner, nurse):
        begin(practitioner)
        draft = begin(nurse, date_of_birth=None, estimated_age=14)
        assert not Signal.objects.exists()
        identity = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": BORN}
        actions.say_who(screening=draft, by=nurse, area=nurse.area, identity=identity)
        assert (told(practitioner), told(nurse)) == (["Nell Sampleford"], ["Priya Sampleton"])


class TestWhoIsNot:
    @pytest.mark.parametrize(
        "other",
        [
            {"first_names": "Robin"},
            {"first_names": "Ren"},
            {"first_names": "Wren Ash"},
            {"family_name": "Testerbey"},
            {"first_names": "Testerby", "family_name": "Wren"},
            {"date_of_birth": dt.date(2012, 4, 4)},
            {"date_of_birth": dt.date(2012, 3, 4)},
            {"date_of_birth": None, "estimated_age": 14},
        ],
        ids=["twin", "near name", "further name", "near family name", "swapped", "sibling", "day and month", "no date"],
    )
    def test_a_weak_match_tells_nobody(self, practitioner, nurse, other):
        begin(practitioner)
        begin(nurse, **other)
        assert not Signal.objects.exists()

    def test_an_initial_is_no_name(self, practitioner, nurse):
        for member in (practitioner, nurse):
            begin(member, first_names="W.")
        assert not Signal.objects.exists()

    def test_the_same_agency_and_another_area(self, practitioner, school, walsall):
        begin(practitioner)
        begin(make_member(school))
        begin(make_member(make_agency(walsall)))
        assert not Signal.objects.exists()

    def test_a_draft_that_was_deleted(self, practitioner, nurse):
        actions.delete_draft(screening=begin(practitioner), by=practitioner, reason="Twice.")
        second = begin(nurse)
        assert not Signal.objects.exists()
        begin(practitioner)
        actions.delete_draft(screening=second, by=nurse, reason="Twice.")
        assert told(practitioner) == []

    def test_records_the_mash_keeps_apart(self, practitioner, nurse, mash_worker):
        done = make_completed(practitioner, "level-3", date_of_birth=BORN)
        second = begin(nurse)
        assert told(nurse) == ["Priya Sampleton"]
        said = {"by": mash_worker, "reason": "Cousins of one name."}
        referrals.say_apart(referral=done.referral, other=second.child, **said)
        assert (told(nurse), told(practitioner)) == ([], [])
        Signal.objects.all().delete()
        make_draft(nurse, child=second.child)
        assert not Signal.objects.exists()

    def test_a_name_corrected_to_another_takes_the_notice_away(self, practitioner, nurse):
        begin(practitioner)
        draft = begin(nurse)
        identity = {"first_names": "Robin", "family_name": "Testerby", "date_of_birth": BORN}
        actions.say_who(screening=draft, by=nurse, area=nurse.area, identity=identity)
        assert (told(practitioner), told(nurse)) == ([], [])


class TestRestricted:
    @pytest.mark.parametrize("whose", [0, 1], ids=["the first agency’s", "the second agency’s"])
    def test_of_a_restricted_child_nobody_is_told(self, practitioner, nurse, whose):
        begin(practitioner)
        known = make_child(nurse, date_of_birth=BORN)
        Child.objects.filter(agency=[practitioner, nurse][whose].agency).update(restricted=True)
        known.refresh_from_db()
        actions.begin(by=nurse, area=nurse.area, reference="", identity={}, child=known)
        assert not Signal.objects.exists()
        assert not Message.objects.filter(kind="signal").exists()

    def test_a_third_record_of_the_child_counts_too(self, practitioner, nurse, solihull):
        third = make_child(make_member(make_agency(solihull)), date_of_birth=BORN)
        Child.objects.filter(pk=third.pk).update(restricted=True)
        begin(practitioner)
        begin(nurse)
        assert not Signal.objects.exists()

    @pytest.mark.parametrize("whose", [0, 1], ids=["the first agency’s", "the second agency’s"])
    def test_a_later_restriction_takes_the_notice_away_and_lifting_brings_it_back(
        self, practitioner, nurse, mash_worker, whose, sign_in
    ):
        drafts = [begin(practitioner), begin(nurse)]
        child = drafts[whose].child
        referrals.restrict(child=child, by=mash_worker, reason="A parent works at the council.")
        assert (told(practitioner), told(nurse)) == ([], [])
        html = sign_in(nurse).get(reverse("screening:tasks", args=[drafts[1].reference])).content.decode()
        assert "Another agency" not in html
        referrals.lift(child=child, by=mash_worker, reason="No longer.")
        assert (told(practitioner), told(nurse)) == (["Nell Sampleford"], ["Priya Sampleton"])

    def test_who_began_while_it_was_restricted_learns_of_the_other_once_it_is_lifted(
        self, practitioner, nurse, mash_worker, sign_in
    ):
        child = begin(practitioner).child
        referrals.restrict(child=child, by=mash_worker, reason="A parent works at the council.")
        begin(nurse)
        assert not Signal.objects.exists()
        page = reverse("referrals:restrict", args=[child.reference])
        assert sign_in(mash_worker).post(page, {"reason": "No longer."}).status_code == 302
        assert (told(practitioner), told(nurse)) == (["Nell Sampleford"], ["Priya Sampleton"])
        referrals.restrict(child=child, by=mash_worker, reason="Again.")
        actions.lift(child=child, by=mash_worker, reason="No longer.")
        assert Signal.objects.count() == 2 == Message.objects.filter(kind="signal").count()

    def test_a_restricted_record_that_is_linked_counts(self, practitioner, nurse, mash_worker, solihull):
        done = make_completed(practitioner, "level-3", date_of_birth=BORN)
        begin(nurse)
        other = make_child(make_member(make_agency(solihull)), first_names="Robin", date_of_birth=BORN)
        ChildMatch.objects.create(
            one=done.child, other=other, match="linked", reason="The same.", said_at=clock.now(), said_by=mash_worker
        )
        referrals.restrict(child=other, by=mash_worker, reason="A parent works at the council.")
        assert (told(practitioner), told(nurse)) == ([], [])


class TestHowOften:
    def test_a_pair_of_screenings_once(self, practitioner, nurse):
        first, second = begin(practitioner), begin(nurse)
        same = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": BORN}
        actions.say_who(screening=second, by=nurse, area=nurse.area, identity=same)
        assert Signal.objects.count() == 2
        assert Event.objects.filter(type="child:signal_sent").count() == 2
        assert first.signals.count() == 1

    @pytest.mark.parametrize(("days", "mails"), [(89, 2), (90, 4)], ids=["a day before", "after 90 days"])
    def test_the_same_two_are_mailed_again_after_90_days(self, practitioner, nurse, days, mails):
        begin(practitioner)
        draft = begin(nurse)
        with time_machine.travel(START + dt.timedelta(days=days), tick=False):
            make_draft(nurse, child=draft.child)
            assert Message.objects.filter(kind="signal").count() == mails
            assert len(notices(nurse)) == 2

    def test_a_new_screening_in_between_does_not_put_the_mail_off(self, practitioner, nurse):
        begin(practitioner)
        child = begin(nurse).child
        for days in (80, 100):
            with time_machine.travel(START + dt.timedelta(days=days), tick=False):
                make_draft(nurse, child=child)
        assert Message.objects.filter(kind="signal").count() == 4

    def test_each_person_of_an_agency_once(self, practitioner, nurse):
        child = begin(practitioner).child
        make_draft(practitioner, child=child)
        begin(nurse)
        assert told(nurse) == ["Priya Sampleton"]

    def test_when_it_was_first_seen_is_kept(self, practitioner, nurse, sign_in):
        begin(practitioner)
        begin(nurse)
        client = sign_in(nurse)
        client.get(reverse("screening:home"))
        with time_machine.travel(START + dt.timedelta(days=1), tick=False):
            client = sign_in(nurse)
            client.get(reverse("screening:home"))
        assert Signal.objects.get(to=nurse).seen_at == START
        assert Signal.objects.get(to=practitioner).seen_at is None


class TestTheOfficer:
    def test_every_agency_with_an_open_screening_is_named(self, practitioner, nurse, solihull, cse_officer, sign_in):
        done = make_completed(practitioner, "level-1", date_of_birth=BORN)
        begin(nurse)
        assert [each.contact.agency for each in agencies(done.child, solihull)] == ["Demo Clinic", done.agency.name]
        html = sign_in(cse_officer).get(reverse("referrals:involved", args=[done.child.reference])).content.decode()
        assert all(words in html for words in ("Agencies involved", "Demo Clinic", "Nell Sampleford", "01632 960401"))

    def test_nobody_else_is_shown_them_on_the_childs_page(self, practitioner, nurse, lead, sign_in):
        done = make_completed(practitioner, "level-1", date_of_birth=BORN)
        begin(nurse)
        for member in (practitioner, lead):
            html = sign_in(member).get(reverse("referrals:involved", args=[done.child.reference])).content.decode()
            assert "Agencies involved" not in html
            assert "Demo Clinic" not in html
