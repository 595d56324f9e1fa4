"""Questions to the referrer: asked, answered, gone on without, and refused."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404

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


class TestAskTheReferrer:
    def test_a_new_referral_is_acknowledged_and_its_clock_stands_still(self, referral, mash_worker):
        asked = actions.ask(referral=referral, by=mash_worker, questions=TWO)
        referral.refresh_from_db()
        assert (referral.state, referral.paused_at) == ("waiting", THURSDAY)
        assert (referral.acknowledged_by, referral.worker, referral.opened_by) == (mash_worker,) * 3
        assert [(q.number, q.about, q.text) for q in asked.questions.all()] == [
            (1, "indicator:px-vehicle", "Which car was it?"),
            (2, "field:worried_about", "Since when?"),
        ]

    def test_the_question_keeps_its_card_as_it_was_sent(self, referral, mash_worker):
        asked = actions.ask(referral=referral, by=mash_worker, questions=TWO)
        indicator, field = asked.questions.all()
        assert indicator.card["row"]["what"] == "Got out of a grey car at the gate."
        assert indicator.label == indicator.card["row"]["label"]
        assert field.card["text"] == "Adults the family does not know give lifts."

    def test_it_is_recorded_and_the_referrer_told_without_content(self, referral, mash_worker, practitioner):
        asked = actions.ask(referral=referral, by=mash_worker, questions=TWO)
        event = Event.objects.get(type="referral:asked")
        assert event.detail == {
            "round": asked.reference, "to": "Priya Sampleton, Fernleigh Demo School", "of_referrer": True,
            "about": ["indicator:px-vehicle", "field:worried_about"], "questions": 2,
        }  # fmt: skip
        assert mails("question_asked") == [(practitioner.user_id, referral.reference, f"/questions/{asked.reference}/")]

    @pytest.mark.parametrize("how", ["left", "disabled"])
    def test_when_the_referrer_is_gone_the_leads_are_told(self, referral, mash_worker, practitioner, lead, how):
        if how == "left":
            type(practitioner).objects.filter(pk=practitioner.pk).update(ended_on=THURSDAY.date())
        else:
            type(practitioner.user).objects.filter(pk=practitioner.user_id).update(is_active=False)
        actions.ask(referral=Referral.objects.get(), by=mash_worker, questions=ONE)
        assert [to for to, *_ in mails("question_asked")] == [lead.user_id]
        assert Round.objects.waiting_for(lead).exists()

    def test_when_nobody_is_left_to_answer_it_says_whom_to_ring(self, referral, mash_worker, practitioner, school):
        make_member(school)
        type(practitioner).objects.filter(pk=practitioner.pk).update(ended_on=THURSDAY.date())
        with pytest.raises(NotPossible, match="Nobody at Fernleigh Demo School can answer here any more. Ring them."):
            actions.ask(referral=Referral.objects.get(), by=mash_worker, questions=ONE)
        assert Referral.objects.get().state == "new"

    def test_asking_again_while_it_waits_leaves_the_clock_where_it_stopped(self, referral, mash_worker, thursday):
        actions.ask(referral=referral, by=mash_worker, questions=ONE)
        thursday.move_to(THURSDAY + dt.timedelta(minutes=30))
        actions.ask(referral=referral, by=mash_worker, questions=ONE)
        referral.refresh_from_db()
        assert referral.paused_at == THURSDAY
        assert referral.rounds.open().count() == 2

    def test_pressing_twice_asks_once(self, referral, mash_worker):
        first = actions.ask(referral=referral, by=mash_worker, questions=ONE, reference="Q-2HF8-TQ9N")
        again = actions.ask(referral=referral, by=mash_worker, questions=ONE, reference="Q-2HF8-TQ9N")
        assert first == again and first.reference == "Q-2HF8-TQ9N"
        assert len(mails("question_asked")) == 1

    def test_going_back_to_a_round_that_was_answered_does_not_stop_the_clock_again(
        self, referral, mash_worker, practitioner
    ):
        asked = actions.ask(referral=referral, by=mash_worker, questions=ONE, reference="Q-2HF8-TQ9N")
        actions.answer(round=asked, by=practitioner, answers={1: "A grey one."})
        actions.ask(referral=referral, by=mash_worker, questions=ONE, reference="Q-2HF8-TQ9N")
        assert Referral.objects.get().state == "acknowledged"

    @pytest.mark.parametrize(
        ("questions", "problems"),
        [
            ([], {"text_1": "Write the question"}),
            ([Asked("", "  ")], {"text_1": "Write the question"}),
            ([*ONE, Asked("", "x" * 20_000)], {"text_2": "The question must be 10,000 characters or fewer"}),
            ([Asked("indicator:nothing", "Who?")], {"about_1": "Choose what the question is about from the list"}),
            ([Asked("Wren", "Who?")], {"about_1": "Choose what the question is about from the list"}),
            (ONE * 21, {"text_1": "Ask 20 questions or fewer in one round"}),
        ],
    )
    def test_what_cannot_be_asked_is_said_and_changes_nothing(self, referral, mash_worker, questions, problems):
        with pytest.raises(Incomplete) as raised:
            actions.ask(referral=referral, by=mash_worker, questions=questions)
        assert raised.value.problems == problems
        assert Referral.objects.get().state == "new"
        assert not Round.objects.exists()

    def test_ten_thousand_characters_and_twenty_questions_are_taken(self, referral, mash_worker):
        questions = [Asked("", "x" * 10_000)] * 20
        assert actions.ask(referral=referral, by=mash_worker, questions=questions).questions.count() == 20

    def test_a_decided_referral_takes_no_question_and_says_who_decided(self, referral, mash_worker):
        decided(referral, mash_worker)
        with pytest.raises(NotPossible, match="Dawn Placeholder has already decided this referral, on Thursday"):
            actions.ask(referral=referral, by=mash_worker, questions=ONE)

    def test_only_the_areas_mash_asks(self, referral, walsall, practitioner, cse_officer):
        abroad = make_member(make_agency(walsall, "mash"), "mash_worker")
        for nobody in (abroad, practitioner, cse_officer):
            with pytest.raises(Http404):
                actions.ask(referral=referral, by=nobody, questions=ONE)


class TestTheReferrerAnswers:
    @pytest.fixture
    def asked(self, referral, mash_worker):
        return actions.ask(referral=referral, by=mash_worker, questions=TWO)

    def test_each_question_can_be_answered_by_itself(self, asked, practitioner, mash_worker):
        actions.answer(round=asked, by=practitioner, answers={1: "", 2: " Since September. "})
        first, second = asked.questions.all()
        assert (first.answer, first.answered_by) == ("", None)
        assert (second.answer, second.answered_at, second.answered_by) == ("Since September.", THURSDAY, practitioner)
        assert Referral.objects.get().state == "waiting"
        assert [to for to, *_ in mails("question_answered")] == [mash_worker.user_id]
        assert Event.objects.get(type="referral:answered").detail == {
            "round": asked.reference, "of_referrer": True, "questions": [2]
        }  # fmt: skip

    def test_with_the_last_answer_the_clock_goes_on_with_the_time_that_was_left(self, asked, practitioner, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=4))  # Monday, 14:41
        actions.answer(round=asked, by=practitioner, answers={1: "A grey one.", 2: "Since September."})
        referral, asked = Referral.objects.get(), Round.objects.get()
        assert (referral.state, referral.paused_at) == ("acknowledged", None)
        assert referral.due_at == dt.datetime(2026, 11, 24, 14, 41, tzinfo=LONDON)
        assert (asked.ended_at, asked.ended_by, asked.ended_reason) == (dt.datetime.now(dt.UTC), practitioner, "")
        assert Event.objects.filter(type="referral:resumed").count() == 1

    def test_it_waits_on_while_another_round_is_open(self, asked, referral, practitioner, mash_worker, surgery):
        ask_surgery(referral, mash_worker, surgery)
        actions.answer(round=asked, by=practitioner, answers={1: "A grey one.", 2: "Since September."})
        assert Referral.objects.get().state == "waiting"
        assert not Round.objects.get(pk=asked.pk).is_open

    def test_pressing_twice_answers_once(self, asked, practitioner):
        for _ in range(2):
            replied = actions.answer(round=asked, by=practitioner, answers={1: "Grey.", 2: "September."})
            assert replied.taken == []
        assert Event.objects.filter(type="referral:answered").count() == 1

    def test_what_the_lead_answered_meanwhile_stands_and_the_rest_is_kept(self, asked, practitioner, lead):
        actions.answer(round=asked, by=lead, answers={1: "Silver."})
        replied = actions.answer(round=asked, by=practitioner, answers={1: "Grey.", 2: "September."})
        assert [(q.number, q.answer, q.answered_by) for q in replied.taken] == [(1, "Silver.", lead)]
        assert [q.answer for q in asked.questions.all()] == ["Silver.", "September."]
        assert Referral.objects.get().state == "acknowledged"

    @pytest.mark.parametrize(
        ("answers", "problems"),
        [
            ({}, {"answer_1": "Write an answer. “I do not know”, with who may know, is one"}),
            ({1: " ", 2: ""}, {"answer_1": "Write an answer. “I do not know”, with who may know, is one"}),
            ({2: "x" * 20_000}, {"answer_2": "The answer must be 10,000 characters or fewer"}),
            ({7: "Grey."}, {"answer_7": "This question is not among those you were asked"}),
        ],
    )
    def test_what_cannot_be_an_answer_is_said(self, asked, practitioner, answers, problems):
        with pytest.raises(Incomplete) as raised:
            actions.answer(round=asked, by=practitioner, answers=answers)
        assert raised.value.problems == problems

    def test_after_the_decision_no_answer_is_taken(self, asked, referral, practitioner, mash_worker):
        decided(referral, mash_worker)
        with pytest.raises(NotPossible, match="The MASH went on without this today at 14:41. You can still ring."):
            actions.answer(round=asked, by=practitioner, answers={1: "Grey."})

    def test_nobody_else_answers(self, asked, school, solihull, mash_worker, cse_officer):
        colleague, other = make_member(school), make_member(make_agency(solihull), "safeguarding_lead")
        for nobody in (colleague, other, mash_worker, cse_officer):
            with pytest.raises(Http404):
                actions.answer(round=asked, by=nobody, answers={1: "Grey."})

    def test_the_referrers_colleagues_do_not_stand_in_where_there_is_no_lead(self, asked, practitioner, school):
        type(practitioner).objects.filter(pk=practitioner.pk).update(ended_on=THURSDAY.date())
        assert not Round.objects.visible_to(make_member(school)).exists()


class TestGoOn:
    def test_open_rounds_end_with_the_reason_and_the_clock_goes_on(self, referral, mash_worker, surgery):
        actions.ask(referral=referral, by=mash_worker, questions=ONE)
        ask_surgery(referral, mash_worker, surgery)
        actions.go_on(referral=referral, by=mash_worker, reason=" Enough is known. ")
        referral.refresh_from_db()
        assert (referral.state, referral.paused_at) == ("acknowledged", None)
        assert [(each.ended_by, each.ended_reason) for each in Round.objects.all()] == [
            (mash_worker, "Enough is known.")
        ] * 2
        assert Event.objects.get(type="referral:resumed").reason == "Enough is known."

    @pytest.mark.parametrize(
        ("reason", "sentence"),
        [
            ("  ", "Say why the MASH goes on without the answers"),
            ("x" * 20_000, "The reason must be 10,000 characters or fewer"),
        ],
    )
    def test_it_needs_a_reason_of_a_readable_length(self, referral, mash_worker, reason, sentence):
        actions.ask(referral=referral, by=mash_worker, questions=ONE)
        with pytest.raises(Incomplete) as raised:
            actions.go_on(referral=referral, by=mash_worker, reason=reason)
        assert raised.value.problems == {"reason": sentence}

    def test_when_every_answer_came_meanwhile_it_says_so(self, referral, mash_worker, practitioner):
        asked = actions.ask(referral=referral, by=mash_worker, questions=ONE)
        actions.answer(round=asked, by=practitioner, answers={1: "Grey."})
        with pytest.raises(NotPossible, match="no question is open"):
            actions.go_on(referral=referral, by=mash_worker, reason="Enough.")

    def test_a_decided_one_says_who_decided(self, referral, mash_worker):
        decided(referral, mash_worker)
        with pytest.raises(NotPossible, match="Dawn Placeholder has already decided"):
            actions.go_on(referral=referral, by=mash_worker, reason="Enough.")
