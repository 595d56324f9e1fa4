"""The second person of rule 17: agree, send back, and the practitioner's taking back."""

import pytest
from django.http import Http404

from audit.models import Event
from cse_portal.models import Message
from referrals import actions as referrals
from referrals.models import LogEntry, Referral
from screening import actions
from screening.actions import Incomplete
from screening.models import Screening
from screening.states import NotPossible, Status
from tests.factories.decisions import details
from tests.factories.people import make_member
from tests.factories.screenings import answer, judgement, make_draft


@pytest.fixture
def waiting(practitioner, lead) -> Screening:
    draft = make_draft(practitioner)
    answer(draft, "pr-unexplained-gifts")
    return actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)


def test_rule_17_agreeing_completes_it_with_both_names(waiting, practitioner, lead):
    done = actions.agree(screening=waiting, by=lead)
    assert (done.status, done.outcome) == (Status.COMPLETE, "universal")
    assert (done.submitted_by, done.countersigned_by) == (practitioner, lead)
    assert LogEntry.objects.filter(screening=done).count() == 1
    assert not Referral.objects.filter(screening=done).exists()
    assert Event.objects.get(type="screening:countersigned").person == "Colm Mockford"
    assert Message.objects.filter(kind="countersign_agreed", to_user_id=practitioner.user_id).count() == 1


def test_rule_17_sending_back_needs_a_reason_and_gives_the_draft_back(waiting, practitioner, lead):
    with pytest.raises(Incomplete):
        actions.send_back(screening=waiting, by=lead, reason="  ")
    back = actions.send_back(screening=waiting, by=lead, reason="The gifts were not explained.")
    assert (back.status, back.second_person) == (Status.DRAFT, None)
    assert back.returned_reason == "The gifts were not explained."
    assert back.judgement["outcome"] == "universal"
    assert Event.objects.get(type="screening:returned").reason == "The gifts were not explained."
    assert Message.objects.filter(kind="countersign_returned", to_user_id=practitioner.user_id).count() == 1


def test_taking_back_is_recorded_as_the_practitioners_own(waiting, practitioner):
    back = actions.withdraw(screening=waiting, by=practitioner)
    assert (back.status, back.second_person) == (Status.DRAFT, None)
    assert Event.objects.get(type="screening:withdrawn").person == "Priya Sampleton"
    assert not Event.objects.filter(type="screening:returned").exists()


def test_sent_back_it_can_be_sent_again(waiting, practitioner, lead):
    actions.send_back(screening=waiting, by=lead, reason="Higher, in my view.")
    done = actions.submit(screening=waiting, by=practitioner, judgement=judgement("vulnerable"))
    assert (done.status, done.outcome, done.countersigned_by) == (Status.COMPLETE, "vulnerable", None)


@pytest.mark.parametrize("action", [actions.agree, actions.send_back])
def test_rule_17_only_the_named_second_person_may(waiting, practitioner, school, mash_worker, cse_officer, action):
    another = make_member(school, "safeguarding_lead", name="Another Lead")
    reason = {"reason": "Because"} if action is actions.send_back else {}
    for nobody in (practitioner, another, mash_worker, cse_officer):
        with pytest.raises(Http404):
            action(screening=waiting, by=nobody, **reason)
    assert Screening.objects.get(pk=waiting.pk).status == Status.WAITING


def test_only_the_practitioner_takes_it_back(waiting, lead):
    with pytest.raises(Http404):
        actions.withdraw(screening=waiting, by=lead)


def test_what_was_decided_cannot_be_decided_again(waiting, practitioner, lead):
    done = actions.agree(screening=waiting, by=lead)
    for again in (
        lambda: actions.agree(screening=done, by=lead),
        lambda: actions.send_back(screening=done, by=lead, reason="Late"),
        lambda: actions.withdraw(screening=done, by=practitioner),
    ):
        with pytest.raises(NotPossible):
            again()


def test_rule_7_a_birthday_while_it_waits_stops_the_old_tool(practitioner, lead, time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000", tick=False)
    draft = make_draft(practitioner, age=11)
    answer(draft, "pr-unexplained-gifts")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    time_machine.move_to("2027-01-09 10:00 +0000", tick=False)
    with pytest.raises(NotPossible, match="birthday"):
        actions.agree(screening=waiting, by=lead)
    assert actions.send_back(screening=waiting, by=lead, reason="She is 12 now.").status == Status.DRAFT


def test_rule_8_sending_back_leaves_the_referral_with_the_mash(practitioner, lead):
    draft = make_draft(practitioner)
    sign = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, sign.code, "suspected", "concern_only")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    actions.send_back(screening=waiting, by=lead, reason="Higher, in my view.")
    done = actions.submit(screening=draft, by=practitioner, judgement=judgement("vulnerable"))
    referral = Referral.objects.get(screening=done)
    assert referral.content["screening"]["outcome"] == "vulnerable"
    assert referral.documents.count() == 2


def test_rule_8_is_new_to_a_mash_that_has_closed_the_alert(practitioner, mash_worker, lead):
    draft = make_draft(practitioner)
    words = {"who": "Wren", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = referrals.send_alert(by=practitioner, area=practitioner.area, details=words, screening=draft)
    referrals.decide(
        referral=alert, by=mash_worker, mash_outcome="advice", reason="Known.", feedback="Rang you.",
        details=details("advice"),
    )  # fmt: skip
    sign = draft.edition.indicators.filter(sexual_act_or_assault=True).first()
    answer(draft, sign.code, "suspected", "concern_only")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    assert waiting.status == Status.WAITING
    new = Referral.objects.get(state="new")
    assert (new.screening_id, new.child_id) == (waiting.pk, waiting.child_id)
    alert.refresh_from_db()
    assert (alert.state, alert.screening_id, alert.child_id) == ("decided", None, waiting.child_id)
