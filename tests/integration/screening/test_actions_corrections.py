"""A correction is a new version (rule 35): what is taken over, what it replaces, and what it leaves alone."""

import datetime as dt

import pytest
from django.http import Http404

from audit.models import Event
from referrals import actions as referrals
from referrals.models import LogEntry, Referral
from screening import actions
from screening.actions import Incomplete
from screening.models import Rescreen, Screening
from screening.states import NotPossible, Status
from tests.factories.decisions import details
from tests.factories.people import make_member
from tests.factories.screenings import answer, judgement, make_completed, make_draft


@pytest.fixture(autouse=True)
def friday(time_machine):
    time_machine.move_to("2026-11-20 14:41 +0000", tick=False)


def corrected(done: Screening, outcome: str, reason: str = "The date was mixed up.", **fields) -> Screening:
    draft = actions.correct(screening=done, by=done.practitioner, reason=reason)
    return actions.submit(screening=draft, by=done.practitioner, judgement=judgement(outcome, **fields))


def test_rule_35_everything_is_taken_over_and_the_old_version_stands_until_then(practitioner):
    done = make_completed(practitioner, "level-2", codes=("rs-missing-repeat",))
    draft = actions.correct(screening=done, by=practitioner, reason="The date was mixed up.")
    assert (draft.status, draft.version, draft.corrects, draft.edition) == (Status.DRAFT, 2, done, done.edition)
    assert (draft.narrative, draft.front_sheet, draft.judgement) == (done.narrative, done.front_sheet, done.judgement)
    assert [a.what for a in draft.answers.all()] == [a.what for a in done.answers.all()]
    assert Screening.objects.get(pk=done.pk).status == Status.COMPLETE


def test_rule_35_it_needs_a_reason(practitioner):
    with pytest.raises(Incomplete):
        actions.correct(screening=make_completed(practitioner), by=practitioner, reason=" ")


def test_rule_35_author_time_and_reason_are_kept_and_the_old_version_is_unchanged(practitioner, time_machine):
    done = make_completed(practitioner, "level-2")
    frozen = Screening.objects.filter(pk=done.pk).values("decision", "narrative", "judgement", "submitted_at")
    before = frozen.get()
    time_machine.move_to("2026-11-25 09:00 +0000", tick=False)
    new = corrected(done, "level-3")
    assert (new.submitted_by, new.submitted_at.date(), new.correction_reason) == (
        practitioner, dt.date(2026, 11, 25), "The date was mixed up.",
    )  # fmt: skip
    assert frozen.get() == before
    assert Screening.objects.get(pk=done.pk).status == Status.SUPERSEDED
    assert Event.objects.filter(type="screening:corrected", reason="The date was mixed up.").count() == 2


def test_rule_35_it_is_decided_for_the_day_of_the_version_it_corrects(practitioner, time_machine):
    done = make_completed(practitioner, "vulnerable", age=11)
    time_machine.move_to("2027-01-20 09:00 +0000", tick=False)
    new = corrected(done, "potentially-vulnerable")
    assert (new.screening_date, new.tool) == (dt.date(2026, 11, 20), "petch")
    assert Rescreen.objects.get(screening=new).due_on == dt.date(2027, 1, 1)


def test_rule_35_a_correction_begun_is_given_again(practitioner):
    done = make_completed(practitioner)
    first = actions.correct(screening=done, by=practitioner, reason="One")
    assert actions.correct(screening=done, by=practitioner, reason="Two") == first


def test_rule_35_a_deleted_correction_leaves_room_for_another(practitioner):
    done = make_completed(practitioner)
    first = actions.correct(screening=done, by=practitioner, reason="One")
    actions.delete_draft(screening=first, by=practitioner, reason="Not needed")
    assert actions.correct(screening=done, by=practitioner, reason="Two").correction_reason == "Two"


def test_rule_35_what_was_replaced_is_not_corrected_again(practitioner):
    done = make_completed(practitioner, "level-2")
    corrected(done, "level-3")
    with pytest.raises(NotPossible):
        actions.correct(screening=done, by=practitioner, reason="Again")


def test_rule_35_only_its_own_practitioner_corrects_it(practitioner, lead, school, mash_worker):
    done = make_completed(practitioner)
    for nobody in (lead, mash_worker, make_member(school, name="Other Person")):
        with pytest.raises(Http404):
            actions.correct(screening=done, by=nobody, reason="Because")


def test_the_log_has_the_new_version_as_the_current_one(practitioner):
    done = make_completed(practitioner, "level-2")
    new = corrected(done, "level-3")
    assert [entry.screening for entry in LogEntry.objects.filter(child=done.child, current=True)] == [new]
    assert LogEntry.objects.get(screening=done).due_on is None


