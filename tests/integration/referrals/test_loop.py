"""The loop is closed: the answer is delivered, read, reminded of while it is not, and kept when people leave."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal import outbox
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import LogEntry, Referral
from referrals.tasks import remind_unread
from screening import actions as screenings
from screening.actions import close_rescreen, rescreen_after_decision
from screening.models import Rescreen
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed, make_draft

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
# Two working days later: over the weekend.
MONDAY = dt.datetime(2026, 11, 23, 14, 41, tzinfo=LONDON)
ALERT = {"who": "Hazel", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def decide(referral, by, outcome="advice", **changed) -> Referral:
    words = {"mash_outcome": outcome, "details": details(outcome), "reason": "Known.", "feedback": "Ring us.",
             "next_step": "Kit rings on Friday.", **changed}  # fmt: skip
    decided = actions.decide(referral=referral, by=by, **words)
    rescreen_after_decision(referral=decided, by=by)
    return decided


def url(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])


def reminded(member) -> int:
    return Message.objects.filter(kind="decision_unread", to_user_id=member.user_id).count()


class TestUnread:
    def test_reminded_once_after_two_working_days(self, referral, practitioner, mash_worker, thursday):
        decide(referral, mash_worker)
        thursday.move_to(MONDAY - dt.timedelta(minutes=1))
        assert actions.remind_unread() == 0
        thursday.move_to(MONDAY)
        remind_unread()
        remind_unread()
        assert reminded(practitioner) == 1
        assert Event.objects.get(type="referral:chased").detail == {"of": "unread"}

    def test_what_was_read_is_not_reminded_of(self, referral, practitioner, mash_worker, thursday):
        decide(referral, mash_worker)
        actions.read_feedback(referral=referral, by=practitioner)
        thursday.move_to(MONDAY)
        assert actions.remind_unread() == 0

    def test_nothing_is_reminded_of_before_there_is_an_answer(self, referral, thursday):
        thursday.move_to(MONDAY)
        assert actions.remind_unread() == 0

    def test_it_stays_at_home_until_it_is_read(self, referral, practitioner, mash_worker, sign_in, thursday):
        decide(referral, mash_worker)
        client = sign_in(practitioner)
        page = client.get("/home/").text
        for words in ("New decision to read", "Ring us.", "Next: Kit rings on Friday.", "What you do now: Act on"):
            assert words in page, words
        thursday.move_to(MONDAY)
        actions.remind_unread()
        assert "Decision still to read" in sign_in(practitioner).get("/home/").text
        actions.read_feedback(referral=referral, by=practitioner)
        page = client.get("/home/").text
        assert "to read</strong>" not in page
        assert "Next: Kit rings on Friday." in page

    def test_a_changed_decision_is_reminded_of_anew(self, referral, practitioner, mash_worker, thursday):
        manager = make_member(mash_worker.agency, "mash_manager", name="Tamsin Notreal")
        decide(referral, mash_worker)
        thursday.move_to(MONDAY)
        actions.remind_unread()
        actions.open_disagreement(
            referral=referral, by=practitioner, stage="duty_manager", with_whom="Tamsin", argument="No."
        )
        actions.decide_again(referral=referral, by=manager, mash_outcome="early_help", details=details("early_help"),
                             reason="r", feedback="f")  # fmt: skip
        thursday.move_to(MONDAY + dt.timedelta(days=2))
        assert actions.remind_unread() == 1
        assert reminded(practitioner) == 2


class TestDelivery:
    def page(self, sign_in, mash_worker, referral) -> str:
        return sign_in(mash_worker).get(url("referral", referral)).text

    def test_the_mash_sees_that_it_was_delivered_and_read(self, referral, practitioner, mash_worker, sign_in):
        decide(referral, mash_worker)
        assert "The mail still waits to be delivered. Not read yet." in self.page(sign_in, mash_worker, referral)
        assert outbox.deliver() > 0
        assert "Mail delivered today at 14:41. Not read yet." in self.page(sign_in, mash_worker, referral)
        actions.read_feedback(referral=referral, by=practitioner)
        assert "Read by Priya Sampleton today at 14:41." in self.page(sign_in, mash_worker, referral)

    def test_and_that_it_could_not_be(self, referral, mash_worker, sign_in):
        decide(referral, mash_worker)
        Message.objects.filter(kind="referral_decided").update(failed="the account is no longer in use")
        assert "The mail could not be delivered; ring them" in self.page(sign_in, mash_worker, referral)

    def test_and_that_there_was_nobody_to_write_to(self, referral, practitioner, mash_worker, sign_in):
        practitioner.ended_on = THURSDAY.date()
        practitioner.save()
        decide(referral, mash_worker)
        assert "No mail went out" in self.page(sign_in, mash_worker, referral)


class TestTheReferrerHasLeft:
    @pytest.fixture
    def left(self, referral, practitioner, mash_worker):
        decide(referral, mash_worker)
        practitioner.ended_on = dt.date(2026, 11, 20)
        practitioner.save()
        return referral

    def test_the_leads_read_it_in_their_place(self, left, lead, sign_in):
        page = sign_in(lead).get("/home/").text
        assert "Read the decision about Wren Testerby" in page
        assert "Priya Sampleton has left." in page
        actions.read_feedback(referral=left, by=lead)
        assert "Read the decision about" not in sign_in(lead).get("/home/").text

    def test_a_closed_account_counts_as_left(self, referral, practitioner, lead, mash_worker, sign_in):
        decide(referral, mash_worker)
        practitioner.user.is_active = False
        practitioner.user.save()
        assert "Read the decision about Wren Testerby" in sign_in(lead).get("/home/").text

    def test_other_agencies_leads_and_colleagues_do_not(self, left, school, solihull, sign_in):
        for member in (make_member(school), make_member(make_agency(solihull), "safeguarding_lead")):
            assert "Wren" not in sign_in(member).get("/home/").text

    def test_the_leads_are_reminded(self, left, lead, practitioner, thursday):
        thursday.move_to(MONDAY)
        actions.remind_unread()
        assert (reminded(lead), reminded(practitioner)) == (1, 0)

    def test_while_the_referrer_works_there_the_action_refuses_the_lead(self, referral, lead, mash_worker, sign_in):
        decide(referral, mash_worker)
        assert "Read the decision about" not in sign_in(lead).get("/home/").text
        with pytest.raises(Http404):
            actions.read_feedback(referral=referral, by=lead)
        assert Referral.objects.get().feedback_read_at is None


class TestNoFurtherAction:
    """Rule 29: the record stays open to the referrer, with the day of the next screening and the support."""

    def decided(self, referral, by, day) -> Referral:
        need = details("no_further_action") | {"rescreen_on": day}
        return decide(referral, by, "no_further_action", details=need)

    def test_an_earlier_day_becomes_the_childs(self, referral, practitioner, mash_worker):
        assert Rescreen.objects.get().due_on == dt.date(2026, 12, 31)
        self.decided(referral, mash_worker, "2026-12-10")
        rescreen = Rescreen.objects.get()
        assert (rescreen.due_on, rescreen.owner, rescreen.closed_at) == (dt.date(2026, 12, 10), practitioner, None)
        assert LogEntry.objects.get().due_on == dt.date(2026, 12, 10)
        assert referral.reference in rescreen.why
        assert Message.objects.filter(kind="rescreen_asked", to_user_id=practitioner.user_id).count() == 1

    @pytest.mark.parametrize("day", ["2026-12-31", "2027-03-01"])
    def test_a_later_one_changes_nothing(self, referral, mash_worker, day):
        self.decided(referral, mash_worker, day)
        assert Rescreen.objects.get().due_on == dt.date(2026, 12, 31)

    def test_one_that_was_closed_is_open_again(self, referral, mash_worker, cse_officer):
        close_rescreen(rescreen=Rescreen.objects.get(), by=cse_officer, reason="A plan review.")
        self.decided(referral, mash_worker, "2027-03-01")
        rescreen = Rescreen.objects.get()
        assert (rescreen.due_on, rescreen.closed_at, rescreen.closed_reason) == (dt.date(2027, 3, 1), None, "")

    def test_no_other_outcome_dates_one(self, referral, mash_worker):
        decide(referral, mash_worker, "early_help")
        assert Rescreen.objects.get().due_on == dt.date(2026, 12, 31)

    def test_without_a_screening_the_day_is_at_home(self, practitioner, mash_worker, sign_in, thursday):
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        self.decided(alert, mash_worker, "2026-12-10")
        assert not Rescreen.objects.exists()
        actions.read_feedback(referral=alert, by=practitioner)
        page = sign_in(practitioner).get("/home/").text
        assert "Screen Hazel" in page.split("Re-screens to come")[1]
        thursday.move_to(dt.datetime(2026, 12, 3, 9, tzinfo=LONDON))
        todo = sign_in(practitioner).get("/home/").text.split("What became of it")[0]
        assert "Screen Hazel" in todo
        assert "Due Thu 10 Dec" in todo

    @pytest.mark.parametrize(("day", "stands"), [(24, True), (25, False)])
    def test_without_a_record_it_ends_a_fortnight_after_its_date(
        self, practitioner, mash_worker, sign_in, thursday, day, stands
    ):
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        self.decided(alert, mash_worker, "2026-12-10")
        actions.read_feedback(referral=alert, by=practitioner)
        thursday.move_to(dt.datetime(2026, 12, day, 9, tzinfo=LONDON))
        page = sign_in(practitioner).get("/home/").text
        assert ("Screen Hazel" in page) is stands
        said = "so this stays until Thu 24 Dec, or until the screening begun with the alert is complete."
        assert (said in page) is stands

    def test_with_a_record_it_stands_until_the_child_is_screened(self, practitioner, mash_worker, sign_in, thursday):
        draft = make_draft(practitioner)
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        self.decided(alert, mash_worker, "2026-12-10")
        actions.read_feedback(referral=alert, by=practitioner)
        thursday.move_to(dt.datetime(2027, 3, 1, 9, tzinfo=LONDON))
        client = sign_in(practitioner)
        assert "Screen Wren Testerby" in client.get("/home/").text and "so this stays" not in client.get("/home/").text
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("universal"))
        assert "The MASH asked for it" not in client.get("/home/").text

    def test_of_very_many_the_earliest_day_is_not_lost(self, practitioner, mash_worker, sign_in):
        days = [f"2026-12-{day:02}" for day in range(31, 9, -1)] + ["2026-11-25"]
        for day in days:
            alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
            self.decided(alert, mash_worker, day)
            actions.read_feedback(referral=alert, by=practitioner)
        page = sign_in(practitioner).get("/home/").text
        assert "Due Wed 25 Nov" in page.split("What became of it")[0]
        assert "Due Thu 10 Dec" in page and "Due Thu 31 Dec" not in page

    @pytest.mark.parametrize(("day", "kept"), [("2026-11-19", True), ("2026-11-18", False), ("2027-11-20", True),
                                              ("2027-11-21", False), ("soon", False)])  # fmt: skip
    def test_the_day_lies_ahead_and_within_a_year(self, referral, mash_worker, day, kept):
        if not kept:
            with pytest.raises(Incomplete) as refused:
                self.decided(referral, mash_worker, day)
            assert set(refused.value.problems) == {"rescreen_on"}
            return
        assert self.decided(referral, mash_worker, day).is_decided

    def test_the_referrer_reads_the_day_the_support_and_how_to_disagree(
        self, referral, practitioner, mash_worker, sign_in
    ):
        self.decided(referral, mash_worker, "2026-12-10")
        page = sign_in(practitioner).get(url("referral", referral)).text
        for words in ("Thursday 10 December 2026", "The aunt and the school librarian.", "Say that you disagree"):
            assert words in page, words

    def test_another_mash_and_the_referrer_date_nothing(self, referral, mash_worker, walsall, practitioner):
        decided = self.decided(referral, mash_worker, "2026-12-10")
        for member in (practitioner, make_member(make_agency(walsall, "mash"), "mash_worker")):
            with pytest.raises(Http404):
                rescreen_after_decision(referral=decided, by=member)
