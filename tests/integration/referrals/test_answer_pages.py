"""The page on which a question is answered: by the referrer, or by another agency that sees nothing else."""

import datetime as dt

import pytest
import time_machine
from django.urls import get_resolver, reverse

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.management.reference.http import addresses
from referrals import actions
from referrals.actions import Asked
from referrals.models import Referral, Round
from tests.factories.rounds import ask_surgery, decided, make_round, make_surgery
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
EVIDENCE = "Got out of a grey car at the gate."


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


@pytest.fixture
def asked(referral, mash_worker) -> Round:
    return make_round(referral, mash_worker)


@pytest.fixture
def information(referral, mash_worker, surgery) -> Round:
    return ask_surgery(referral, mash_worker, surgery)


def address(name, record, query="") -> str:
    return reverse(f"referrals:{name}", args=[record.reference]) + query


def text_of(response) -> str:
    return response.content.decode()


class TestTheReferrerAnswers:
    def test_it_stands_first_on_their_home_page(self, sign_in, practitioner, asked, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=60))  # The re-screen is overdue too.
        first = sign_in(practitioner).get(reverse("screening:home")).context["todo"][0]
        assert (first.name, first.tag, first.tone) == (
            "Answer the MASH about Wren Testerby", "The MASH is waiting", "amber"
        )  # fmt: skip
        assert first.url == address("answer", asked)
        assert first.line == "2 questions, asked Thu 19 Nov 2026 at 14:41 by Dawn Placeholder."

    def test_the_page_shows_the_cards_as_they_were_sent_and_a_box_each(self, sign_in, practitioner, asked):
        text = text_of(sign_in(practitioner).get(address("answer", asked)))
        for words in (EVIDENCE, "Which car was it?", "Adults the family does not know give lifts.", "Since when?"):
            assert words in text
        assert 'name="answer_1"' in text and 'name="answer_2"' in text
        assert asked.referral.reference in text

    def test_one_now_and_one_later(self, sign_in, practitioner, asked):
        client = sign_in(practitioner)
        page = client.post(address("answer", asked), {"answer_1": "", "answer_2": "Since September."}, follow=True)
        assert "1 question still to answer" in text_of(page)
        assert 'name="answer_1"' in text_of(page) and 'name="answer_2"' not in text_of(page)
        page = client.post(address("answer", asked), {"answer_1": "A grey one."}, follow=True)
        assert "Every question is answered" in text_of(page)
        assert Referral.objects.get().state == "acknowledged"
        assert client.get(reverse("screening:home")).context["todo"] == []

    def test_blank_and_too_long_are_said_at_their_boxes(self, sign_in, practitioner, asked):
        client = sign_in(practitioner)
        blank = text_of(client.post(address("answer", asked), {"answer_1": " "}))
        assert "Write an answer" in blank and 'href="#id_answer_1"' in blank
        long = text_of(client.post(address("answer", asked), {"answer_2": "x" * 20_000}))
        assert "Your answer must be 10,000 characters or fewer" in long and 'href="#id_answer_2"' in long

    def test_pressed_twice_or_sent_again_after_back_it_is_said_once(self, sign_in, practitioner, asked):
        client = sign_in(practitioner)
        for _ in range(2):
            page = client.post(address("answer", asked), {"answer_1": "Grey.", "answer_2": "May."}, follow=True)
            assert page.status_code == 200 and "Every question is answered" in text_of(page)
        assert Event.objects.filter(type="referral:answered").count() == 1

    def test_what_the_lead_answered_meanwhile_stands_and_nothing_typed_is_lost(
        self, sign_in, practitioner, lead, asked
    ):
        actions.answer(round=asked, by=lead, answers={1: "Silver."})
        page = sign_in(practitioner).post(address("answer", asked), {"answer_1": "Grey.", "answer_2": "May."})
        text = text_of(page)
        assert page.status_code == 409
        assert "Colm Mockford answered question 1 today at 14:41; that answer stands." in text
        assert "Grey." in text and "Silver." in text
        assert [question.answer for question in asked.questions.all()] == ["Silver.", "May."]

    def test_after_the_mash_went_on_they_can_still_ring_and_nothing_typed_is_lost(
        self, sign_in, practitioner, mash_worker, referral, asked
    ):
        actions.go_on(referral=referral, by=mash_worker, reason="Enough is known.")
        client = sign_in(practitioner)
        page = client.post(address("answer", asked), {"answer_1": "Grey."})
        assert page.status_code == 409
        for words in ("The MASH went on without this today at 14:41. You can still ring.", "Grey."):
            assert words in text_of(page)
        text = text_of(client.get(address("answer", asked)))
        assert "The MASH went on without this" in text and "<textarea" not in text

    def test_what_became_of_it_leads_to_the_question_and_later_to_the_answers(
        self, sign_in, practitioner, lead, asked, referral
    ):
        page = text_of(sign_in(practitioner).get(address("referral", referral)))
        assert "The MASH asks you" in page and address("answer", asked) in page
        actions.answer(round=asked, by=practitioner, answers={1: "Grey.", 2: "May."})
        page = text_of(sign_in(lead).get(address("referral", referral)))
        assert "The MASH asks you" not in page and address("answer", asked) in page

    def test_looking_is_recorded(self, sign_in, practitioner, asked):
        sign_in(practitioner).get(address("answer", asked))
        event = Event.objects.filter(type="referral:viewed").latest("id")
        assert (event.person, event.reference, event.reason) == (
            "Priya Sampleton", asked.referral.reference, f"Question {asked.reference} only"
        )  # fmt: skip


