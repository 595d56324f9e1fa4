"""A screening that was sent: read as text by those who may, with everything that was on it, and changed by nobody."""

import pytest
from django.urls import reverse

from audit.models import Event
from referrals.models import Referral
from screening import actions
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import EVIDENCE, MASH, NARRATIVE, answer, judgement, make_completed, make_draft
from tests.integration.screening.sheets import text

SIGN = "px-vehicle"


@pytest.fixture
def sent(practitioner):
    return make_completed(practitioner, codes=(SIGN,))


@pytest.fixture
def waiting(practitioner, lead):
    draft = make_draft(practitioner)
    answer(draft, SIGN, strength="partial")
    lower = judgement("universal", "The driver is the child’s uncle.")
    return actions.submit(screening=draft, by=practitioner, judgement=lower, second_person=lead)


def at(screening) -> str:
    return reverse("screening:view", args=[screening.reference])


def test_everything_that_was_on_it_is_there(sent, practitioner, sign_in):
    shown = text(sign_in(practitioner).get(at(sent)))
    assert "Vulnerable to CSE" in shown
    assert EVIDENCE["what"] in shown
    assert NARRATIVE["own_words"] in shown
    assert f"Not obtained, because: {NARRATIVE['carer_view_not_obtained']}" in shown
    assert MASH["safe_contact"] in shown
    assert "Rules 2026.1" in shown
    for reason in sent.decision["reasons"]:
        assert reason["text"] in shown
    assert "Not asked: what could be found out, and from whom" in shown
    assert "health visitor" in shown


def test_the_decision_is_shown_as_it_was_made_and_never_worked_out_again(sent, practitioner, sign_in, monkeypatch):
    monkeypatch.setattr("screening.models.Screening.as_answers", lambda self: pytest.fail("worked out again"))
    assert sign_in(practitioner).get(at(sent)).status_code == 200


def test_dates_of_the_judgement_and_the_plan_are_in_words(practitioner, sign_in):
    sent = make_completed(practitioner, "level-1", codes=("rs-missing-repeat",))
    shown = text(sign_in(practitioner).get(at(sent)))
    assert "20 November 2026" in shown
    assert "by 4 December 2026" in shown
    assert "2026-1" not in shown


def test_it_leads_to_the_correction_and_the_referral(sent, practitioner, sign_in):
    shown = text(sign_in(practitioner).get(at(sent)))
    referral = Referral.objects.get(screening=sent)
    assert reverse("screening:correct", args=[sent.reference]) in shown
    assert reverse("referrals:referral", args=[referral.reference]) in shown
    assert "<textarea" not in shown


def test_only_its_practitioner_is_offered_the_correction(sent, lead, cse_officer, sign_in):
    for reader in (lead, cse_officer):
        response = sign_in(reader).get(at(sent))
        assert response.status_code == 200
        assert reverse("screening:correct", args=[sent.reference]) not in text(response)


def test_looking_is_recorded_and_the_title_holds_only_the_reference(sent, lead, sign_in):
    shown = text(sign_in(lead).get(at(sent)))
    assert f"<title>Screening {sent.reference} – CSE screening</title>" in shown
    look = Event.objects.get(type="screening:viewed", reference=sent.reference)
    assert (look.membership_id, look.child) == (lead.pk, sent.child.reference)


def test_those_without_a_reason_find_nothing(sent, waiting, practitioner, mash_worker, cse_officer, sign_in, walsall):
    elsewhere = make_member(make_agency(walsall), "safeguarding_lead", name="Odd Testman")
    colleague = make_member(practitioner.agency, name="Kit Pretend")
    for stranger in (mash_worker, elsewhere, colleague):
        assert sign_in(stranger).get(at(sent)).status_code == 404
    assert sign_in(cse_officer).get(at(waiting)).status_code == 404, "not complete yet"
    assert sign_in(practitioner).get(at(sent).replace(sent.reference, "S-0000-0000")).status_code == 404


def test_one_that_waits_says_for_whom_and_offers_what_each_may_do(waiting, practitioner, lead, sign_in):
    mine = text(sign_in(practitioner).get(at(waiting)))
    assert f"Waiting for {lead.user.name}" in mine
    assert "Universal" in mine
    assert reverse("screening:withdraw", args=[waiting.reference]) in mine
    assert reverse("screening:countersign", args=[waiting.reference]) in text(sign_in(lead).get(at(waiting)))


def test_a_draft_goes_to_the_task_list(practitioner, sign_in):
    draft = make_draft(practitioner)
    assert sign_in(practitioner).get(at(draft)).url == reverse("screening:tasks", args=[draft.reference])


def test_a_correction_and_what_it_replaces_point_to_each_other(sent, practitioner, cse_officer, sign_in):
    draft = actions.correct(screening=sent, by=practitioner, reason="The car was red.")
    before = text(sign_in(practitioner).get(at(sent)))
    assert "Replaced by a correction" not in before
    newer = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    client = sign_in(cse_officer)
    old, new = text(client.get(at(sent))), text(client.get(at(newer)))
    assert "Replaced by a correction" in old
    assert at(newer) in old
    assert "Corrects version 1. Why: The car was red." in new
    assert at(sent) in new


@pytest.mark.parametrize("typed", ["<b>bold</b>", "{{ settings.SECRET_KEY }}", "עִבְרִית 👩‍👧", "a\nb\n" + "long " * 4000])
def test_what_was_typed_is_shown_as_text(practitioner, sign_in, typed):
    draft = make_draft(practitioner)
    answer(draft, SIGN, what=typed)
    sent = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    response = sign_in(practitioner).get(at(sent))
    assert typed in text(response)
    assert "<b>bold" not in response.content.decode()
