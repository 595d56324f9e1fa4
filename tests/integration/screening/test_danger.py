"""Danger comes before any form (rules 1 and 2), with the numbers that answer at this hour."""

import pytest
import time_machine

from screening.models import Screening

START, ALERT, CALLED = "/screenings/start/", "/screenings/start/alert/", "/screenings/start/called/"
HARM, CHILD, DIRECT = "/screenings/start/known-harm/", "/screenings/start/child/", "/screenings/start/referral/"


def test_danger_first_asks_with_nothing_chosen(priya):
    page = priya.get(START).content.decode()
    assert "Is the child in danger now" in page
    assert " checked" not in page


def test_the_mash_answers_while_its_office_is_open(priya):
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False):
        page = priya.get(START).content.decode()
    assert "Solihull MASH, open now until 16:30" in page
    assert page.index("0121 788 4333") < page.index("0121 605 6060")


def test_out_of_hours_answers_when_the_office_is_closed(priya):
    with time_machine.travel("2026-11-20 22:00:00+00:00", tick=False):
        page = priya.get(START).content.decode()
    assert "The MASH is closed now" in page
    assert 'portal-call__number" href="tel:+441216056060"' in page


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"danger": "yes"}, ALERT),
        ({"danger": "no"}, HARM),
        ({"danger": "yes", "go": "alert"}, ALERT),
        ({"danger": "yes", "go": "stub"}, CALLED),
        # A browser without :has() shows both buttons whatever is chosen.
        ({"go": "alert"}, ALERT),
    ],
)
def test_an_answer_leads_on(priya, form, where):
    assert priya.post(START, form).headers["Location"] == where


@pytest.mark.parametrize("form", [{}, {"danger": ""}, {"danger": "maybe"}, {"danger": "no\x00x"}])
def test_no_answer_is_asked_again(priya, form):
    page = priya.post(START, form).content.decode()
    assert "<title>Error: " in page
    assert "If you are not sure, answer yes" in page


@pytest.mark.parametrize("page", [HARM, CHILD, DIRECT])
def test_no_page_comes_before_the_danger_question(priya, page):
    assert priya.get(page).headers["Location"] == START


@pytest.mark.parametrize(("answer", "where"), [("yes", DIRECT), ("no", CHILD)])
def test_known_harm_goes_straight_to_the_referral(priya, answer, where):
    priya.post(START, {"danger": "no"})
    assert priya.post(HARM, {"harm": answer}).headers["Location"] == where
    assert priya.get(where).status_code == 200


def test_known_harm_unanswered_is_asked_again(priya):
    priya.post(START, {"danger": "no"})
    assert "Say whether you already know" in priya.post(HARM, {"harm": "perhaps"}).content.decode()


def test_answering_danger_again_asks_about_harm_again(priya):
    priya.post(START, {"danger": "no"})
    priya.post(HARM, {"harm": "no"})
    priya.post(START, {"danger": "no"})
    assert priya.get(CHILD).headers["Location"] == START


def test_nothing_is_kept_before_the_child_is_known(priya):
    priya.post(START, {"danger": "no"})
    priya.post(HARM, {"harm": "no"})
    priya.get(CHILD)
    assert Screening.objects.count() == 0


@pytest.mark.parametrize("page", [START, ALERT, CALLED, HARM, CHILD, DIRECT, "/screenings/start/adult/"])
@pytest.mark.parametrize("role", ["mash_worker", "cse_officer", "area_admin", "auditor"])
def test_only_those_who_screen_begin(request, sign_in, role, page):
    assert sign_in(request.getfixturevalue(role)).get(page).status_code == 404