class TestAnotherAgency:
    def test_it_sees_the_child_the_question_and_nothing_of_the_referral(
        self, sign_in, surgery, information, referral, practitioner
    ):
        text = text_of(sign_in(surgery.memberships.get(role="safeguarding_lead")).get(address("answer", information)))
        for words in ("Wren Testerby", "9 January 2016", "When was the child last seen?", "Friday 20 November 2026"):
            assert words in text
        for words in (referral.reference, "Priya", "Fernleigh", EVIDENCE, "Adults the family", "grey car", "Worker",
                      "ulnerable to", "The aunt"):  # fmt: skip
            assert words not in text

    def test_its_home_page_shows_the_task_and_when_it_is_late(self, sign_in, surgery, information, thursday):
        lead = surgery.memberships.get(role="safeguarding_lead")
        task = sign_in(lead).get(reverse("screening:home")).context["todo"][0]
        assert (task.name, task.tag, task.tone) == (
            "Answer the MASH about Wren Testerby", "The MASH is waiting", "amber"
        )  # fmt: skip
        thursday.move_to(THURSDAY + dt.timedelta(days=3))
        task = sign_in(lead).get(reverse("screening:home")).context["todo"][0]
        assert (task.tag, task.tone) == ("The MASH is waiting, 2 days late", "red")

    def test_it_answers_and_still_sees_its_answer(self, sign_in, surgery, information):
        client = sign_in(surgery.memberships.get(role="safeguarding_lead"))
        page = client.post(address("answer", information), {"answer_1": "On Monday."}, follow=True)
        assert "On Monday." in text_of(page) and "Every question is answered" in text_of(page)
        assert Referral.objects.get().state == "acknowledged"

    def test_after_a_decision_it_reads_nothing_of_it(self, sign_in, surgery, information, referral, mash_worker):
        decided(referral, mash_worker)
        text = text_of(sign_in(surgery.memberships.get(role="safeguarding_lead")).get(address("answer", information)))
        assert "The MASH went on without this" in text
        assert "decided" not in text.lower() and "advice" not in text.lower()

    @pytest.mark.parametrize("asked_by_name", [True, False])
    def test_nothing_else_of_the_referral_or_the_child_is_there_for_it(
        self, sign_in, referral, mash_worker, surgery, asked_by_name
    ):
        person = surgery.memberships.get(role="practitioner" if asked_by_name else "safeguarding_lead")
        own = actions.ask_agency(
            referral=referral, by=mash_worker, agency=surgery, questions=["Last seen?"], due_on=THURSDAY.date(),
            to=person if asked_by_name else None,
        )  # fmt: skip
        asked = actions.ask(referral=referral, by=mash_worker, questions=[Asked("", "Which car?")])
        client = sign_in(person)
        assert client.get(address("answer", own)).status_code == 200
        records = (referral, referral.child, referral.screening, asked)
        extra = {"edition": 1, "code": "online", "part": "child", "file": "A-2HF8-TQ9N"}
        opened = []
        for _, name, _view in addresses(get_resolver()):
            for record in records:
                for keys in arguments(name, record.reference, extra):
                    statuses = {client.get(keys).status_code, client.post(keys).status_code}
                    if statuses - {404, 405}:
                        opened.append((name, keys, statuses))
        assert not opened

    def test_a_colleague_who_was_not_asked_finds_nothing(self, sign_in, surgery, information):
        client = sign_in(surgery.memberships.get(role="practitioner"))
        assert client.get(address("answer", information)).status_code == 404
        assert client.post(address("answer", information), {"answer_1": "Monday."}).status_code == 404
        assert client.get(reverse("screening:home")).context["todo"] == []

    def test_its_look_is_recorded_under_its_own_reference_and_the_child(self, sign_in, surgery, information):
        sign_in(surgery.memberships.get(role="safeguarding_lead")).get(address("answer", information))
        event = Event.objects.filter(type="referral:viewed").latest("id")
        assert (event.reference, event.child, event.area_id) == (
            information.reference, information.referral.child.reference, information.referral.area_id
        )  # fmt: skip

    def test_the_mash_sees_that_it_looked(self, client, sign_in, surgery, information, referral, mash_worker):
        sign_in(surgery.memberships.get(role="safeguarding_lead")).get(address("answer", information))
        text = text_of(sign_in(mash_worker).get(address("looked", referral)))
        assert "Ilse Fabricated" in text and f"Question {information.reference} only" in text


def arguments(name: str, reference: str, extra: dict) -> list[str]:
    """The address of this name for a record, if it takes a reference."""
    from django.urls import NoReverseMatch

    for keys in ({}, *({key: value} for key, value in extra.items())):
        try:
            return [reverse(name, kwargs={"ref": reference, **keys})]
        except NoReverseMatch:
            continue
    return []
