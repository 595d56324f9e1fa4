"""Known significant harm goes straight to the MASH (rule 2)."""

import pytest
import time_machine

from referrals.models import Referral
from screening.models import Child, Screening
from tests.factories.screenings import make_draft
from tests.integration.screening.begun import ADULT, DIRECT, answer_questions, token, wren

ASKED = {
    "worried_about": "An uncle hurts her.",
    "where": "At school",
    "asked_of_mash": "See her today.",
    "done_already": "Nothing yet",
    "carers_told": "no",
    "carers_not_told_reason": "It would put her at risk.",
    "safe_contact": "Through the school",
}


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False):
        yield


@pytest.fixture
def visitor(sign_in, practitioner):
    visitor = sign_in(practitioner)
    answer_questions(visitor, harm="yes")
    return visitor


def send(visitor, area, **fields):
    return visitor.post(DIRECT, {**wren(area), **ASKED, "begins": token(visitor.get(DIRECT)), **fields})


def test_the_referral_goes_at_once_with_a_draft_that_may_follow(visitor, solihull):
    answer = send(visitor, solihull)
    referral, draft = Referral.objects.get(), Screening.objects.get()
    assert (referral.kind, referral.urgent, referral.child, referral.screening) == ("direct", False, draft.child, draft)
    assert referral.details == ASKED
    page = visitor.get(answer.headers["Location"]).content.decode()
    assert "Referral sent to the Solihull MASH" in page
    assert "A screening can follow and is not required" in page


@pytest.mark.parametrize(
    "box", ["worried_about", "where", "asked_of_mash", "done_already", "carers_told", "safe_contact"]
)
def test_a_blank_box_is_asked_for_and_nothing_is_sent(visitor, solihull, box):
    page = send(visitor, solihull, **{box: "  "}).content.decode()
    assert f'id="id_{box}-error"' in page
    assert not Referral.objects.exists() and not Child.objects.exists()


def test_a_carer_who_was_not_told_needs_the_reason(visitor, solihull):
    page = send(visitor, solihull, carers_not_told_reason=" ").content.decode()
    assert "Say why parents or carers have not been told" in page


def test_a_carer_who_was_told_needs_who_and_when(visitor, solihull):
    page = send(visitor, solihull, carers_told="yes").content.decode()
    assert "Say who was told, and when" in page


def test_an_unknown_answer_about_carers_is_asked_again(visitor, solihull):
    assert (
        "Say whether parents or carers have been told"
        in send(visitor, solihull, carers_told="perhaps").content.decode()
    )


def test_it_goes_to_the_area_that_was_chosen(visitor, walsall):
    send(visitor, walsall)
    assert (Referral.objects.get().area, Screening.objects.get().area) == (walsall, walsall)


def test_pressed_twice_it_is_one_referral(visitor, solihull):
    form = {**wren(solihull), **ASKED, "begins": token(visitor.get(DIRECT))}
    first, second = visitor.post(DIRECT, form), visitor.post(DIRECT, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Referral.objects.count() == Screening.objects.count() == Child.objects.count() == 1


def test_a_tampered_hidden_field_is_refused(visitor, solihull):
    assert send(visitor, solihull, begins="forged").status_code == 400
    assert not Referral.objects.exists()


def test_an_adult_is_led_on_and_the_text_stays(visitor, solihull):
    assert send(visitor, solihull, date_of_birth_year="2000").headers["Location"] == ADULT
    page = visitor.get(DIRECT).content.decode()
    assert "An uncle hurts her." in page
    assert not Referral.objects.exists()


def test_a_known_child_is_offered_and_the_text_stays(visitor, lead, solihull):
    known = make_draft(lead, date_of_birth=None, estimated_age=10, age_source="Guess").child
    page = send(visitor, solihull).content.decode()
    assert "Is it one of these?" in page and "An uncle hurts her." in page
    send(visitor, solihull, match=known.reference)
    assert Referral.objects.get().child == known


def test_a_long_pasted_text_is_kept_whole(visitor, solihull):
    send(visitor, solihull, worried_about="x" * 50_000)
    assert Referral.objects.get().details["worried_about"] == "x" * 50_000


def test_a_text_beyond_the_limit_comes_back_whole_with_a_sentence(visitor, solihull):
    page = send(visitor, solihull, worried_about="y" * 50_001).content.decode()
    assert "must be 50,000 characters or fewer" in page and "y" * 50_001 in page
