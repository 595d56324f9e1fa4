"""Rule 26: a referral made by phone is followed in writing within the area's hours."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import LocalProcedure
from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.phoned import call_words, written_due
from screening import actions
from screening.models import Screening
from screening.reminders import chase_written
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child

pytestmark = pytest.mark.django_db
CALLED = dt.datetime(2026, 11, 20, 14, 10, tzinfo=LONDON)
ALERT = {"who": "Hazel, about 15", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}
DAY, SECOND = dt.timedelta(hours=24), dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def moved():
    with time_machine.travel(CALLED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def stub(practitioner) -> Screening:
    return actions.note_danger_call(
        by=practitioner, area=practitioner.area, called="Solihull MASH, the duty desk", called_at=CALLED
    )


def write(stub: Screening):
    return actions.raise_alert(by=stub.practitioner, area=stub.area, details=ALERT, screening=stub)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (dt.timedelta(minutes=5), "Written within 24 hours: in time."),
        (DAY, "Written within 24 hours: in time."),
        (DAY + dt.timedelta(hours=1), "Written late: 1 h after the 24 hours."),
    ],
)
def test_a_noted_call_is_shown_with_the_referral_to_both(sign_in, stub, mash_worker, moved, after, words):
    moved.move_to(CALLED + after)
    sent = write(stub)
    said = f"Friday 20 November 2026 at 14:10, to Solihull MASH, the duty desk. {words}"
    for member, name in ((mash_worker, "referral"), (mash_worker, "full"), (stub.practitioner, "referral")):
        html = sign_in(member).get(reverse(f"referrals:{name}", args=[sent.reference])).content.decode()
        assert "Phoned first" in html and said in html


def test_a_call_said_on_the_page_counts_too(practitioner, moved):
    moved.move_to(CALLED + DAY + dt.timedelta(minutes=90))
    sent = referrals.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
    assert call_words(sent) == ""
    said = {"phoned": "yes", "phoned_on": "2026-11-20", "phoned_at": "14:10", "phoned_to": "The duty desk"}
    referrals.save_part(referral=sent, by=practitioner, part="start", values=said)
    sent = referrals.send_additions(referral=sent, by=practitioner)
    assert call_words(sent) == (
        "Friday 20 November 2026 at 14:10, to The duty desk. Written late: 1 h 30 min after the 24 hours."
    )


def test_what_was_written_in_time_and_passed_on_later_was_written_in_time(stub, mash_worker, moved, walsall):
    make_member(make_agency(walsall, "mash"), "mash_worker")
    walsall.procedures.update(written_within_hours=4)
    moved.move_to(CALLED + dt.timedelta(hours=23))
    sent = write(stub)
    moved.move_to(CALLED + 3 * DAY)
    copy = referrals.move(
        referral=sent, by=mash_worker, to_area=walsall, reason="Lives in Walsall.", feedback="Walsall has it."
    )
    assert call_words(copy) == call_words(sent)
    assert call_words(copy).endswith("Written within 24 hours: in time.")


@pytest.mark.parametrize("lacks", ["phoned_on", "phoned_at"])
def test_half_a_call_says_nothing(practitioner, lacks):
    sent = referrals.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
    said = {"phoned": "yes", "phoned_on": "2026-11-20", "phoned_at": "14:10", "phoned_to": "The duty desk", lacks: ""}
    referrals.save_part(referral=sent, by=practitioner, part="start", values=said)
    assert call_words(referrals.send_additions(referral=sent, by=practitioner)) == ""


def test_the_hours_are_real_ones_over_the_night_on_which_the_clocks_change(solihull):
    LocalProcedure.objects.filter(area=solihull).update(in_force_from=dt.date(2026, 1, 1))
    due = written_due(solihull, dt.datetime(2026, 10, 24, 14, 10, tzinfo=LONDON))
    assert due.astimezone(LONDON) == dt.datetime(2026, 10, 25, 13, 10, tzinfo=LONDON)


def test_the_areas_own_hours_count(solihull, stub):
    procedure = LocalProcedure.objects.in_force(solihull, CALLED.date())
    LocalProcedure.objects.filter(pk=procedure.pk).update(written_within_hours=4)
    assert written_due(solihull, CALLED) == CALLED + dt.timedelta(hours=4)
    assert "Written within 4 hours: in time." in call_words(write(stub))


def test_an_area_without_a_procedure_has_no_due_time(solihull):
    assert written_due(solihull, dt.datetime(1999, 1, 1, tzinfo=LONDON)) is None


class TestHome:
    def test_a_call_waits_to_be_written_of_with_its_due_time(self, sign_in, stub):
        html = sign_in(stub.practitioner).get("/home/").content.decode()
        assert "Tell the MASH in writing: your call of today at 14:10" in html and "Due tomorrow 14:10" in html

    def test_it_is_late_after_the_hours_and_not_before(self, sign_in, stub, moved):
        moved.move_to(CALLED + DAY)
        assert "overdue" not in sign_in(stub.practitioner).get("/home/").content.decode()
        moved.move_to(CALLED + DAY + dt.timedelta(minutes=5))
        assert "5 min overdue" in sign_in(stub.practitioner).get("/home/").content.decode()

    def test_it_waits_also_while_the_screening_is_being_filled_in(self, sign_in, stub):
        actions.start(by=stub.practitioner, area=stub.area, child=make_child(stub.practitioner), stub=stub)
        html = sign_in(stub.practitioner).get("/home/").content.decode()
        assert "your call of today at 14:10, about Wren Testerby" in html

    def test_it_is_gone_once_it_is_written(self, sign_in, stub):
        write(stub)
        assert "Tell the MASH in writing" not in sign_in(stub.practitioner).get("/home/").content.decode()


class TestReminder:
    def test_one_mail_goes_when_the_hours_are_over(self, stub, moved):
        moved.move_to(CALLED + DAY)
        assert chase_written() == 0
        moved.move_to(CALLED + DAY + SECOND)
        assert chase_written() == 1
        assert chase_written() == 0
        message = Message.objects.get(kind="written_late")
        assert (message.to_user_id, message.reference) == (stub.practitioner.user_id, stub.reference)
        assert Event.objects.get(type="referral:chased").reference == stub.reference

    def test_none_goes_for_what_was_written_or_deleted(self, practitioner, stub, moved):
        write(stub)
        other = actions.note_danger_call(by=practitioner, area=practitioner.area, called="999", called_at=CALLED)
        actions.delete_draft(screening=other, by=practitioner, reason="Rang about another child.")
        moved.move_to(CALLED + 2 * DAY)
        assert chase_written() == 0


class TestTheRest:
    """The urgent alert is worked at once; what is missing is asked for afterwards."""

    def test_it_is_on_the_referrers_home_and_nobody_elses(self, sign_in, practitioner, lead):
        sent = referrals.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        html = sign_in(practitioner).get("/home/").content.decode()
        assert "Tell the MASH the rest about Hazel, about 15" in html
        assert f"/referrals/{sent.reference}/more/" in html
        assert "Tell the MASH the rest" not in sign_in(lead).get("/home/").content.decode()

    def test_it_is_gone_once_everything_is_sent(self, sign_in, practitioner):
        from referrals.fields import PARTS, values_of

        sent = referrals.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        for part in PARTS:
            now = values_of(sent.content)
            given = {each.name: _any(each) for each in part.questions if each.short and not each.is_answered(now)}
            given |= {"carers_told_detail": "The aunt, today"} if part.slug == "sharing" else {}
            referrals.save_part(referral=sent, by=practitioner, part=part.slug, values=given)
        html = sign_in(practitioner).get("/home/").content.decode()
        assert "The MASH has it when you send it." in html
        referrals.send_additions(referral=sent, by=practitioner)
        assert "Tell the MASH the rest" not in sign_in(practitioner).get("/home/").content.decode()

    def test_it_is_gone_once_the_referral_is_closed(self, sign_in, practitioner, mash_worker):
        sent = referrals.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        referrals.decide(
            referral=sent, by=mash_worker, mash_outcome="early_help", reason="Known.", feedback="Rang you.",
            next_step="None.", details={"leads": "Colm Mockford"},
        )  # fmt: skip
        assert "Tell the MASH the rest" not in sign_in(practitioner).get("/home/").content.decode()


def _any(question) -> str:
    return question.field.choices[0][0] if question.field.choices else "Not known"
