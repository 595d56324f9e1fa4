"""The second person's page, and taking a waiting screening back."""

import re

import pytest
from django.urls import reverse

from audit.models import Event
from screening import actions
from screening.models import Screening
from screening.states import Status
from tests.factories.people import make_member
from tests.factories.screenings import answer, judgement, make_draft
from tests.integration.screening.judging import boxes, check_url, sent_url


@pytest.fixture
def waiting(practitioner, lead) -> Screening:
    draft = make_draft(practitioner)
    answer(draft, "pr-unexplained-gifts")
    return actions.submit(
        screening=draft, by=practitioner,
        judgement=judgement("universal", reason="The aunt gave the phone; she showed the receipt."), second_person=lead,
    )  # fmt: skip


def url(screening: Screening, page: str = "countersign") -> str:
    return reverse(f"screening:{page}", args=[screening.reference])


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_rule_17_the_check_page_hands_it_to_the_second_person(practitioner, lead, sign_in):
    draft = make_draft(practitioner)
    answer(draft, "pr-unexplained-gifts")
    typed = boxes("universal") | {"second_person": str(lead.pk)}
    said = words(sign_in(practitioner).post(check_url(draft), typed, follow=True))
    assert "Sent to Colm Mockford to agree" in said
    assert "nothing goes to the MASH" in said
    assert Screening.objects.get(pk=draft.pk).second_person == lead


def test_rule_17_finding_judgement_and_reason_are_on_one_page(waiting, lead, sign_in):
    said = words(sign_in(lead).get(url(waiting)))
    assert "Expect at least: potentially vulnerable to CSE" in said
    assert "Red alone. Rule 14" in said
    assert "Outcome Universal" in said
    assert "The aunt gave the phone; she showed the receipt." in said
    assert "Got out of a grey car at the gate." in said
    assert "I saw it myself: Me. Clear evidence" in said
    assert "Priya Sampleton screens Wren the same day when anything changes" in said
    assert Event.objects.filter(type="screening:viewed", reference=waiting.reference, person="Colm Mockford").exists()


def test_rule_17_agreeing_completes_it(waiting, lead, sign_in):
    response = sign_in(lead).post(url(waiting), {"agree": "1"}, follow=True)
    assert response.redirect_chain == [(sent_url(waiting), 302)]
    assert "Sent to the CSE officer" in words(response)
    done = Screening.objects.get(pk=waiting.pk)
    assert (done.status, done.countersigned_by) == (Status.COMPLETE, lead)


def test_rule_17_sending_back_needs_a_reason(waiting, lead, sign_in):
    response = sign_in(lead).post(url(waiting), {"reason": ""})
    assert '<a href="#id_reason">Say why you send it back</a>' in response.content.decode()
    assert "<title>Error: " in response.content.decode()
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING


def test_rule_17_the_practitioner_reads_why_it_came_back(waiting, practitioner, lead, sign_in):
    response = sign_in(lead).post(url(waiting), {"reason": "Ask about the phone."}, follow=True)
    assert "Sent back to Priya Sampleton" in words(response)
    said = words(sign_in(practitioner).get(check_url(waiting)))
    assert "The second person sent it back: Ask about the phone." in said


def test_what_no_longer_waits_is_shown_as_it_stands(waiting, practitioner, lead, sign_in):
    actions.agree(screening=waiting, by=lead)
    browser = sign_in(lead)
    assert browser.get(url(waiting))["Location"] == url(waiting, "view")
    assert browser.post(url(waiting), {"agree": "1"})["Location"] == url(waiting, "view")


def test_rule_17_nobody_else_reaches_the_page(waiting, practitioner, mash_worker, cse_officer, school, sign_in):
    another = make_member(school, "safeguarding_lead", name="Another Lead")
    for nobody in (practitioner, mash_worker, cse_officer):
        assert sign_in(nobody).get(url(waiting)).status_code == 404
    assert sign_in(another).post(url(waiting), {"agree": "1"})["Location"] == url(waiting, "view")
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING


def test_rule_7_a_birthday_is_said_and_nothing_is_completed(practitioner, lead, sign_in, time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000")
    draft = make_draft(practitioner, age=11)
    answer(draft, "pr-unexplained-gifts")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    time_machine.move_to("2027-01-09 10:00 +0000")
    browser = sign_in(lead)
    response = browser.post(url(waiting), {"agree": "1"}, follow=True)
    assert "You cannot agree to it any more." in words(response)
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING
    browser.post(url(waiting), {"reason": "She is 12 now."})
    assert Screening.objects.get(pk=waiting.pk).status == Status.DRAFT


def test_taking_it_back_leads_to_the_check_page(waiting, practitioner, sign_in):
    browser = sign_in(practitioner)
    assert "Take it back to change it" in words(browser.get(sent_url(waiting)))
    response = browser.post(url(waiting, "withdraw"), follow=True)
    assert response.redirect_chain == [(check_url(waiting), 302)]
    assert "It is a draft again." in words(response)


def test_taking_it_back_too_late_says_so(waiting, practitioner, lead, sign_in):
    actions.agree(screening=waiting, by=lead)
    response = sign_in(practitioner).post(url(waiting, "withdraw"), follow=True)
    assert "This screening is “Complete” by now, too late to take back." in words(response)
    assert Screening.objects.get(pk=waiting.pk).status == Status.COMPLETE


def test_taking_back_is_a_deed_of_the_practitioner_alone(waiting, practitioner, lead, sign_in):
    assert sign_in(lead).post(url(waiting, "withdraw")).status_code == 404
    assert sign_in(practitioner).get(url(waiting, "withdraw")).status_code == 405


def test_the_check_page_of_a_waiting_screening_says_it_was_sent(waiting, practitioner, sign_in):
    response = sign_in(practitioner).post(check_url(waiting), boxes("vulnerable"), follow=True)
    assert "Already sent to Colm Mockford to agree" in words(response)
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING


def test_what_was_changed_since_the_page_was_opened_is_not_agreed_to(waiting, practitioner, lead, sign_in):
    read = sign_in(lead).get(url(waiting)).context["asked"]
    draft = actions.withdraw(screening=waiting, by=practitioner)
    answer(draft, "pr-missing")
    actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    browser = sign_in(lead)
    response = browser.post(url(waiting), {"agree": "1", "asked": read}, follow=True)
    assert "has been changed since you opened this page. Read it again." in words(response)
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING
    browser.post(url(waiting), {"agree": "1", "asked": response.context["asked"]})
    assert Screening.objects.get(pk=waiting.pk).status == Status.COMPLETE


def test_rule_24_one_that_has_become_lower_than_the_last_is_sent_back_to_say_what_changed(
    waiting, school, lead, sign_in
):
    colleague = make_member(school, name="Other Person")
    higher = make_draft(colleague, child=waiting.child)
    actions.submit(screening=higher, by=colleague, judgement=judgement("vulnerable"))
    browser = sign_in(lead)
    response = browser.post(url(waiting), {"agree": "1"}, follow=True)
    assert "Another screening of this child was completed since, with a higher outcome." in words(response)
    assert "You cannot agree to it any more." in words(response)
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING
