"""A referral is taken back before it is answered, and only where no rule requires it."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from indicators.models import Indicator
from referrals import actions
from referrals.actions import Asked
from referrals.models import Referral, Round
from referrals.states import NotPossible
from screening import actions as screenings
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import MASH, answer, judgement, make_completed, make_draft

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
REASON = "It was sent about the wrong child."
ALERT = {"who": "Hazel", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def offered(practitioner) -> Referral:
    """Level 1: rule 10 offers a referral and does not require it."""
    draft = make_draft(practitioner, age=14)
    chosen = judgement("level-1", refer_anyway=True)
    return screenings.submit(screening=draft, by=practitioner, judgement=chosen).referral


def url(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])


def told(member) -> int:
    return Message.objects.filter(kind="referral_withdrawn", to_user_id=member.user_id).count()


def test_withdrawn_with_a_reason_and_the_mash_is_told(offered, practitioner, mash_worker):
    actions.withdraw(referral=offered, by=practitioner, reason=f" {REASON} ")
    offered.refresh_from_db()
    assert (offered.state, offered.withdrawn_by, offered.withdrawn_at) == ("withdrawn", practitioner, THURSDAY)
    assert offered.withdrawn_reason == REASON
    assert told(mash_worker) == 1
    event = Event.objects.get(type="referral:withdrawn")
    assert (event.reason, event.detail) == (REASON, {})


def test_the_worker_who_has_it_is_told_and_not_the_others(offered, practitioner, mash_worker):
    other = make_member(mash_worker.agency, "mash_worker", name="Owen Pretend")
    actions.acknowledge(referral=offered, by=mash_worker)
    actions.withdraw(referral=offered, by=practitioner, reason=REASON)
    assert (told(mash_worker), told(other)) == (1, 0)


def test_questions_that_were_open_end_with_it(offered, practitioner, mash_worker):
    actions.ask(referral=offered, by=mash_worker, questions=[Asked("", "Which school?")])
    actions.withdraw(referral=offered, by=practitioner, reason=REASON)
    offered.refresh_from_db()
    assert (offered.state, offered.paused_at) == ("withdrawn", None)
    assert not Round.objects.open().exists()


@pytest.mark.parametrize("reason", ["", " \n"])
def test_not_without_a_reason(offered, practitioner, reason):
    with pytest.raises(Incomplete):
        actions.withdraw(referral=offered, by=practitioner, reason=reason)
    assert Referral.objects.get().state == "new"


class TestRequired:
    @pytest.mark.parametrize("outcome", ["level-2", "level-3", "potentially-vulnerable", "vulnerable"])
    def test_rules_11_and_16(self, practitioner, outcome):
        referral = make_completed(practitioner, outcome).referral
        with pytest.raises(NotPossible, match="Ring the MASH"):
            actions.withdraw(referral=referral, by=practitioner, reason=REASON)
        assert Referral.objects.get().state == "new"

    def test_rule_8_whatever_the_outcome(self, practitioner):
        draft = make_draft(practitioner, age=12)
        code = Indicator.objects.filter(edition=draft.edition, sexual_act_or_assault=True).first().code
        answer(draft, code)
        chosen = judgement("level-1")
        referral = screenings.submit(screening=draft, by=practitioner, judgement=chosen).referral
        with pytest.raises(NotPossible, match="requires a referral"):
            actions.withdraw(referral=referral, by=practitioner, reason=REASON)

    def test_rule_8_while_a_second_person_has_the_screening(self, practitioner, lead):
        draft = make_draft(practitioner)
        code = Indicator.objects.filter(edition=draft.edition, sexual_act_or_assault=True).first().code
        answer(draft, code, "suspected", "partial")
        chosen = judgement("universal", **MASH)
        waiting = screenings.submit(screening=draft, by=practitioner, judgement=chosen, second_person=lead)
        with pytest.raises(NotPossible, match="requires a referral"):
            actions.withdraw(referral=waiting.referral, by=practitioner, reason=REASON)

    @pytest.mark.parametrize("outcome", ["level-0", "level-1"])
    def test_what_the_practitioner_chose_to_send_may_be_withdrawn(self, practitioner, outcome):
        draft = make_draft(practitioner, age=14)
        chosen = judgement(outcome, refer_anyway=True)
        referral = screenings.submit(screening=draft, by=practitioner, judgement=chosen).referral
        actions.withdraw(referral=referral, by=practitioner, reason=REASON)

    @pytest.mark.parametrize("way", ["move", "share"])
    @pytest.mark.parametrize(("outcome", "required"), [("level-1", False), ("level-3", True)])
    def test_what_another_area_has_is_judged_by_the_screening_of_the_first(
        self, practitioner, mash_worker, walsall, way, outcome, required
    ):
        owen = make_member(make_agency(walsall, "mash"), "mash_worker", name="Owen Makebelieve")
        chosen = judgement(outcome, refer_anyway=True)
        first = screenings.submit(screening=make_draft(practitioner, age=14), by=practitioner, judgement=chosen)
        words = {"host": walsall} if way == "share" else {"feedback": "Walsall has it."}
        copy = getattr(actions, way)(
            referral=first.referral, by=mash_worker, to_area=walsall, reason="Lives in Walsall.", **words
        )
        if not required:
            actions.withdraw(referral=copy, by=practitioner, reason=REASON)
            return
        with pytest.raises(NotPossible, match="requires a referral"):
            actions.withdraw(referral=copy, by=practitioner, reason=REASON)
        assert Referral.objects.visible_to(owen).get().is_open

    def test_an_alert_without_a_screening_may_be_withdrawn(self, practitioner):
        alert = actions.send_alert(by=practitioner, area=practitioner.area, details=ALERT)
        actions.withdraw(referral=alert, by=practitioner, reason=REASON)


class TestWhoAndWhen:
    def test_the_lead_may_and_others_may_not(self, offered, lead, mash_worker, solihull, school, cse_officer):
        for member in (mash_worker, cse_officer, make_member(school), make_member(make_agency(solihull))):
            with pytest.raises(Http404):
                actions.withdraw(referral=offered, by=member, reason=REASON)
        actions.withdraw(referral=offered, by=lead, reason=REASON)

    def test_not_after_a_decision(self, offered, practitioner, mash_worker):
        actions.decide(referral=offered, by=mash_worker, mash_outcome="advice", details=details("advice"),
                       reason="r", feedback="f")  # fmt: skip
        with pytest.raises(NotPossible, match="Dawn Placeholder has already decided this referral"):
            actions.withdraw(referral=offered, by=practitioner, reason=REASON)

    def test_nothing_is_decided_asked_or_given_after_it(self, offered, practitioner, mash_worker):
        actions.withdraw(referral=offered, by=practitioner, reason=REASON)
        words = {"mash_outcome": "advice", "details": details("advice"), "reason": "r", "feedback": "f"}
        for act in (
            lambda: actions.decide(referral=offered, by=mash_worker, **words),
            lambda: actions.acknowledge(referral=offered, by=mash_worker),
            lambda: actions.withdraw(referral=offered, by=practitioner, reason=REASON),
        ):
            with pytest.raises(NotPossible, match="Priya Sampleton has already withdrawn this referral"):
                act()


class TestPages:
    def test_the_warning_the_reason_and_what_is_then_seen(self, offered, practitioner, mash_worker, sign_in):
        client = sign_in(practitioner)
        assert "Withdraw this referral" in client.get(url("referral", offered)).text
        page = client.get(url("withdraw", offered)).text
        assert "A worry about a child is not withdrawn because somebody does not agree" in page
        assert "Say why the referral is withdrawn" in client.post(url("withdraw", offered), {"reason": " "}).text
        sent = client.post(url("withdraw", offered), {"reason": REASON})
        assert sent.headers["Location"] == url("referral", offered)
        seen = client.get(url("referral", offered)).text
        assert REASON in seen
        assert "If you disagree" not in seen
        assert REASON in sign_in(mash_worker).get(url("referral", offered)).text

    def test_where_it_is_required_the_page_says_whom_to_ring(self, practitioner, sign_in):
        referral = make_completed(practitioner).referral
        client = sign_in(practitioner)
        page = client.get(url("withdraw", referral)).text
        assert "requires a referral, so it cannot be withdrawn" in page
        assert "Solihull MASH" in page
        assert "Withdraw the referral</button>" not in page
        assert client.post(url("withdraw", referral), {"reason": REASON}).status_code == 409
        assert Referral.objects.get().state == "new"

    def test_what_is_closed_leads_back(self, offered, practitioner, sign_in):
        actions.withdraw(referral=offered, by=practitioner, reason=REASON)
        client = sign_in(practitioner)
        assert client.get(url("withdraw", offered)).headers["Location"] == url("referral", offered)
        again = client.post(url("withdraw", offered), {"reason": "Again."})
        assert (again.status_code, "has already withdrawn" in again.text) == (409, True)

    def test_a_decision_that_was_being_typed_is_kept_and_told_why(self, offered, practitioner, mash_worker, sign_in):
        actions.withdraw(referral=offered, by=practitioner, reason=REASON)
        data = {"mash_outcome": "advice", "advised": "Ring the helpline.", "reason": "Typed for long.",
                "next_step": "n", "feedback": "f", "decided_by": mash_worker.pk, "when": "now"}  # fmt: skip
        response = sign_in(mash_worker).post(url("decide", offered), data)
        assert response.status_code == 409
        assert "Priya Sampleton has already withdrawn this referral, on Thursday 19 November at 14:41." in response.text
        assert REASON in response.text
        assert "Typed for long." in response.text
