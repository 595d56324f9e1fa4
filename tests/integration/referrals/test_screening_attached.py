"""A screening that follows an urgent alert or a referral of known harm: the MASH reads both together."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.models import Referral
from screening import actions
from screening.models import Screening
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import NARRATIVE, answer, judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db
ALERT = {"who": "Wren, 10", "where": "At the gate", "what": "A man waits outside.", "phone": "01632 960401"}


@pytest.fixture
def referral(practitioner):
    draft = actions.start(by=practitioner, area=practitioner.area, child=make_child(practitioner), danger=True)
    actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
    actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
    done = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    return done.referral


@pytest.mark.parametrize("page", ["referral", "full"])
def test_what_the_check_page_asked_for_the_mash_stands_beside_the_alert(sign_in, mash_worker, referral, page):
    html = sign_in(mash_worker).get(reverse(f"referrals:{page}", args=[referral.reference])).content.decode()
    for said in (ALERT["what"], "Find out who the driver is.", "The aunt collects the child.", "The aunt, today"):
        assert said in html


def test_how_to_make_contact_safely_stands_at_the_head_of_the_page(sign_in, mash_worker, referral):
    html = sign_in(mash_worker).get(reverse("referrals:referral", args=[referral.reference])).content.decode()
    assert "Contact safely:" in html
    assert "The aunt’s work number before 15:00." in html


def test_what_was_sent_first_is_kept_as_it_was(referral):
    assert referral.details == ALERT


class TestDecidedBefore:
    """The MASH has decided on the alert when the screening that follows it is completed."""

    @pytest.fixture
    def decided(self, practitioner, mash_worker):
        draft = make_draft(practitioner)
        alert = actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        return referrals.decide(
            referral=alert, by=mash_worker, mash_outcome="advice", details=details("advice"), reason="r", feedback="f"
        )

    def test_rule_16_an_outcome_that_asks_for_the_mash_is_a_new_referral(self, practitioner, decided):
        draft = decided.screening
        done = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
        assert (done.referral.kind, done.referral.state) == ("screening", "new")
        decided.refresh_from_db()
        assert (decided.state, decided.screening, decided.child) == ("decided", None, draft.child)
        assert decided.details == ALERT

    def test_any_other_outcome_is_added_to_what_was_decided(self, practitioner, decided):
        done = actions.submit(screening=decided.screening, by=practitioner, judgement=judgement("universal"))
        assert done.referral == decided
        assert Referral.objects.count() == 1


class TestWithdrawnBefore:
    """Nobody works on a referral that was taken back, so what is required or chosen is sent anew (rules 10 and 16)."""

    @pytest.fixture
    def withdrawn(self, practitioner):
        done = actions.submit(
            screening=make_draft(practitioner, age=14), by=practitioner,
            judgement=judgement("level-1", refer_anyway=True),
        )  # fmt: skip
        return referrals.withdraw(referral=done.referral, by=practitioner, reason="The wrong child.")

    def corrected(self, screening, by, **chosen):
        draft = actions.correct(screening=screening, by=by, reason="The date was mixed up.")
        return actions.submit(screening=draft, by=by, judgement=judgement("level-1", **chosen))

    def test_what_is_chosen_again_is_a_new_referral(self, practitioner, withdrawn):
        new = self.corrected(withdrawn.screening, practitioner, refer_anyway=True)
        assert (new.referral.state, new.referral.kind) == ("new", "screening")
        assert new.referral != withdrawn
        withdrawn.refresh_from_db()
        assert (withdrawn.state, withdrawn.screening) == ("withdrawn", new.corrects)

    def test_what_is_not_chosen_again_is_added_to_what_was_withdrawn(self, practitioner, withdrawn):
        assert self.corrected(withdrawn.screening, practitioner).referral == withdrawn
        assert Referral.objects.count() == 1

    def test_so_where_it_was_passed_on_and_withdrawn_there(self, practitioner, mash_worker, walsall):
        make_member(make_agency(walsall, "mash"), "mash_worker")
        chosen = judgement("level-1", refer_anyway=True)
        done = actions.submit(screening=make_draft(practitioner, age=14), by=practitioner, judgement=chosen)
        copy = referrals.move(
            referral=done.referral, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Walsall has it."
        )
        referrals.withdraw(referral=copy, by=practitioner, reason="The wrong child.")
        assert self.corrected(done, practitioner, refer_anyway=True).referral.state == "new"

    def test_while_the_other_area_has_it_a_correction_is_added(self, practitioner, mash_worker, walsall):
        make_member(make_agency(walsall, "mash"), "mash_worker")
        chosen = judgement("level-1", refer_anyway=True)
        done = actions.submit(screening=make_draft(practitioner, age=14), by=practitioner, judgement=chosen)
        referrals.move(
            referral=done.referral, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Walsall has it."
        )
        assert self.corrected(done, practitioner, refer_anyway=True).referral == done.referral

    @pytest.fixture
    def alert(self, practitioner):
        draft = make_draft(practitioner)
        alert = actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        return referrals.withdraw(referral=alert, by=practitioner, reason="Sent too early.")

    def test_an_alert_raised_again_for_the_same_draft_is_sent(self, practitioner, alert):
        draft = Screening.objects.get(pk=alert.screening_id)
        again = actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
        assert (again.state, again.screening) == ("new", draft)
        alert.refresh_from_db()
        assert (alert.state, alert.screening) == ("withdrawn", None)

    def test_rule_8_does_not_wait_for_a_second_person_on_a_withdrawn_alert(self, practitioner, lead, alert):
        draft = Screening.objects.get(pk=alert.screening_id)
        sign = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
        answer(draft, sign.code, "suspected", "partial")
        actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
        assert Referral.objects.get(screening=draft).state == "new"


def test_an_alert_raised_while_correcting_gets_the_new_version(practitioner):
    done = make_completed(practitioner)
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    alert = actions.raise_alert(by=practitioner, area=practitioner.area, details=ALERT, screening=draft)
    new = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    assert new.referral == alert
    assert Screening.objects.get(pk=done.pk).referral.outcome == "vulnerable"


def test_rule_8_a_correction_that_waits_for_a_second_person_is_completed_with_its_own_referral(practitioner, lead):
    done = make_completed(practitioner, codes=("pr-unexplained-gifts",))
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    sign = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, sign.code, "suspected", "concern_only")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    at_once = waiting.referral
    assert actions.agree(screening=waiting, by=lead).referral == at_once


def test_a_new_version_reaches_the_mash_although_the_worker_has_left(practitioner, mash_worker):
    colleague = make_member(mash_worker.agency, "mash_worker", name="Alder Notional")
    done = make_completed(practitioner)
    referrals.acknowledge(referral=done.referral, by=mash_worker)
    Membership.objects.filter(pk=mash_worker.pk).update(ended_on="2026-01-05")
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    told = Message.objects.filter(kind="screening_corrected", path__startswith="/referrals/")
    assert [message.to_user_id for message in told] == [colleague.user_id]


def test_rule_27_the_leads_are_told_the_decision_when_the_referrer_has_left(practitioner, lead, mash_worker):
    done = make_completed(practitioner)
    Membership.objects.filter(pk=practitioner.pk).update(ended_on="2026-01-05")
    referrals.decide(
        referral=done.referral,
        by=mash_worker,
        mash_outcome="advice",
        details=details("advice"),
        reason="r",
        feedback="f",
    )
    assert Message.objects.get(kind="referral_decided").to_user_id == lead.user_id
