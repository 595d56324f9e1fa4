"""Another agency is asked for information: who there, what it is told, by which day, and reminded once when late."""

import datetime as dt

import pytest
import time_machine

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions import Asked
from referrals.models import Referral, Round
from referrals.states import NotPossible
from tests.factories.people import make_agency, make_member
from tests.factories.rounds import ask_surgery, decided, make_surgery
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
FRIDAY = dt.date(2026, 11, 20)
ONE = [Asked("indicator:px-vehicle", "Which car was it?")]
TWO = [*ONE, Asked("field:worried_about", "Since when?")]


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def surgery(walsall):
    return make_surgery(walsall)


def member(agency, role):
    return agency.memberships.get(role=role)


def mails(kind) -> list[tuple]:
    return list(Message.objects.filter(kind=kind).values_list("to_user_id", "reference", "path").order_by("id"))


class TestAskAnotherAgency:
    def test_it_is_told_name_and_birth_date_and_its_mail_has_its_own_reference(self, referral, mash_worker, surgery):
        asked = ask_surgery(referral, mash_worker, surgery)
        assert asked.told == {"name": "Wren Testerby", "known_as": "", "date_of_birth": "2016-01-09", "age": 10}
        lead = member(surgery, "safeguarding_lead")
        assert mails("information_asked") == [(lead.user_id, asked.reference, f"/questions/{asked.reference}/")]
        assert not mails("question_asked")

    def test_a_child_nobody_knows_is_told_as_known(self, practitioner, mash_worker, surgery):
        words = {"who": "Hazel, a girl of about 15", "where": "Here", "what": "A man waits.", "phone": "01632 960401"}
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=words)
        told = ask_surgery(alert, mash_worker, surgery).told
        assert told == {"name": "Hazel, a girl of about 15", "known_as": "", "date_of_birth": "", "age": None}
        assert ask_surgery(alert, mash_worker, surgery, who=" Hazel, about 15 ").told["name"] == "Hazel, about 15"

    def test_a_known_childs_name_is_told_as_it_is(self, referral, mash_worker, surgery):
        assert ask_surgery(referral, mash_worker, surgery, who="Somebody else").told["name"] == "Wren Testerby"

    def test_the_clock_stands_still_for_it_too(self, referral, mash_worker, surgery):
        ask_surgery(referral, mash_worker, surgery)
        referral.refresh_from_db()
        assert (referral.state, referral.paused_at, referral.worker) == ("waiting", THURSDAY, mash_worker)

    def test_a_named_person_is_told_and_their_leads_may_read_it(self, referral, mash_worker, surgery):
        teo, lead = member(surgery, "practitioner"), member(surgery, "safeguarding_lead")
        asked = ask_surgery(referral, mash_worker, surgery, to=teo)
        assert [to for to, *_ in mails("information_asked")] == [teo.user_id]
        assert Round.objects.waiting_for(teo).get() == asked
        assert not Round.objects.waiting_for(lead).exists()
        assert Round.objects.visible_to(lead).get() == asked

    def test_who_is_neither_named_nor_lead_sees_nothing(self, referral, mash_worker, surgery):
        ask_surgery(referral, mash_worker, surgery)
        assert not Round.objects.visible_to(member(surgery, "practitioner")).exists()

    def test_without_a_lead_everybody_who_may_send_referrals_is_asked(self, referral, mash_worker, solihull):
        agency = make_agency(solihull)
        people = [make_member(agency), make_member(agency)]
        make_member(agency, "auditor")
        asked = ask_surgery(referral, mash_worker, agency)
        assert {to for to, *_ in mails("information_asked")} == {person.user_id for person in people}
        assert all(Round.objects.waiting_for(person).get() == asked for person in people)

    def test_a_lead_who_is_appointed_later_takes_over(self, referral, mash_worker, solihull):
        agency = make_agency(solihull)
        person = make_member(agency)
        ask_surgery(referral, mash_worker, agency)
        lead = make_member(agency, "safeguarding_lead")
        assert Round.objects.waiting_for(lead).exists()
        assert not Round.objects.visible_to(person).exists()

    def test_when_the_named_person_leaves_the_lead_answers(self, referral, mash_worker, surgery):
        teo, lead = member(surgery, "practitioner"), member(surgery, "safeguarding_lead")
        asked = ask_surgery(referral, mash_worker, surgery, to=teo)
        type(teo).objects.filter(pk=teo.pk).update(ended_on=THURSDAY.date())
        assert Round.objects.waiting_for(lead).get() == asked
        actions.answer(round=asked, by=lead, answers={1: "On Monday."})
        assert Referral.objects.get().state == "acknowledged"

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"due_on": None}, ("due_on", "Enter the day by which you need the answer")),
            ({"due_on": FRIDAY - dt.timedelta(days=2)}, ("due_on", "The day must be today or within the next 90 days")),
            (
                {"due_on": FRIDAY + dt.timedelta(days=90)},
                ("due_on", "The day must be today or within the next 90 days"),
            ),
            ({"questions": [" "]}, ("text_1", "Write the question")),
            ({"questions": []}, ("text_1", "Write the question")),
            ({"questions": ["Seen?", "x" * 20_000]}, ("text_2", "The question must be 10,000 characters or fewer")),
        ],
    )
    def test_what_cannot_be_asked_is_said(self, referral, mash_worker, surgery, fields, problem):
        with pytest.raises(Incomplete) as raised:
            ask_surgery(referral, mash_worker, surgery, **fields)
        assert raised.value.problems == dict([problem])

    @pytest.mark.parametrize("days", [-1, 89])
    def test_today_and_ninety_days_on_are_days_to_answer_by(self, referral, mash_worker, surgery, days):
        assert ask_surgery(referral, mash_worker, surgery, due_on=FRIDAY + dt.timedelta(days=days)).is_open

    def test_an_agency_where_nobody_can_answer_is_refused_by_name(self, referral, mash_worker, walsall):
        with pytest.raises(Incomplete, match="Nobody at Quiet Agency can answer here"):
            ask_surgery(referral, mash_worker, make_agency(walsall, name="Quiet Agency"))

    def test_the_referrers_own_agency_is_asked_through_the_referrer(self, referral, mash_worker, lead):
        with pytest.raises(Incomplete) as raised:
            ask_surgery(referral, mash_worker, lead.agency)
        sentence = "Fernleigh Demo School sent this referral. Ask the referrer instead"
        assert raised.value.problems == {"agency": sentence}
        assert not Round.objects.exists()

    def test_a_person_of_another_agency_cannot_be_named(self, referral, mash_worker, surgery, practitioner):
        with pytest.raises(Incomplete, match="Choose a person who works at Invented Surgery now"):
            ask_surgery(referral, mash_worker, surgery, to=practitioner)

    def test_after_a_decision_it_learns_only_that_the_mash_went_on(self, referral, mash_worker, surgery):
        asked = ask_surgery(referral, mash_worker, surgery)
        decided(referral, mash_worker)
        with pytest.raises(NotPossible) as raised:
            actions.answer(round=asked, by=member(surgery, "safeguarding_lead"), answers={1: "Monday."})
        assert str(raised.value) == "The MASH went on without this today at 14:41. You can still ring."


