"""Correcting a completed screening, page by page."""

from django.urls import reverse

from screening import actions
from screening.models import Screening
from screening.states import Status
from tests.factories.screenings import make_completed
from tests.integration.screening.judging import boxes, check_url, sent_url


def url(screening: Screening) -> str:
    return reverse("screening:correct", args=[screening.reference])


def test_rule_35_a_reason_opens_the_next_version_as_a_draft(priya, practitioner):
    done = make_completed(practitioner)
    assert "Your correction becomes version 2" in priya.get(url(done)).content.decode()
    response = priya.post(url(done), {"reason": "The date was mixed up."})
    draft = Screening.objects.get(corrects=done)
    assert response["Location"] == reverse("screening:tasks", args=[draft.reference])


def test_rule_35_without_a_reason_nothing_is_begun(priya, practitioner):
    done = make_completed(practitioner)
    html = priya.post(url(done), {"reason": " "}).content.decode()
    assert '<a href="#id_reason">Say what was wrong, and how you know</a>' in html
    assert not Screening.objects.filter(corrects=done).exists()


def test_rule_35_the_check_page_says_which_version_it_corrects(priya, practitioner):
    done = make_completed(practitioner)
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    html = priya.get(check_url(draft)).content.decode()
    assert "This corrects version 1." in html
    assert "The date was mixed up." in html
    assert f"this screening is added to the referral {done.referral.reference}" in html
    assert "It began in the same month.</textarea>" in html


def test_rule_35_submitting_it_replaces_the_old_version(priya, practitioner):
    done = make_completed(practitioner)
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    html = priya.post(check_url(draft), boxes("potentially-vulnerable"), follow=True).content.decode()
    assert done.referral.reference in html
    assert f"{draft.reference}, version 2" in html
    assert Screening.objects.get(pk=done.pk).status == Status.SUPERSEDED
    assert "Already sent" in priya.get(sent_url(draft)).content.decode()


def test_rule_35_a_replaced_version_leads_to_itself_as_text(priya, practitioner):
    done = make_completed(practitioner)
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    priya.post(check_url(draft), boxes("vulnerable"))
    response = priya.get(url(done), follow=True)
    assert response.redirect_chain == [(reverse("screening:view", args=[done.reference]), 302)]
    assert "Only the latest version of a completed screening is corrected." in response.content.decode()


def test_rule_35_only_its_own_practitioner_corrects_it(practitioner, lead, cse_officer, sign_in):
    done = make_completed(practitioner)
    for nobody in (lead, cse_officer):
        assert sign_in(nobody).get(url(done)).status_code == 404
        assert sign_in(nobody).post(url(done), {"reason": "Because"}).status_code == 404
