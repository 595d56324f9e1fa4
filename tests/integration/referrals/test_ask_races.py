"""Asking and answering at the same moment as somebody else: nothing is lost, and nothing waits for nobody."""

import datetime as dt

import pytest

from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions
from referrals.actions import Asked
from referrals.models import Referral, Round
from referrals.states import NotPossible
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed
from tests.integration.referrals.test_races import at_once, split

pytestmark = pytest.mark.django_db(transaction=True)
TWO = [Asked("", "Which car?"), Asked("", "Since when?")]
TIMES = 4


@pytest.fixture
def workers(mash_worker):
    return [mash_worker, make_member(mash_worker.agency, "mash_worker", name="Second Worker")]


def decide(referral, by) -> Referral:
    return actions.decide(
        referral=referral, by=by, mash_outcome="advice", details=details("advice"), reason="r", feedback="f"
    )


def referral_of(practitioner) -> Referral:
    return make_completed(practitioner).referral


def consistent(referral) -> Referral:
    """The clock stands still exactly while a round is open."""
    referral.refresh_from_db()
    assert (referral.state == "waiting") == referral.rounds.open().exists() == (referral.paused_at is not None)
    return referral


def test_an_answer_while_the_mash_decides(practitioner, workers):
    for _ in range(TIMES):
        referral = referral_of(practitioner)
        asked = actions.ask(referral=referral, by=workers[0], questions=TWO)
        replied, decided = at_once(
            lambda a=asked: actions.answer(round=a, by=practitioner, answers={1: "Grey.", 2: "May."}),
            lambda r=referral: decide(r, workers[1]),
        )
        assert not isinstance(decided, Exception), decided
        asked.refresh_from_db()
        assert consistent(referral).state == "decided"
        # Whoever was second: either both answers stand, or the answerer was told and none does.
        assert asked.is_answered is not isinstance(replied, NotPossible)


def test_two_answers_at_once(practitioner, lead, workers):
    for _ in range(TIMES):
        referral = referral_of(practitioner)
        asked = actions.ask(referral=referral, by=workers[0], questions=TWO)
        done, refused = split(
            at_once(
                lambda a=asked: actions.answer(round=a, by=practitioner, answers={1: "Grey.", 2: "May."}),
                lambda a=asked: actions.answer(round=a, by=lead, answers={1: "Silver.", 2: "June."}),
            )
        )
        assert [question.answer for question in asked.questions.all()] in (["Grey.", "May."], ["Silver.", "June."])
        assert len(done) == 1 and len(refused) == 1
        assert consistent(referral).state == "acknowledged"
        assert Event.objects.filter(reference=referral.reference, type="referral:resumed").count() == 1


def test_each_answers_another_question(practitioner, lead, workers):
    for _ in range(TIMES):
        referral = referral_of(practitioner)
        asked = actions.ask(referral=referral, by=workers[0], questions=TWO)
        _, refused = split(
            at_once(
                lambda a=asked: actions.answer(round=a, by=practitioner, answers={1: "Grey."}),
                lambda a=asked: actions.answer(round=a, by=lead, answers={2: "June."}),
            )
        )
        assert not refused
        assert [question.answer for question in asked.questions.all()] == ["Grey.", "June."]
        assert consistent(referral).state == "acknowledged"


def test_a_question_while_another_worker_decides(practitioner, workers):
    for _ in range(TIMES):
        referral = referral_of(practitioner)
        asked, decided = at_once(
            lambda r=referral: actions.ask(referral=r, by=workers[0], questions=TWO),
            lambda r=referral: decide(r, workers[1]),
        )
        assert not isinstance(decided, Exception), decided
        assert consistent(referral).state == "decided"
        if isinstance(asked, NotPossible):
            assert "Second Worker has already decided this referral" in str(asked)


def test_the_same_page_sent_twice_at_once(practitioner, workers):
    referral = referral_of(practitioner)
    ask = {"referral": referral, "by": workers[0], "questions": TWO, "reference": "Q-2HF8-TQ9N"}
    first, second = at_once(lambda: actions.ask(**ask), lambda: actions.ask(**ask))
    assert first == second == Round.objects.get()


def test_going_on_while_the_answer_comes(practitioner, workers):
    for _ in range(TIMES):
        referral = referral_of(practitioner)
        asked = actions.ask(referral=referral, by=workers[0], questions=TWO)
        _, refused = split(
            at_once(
                lambda a=asked: actions.answer(round=a, by=practitioner, answers={1: "Grey.", 2: "May."}),
                lambda r=referral: actions.go_on(referral=r, by=workers[1], reason="Enough."),
            )
        )
        assert len(refused) == 1
        assert consistent(referral).state == "acknowledged"


def test_two_sweeps_remind_once(practitioner, workers, walsall):
    agency = make_agency(walsall)
    make_member(agency)
    asked = actions.ask_agency(
        referral=referral_of(practitioner), by=workers[0], agency=agency, questions=["Seen?"], due_on=clock.today()
    )
    Round.objects.filter(pk=asked.pk).update(due_on=clock.today() - dt.timedelta(days=1))
    assert sorted(at_once(actions.chase_answers, actions.chase_answers)) == [0, 1]
    assert Message.objects.filter(kind="information_late").count() == 1