class TestLateAnswers:
    def test_the_day_after_the_day_it_was_due_they_are_reminded_once(self, referral, mash_worker, surgery, thursday):
        asked = ask_surgery(referral, mash_worker, surgery)
        thursday.move_to(dt.datetime(2026, 11, 20, 23, 59, tzinfo=LONDON))
        assert actions.chase_answers() == 0
        thursday.move_to(dt.datetime(2026, 11, 21, 0, 0, tzinfo=LONDON))
        assert [actions.chase_answers() for _ in range(2)] == [1, 0]
        lead = member(surgery, "safeguarding_lead")
        assert mails("information_late") == [(lead.user_id, asked.reference, f"/questions/{asked.reference}/")]
        event = Event.objects.get(type="referral:chased")
        assert (event.person, event.reference, event.detail) == (
            "the portal", referral.reference, {"round": asked.reference}
        )  # fmt: skip

    def test_what_was_answered_or_gone_on_without_is_not_chased(self, referral, mash_worker, surgery, thursday):
        asked = ask_surgery(referral, mash_worker, surgery)
        ask_surgery(referral, mash_worker, surgery)
        actions.answer(round=asked, by=member(surgery, "safeguarding_lead"), answers={1: "Monday."})
        actions.go_on(referral=referral, by=mash_worker, reason="Enough.")
        thursday.move_to(THURSDAY + dt.timedelta(days=9))
        assert actions.chase_answers() == 0

    def test_a_question_to_the_referrer_has_no_day(self, referral, mash_worker, thursday):
        actions.ask(referral=referral, by=mash_worker, questions=ONE)
        thursday.move_to(THURSDAY + dt.timedelta(days=30))
        assert actions.chase_answers() == 0
