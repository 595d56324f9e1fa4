"""Two at once, with real transactions: one referral, one log entry, one answer for both."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.middleware import SESSION_KEY
from referrals.models import LogEntry, Referral
from screening import actions
from screening.models import Rescreen, Screening
from screening.states import NotPossible, Status
from tests.factories.people import make_member
from tests.factories.screenings import answer, judgement, make_completed, make_draft
from tests.integration.screening.judging import boxes, check_url, sent_url

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Runs the calls in threads that start together; the result of each, or what it raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait(timeout=10)
            results[place] = call()
        except Exception as raised:  # noqa: BLE001 - the test looks at what was raised
            results[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def browser_of(member) -> Client:
    browser = Client()
    browser.force_login(member.user)
    session = browser.session
    session[SESSION_KEY] = member.pk
    session.save()
    return browser


def test_two_submissions_at_once_send_one_referral(practitioner):
    draft = make_draft(practitioner)

    def submit():
        return actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))

    results = at_once(submit, submit, submit)
    assert [result.outcome for result in results] == ["vulnerable"] * 3
    assert Referral.objects.filter(child=draft.child).count() == 1
    assert LogEntry.objects.filter(child=draft.child).count() == 1
    assert Rescreen.objects.filter(child=draft.child).count() == 1


def test_a_double_click_shows_the_same_confirmation_twice(practitioner):
    draft = make_draft(practitioner)
    typed = boxes("vulnerable")
    first, second = browser_of(practitioner), browser_of(practitioner)
    answers = at_once(lambda: first.post(check_url(draft), typed), lambda: second.post(check_url(draft), typed))
    assert [answer["Location"] for answer in answers] == [sent_url(draft)] * 2
    assert Referral.objects.filter(child=draft.child).count() == 1


def test_a_save_that_comes_after_the_submission_changes_nothing(practitioner):
    draft = make_draft(practitioner)
    submit, save = at_once(
        lambda: actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable")),
        lambda: actions.save_judgement(screening=draft, by=practitioner, values={"reason": "Late"}),
    )
    assert submit.status == Status.COMPLETE
    assert isinstance(save, NotPossible | Screening)
    assert Screening.objects.get(pk=draft.pk).judgement["reason"] == "It began in the same month."


def test_agreeing_and_taking_back_at_once_leaves_one_of_them(practitioner, lead):
    draft = make_draft(practitioner)
    answer(draft, "pr-unexplained-gifts")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    results = at_once(
        lambda: actions.agree(screening=waiting, by=lead),
        lambda: actions.withdraw(screening=waiting, by=practitioner),
    )
    stopped = [result for result in results if isinstance(result, Exception)]
    assert len(stopped) == 1
    complete = Screening.objects.get(pk=draft.pk).status == Status.COMPLETE
    assert LogEntry.objects.filter(screening=draft).exists() is complete


def test_agreeing_twice_at_once_completes_it_once(practitioner, lead):
    draft = make_draft(practitioner)
    sign = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, sign.code, "suspected", "concern_only")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    results = at_once(*[lambda: actions.agree(screening=waiting, by=lead)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["NotPossible", "Screening"]
    assert Referral.objects.filter(child=draft.child).count() == 1
    assert LogEntry.objects.filter(screening=draft).count() == 1


def test_a_correction_begun_twice_at_once_is_one_draft(practitioner):
    done = make_completed(practitioner)
    results = at_once(*[lambda: actions.correct(screening=done, by=practitioner, reason="Mixed up.")] * 2)
    assert len({result.pk for result in results}) == 1
    assert Screening.objects.filter(corrects=done).count() == 1


def test_two_colleagues_who_complete_the_same_child_at_once_leave_one_screening_current(practitioner, school):
    colleague = make_member(school, name="Other Person")
    mine = make_draft(practitioner)
    theirs = make_draft(colleague, child=mine.child)

    def submit(draft):
        return actions.submit(screening=draft, by=draft.practitioner, judgement=judgement("vulnerable"))

    results = at_once(lambda: submit(mine), lambda: submit(theirs))
    assert [result.status for result in results] == [Status.COMPLETE] * 2
    assert LogEntry.objects.filter(child=mine.child, current=True).count() == 1
    assert Rescreen.objects.open().filter(child=mine.child).count() == 1
    first, second = Screening.objects.filter(child=mine.child).order_by("submitted_at")
    assert second.previous == first


def test_an_alert_beside_the_submission_of_its_screening_is_sent_or_says_that_it_is_not(practitioner):
    draft = make_draft(practitioner)
    alert = {"who": "Wren", "where": "At the gate", "what": "He is back.", "phone": "01632 960401",
             "area": practitioner.area.pk}  # fmt: skip
    first, second = browser_of(practitioner), browser_of(practitioner)
    submitted, told = at_once(
        lambda: first.post(check_url(draft), boxes("vulnerable")),
        lambda: second.post(reverse("screening:alert_for", args=[draft.reference]), alert),
    )
    assert submitted.status_code == 302
    referral = Referral.objects.get(child=draft.child)
    assert told.status_code == (302 if referral.kind == "alert" else 400)
    assert referral.screening.status == Status.COMPLETE
