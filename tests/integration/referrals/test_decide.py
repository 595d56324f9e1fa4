"""The MASH's decision: what each outcome needs, that nothing typed is lost, and what the referrer then sees."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.decisions import NEEDS, facts
from referrals.forms.decide import DecideForm
from referrals.models import Referral
from referrals.states import MashOutcome
from referrals.what_now import WHAT_NOW
from screening import actions as screenings
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, 30, tzinfo=LONDON)
LATER = THURSDAY + dt.timedelta(hours=1)
WORDS = {
    "reason": "Adults with a car and a phone.",
    "next_step": "Kit Pretend rings the aunt today.",
    "feedback": "Thank you. We meet on Friday at 10:00.",
    "when": "now",
}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner, thursday) -> Referral:
    sent = make_completed(practitioner, codes=("px-vehicle",)).referral
    thursday.move_to(LATER)
    return sent


TYPED = {
    "strategy_discussion": {"held_on_day": "20", "held_on_month": "11", "held_on_year": "2026", "held_time": "10:00",
                            "attends": "Police, school and social care"},
    "section_17": {"assesses": "Alder Notional", "assesses_from_day": "20", "assesses_from_month": "11",
                   "assesses_from_year": "2026"},
    "early_help": {"leads": "Colm Mockford"},
    "advice": {"advised": "Ring the specialist service."},
    "already_open": {"worker_name": "Fern Makebelieve", "worker_team": "Demo family team",
                     "worker_phone": "01632 960733"},
    "no_further_action": {"rescreen_on_day": "17", "rescreen_on_month": "12", "rescreen_on_year": "2026",
                          "support": "The aunt and the school librarian."},
}  # fmt: skip


@pytest.fixture(autouse=True)
def decider(mash_worker) -> None:
    """Who the page says decides, unless somebody else is chosen: whoever has it open."""
    WORDS["decided_by"] = str(mash_worker.pk)


def words(outcome="strategy_discussion", **changed) -> dict:
    return {"mash_outcome": outcome, **TYPED[outcome], **WORDS, **changed}


def url(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])


@pytest.mark.parametrize("outcome", MashOutcome)
def test_every_outcome_is_recorded_with_what_it_needs(sign_in, mash_worker, referral, outcome):
    response = sign_in(mash_worker).post(url("decide", referral), words(outcome.value))
    assert response.headers["Location"] == url("referral", referral)
    referral.refresh_from_db()
    assert (referral.state, referral.mash_outcome, referral.decided_by) == ("decided", outcome, mash_worker)
    assert (referral.decided_at, referral.worker) == (LATER, mash_worker)
    assert referral.next_step == WORDS["next_step"]
    assert referral.decision_details == details(outcome)
    assert Event.objects.get(type="referral:decided").detail == {"outcome": outcome.value}
    assert Message.objects.filter(kind="referral_decided", to_user_id=referral.referrer.user_id).count() == 1


EVERY_NEED = [(outcome.value, need) for outcome, needs in NEEDS.items() for need in needs]


def test_an_outcome_without_what_it_needs_is_asked_for_it(sign_in, mash_worker, referral):
    client = sign_in(mash_worker)
    for outcome, need in EVERY_NEED:
        stem = need.name.removesuffix("_at")
        data = {name: "" if name.startswith(stem) else value for name, value in words(outcome).items()}
        text = client.post(url("decide", referral), data).content.decode()
        assert text.count(need.missing) == 2, need
        assert WORDS["feedback"] in text, need
        assert Referral.objects.get().state == "new", need


def test_the_action_itself_asks_for_it_too(mash_worker, referral):
    for outcome, need in EVERY_NEED:
        lacking = details(outcome) | {need.name: " "}
        with pytest.raises(Incomplete) as refused:
            actions.decide(referral=referral, by=mash_worker, mash_outcome=outcome, details=lacking, reason="r",
                           feedback="f")  # fmt: skip
        assert refused.value.problems == {need.name: need.missing}
        assert Referral.objects.get().state == "new", need


@pytest.mark.parametrize("field", ["mash_outcome", "reason", "next_step", "feedback"])
def test_outcome_reason_next_step_and_feedback_are_required(sign_in, mash_worker, referral, field):
    response = sign_in(mash_worker).post(url("decide", referral), words(**{field: ""}))
    assert field in response.context["form"].errors
    assert "<title>Error:" in response.content.decode()
    assert Referral.objects.get().state == "new"


@pytest.mark.parametrize("field", ["reason", "feedback"])
@pytest.mark.parametrize("text", ["", " \n\t "])
def test_it_is_never_closed_without_reason_or_feedback(mash_worker, referral, field, text):
    given = {"mash_outcome": "advice", "details": details("advice"), "reason": "r", "feedback": "f", field: text}
    with pytest.raises(Incomplete) as refused:
        actions.decide(referral=referral, by=mash_worker, **given)
    assert set(refused.value.problems) == {field}
    assert Referral.objects.get().state == "new"


def test_an_unknown_outcome_is_refused(sign_in, mash_worker, referral):
    response = sign_in(mash_worker).post(url("decide", referral), words(mash_outcome="close_it"))
    assert "mash_outcome" in response.context["form"].errors
    assert Referral.objects.get().state == "new"


class TestWhoDecided:
    def test_a_colleagues_decision_is_written_down_and_both_are_named(
        self, sign_in, mash_worker, practitioner, referral
    ):
        manager = make_member(mash_worker.agency, "mash_manager", name="Tamsin Notreal")
        sign_in(mash_worker).post(url("decide", referral), words(decided_by=str(manager.pk)))
        referral.refresh_from_db()
        assert (referral.decided_by, referral.decision_details["written_by"]) == (manager, "Dawn Placeholder")
        assert Event.objects.get(type="referral:decided").person == "Dawn Placeholder"
        seen = sign_in(mash_worker).get(url("referral", referral)).content.decode()
        assert "By Tamsin Notreal; written down by Dawn Placeholder" in seen
        assert "Decided by Tamsin Notreal" in sign_in(practitioner).get(url("referral", referral)).content.decode()

    def test_nobody_outside_this_mash_decides(self, sign_in, mash_worker, lead, walsall, referral):
        abroad = make_member(make_agency(walsall, "mash"), "mash_manager", name="Owen Pretend")
        gone = make_member(mash_worker.agency, "mash_worker", name="Kit Gone")
        gone.ended_on = dt.date(2026, 11, 18)
        gone.save()
        for member in (abroad, gone, lead):
            page = sign_in(mash_worker).post(url("decide", referral), words(decided_by=str(member.pk)))
            assert "decided_by" in page.context["form"].errors
            with pytest.raises(Incomplete):
                actions.decide(referral=referral, by=mash_worker, mash_outcome="advice", details=details("advice"),
                               reason="r", feedback="f", decided_by=member)  # fmt: skip
        assert Referral.objects.get().state == "new"


class TestWhen:
    @pytest.mark.parametrize(("minutes", "kept"), [(0, True), (1, False), (60 * 24 * 400, False)])
    def test_the_action_takes_no_decision_from_the_future(self, mash_worker, referral, minutes, kept):
        at = LATER + dt.timedelta(minutes=minutes)
        given = {"mash_outcome": "advice", "details": details("advice"), "reason": "r", "feedback": "f"}
        if kept:
            assert actions.decide(referral=referral, by=mash_worker, decided_at=at, **given).decided_at == at
            return
        with pytest.raises(Incomplete, match="not in the future"):
            actions.decide(referral=referral, by=mash_worker, decided_at=at, **given)

    def test_a_strategy_discussion_may_lie_ahead_and_not_beyond_a_year(self, sign_in, mash_worker, referral):
        page = sign_in(mash_worker).post(url("decide", referral), words(held_on_year="2028"))
        assert "must be within a year of today" in page.content.decode()
        sign_in(mash_worker).post(url("decide", referral), words(held_on_day="27"))
        assert Referral.objects.get().decision_details["held_at"] == "2026-11-27T10:00:00+00:00"

    def earlier(self, sign_in, mash_worker, referral, time, day=19, month="11"):
        data = words(when="earlier", decided_time=time, decided_on_day=str(day), decided_on_month=month,
                     decided_on_year="2026")  # fmt: skip
        return sign_in(mash_worker).post(url("decide", referral), data)

    def test_a_decision_may_have_been_made_earlier(self, sign_in, mash_worker, referral):
        self.earlier(sign_in, mash_worker, referral, "15:05")
        assert Referral.objects.get().decided_at == THURSDAY.replace(hour=15, minute=5, second=0)

    def test_the_minute_of_sending_counts_as_after_it(self, sign_in, mash_worker, referral):
        self.earlier(sign_in, mash_worker, referral, "14:41")
        assert Referral.objects.get().decided_at == THURSDAY

    @pytest.mark.parametrize(("time", "day"), [("14:40", 19), ("15:42", 19), ("23:59", 18), ("", 19), ("25:00", 19)])
    def test_not_before_sending_nor_in_the_future_nor_nonsense(self, sign_in, mash_worker, referral, time, day):
        response = self.earlier(sign_in, mash_worker, referral, time, day)
        assert {"decided_on", "decided_time"} & set(response.context["form"].errors)
        assert Referral.objects.get().state == "new"

    def test_a_day_that_does_not_exist(self, sign_in, mash_worker, referral):
        response = self.earlier(sign_in, mash_worker, referral, "15:05", day=31)
        assert response.context["form"].errors["decided_on"] == [
            "Day of the decision must be a real date, like 9 June 2016"
        ]

    def test_earlier_boxes_do_not_count_when_it_is_now(self, sign_in, mash_worker, referral):
        sign_in(mash_worker).post(url("decide", referral), words(decided_time="09:00"))
        assert Referral.objects.get().decided_at == LATER


def test_somebody_else_was_first_and_what_was_typed_is_still_there(sign_in, mash_worker, referral):
    first = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
    actions.decide(
        referral=referral,
        by=first,
        mash_outcome="section_17",
        details=details("section_17"),
        reason="Seen.",
        feedback="Told.",
    )
    response = sign_in(mash_worker).post(url("decide", referral), words())
    text = response.content.decode()
    assert response.status_code == 409
    assert "Alder Exampler has already decided this referral, on Thursday 19 November at 15:41." in text
    assert "Section 17 assessment" in text
    assert WORDS["feedback"] in text
    assert "Decide and tell the referrer</button>" not in text
    assert Referral.objects.get().decided_by == first


def test_a_referral_that_was_joined_or_passed_on_meanwhile_says_so_and_keeps_what_was_typed(
    sign_in, mash_worker, practitioner, referral, walsall
):
    first = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
    words_to = {"reason": "It is theirs.", "feedback": "They write to you."}
    make_member(make_agency(walsall, "mash"), "mash_worker", name="Owen Pretend")
    other = make_completed(practitioner, child=referral.child).referral
    actions.move(referral=referral, by=first, to_area=walsall, **words_to)
    later = make_completed(practitioner, child=referral.child).referral
    actions.join(referral=later, by=first, original=other.reference, **words_to)
    for closed, done in ((referral, "passed on"), (later, "joined")):
        response = sign_in(mash_worker).post(url("decide", closed), words())
        text = response.content.decode()
        assert response.status_code == 409
        assert f"Alder Exampler has already {done} this referral, on Thursday 19 November at 15:41." in text
        assert "They write to you." in text
        assert WORDS["feedback"] in text
        assert sign_in(mash_worker).get(url("decide", closed)).headers["Location"] == url("referral", closed)


def test_a_decided_referral_has_no_form_to_look_at(sign_in, mash_worker, referral):
    actions.decide(
        referral=referral,
        by=mash_worker,
        mash_outcome="advice",
        details=details("advice"),
        reason="Known.",
        feedback="Rang.",
    )
    assert sign_in(mash_worker).get(url("decide", referral)).headers["Location"] == url("referral", referral)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "a\x00b", "🦋 مرحبا", "x" * 50_000])
def test_any_text_is_kept_and_shown_as_text(sign_in, mash_worker, practitioner, referral, client, text):
    sign_in(mash_worker).post(url("decide", referral), words(feedback=text))
    referral.refresh_from_db()
    assert referral.feedback == text.replace("\x00", "")
    shown = sign_in(practitioner).get(url("referral", referral)).content.decode()
    assert "<script>alert" not in shown
    assert escape(referral.feedback) in shown


def test_a_text_beyond_any_use_comes_back_with_a_sentence(sign_in, mash_worker, referral):
    response = sign_in(mash_worker).post(url("decide", referral), words(reason="x" * 50_001))
    assert "must be 50,000 characters or fewer" in str(response.context["form"].errors["reason"])


def test_words_under_another_outcome_stay_in_their_box_and_are_not_used(mash_worker, referral):
    form = DecideForm(words(advised="Ring the helpline"), referral=referral, by=mash_worker)
    assert form.is_valid()
    assert set(form.decision["details"]) == {"held_at", "attends"}


class TestWhatBecameOfIt:
    def test_before_it_is_opened(self, sign_in, practitioner, referral):
        response = sign_in(practitioner).get(url("referral", referral))
        assert [(step["name"], step["note"], step["state"]) for step in response.context["steps"]] == [
            ("Sent", "today at 14:41", "done"), ("Opened", "not yet", "now"),
            ("Decision", "due tomorrow 14:41 (7 h 35 min of working time left)", ""),
        ]  # fmt: skip
        text = response.content.decode()
        assert "nobody has taken it yet" in text
        assert "Mark as read" not in text
        assert Event.objects.filter(type="referral:viewed", membership_id=practitioner.pk).count() == 1
        assert Referral.objects.get().opened_at is None

    def test_opened_and_taken(self, sign_in, practitioner, mash_worker, referral):
        sign_in(mash_worker).get(url("referral", referral))
        actions.acknowledge(referral=referral, by=mash_worker)
        response = sign_in(practitioner).get(url("referral", referral))
        assert [step["state"] for step in response.context["steps"]] == ["done", "done", "now"]
        assert "Dawn Placeholder has it." in response.content.decode()

    def test_overdue_says_to_ring(self, sign_in, practitioner, referral, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=1, hours=1))
        text = sign_in(practitioner).get(url("referral", referral)).content.decode()
        assert "1 h overdue. Was due today 14:41" in text
        assert "Ring now and ask: Solihull MASH" in text

    @pytest.mark.parametrize("outcome", MashOutcome)
    def test_decided_it_says_what_why_what_next_who_and_what_to_do(
        self, sign_in, practitioner, mash_worker, referral, outcome
    ):
        sign_in(mash_worker).post(url("decide", referral), words(outcome.value))
        text = sign_in(practitioner).get(url("referral", referral)).content.decode()
        typed = [WORDS[name] for name in ("reason", "next_step", "feedback")]
        typed += [text for fact in facts(outcome, details(outcome)) for text in fact]
        for said in (*typed, WHAT_NOW[outcome], "Dawn Placeholder, Solihull MASH", "If you disagree"):
            assert said in text, said

    def test_the_agencys_lead_is_named_for_disagreeing(self, sign_in, practitioner, lead, referral):
        assert (
            "safeguarding lead (Colm Mockford)" in sign_in(practitioner).get(url("referral", referral)).content.decode()
        )

    def test_marking_as_read_once_is_enough(self, sign_in, practitioner, mash_worker, referral):
        sign_in(mash_worker).post(url("decide", referral), words())
        client = sign_in(practitioner)
        assert "Mark as read" in client.get(url("referral", referral)).content.decode()
        client.post(url("read", referral))
        client.post(url("read", referral))
        referral.refresh_from_db()
        assert (referral.feedback_read_at, referral.feedback_read_by) == (LATER, practitioner)
        assert "Marked as read by Priya Sampleton" in client.get(url("referral", referral)).content.decode()
        assert Event.objects.filter(type="referral:feedback_read").count() == 1

    def test_nothing_to_read_before_a_decision(self, sign_in, practitioner, referral):
        response = sign_in(practitioner).post(url("read", referral), follow=True)
        assert "so you cannot mark as read it now" in response.content.decode()

    def test_the_lead_sees_it_and_leaves_the_marking_to_the_referrer(
        self, sign_in, practitioner, lead, mash_worker, referral
    ):
        sign_in(mash_worker).post(url("decide", referral), words())
        client = sign_in(lead)
        assert "Mark as read" not in client.get(url("referral", referral)).content.decode()
        assert client.post(url("read", referral)).status_code == 404
        practitioner.ended_on = dt.date(2026, 11, 18)
        practitioner.save()
        assert "Mark as read" in client.get(url("referral", referral)).content.decode()
        assert client.post(url("read", referral)).status_code == 302

    def test_another_practitioner_of_the_agency_does_not_see_it(self, sign_in, school, referral):
        other = make_member(school, name="Kit Pretend")
        assert sign_in(other).get(url("referral", referral)).status_code == 404

    def test_another_agencys_lead_does_not_see_it(self, sign_in, solihull, referral):
        other = make_member(make_agency(solihull), "safeguarding_lead", name="Fern Makebelieve")
        assert sign_in(other).get(url("referral", referral)).status_code == 404

    @pytest.mark.parametrize("name", ["looked", "assign", "decide"])
    def test_the_mashs_own_pages_are_not_the_referrers(self, sign_in, practitioner, referral, name):
        assert sign_in(practitioner).get(url(name, referral)).status_code == 404

    @pytest.mark.parametrize("name", ["full", "screening"])
    def test_what_was_sent_can_be_read_again(self, sign_in, practitioner, referral, name):
        assert sign_in(practitioner).get(url(name, referral)).status_code == 200


def test_every_outcome_says_what_the_referrer_does_now():
    assert set(WHAT_NOW) == set(MashOutcome)
    assert all(WHAT_NOW.values())


class TestWhatCameMeanwhile:
    """A screening is corrected while a MASH worker has the page open: they decide on what they have read."""

    @pytest.fixture
    def worker(self, sign_in, mash_worker, referral):
        return sign_in(mash_worker)

    def corrected(self, referral) -> None:
        by = referral.referrer
        draft = screenings.correct(screening=referral.screening, by=by, reason="The date was mixed up.")
        screenings.submit(screening=draft, by=by, judgement=judgement("vulnerable"))

    def test_a_decision_on_what_was_replaced_is_asked_about_and_nothing_typed_is_lost(self, worker, referral):
        page = worker.get(url("decide", referral))
        self.corrected(referral)
        response = worker.post(url("decide", referral), words() | {"edition": page.context["edition"]})
        text = response.content.decode()
        assert "The referral changed while you had this page open" in text
        assert "<title>Error:" in text
        assert WORDS["feedback"] in text
        assert Referral.objects.get().state == "new"
        worker.post(url("decide", referral), words() | {"edition": response.context["edition"]})
        assert Referral.objects.get().state == "decided"

    def test_an_edition_that_is_no_number_is_not_the_one_that_stands(self, worker, referral):
        response = worker.post(url("decide", referral), words() | {"edition": "latest"})
        assert response.context["form"].errors
        assert Referral.objects.get().state == "new"
