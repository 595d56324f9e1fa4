"""Submitting from the check page, and the confirmation."""

import re

import pytest
from django.urls import reverse

from cse_portal import clock
from referrals.models import Document, Referral
from screening.models import Rescreen, Screening
from screening.states import Status
from tests.factories.screenings import answer, make_completed, make_draft
from tests.integration.screening.judging import boxes, check_url, sent_url


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_rule_16_submitting_sends_the_referral_and_says_so(priya, practitioner, time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000")
    priya.force_login(practitioner.user)
    draft = make_draft(practitioner)
    response = priya.post(check_url(draft), boxes("vulnerable"), follow=True)
    referral = Referral.objects.get(screening=draft)
    said = words(response.content.decode())
    assert response.redirect_chain == [(sent_url(draft), 302)]
    assert f"Sent to the Solihull MASH Referral {referral.reference}" in said
    assert "the MASH answers by Monday 23 November 2026 at 14:41" in said
    assert "you screen again by Friday 1 January 2027" in said
    assert "If it gets worse, ring." in said
    assert "The PDF is being made" in said
    assert "ask the council or the police for a decision by the National Referral Mechanism (rule 33)" in said
    assert referral.details["worried_about"] == "Adults the family does not know give lifts."


def test_coming_again_says_already_sent_with_the_same_reference(priya, practitioner):
    draft = make_draft(practitioner)
    first = priya.post(check_url(draft), boxes("vulnerable"), follow=True).content.decode()
    again = words(priya.get(sent_url(draft)).content.decode())
    reference = Referral.objects.get(screening=draft).reference
    assert "Already sent" not in first
    assert f"Already sent to the Solihull MASH Referral {reference}" in again
    assert "Already sent on " in again


def test_back_and_resubmit_send_nothing_twice(priya, practitioner):
    draft = make_draft(practitioner)
    priya.post(check_url(draft), boxes("vulnerable"))
    resent = priya.post(check_url(draft), boxes("universal", reason="Changed my mind."))
    assert resent["Location"] == sent_url(draft)
    assert Referral.objects.filter(child=draft.child).count() == 1
    assert Screening.objects.get(pk=draft.pk).judgement["reason"] == "It began in the same month."


def test_saving_after_it_was_sent_says_that_it_was_sent(priya, practitioner):
    done = make_completed(practitioner)
    answered = priya.post(check_url(done), {"outcome": "universal"}, headers={"X-Draft": "1"})
    assert answered.status_code == 409
    assert "has been sent" in answered.json()["error"]


def test_the_check_page_of_a_completed_screening_leads_to_the_screening(priya, practitioner):
    done = make_completed(practitioner)
    assert priya.get(check_url(done))["Location"] == reverse("screening:view", args=[done.reference])


def test_rule_12_a_tampered_outcome_is_refused(priya, practitioner, lead):
    draft = make_draft(practitioner)
    answer(draft, "px-vehicle")
    tampered = boxes("universal") | {"second_person": str(lead.pk)}
    html = priya.post(check_url(draft), tampered).content.decode()
    assert "always vulnerable to CSE. Rule 12" in html
    assert Screening.objects.get(pk=draft.pk).status == Status.DRAFT


def test_rule_12_the_fixed_outcome_needs_no_box(priya, practitioner):
    draft = make_draft(practitioner)
    answer(draft, "px-vehicle")
    typed = boxes("vulnerable")
    del typed["outcome"]
    assert priya.post(check_url(draft), typed)["Location"] == sent_url(draft)
    assert Screening.objects.get(pk=draft.pk).outcome == "vulnerable"


def test_rule_10_level_1_dates_the_re_screen_and_keeps_the_plan(priya, practitioner, time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000")
    priya.force_login(practitioner.user)
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    typed = boxes("level-1", rescreen_on="2027-01-15")
    said = words(priya.post(check_url(draft), typed, follow=True).content.decode())
    assert "Sent to the CSE officer" in said
    assert "you screen again by Friday 15 January 2027" in said
    assert Rescreen.objects.get(screening=draft).due_on.isoformat() == "2027-01-15"
    assert Screening.objects.get(pk=draft.pk).judgement["plan"] == [
        {"code": "rs-missing-repeat", "action": "Daily check-in", "owner": "Form tutor", "by": "2026-12-04"}
    ]
    assert not Referral.objects.filter(child=draft.child).exists()


def test_rule_10_a_later_day_than_the_areas_is_an_error(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    answer(draft, "rs-missing-repeat", "suspected", "partial")
    html = priya.post(check_url(draft), boxes("level-1", rescreen_on="2099-01-15")).content.decode()
    assert "not later than the area’s date" in html


def test_rule_9_level_0_says_that_nothing_is_ruled_out(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    said = words(priya.post(check_url(draft), boxes("level-0"), follow=True).content.decode())
    assert "no current CSE risk found does not mean that the child is not being exploited" in said
    assert "no day is set to screen again" in said


def test_a_referral_is_open_at_every_level(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    priya.post(check_url(draft), boxes("level-0", refer_anyway="on"))
    assert Referral.objects.get(screening=draft).details["asked_of_mash"] == "Find out who the driver is."


def test_a_referral_by_choice_asks_what_every_referral_asks(priya, practitioner):
    draft = make_draft(practitioner, age=14)
    typed = boxes("level-0", refer_anyway="on", worried_about="")
    assert 'href="#id_worried_about"' in priya.post(check_url(draft), typed).content.decode()
    assert not Referral.objects.filter(child=draft.child).exists()


@pytest.mark.parametrize(
    ("told", "without", "sentence"),
    [
        ("no", "carers_not_told_reason", "Say why parents or carers have not been told"),
        ("yes", "carers_told_detail", "Say who was told, and when"),
        ("", "carers_told", "Say whether parents or carers have been told"),
    ],
)
def test_rule_34_a_carer_is_told_or_the_reason_is_written(priya, practitioner, told, without, sentence):
    draft = make_draft(practitioner)
    typed = boxes("vulnerable", carers_told=told, carers_not_told_reason="It would put the child at risk.")
    html = priya.post(check_url(draft), typed | {without: ""}).content.decode()
    assert f'href="#id_{without}">{sentence}</a>' in html


def test_rule_34_the_detail_of_the_other_answer_is_not_sent(priya, practitioner):
    draft = make_draft(practitioner)
    typed = boxes("vulnerable", carers_told="no", carers_not_told_reason="It would put the child at risk.")
    priya.post(check_url(draft), typed)
    assert "carers_told_detail" not in Referral.objects.get(screening=draft).details


def test_rule_8_without_the_police_it_is_not_sent(priya, practitioner):
    draft = make_draft(practitioner, age=12)
    indicator = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, indicator.code, "suspected", "concern_only")
    typed = boxes("level-0", police_told="")
    assert 'href="#id_police_told"' in priya.post(check_url(draft), typed).content.decode()
    priya.post(check_url(draft), boxes("level-0"))
    assert Referral.objects.filter(screening=draft).exists()


def test_the_state_of_the_pdf_can_be_asked_alone(priya, practitioner):
    done = make_completed(practitioner)
    html = priya.get(sent_url(done), {"part": "pdf"}).content.decode()
    assert html.strip().startswith('<div id="pdf" data-poll=')
    assert "<html" not in html


def test_a_pdf_that_is_made_is_linked_and_no_longer_asked_for(priya, practitioner):
    done = make_completed(practitioner)
    Document.objects.filter(referral=done.referral).update(made_at=clock.now(), pdf=b"%PDF", sha256="0" * 64, pages=1)
    html = priya.get(sent_url(done), {"part": "pdf"}).content.decode()
    assert reverse("referrals:pdf", args=[done.referral.reference, 1]) in html
    assert "data-poll" not in html


def test_a_screening_without_a_referral_has_no_pdf(priya, practitioner):
    assert "PDF" not in priya.get(sent_url(make_completed(practitioner, "level-0"))).content.decode()


def test_the_confirmation_of_a_draft_leads_to_its_tasks(priya, practitioner):
    draft = make_draft(practitioner)
    assert priya.get(sent_url(draft))["Location"] == reverse("screening:tasks", args=[draft.reference])


def test_the_confirmation_is_for_who_may_see_the_screening(practitioner, lead, mash_worker, sign_in):
    done = make_completed(practitioner)
    assert sign_in(lead).get(sent_url(done)).status_code == 200
    assert sign_in(mash_worker).get(sent_url(done)).status_code == 404


def test_typed_text_survives_being_signed_out(priya, practitioner):
    draft = make_draft(practitioner)
    priya.get(check_url(draft))
    priya.logout()
    priya.cookies.clear()
    priya.force_login(practitioner.user)
    priya.get(check_url(draft))
    del priya.cookies["sessionid"]
    signed_out = priya.post(check_url(draft), {"outcome": "vulnerable", "reason": "Typed before the time-out."})
    assert "/accounts/login/" in signed_out["Location"]
    priya.force_login(practitioner.user)
    html = priya.get(check_url(draft)).content.decode()
    assert "Typed before the time-out.</textarea>" in html
    assert "You were signed out." in html
