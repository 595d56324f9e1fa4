"""Where a child stands in the log, after each thing that changes it; and what is unfinished (rules 9, 10, 25, 30)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from cse_portal.clock import LONDON
from referrals import actions as referral_actions
from referrals.actions import standing
from referrals.models import LogEntry, PlanAction
from referrals.standing import birthday, read_facts, turns_on
from referrals.views import log as log_page
from referrals.views import unfinished as unfinished_business
from referrals.views.movement import movement_words
from referrals.views.next_step import who_words
from referrals.views.unfinished import unfinished
from screening import actions
from screening.models import Screening
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan
from tests.factories.screenings import NARRATIVE, judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def again(by, child, outcome) -> Screening:
    return actions.submit(
        screening=make_draft(by, child=child), by=by, judgement=judgement(outcome, what_changed="The lifts have ended.")
    )


def entry_of(child) -> LogEntry:
    return LogEntry.objects.get(child=child, current=True, came=None)


def day_of(entry) -> dt.date:
    return entry.next_at.astimezone(LONDON).date()


def decide(referral, by):
    referral_actions.decide(
        referral=referral, by=by, mash_outcome="section_17", details=details("section_17"), reason="x", feedback="x"
    )


def test_since_is_the_first_of_an_unbroken_row(practitioner, thursday):
    child = make_completed(practitioner, "level-0").child
    for weeks, outcome, since in ((1, "level-1", 1), (2, "level-1", 1), (3, "level-0", 3), (4, "level-1", 4)):
        thursday.move_to(THURSDAY + weeks * WEEK)
        again(practitioner, child, outcome)
        assert entry_of(child).since == (THURSDAY + since * WEEK).date(), weeks
    assert LogEntry.objects.filter(child=child, current=False).exclude(next_at=None).count() == 0


def test_what_stands_so_already_is_not_written_again(practitioner):
    child = make_completed(practitioner, "level-2").child
    with CaptureQueriesContext(connection) as asked:
        referral_actions.stand(child)
    assert not [query["sql"] for query in asked if query["sql"].startswith("UPDATE")]
    entry = entry_of(child)
    LogEntry.objects.filter(pk=entry.pk).update(at_mash=False, next_step="")
    referral_actions.stand(child)
    assert (entry_of(child).at_mash, entry_of(child).next_step) == (True, entry.next_step)


def test_a_screening_stands_once_all_that_follows_from_it_is_written(practitioner, monkeypatch):
    stood = []
    monkeypatch.setattr(standing, "read_facts", lambda *of: stood.append(of) or read_facts(*of))
    make_completed(practitioner, "level-2")
    assert len(stood) == 1


class TestMash:
    def test_each_step_moves_the_next_step(self, practitioner, mash_worker):
        referral = make_completed(practitioner, "level-2").referral
        entry = entry_of(referral.child)
        assert (entry.at_mash, entry.next_step, entry.next_with) == (True, "mash_acknowledges", None)
        assert entry.next_at == referral.due_at
        referral_actions.acknowledge(referral=referral, by=mash_worker)
        entry = entry_of(referral.child)
        assert (entry.next_step, entry.next_with) == ("mash_decides", mash_worker)
        decide(referral, mash_worker)
        entry = entry_of(referral.child)
        assert (entry.at_mash, entry.next_step, entry.next_with) == (False, "rescreen", practitioner)
        assert day_of(entry) == entry.due_on == dt.date(2026, 12, 31)

    def test_what_only_waits_comes_after_what_has_a_day(self, practitioner, mash_worker):
        referral = make_completed(practitioner, "level-2").referral
        asked = [referral_actions.Asked("", "Which car was it?")]
        referral_actions.ask(referral=referral, by=mash_worker, questions=asked)
        entry = entry_of(referral.child)
        assert (entry.at_mash, entry.next_step) == (True, "rescreen")
        rescreen = referral.screening.rescreen
        lead = make_member(practitioner.agency, "safeguarding_lead")
        actions.close_rescreen(rescreen=rescreen, by=lead, reason="A plan review replaces it.")
        assert entry_of(referral.child).next_step == "mash_waits"

    def test_a_withdrawn_referral_is_nowhere(self, practitioner):
        screening = make_draft(practitioner, age=14)
        screening = actions.submit(
            screening=screening, by=practitioner, judgement=judgement("level-1", refer_anyway=True)
        )
        assert entry_of(screening.child).at_mash
        referral_actions.withdraw(referral=screening.referral, by=practitioner, reason="Sent twice.")
        assert not entry_of(screening.child).at_mash

    @pytest.mark.parametrize(("minutes", "late"), [(0, False), (1, True)])
    def test_rule_25_both_sides_of_the_due_time(self, practitioner, cse_officer, mash_worker, thursday, minutes, late):
        referral = make_completed(practitioner, "level-2").referral
        thursday.move_to(referral.due_at + dt.timedelta(minutes=minutes))
        duties = unfinished(cse_officer, 9).duties
        assert [duty.what for duty in duties] == ["the MASH has not acknowledged the referral"] * late
        referral_actions.acknowledge(referral=referral, by=mash_worker)
        assert [duty.what for duty in unfinished(cse_officer, 9).duties] == ["the MASH has not decided"] * late


class TestPlan:
    def test_rule_10_a_plan_that_is_closed_leaves_level_1_without_one(self, practitioner, cse_officer, thursday):
        child = make_completed(practitioner, "level-1").child
        assert not entry_of(child).no_plan
        thursday.move_to(THURSDAY + WEEK)
        plan = child.plans.get()
        plan.closed_at, plan.closed_by = THURSDAY + WEEK, practitioner
        plan.save()
        referral_actions.stand(child)
        entry = entry_of(child)
        assert (entry.no_plan, entry.unfinished, entry.next_step) == (True, "no_plan", "plan")
        duty = next(duty for duty in unfinished(cse_officer, 9).duties if "plan" in duty.what)
        assert (duty.due, duty.what, duty.who) == (
            "7 days overdue", "level 1 without an early-help plan", "Priya Sampleton must add it",
        )  # fmt: skip

    def test_an_action_of_somebody_without_an_account_is_with_the_holder(self, practitioner, cse_officer, thursday):
        child = make_completed(practitioner, "level-1").child
        entry = entry_of(child)
        assert (entry.next_step, day_of(entry), entry.next_with) == (
            "plan_action", dt.date(2026, 12, 4), practitioner,
        )  # fmt: skip
        thursday.move_to(dt.datetime(2026, 12, 4, 23, 59, tzinfo=LONDON))
        assert unfinished(cse_officer, 9).duties == []
        thursday.move_to(dt.datetime(2026, 12, 5, tzinfo=LONDON))
        [duty] = unfinished(cse_officer, 9).duties
        assert (duty.due, duty.what) == ("1 day overdue", "action of the plan not done")

    def test_an_action_of_an_owner_who_has_left_is_with_the_holder(self, practitioner, lead):
        child = make_completed(practitioner, "level-1").child
        action = child.plans.get().actions.get()
        action.owner, action.owner_name = lead, ""
        action.save()
        referral_actions.stand(child)
        assert entry_of(child).next_with == lead
        lead.user.is_active = False
        lead.user.save()
        entry = LogEntry.objects.for_lists().get(child=child, current=True)
        assert who_words(entry) == f"{lead.user.name} (has left)"
        referral_actions.stand(child)
        entry = entry_of(child)
        assert (entry.next_with, who_words(entry)) == (practitioner, "Priya Sampleton")


class TestOtherConcerns:
    def test_rule_9_due_a_week_later_until_they_are_followed_up(self, practitioner, cse_officer, thursday):
        screening = make_completed(practitioner, "level-0")
        entry = entry_of(screening.child)
        assert (entry.unfinished, entry.next_step, day_of(entry)) == (
            "other_concerns", "other_concerns", dt.date(2026, 11, 26),
        )  # fmt: skip
        [duty] = unfinished(cse_officer, 9).duties
        assert (duty.due, duty.late) == ("Due Thu 26 Nov", False)
        thursday.move_to(THURSDAY + 8 * dt.timedelta(days=1))
        [duty] = unfinished(cse_officer, 9).duties
        assert (duty.due, duty.late) == ("1 day overdue", True)
        referral_actions.follow_up(screening=screening, by=cse_officer, what="The school nurse saw the family.")
        assert unfinished(cse_officer, 9).duties == []
        assert (entry_of(screening.child).unfinished, entry_of(screening.child).next_at) == ("", None)

    def test_a_correction_keeps_it_and_the_next_screening_asks_again(self, practitioner, cse_officer):
        screening = make_completed(practitioner, "level-0")
        referral_actions.follow_up(screening=screening, by=practitioner, what="Done.")
        copy = actions.correct(screening=screening, by=practitioner, reason="Wrong day.")
        actions.submit(screening=copy, by=practitioner, judgement=judgement("level-0"))
        assert entry_of(screening.child).unfinished == ""
        again(practitioner, screening.child, "level-0")
        assert entry_of(screening.child).unfinished == "other_concerns"


class TestContact:
    def test_rule_20_what_neither_child_nor_carer_said_is_no_contact(self, practitioner):
        nothing = {name: "" for name in ("own_words", "carer_view")}
        reasons = {"own_words_not_obtained": "Not seen.", "carer_view_not_obtained": "Not reached."}
        draft = make_draft(practitioner, age=14)
        actions.save_narrative(screening=draft, by=practitioner, values=NARRATIVE | nothing | reasons)
        screening = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-2"))
        assert entry_of(screening.child).no_contact
        again(practitioner, screening.child, "level-2")
        assert not entry_of(screening.child).no_contact


class TestElsewhere:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", False),
            ("n/a", False),
            ("None.", False),
            ("Not looked after", False),
            ("Not known", False),
            ("Solihull, with foster carers", False),
            ("Coventry City Council", True),
            ("Walsall, placed in Solihull", True),
        ],
        ids=["blank", "n/a", "none", "not looked after", "not known", "own area", "another authority", "placed here"],
    )
    def test_rule_30_another_placing_authority(self, practitioner, walsall, text, expected):
        draft = make_draft(practitioner, age=14)
        actions.save_front_sheet(screening=draft, by=practitioner, values={"placing_authority": text})
        screening = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        assert entry_of(screening.child).elsewhere is expected

    def test_rule_30_shared_stands_in_both_logs(self, practitioner, mash_worker, walsall):
        make_member(make_agency(walsall, "mash"), "mash_worker")
        referral = make_completed(practitioner, "level-2").referral
        assert not entry_of(referral.child).elsewhere
        came = referral_actions.share(
            referral=referral, by=mash_worker, to_area=walsall, reason="Placed there.", host=walsall
        )
        assert entry_of(referral.child).elsewhere
        theirs = LogEntry.objects.get(area=walsall)
        assert (theirs.elsewhere, theirs.at_mash, theirs.next_step, theirs.unfinished) == (
            True, True, "mash_acknowledges", "",
        )  # fmt: skip
        assert theirs.next_at == came.due_at


class TestBirthdays:
    @pytest.mark.parametrize(
        ("born", "today", "expected"),
        [
            (dt.date(2014, 11, 19), dt.date(2026, 11, 19), dt.date(2026, 11, 19)),
            (dt.date(2014, 11, 18), dt.date(2026, 11, 19), dt.date(2032, 11, 18)),
            (dt.date(2008, 11, 19), dt.date(2026, 11, 19), dt.date(2026, 11, 19)),
            (dt.date(2008, 11, 18), dt.date(2026, 11, 19), None),
            (dt.date(2012, 2, 29), dt.date(2026, 11, 19), dt.date(2030, 3, 1)),
        ],
        ids=["twelve today", "twelve yesterday", "eighteen today", "eighteen yesterday", "a leap day"],
    )
    def test_the_next_of_twelve_and_eighteen(self, born, today, expected):
        assert turns_on(born, today) == expected

    def test_an_estimated_age_is_counted_from_the_day_it_was_made(self, practitioner):
        child = make_child(practitioner, date_of_birth=None, estimated_age=17, age_source="Their own word")
        again(practitioner, child, "level-0")
        assert entry_of(child).born_on == dt.date(2009, 11, 19)
        assert entry_of(child).turns_on == birthday(dt.date(2009, 11, 19), 18)

    def test_a_birth_date_put_right_moves_it(self, practitioner):
        child = make_completed(practitioner, "level-0").child
        actions.change_child(
            child=child, by=practitioner, first_names="Wren", family_name="Testerby", date_of_birth=dt.date(2009, 1, 2)
        )
        assert entry_of(child).turns_on == dt.date(2027, 1, 2)

    def test_who_has_turned_twelve_looks_forward_to_eighteen(self, practitioner, thursday):
        child = make_child(practitioner, date_of_birth=dt.date(2014, 11, 26))
        again(practitioner, child, "universal")
        thursday.move_to(THURSDAY + WEEK)
        assert (referral_actions.turn(), entry_of(child).turns_on) == (0, dt.date(2026, 11, 26))
        thursday.move_to(THURSDAY + 8 * dt.timedelta(days=1))
        assert (referral_actions.turn(), entry_of(child).turns_on) == (1, dt.date(2032, 11, 26))


def test_a_rescreen_that_is_handed_over_is_with_the_new_person(practitioner):
    screening = make_completed(practitioner, "level-2")
    lead = make_member(practitioner.agency, "safeguarding_lead")
    colleague = make_member(practitioner.agency, name="Kit Pretend")
    decide(screening.referral, make_member(make_agency(screening.area, "mash"), "mash_worker"))
    actions.reassign_rescreen(rescreen=screening.rescreen, by=lead, to=colleague)
    assert entry_of(screening.child).next_with == colleague


def test_the_same_child_under_two_records_is_at_the_mash_under_both(practitioner, solihull, mash_worker):
    clinic = make_member(make_agency(solihull, "health"))
    referred, other = make_completed(practitioner, "level-2"), make_completed(clinic, "level-0")
    assert not entry_of(other.child).at_mash
    said = referral_actions.link(referral=referred.referral, other=other.child, by=mash_worker, reason="One child.")
    assert entry_of(other.child).at_mash
    referral_actions.undo(match=said, by=mash_worker, reason="Two children.")
    assert not entry_of(other.child).at_mash


class TestPlansLate:
    """Late work of a plan is there beside the earlier thing that the log has as its next step."""

    @pytest.fixture
    def late(self, practitioner, thursday):
        plan = make_plan(practitioner, child=make_completed(practitioner, "level-0").child)
        action = make_action(plan, practitioner, owner=practitioner, due_on=THURSDAY.date() + dt.timedelta(days=9))
        thursday.move_to(THURSDAY + dt.timedelta(days=10))
        return action

    def said(self, officer):
        return [(duty.what, duty.who, duty.name) for duty in unfinished(officer, 5).duties if "plan" in duty.what]

    def test_an_earlier_thing_hides_nothing(self, late, cse_officer, thursday):
        assert entry_of(late.plan.child).next_step == "other_concerns"
        name = late.plan.child.name
        action = ("action of the plan not done", "Priya Sampleton must do it", name)
        assert self.said(cse_officer) == [action]
        thursday.move_to(THURSDAY + 6 * WEEK)
        assert self.said(cse_officer) == [action, ("plan review not done", "Priya Sampleton must do it", name)]

    def test_what_is_due_today_is_not_late(self, late, cse_officer, thursday):
        thursday.move_to(THURSDAY + dt.timedelta(days=9))
        assert self.said(cse_officer) == []

    def test_another_area_and_a_closed_plan_have_none(self, late, cse_officer, walsall):
        assert self.said(make_member(make_agency(walsall, "social_care"), "cse_officer")) == []
        referral_actions.close_plan(plan=late.plan, by=cse_officer, because="met", reason="x", what_changed="Safer.")
        assert self.said(cse_officer) == []

    def test_the_holder_has_what_somebody_who_left_had(self, late, cse_officer, practitioner):
        colleague = make_member(practitioner.agency, name="Kit Pretend")
        PlanAction.objects.filter(pk=late.pk).update(owner=colleague)
        assert self.said(cse_officer)[0][1] == "Kit Pretend must do it"
        Membership.objects.filter(pk=colleague.pk).update(ended_on=THURSDAY.date())
        assert self.said(cse_officer)[0][1] == "Priya Sampleton must do it"

    def test_a_restricted_child_goes_by_reference_in_each_row(self, late, cse_officer, practitioner):
        make_action(late.plan, practitioner, due_on=THURSDAY.date() + dt.timedelta(days=10))
        PlanAction.objects.update(due_on=THURSDAY.date())
        child = late.plan.child
        referral_actions.restrict(child=child, by=cse_officer, reason="A relative works here.")
        assert [row[2] for row in self.said(cse_officer)] == [f"Restricted record {child.reference}"] * 2


def test_who_was_never_worked_out_is_worked_out_once(practitioner, mash_worker, django_assert_num_queries):
    """As the rows are that one statement filled, of which many things are not yet known."""
    entries = [entry_of(make_completed(practitioner, level).child) for level in ("level-0", "level-1", "level-2")]
    before = list(LogEntry.objects.order_by("pk").values())
    LogEntry.objects.update(since=None, no_plan=False, no_contact=False, unfinished="", next_step="", next_at=None)
    assert list(LogEntry.objects.order_by("pk").values()) != before
    assert referral_actions.stand_unworked() == len(entries)
    assert list(LogEntry.objects.order_by("pk").values()) == before
    with django_assert_num_queries(1):
        assert referral_actions.stand_unworked() == 0


@pytest.mark.parametrize(("outcome", "expected"), [("level-2", "up"), ("level-0", "down"), ("level-1", "same")])
def test_the_movement_is_the_decisions_where_the_last_screening_is_another_areas(
    practitioner, walsall, outcome, expected
):
    earlier = make_completed(practitioner, "level-1")
    LogEntry.objects.filter(screening=earlier).update(area=walsall)
    entry = again(practitioner, earlier.child, outcome).log_entry
    assert (entry.movement, entry.previous_outcome) == (expected, "")
    assert movement_words(entry) in ("Up from the last time", "Down from the last time", "Same as the last time")


def test_the_list_is_cut_and_says_how_many_there_are(practitioner, cse_officer, sign_in, monkeypatch):
    for number in range(3):
        make_completed(practitioner, "level-0", family_name=f"Number{number}")
    assert [unfinished(cse_officer, most).is_cut for most in (2, 3)] == [True, False]
    assert len(unfinished(cse_officer, 2).duties) == 2
    assert {unfinished(cse_officer, most).number_words for most in (0, 1, 2, 3)} == {"3"}
    monkeypatch.setattr(log_page, "MOST_UNFINISHED", 2)
    for most_counted, words in ((3, "3"), (2, "2 or more")):
        monkeypatch.setattr(unfinished_business, "MOST_COUNTED", most_counted)
        assert f"Unfinished business ({words})" in sign_in(cse_officer).get(reverse("referrals:log")).content.decode()


def test_a_restricted_child_goes_by_reference(practitioner, cse_officer, mash_worker, sign_in):
    child = make_completed(practitioner, "level-0").child
    referral_actions.restrict(child=child, by=cse_officer, reason="A relative works here.")
    for page in ("log", "today"):
        text = sign_in(cse_officer).get(reverse(f"referrals:{page}")).content.decode()
        assert f"Restricted record {child.reference}" in text
        assert "Testerby" not in text