def test_the_referral_gets_the_new_version_and_a_new_pdf(practitioner):
    done = make_completed(practitioner, "level-2")
    new = corrected(done, "level-3")
    referral = Referral.objects.get(child=done.child)
    assert (referral.screening, referral.outcome) == (new, "level-3")
    assert referral.content["screening"]["version"] == 2
    assert list(referral.documents.order_by("edition").values_list("edition", flat=True)) == [1, 2]


def test_rule_23_a_correction_that_raises_the_level_refers(practitioner):
    done = make_completed(practitioner, "level-1")
    assert Referral.objects.filter(screening=corrected(done, "level-2")).exists()


def test_rule_24_a_correction_is_compared_with_the_screening_before_it(practitioner):
    first = make_completed(practitioner, "level-2")
    second = actions.submit(
        screening=make_draft(practitioner, child=first.child), by=practitioner, judgement=judgement("level-3")
    )
    draft = actions.correct(screening=second, by=practitioner, reason="Mixed up.")
    assert draft.previous == first
    with pytest.raises(Incomplete) as stopped:
        actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
    assert list(stopped.value.problems) == ["what_changed"]


def test_the_re_screen_stays_with_whoever_has_it(practitioner, lead, school):
    done = make_completed(practitioner, "level-2")
    colleague = make_member(school, name="Other Person")
    actions.reassign_rescreen(rescreen=done.rescreen, by=lead, to=colleague)
    new = corrected(done, "level-3")
    assert Rescreen.objects.open().get(child=done.child) == new.rescreen
    assert new.rescreen.owner == colleague
    old = Rescreen.objects.get(screening=done)
    assert (old.closed_reason, old.done_by) == ("Replaced by a correction", None)


def test_correcting_an_earlier_screening_leaves_the_latest_one_current(practitioner, time_machine):
    first = make_completed(practitioner, "level-2")
    time_machine.move_to("2026-12-30 09:00 +0000", tick=False)
    latest = actions.submit(
        screening=make_draft(practitioner, child=first.child), by=practitioner, judgement=judgement("level-3")
    )
    time_machine.move_to("2027-01-04 09:00 +0000", tick=False)
    new = corrected(first, "level-1")
    assert [entry.screening for entry in LogEntry.objects.filter(child=first.child, current=True)] == [latest]
    assert Rescreen.objects.open().get(child=first.child).screening == latest
    assert not Rescreen.objects.filter(screening=new).exists()
    assert make_draft(practitioner, child=first.child).previous == latest


def test_rule_17_a_correction_below_the_finding_waits_for_a_second_person(practitioner, lead):
    done = make_completed(practitioner, "vulnerable", codes=("pr-unexplained-gifts",))
    draft = actions.correct(screening=done, by=practitioner, reason="Mixed up.")
    waiting = actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead)
    assert waiting.status == Status.WAITING
    assert Screening.objects.get(pk=done.pk).status == Status.COMPLETE
    assert actions.agree(screening=waiting, by=lead).version == 2
    assert Screening.objects.get(pk=done.pk).status == Status.SUPERSEDED


def test_answers_of_a_completed_screening_stay(practitioner):
    from django.db import DatabaseError, transaction

    done = make_completed(practitioner, codes=("pr-unexplained-gifts",))
    with pytest.raises(NotPossible):
        answer(done, "pr-missing")
    with pytest.raises(DatabaseError, match="read-only"), transaction.atomic():
        done.answers.all().delete()


def test_rule_11_a_correction_upwards_after_the_decision_is_a_new_referral(practitioner, mash_worker):
    done = make_completed(practitioner, "level-2")
    decided = done.referral
    referrals.decide(
        referral=decided,
        by=mash_worker,
        mash_outcome="early_help",
        details=details("early_help"),
        reason="Enough",
        feedback="Go on",
    )
    higher = corrected(done, "level-3")
    assert higher.referral != decided
    assert higher.referral.state == "new"


def test_a_correction_of_the_same_level_stays_with_the_decided_referral(practitioner, mash_worker):
    done = make_completed(practitioner, "level-2")
    decided = done.referral
    referrals.decide(
        referral=decided,
        by=mash_worker,
        mash_outcome="early_help",
        details=details("early_help"),
        reason="Enough",
        feedback="Go on",
    )
    assert corrected(done, "level-2").referral == decided


def test_rule_6_a_birth_date_found_later_leaves_a_correction_with_its_tool(practitioner):
    done = make_completed(practitioner, "vulnerable", date_of_birth=dt.date(2016, 1, 9))
    identity = {"first_names": "Wren", "family_name": "Testerby", "date_of_birth": dt.date(2012, 1, 9)}
    actions.change_child(child=done.child, by=practitioner, **identity)
    assert corrected(done, "vulnerable").tool == "petch"
