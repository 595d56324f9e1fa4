"""Rule 21 across agencies: who is asked, by what reference, and what none of them learns of the others."""

import pytest
import time_machine

from audit.models import Event
from cse_portal.models import Message
from referrals.models import ChildMatch, Prompt
from screening import actions
from screening.models import Rescreen, Screening
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import answer, judgement, make_completed, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def clinic(solihull):
    return make_member(make_agency(solihull, name="Demo Clinic"), name="Kit Pretend")


def linked(one, other, by) -> None:
    low, high = sorted((one, other), key=lambda child: child.pk)
    ChildMatch.objects.create(
        one=low, other=high, match="linked", reason="Same birth date", said_at="2026-11-19T10:00Z", said_by=by
    )


def asked() -> set:
    return set(Message.objects.filter(kind="rescreen_asked").values_list("to_user_id", "path"))


def test_each_agency_is_asked_about_its_own_record_and_not_told_what_is_new(
    practitioner, clinic, cse_officer, mash_worker
):
    ours, theirs = make_completed(practitioner, "level-1"), make_completed(clinic, "level-1")
    linked(ours.child, theirs.child, mash_worker)
    made = actions.prompt(child=ours.child, by=cse_officer, kind="school", why="Moved to Fernleigh on Monday")
    assert asked() == {
        (practitioner.user_id, f"/rescreens/{ours.reference}/"),
        (clinic.user_id, f"/rescreens/{theirs.reference}/"),
    }
    own, other = (Rescreen.objects.get(screening=each) for each in (ours, theirs))
    assert own.due_on == other.due_on and own.due_on.isoformat() == "2026-11-20"
    assert "Fernleigh" in own.why and "Fernleigh" not in other.why
    assert made.asked == 2
    assert not Event.objects.filter(child=theirs.child.reference, reason__contains="Fernleigh").exists()


def test_the_same_twice_on_one_day_asks_once_and_on_the_next_day_again(practitioner, cse_officer, friday):
    child = make_completed(practitioner, "level-1").child
    once, twice = (
        actions.prompt(child=child, by=cse_officer, kind="school", why="Moved to Fernleigh") for _ in range(2)
    )
    assert once == twice and Message.objects.filter(kind="rescreen_asked").count() == 1
    friday.move_to("2026-11-21 09:00:00+00:00")
    actions.prompt(child=child, by=cse_officer, kind="school", why="Moved to Fernleigh")
    assert Prompt.objects.count() == 2 and Message.objects.filter(kind="rescreen_asked").count() == 2


def test_the_mash_asks_through_its_referral_and_another_area_reaches_nobody(practitioner, mash_worker, walsall):
    referral = make_completed(practitioner, "level-2", codes=("rs-unknown-vehicles",)).referral
    abroad = make_member(make_agency(walsall, "mash"), "mash_worker")
    with pytest.raises(Exception, match="^$"):
        actions.prompt(child=referral.child, by=abroad, kind="information", why="Seen")
    assert actions.prompt(child=referral.child, by=mash_worker, kind="information", why="Seen in town").asked == 1


def test_a_screening_that_waits_asks_its_practitioner_and_the_second_person_a_draft_the_practitioner(
    practitioner, clinic, cse_officer
):
    complete = make_completed(practitioner, "level-1")
    second, chosen = (make_member(clinic.agency, "safeguarding_lead", name=name) for name in ("Ash", "Elm"))
    waiting, draft = make_draft(clinic), make_draft(make_member(clinic.agency, name="Linden Sampleby"))
    Screening.objects.filter(pk=waiting.pk).update(child=complete.child, status="waiting", second_person=second)
    Screening.objects.filter(pk=draft.pk).update(child=complete.child, second_person=chosen)
    actions.prompt(child=complete.child, by=cse_officer, kind="school", why="Moved to Fernleigh")
    assert asked() == {
        (practitioner.user_id, f"/rescreens/{complete.reference}/"),
        (clinic.user_id, f"/screenings/{waiting.reference}/"),
        (second.user_id, f"/screenings/{waiting.reference}/countersign/"),
        (draft.practitioner.user_id, f"/screenings/{draft.reference}/"),
    }


def raised(by, child, outcome: str) -> None:
    draft = make_draft(by, child=child)
    answer(draft, "rs-unknown-vehicles")
    actions.submit(screening=draft, by=by, judgement=judgement(outcome, what_changed="Nothing"))


@pytest.mark.parametrize(("outcome", "prompts"), [("level-1", 0), ("level-2", 1)])
def test_a_level_that_is_raised_asks_the_others_by_itself(practitioner, clinic, mash_worker, outcome, prompts):
    ours, theirs = make_completed(practitioner, "level-1"), make_completed(clinic, "level-1")
    linked(ours.child, theirs.child, mash_worker)
    raised(practitioner, ours.child, outcome)
    assert Prompt.objects.filter(kind="level").count() == prompts
    assert ((clinic.user_id, f"/rescreens/{theirs.reference}/") in asked()) is bool(prompts)
    # Who raised it has screened today, so that their own next date stays where the rules put it.
    assert Rescreen.objects.open().get(child=ours.child).due_on.isoformat() > "2026-11-20"
    assert practitioner.user_id not in {user for user, _ in asked()}
