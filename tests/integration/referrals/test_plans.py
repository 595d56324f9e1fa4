"""The early-help plan (rule 10): how it begins, who sees and changes it, and how it ends (rule 24)."""

import datetime as dt

import pytest
import time_machine
from django.http import Http404

from accounts.models import LocalProcedure
from accounts.opening import bank_holidays
from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import ChildMatch, LogEntry, Plan, PlanAction, PlanNote
from referrals.states import NotPossible
from screening import actions as screening
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan, working_day
from tests.factories.screenings import NARRATIVE, judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Demo Clinic"), name="Nell Sampleford")


@pytest.fixture
def plan(practitioner):
    return make_plan(practitioner)


def mails(**which) -> set[tuple[str, int]]:
    return set(Message.objects.filter(kind__startswith="plan_", **which).values_list("kind", "to_user_id"))


def leave(member) -> None:
    member.user.is_active = False
    member.user.save()


# How it begins


def test_a_level_1_screening_opens_the_plan_it_made(practitioner, cse_officer):
    done = make_completed(practitioner, "level-1", codes=("rs-missing-repeat",))
    plan = Plan.objects.get()
    assert (plan.child, plan.holder, plan.agency, plan.screening) == (
        done.child, practitioner, practitioner.agency, done
    )  # fmt: skip
    action = plan.actions.get()
    assert (action.indicator, action.what, action.owner_name, action.due_on) == (
        "rs-missing-repeat", "Daily check-in", "Form tutor", dt.date(2026, 12, 4)
    )  # fmt: skip
    assert plan.review_on >= done.rescreen.due_on
    assert not mails(), "the officer is told of the screening, and its practitioner began the plan"
    assert Event.objects.filter(type="plan:started", reference=plan.reference, detail={"what": "started"}).exists()


def test_who_wrote_their_own_name_into_the_plan_has_the_action(practitioner):
    row = {"code": "rs-missing-repeat", "action": "Daily check-in", "owner": "priya sampleton ", "by": "2026-12-04"}
    draft = make_draft(practitioner, age=14)
    screening.submit(screening=draft, by=practitioner, judgement=judgement("level-1", plan=[row]))
    action = PlanAction.objects.get()
    assert (action.owner, action.owner_name) == (practitioner, "")


@pytest.mark.parametrize("outcome", ["level-0", "level-2"])
def test_other_outcomes_open_none(practitioner, outcome):
    make_completed(practitioner, outcome)
    assert not Plan.objects.exists()


def test_the_next_level_1_adds_to_the_open_plan_what_is_not_in_it(practitioner, cse_officer):
    first = make_completed(practitioner, "level-1", codes=("rs-missing-repeat",))
    again = make_draft(practitioner, child=first.child)
    row = {"code": "rs-missing-repeat", "owner": "Form tutor", "by": "2026-12-04"}
    plan = [row | {"action": "Daily check-in"}, row | {"action": "Ring the aunt"}]
    screening.submit(screening=again, by=practitioner, judgement=judgement("level-1", plan=plan))
    assert list(Plan.objects.get().actions.order_by("pk").values_list("what", flat=True)) == [
        "Daily check-in", "Ring the aunt"
    ]  # fmt: skip


def test_a_correction_opens_no_second_plan_after_one_was_closed(practitioner):
    done = make_completed(practitioner, "level-1")
    ended = {"because": "met", "reason": "The visits are over.", "what_changed": "Home every evening since May."}
    actions.close_plan(plan=Plan.objects.get(), by=practitioner, **ended)
    draft = screening.correct(screening=done, by=practitioner, reason="A slip of the pen.")
    screening.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
    assert Plan.objects.get().closed_at


def test_a_correction_brings_back_nothing_that_was_done_or_reworded_since(practitioner):
    row = {"code": "rs-missing-repeat", "owner": "Form tutor", "by": "2026-12-04"}
    rows = [row | {"action": "Daily check-in"}, row | {"action": "Ring the aunt"}]
    draft = make_draft(practitioner, age=14)
    done = screening.submit(screening=draft, by=practitioner, judgement=judgement("level-1", plan=rows))
    check_in, aunt = PlanAction.objects.order_by("pk")
    actions.progress_action(action=check_in, by=practitioner, progress="done")
    values = {"what": "Ring the uncle", "owner_name": "Form tutor", "due_on": aunt.due_on}
    actions.change_action(action=aunt, by=practitioner, values=values)
    rows.append(row | {"action": "Walk home together"})
    draft = screening.correct(screening=done, by=practitioner, reason="A slip of the pen.")
    screening.submit(screening=draft, by=practitioner, judgement=judgement("level-1", plan=rows))
    assert list(PlanAction.objects.order_by("pk").values_list("what", flat=True)) == [
        "Daily check-in", "Ring the uncle", "Walk home together"
    ]  # fmt: skip


def test_the_next_level_1_brings_back_nothing_that_was_done(practitioner):
    first = make_completed(practitioner, "level-1")
    actions.progress_action(action=PlanAction.objects.get(), by=practitioner, progress="done")
    again = make_draft(practitioner, child=first.child)
    screening.submit(screening=again, by=practitioner, judgement=judgement("level-1"))
    assert PlanAction.objects.get().progress == "done"


def test_a_correction_of_an_overtaken_screening_adds_nothing(practitioner):
    first = make_completed(practitioner, "level-1")
    again = make_draft(practitioner, child=first.child)
    screening.submit(screening=again, by=practitioner, judgement=judgement("level-1"))
    draft = screening.correct(screening=first, by=practitioner, reason="A slip of the pen.")
    row = {"code": "rs-missing-repeat", "action": "Ring the aunt", "owner": "Form tutor", "by": "2026-12-04"}
    screening.submit(screening=draft, by=practitioner, judgement=judgement("level-1", plan=[row]))
    assert PlanAction.objects.get().what == "Daily check-in"


def test_a_plan_is_begun_for_any_other_child_and_only_once(practitioner, cse_officer):
    child = make_completed(practitioner, "universal").child
    begun = [make_plan(practitioner, child=child) for _ in range(2)]
    assert begun[0] == begun[1] and Plan.objects.count() == 1
    assert mails() == {("plan_changed", cse_officer.user_id)}


def test_the_last_screenings_actions_are_taken_over_where_it_is_wanted(practitioner):
    done = make_completed(practitioner, "level-1")
    actions.close_plan(
        plan=Plan.objects.get(), by=practitioner, because="met", reason="Over.", what_changed="Safe at home now."
    )
    plan = actions.start_plan(child=done.child, by=practitioner, review_on=working_day(), holder=practitioner)
    assert plan.actions.get().what == "Daily check-in" and plan.screening == done


def test_the_officer_begins_none_beside_that_of_another_record_of_the_child(practitioner, nurse, cse_officer):
    one, other = (make_completed(by, "universal").child for by in (practitioner, nurse))
    plan = make_plan(practitioner, child=one)
    low, high = sorted((one, other), key=lambda child: child.pk)
    ChildMatch.objects.create(
        one=low, other=high, match="linked", reason="Same", said_at=clock.now(), said_by=cse_officer
    )
    assert make_plan(cse_officer, holder=nurse, child=other) == plan


def test_nobody_begins_a_plan_for_a_child_they_may_not_see(practitioner, nurse, mash_worker):
    child = make_completed(practitioner, "universal").child
    for stranger in (nurse, mash_worker):
        with pytest.raises(Http404):
            make_plan(stranger, child=child)


def test_a_practitioner_chooses_a_holder_of_the_agency_and_the_officer_of_the_area(
    practitioner, lead, nurse, cse_officer, walsall
):
    abroad = make_member(make_agency(walsall))
    assert set(actions.may_hold(practitioner.area, practitioner)) == {practitioner, lead}
    assert set(actions.may_hold(practitioner.area, cse_officer)) == {practitioner, lead, nurse, cse_officer}
    child = make_completed(practitioner, "universal").child
    for wrong in (nurse, abroad):
        with pytest.raises(Incomplete):
            make_plan(practitioner, holder=wrong, child=child)


# Who sees it, and who changes it


def test_who_sees_a_plan_and_who_may_change_it(practitioner, lead, nurse, cse_officer, mash_worker, plan, walsall):
    colleague, others_lead = make_member(practitioner.agency), make_member(nurse.agency, "safeguarding_lead")
    abroad = make_member(make_agency(walsall), "cse_officer")
    make_action(plan, practitioner, owner=nurse)
    members = {practitioner, lead, nurse, cse_officer, mash_worker, colleague, others_lead, abroad}
    assert {member for member in members if Plan.objects.visible_to(member)} == {practitioner, lead, nurse, cse_officer}
    assert {member for member in members if Plan.objects.run_by(member)} == {practitioner, lead, cse_officer}
    assert not Plan.objects.visible_to(None) and not Plan.objects.run_by(None)


def test_a_plan_for_a_child_of_another_area_stays_with_who_holds_leads_and_does_it(practitioner, lead, nurse, walsall):
    draft = screening.start(by=practitioner, area=walsall, child=make_child(practitioner, age=14))
    screening.save_narrative(screening=draft, by=practitioner, values=NARRATIVE)
    screening.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
    plan = Plan.objects.get()
    here, there = (make_member(make_agency(area), "cse_officer") for area in (practitioner.area, walsall))
    assert plan.area == walsall
    for sees in (practitioner, lead, there):
        assert Plan.objects.visible_to(sees).get() == Plan.objects.run_by(sees).get() == plan
    assert not Plan.objects.visible_to(nurse) and not Plan.objects.visible_to(here)
    near = make_member(make_agency(walsall))
    make_action(plan, practitioner, owner=near)
    assert Plan.objects.visible_to(near).get() == plan and not Plan.objects.run_by(near)
    assert make_action(plan, practitioner, what="Ring the aunt", owner=lead).owner == lead
    actions.hand_over_plan(plan=plan, by=practitioner, to=lead)
    assert practitioner in actions.may_hold(walsall, there, plan.agency)


def test_who_has_done_their_action_sees_the_plan_no_longer(practitioner, nurse, plan):
    action = make_action(plan, practitioner, owner=nurse)
    actions.progress_action(action=action, by=nurse, progress="done")
    assert not Plan.objects.visible_to(nurse)
    actions.progress_action(action=action, by=practitioner, progress="under_way")
    assert Plan.objects.visible_to(nurse).get() == plan


def test_an_owner_whose_role_has_ended_sees_it_no_longer(practitioner, nurse, plan):
    make_action(plan, practitioner, owner=nurse)
    nurse.ended_on = clock.today()
    nurse.save()
    elsewhere = make_member(practitioner.agency, user=nurse.user)
    assert not Plan.objects.visible_to(elsewhere)


def test_an_owner_says_how_their_action_goes_and_changes_nothing_else(practitioner, nurse, plan):
    own, other = make_action(plan, practitioner, owner=nurse), make_action(plan, practitioner, what="Ring the aunt")
    assert actions.progress_action(action=own, by=nurse, progress="under_way").progress == "under_way"
    with pytest.raises(Http404):
        actions.progress_action(action=other, by=nurse, progress="done")
    with pytest.raises(Http404):
        actions.change_action(action=own, by=nurse, values={})
    for change in (
        lambda: actions.review_plan(plan=plan, by=nurse, reviewed="All", review_on=working_day()),
        lambda: actions.say_parts(plan=plan, by=nurse, child_part="x", carer_part=""),
        lambda: actions.hand_over_plan(plan=plan, by=nurse, to=nurse),
        lambda: actions.close_plan(plan=plan, by=nurse, because="met", reason="x", what_changed="y"),
        lambda: make_action(plan, nurse),
    ):
        with pytest.raises(Http404):
            change()


# Actions


def test_a_new_action_tells_its_owner_the_colleagues_and_the_officers_but_not_who_did_it(
    practitioner, lead, nurse, cse_officer, plan
):
    actions.hand_over_plan(plan=plan, by=practitioner, to=lead)
    Message.objects.all().delete()
    make_action(plan, lead, owner=nurse, indicator="rs-missing-repeat")
    assert mails() == {("plan_action", nurse.user_id), ("plan_changed", cse_officer.user_id)}
    Message.objects.all().delete()
    make_action(plan, cse_officer, what="Walk home together", owner=lead)
    assert mails() == {("plan_action", lead.user_id), ("plan_changed", nurse.user_id)}


def test_mails_and_events_of_a_plan_hold_nothing_about_the_child(practitioner, cse_officer, plan):
    make_action(plan, practitioner, what="Wren meets Nell at the gate")
    actions.say_parts(plan=plan, by=practitioner, child_part="Wren rings", carer_part="Drives")
    said = str(list(Message.objects.filter(reference=plan.reference).values()))
    said += str(list(Event.objects.filter(reference=plan.reference).values("detail", "reason")))
    assert "plan_changed" in said and "Wren" not in said and "Drives" not in said


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": " "}, "what"),
        ({"due_on": None}, "due_on"),
        ({"due_on": "yesterday"}, "due_on"),
        ({"owner_name": ""}, "owner"),
        ({"owner_name": "Somebody", "owner": "practitioner"}, "owner"),
        ({"indicator": "no-such-indicator"}, "indicator"),
    ],
    ids=["nothing", "no day", "past day", "nobody", "two owners", "unknown indicator"],
)
def test_half_an_action_is_none(practitioner, plan, values, field):
    if values.get("due_on") == "yesterday":
        values = values | {"due_on": clock.today() - dt.timedelta(days=1)}
    if "owner" in values:
        values = values | {"owner": practitioner}
    with pytest.raises(Incomplete) as refused:
        make_action(plan, practitioner, **values)
    assert list(refused.value.problems) == [field] and not PlanAction.objects.exists()


def test_an_action_may_be_due_today(practitioner, plan):
    assert make_action(plan, practitioner, due_on=clock.today()).due_on == clock.today()


def test_pressed_twice_it_is_one_action_and_one_mail(practitioner, nurse, plan):
    one, other = (make_action(plan, practitioner, owner=nurse) for _ in range(2))
    assert one == other and Message.objects.filter(to_user_id=nurse.user_id).count() == 1


def test_who_has_left_cannot_be_chosen(practitioner, nurse, plan):
    leave(nurse)
    with pytest.raises(Incomplete) as refused:
        make_action(plan, practitioner, owner=nurse)
    assert "does not work here any more" in refused.value.problems["owner"]
    with pytest.raises(Incomplete):
        actions.hand_over_plan(plan=plan, by=practitioner, to=nurse)


def test_what_an_owner_who_left_had_goes_to_the_holder(practitioner, nurse, plan):
    action = make_action(plan, practitioner, owner=nurse)
    assert not action.has_left and action not in PlanAction.objects.waiting_for(practitioner)
    assert action in PlanAction.objects.waiting_for(nurse)
    leave(nurse)
    action = PlanAction.objects.get(pk=action.pk)
    assert action.has_left and action in PlanAction.objects.waiting_for(practitioner)
    Message.objects.all().delete()
    actions.progress_action(action=action, by=practitioner, progress="done")
    assert not Message.objects.filter(to_user_id=nurse.user_id).exists()


def test_when_the_holder_has_left_the_leads_and_the_officer_hand_it_over(practitioner, lead, cse_officer, plan):
    assert not Plan.objects.left()
    leave(practitioner)
    assert list(Plan.objects.visible_to(lead).left()) == [plan] == list(Plan.objects.visible_to(cse_officer).left())
    actions.hand_over_plan(plan=plan, by=cse_officer, to=lead)
    assert not Plan.objects.left()
    assert ("plan_changed", lead.user_id) in mails()


def test_a_plan_handed_to_another_agency_is_led_there(practitioner, lead, nurse, cse_officer, plan):
    with pytest.raises(Incomplete):
        actions.hand_over_plan(plan=plan, by=lead, to=nurse)
    actions.hand_over_plan(plan=plan, by=cse_officer, to=nurse)
    plan.refresh_from_db()
    assert (plan.holder, plan.agency) == (nurse, nurse.agency)
    assert not Plan.objects.visible_to(lead) and not Plan.objects.visible_to(practitioner)


def test_how_an_action_goes_and_back_again(practitioner, plan):
    action = make_action(plan, practitioner)
    action = actions.progress_action(
        action=action, by=practitioner, progress="done", result="Three weeks without a gap"
    )
    assert action.ended_at and action not in PlanAction.objects.open()
    action = actions.progress_action(action=action, by=practitioner, progress="under_way")
    assert action.ended_at is None and action in PlanAction.objects.open()


@pytest.mark.parametrize(("progress", "field"), [("not_done", "result"), ("", "progress"), ("half", "progress")])
def test_progress_is_one_of_four_and_what_will_not_be_done_says_why(practitioner, plan, progress, field):
    action = make_action(plan, practitioner)
    with pytest.raises(Incomplete) as refused:
        actions.progress_action(action=action, by=practitioner, progress=progress, result=" ")
    assert list(refused.value.problems) == [field]


def test_a_change_says_what_it_was_before(practitioner, nurse, plan):
    action = make_action(plan, practitioner)
    values = {"what": action.what, "owner": nurse, "due_on": action.due_on}
    actions.change_action(action=action, by=practitioner, values=values)
    note = action.notes.latest("id")
    assert note.kind == "action_changed"
    assert note.text == "Who: Nell Sampleford, Demo Clinic, before: The form tutor"
    actions.change_action(action=action, by=practitioner, values=values)
    assert action.notes.latest("id") == note


def test_who_comes_second_is_told_who_was_first(practitioner, lead, plan):
    action = make_action(plan, practitioner)
    seen = actions.last_note(action)
    values = {"what": "Ring the aunt", "owner_name": "The form tutor", "due_on": action.due_on}
    actions.change_action(action=action, by=practitioner, values=values, seen=seen)
    with pytest.raises(NotPossible, match="Priya Sampleton changed this action at the same time"):
        actions.change_action(action=action, by=lead, values=values | {"what": "Ring the uncle"}, seen=seen)
    with pytest.raises(NotPossible):
        actions.progress_action(action=action, by=lead, progress="done", seen=seen)
    assert PlanAction.objects.get().what == "Ring the aunt"


def test_the_log_says_at_once_what_is_next_of_a_plan(practitioner, lead):
    """Added, moved, done, reviewed or handed over: the next step of the log is worked out with it."""
    child = make_completed(practitioner, "level-1").child
    plan, today = Plan.objects.get(), clock.today()
    first = plan.actions.get()

    def says() -> tuple:
        entry = LogEntry.objects.get(child=child, current=True)
        return entry.next_step, entry.next_at.astimezone(clock.LONDON).date(), entry.next_with

    sooner = make_action(plan, practitioner, owner=lead, due_on=today + dt.timedelta(days=2))
    assert says() == ("plan_action", today + dt.timedelta(days=2), lead)
    later = {name: getattr(sooner, name) for name in actions.PLAN_ACTION_FIELDS} | {
        "due_on": today + dt.timedelta(days=3)
    }
    sooner = actions.change_action(action=sooner, by=practitioner, values=later)
    assert says() == ("plan_action", today + dt.timedelta(days=3), lead)
    for action in (sooner, first):
        actions.progress_action(action=action, by=practitioner, progress="done")
    day = working_day(1)
    actions.review_plan(plan=plan, by=practitioner, reviewed="Met with all.", review_on=day)
    assert says() == ("plan_review", day, practitioner)
    actions.hand_over_plan(plan=plan, by=practitioner, to=lead)
    assert says() == ("plan_review", day, lead)


# Reviews


def test_a_review_says_what_was_reviewed_and_dates_the_next(practitioner, cse_officer, plan):
    next_one = working_day(weeks=12)
    Message.objects.all().delete()
    for _ in range(2):
        actions.review_plan(plan=plan, by=practitioner, reviewed="The lifts have stopped.", review_on=next_one)
    plan.refresh_from_db()
    assert plan.review_on == next_one and plan.notes.filter(kind="reviewed").count() == 1
    assert (
        mails() == {("plan_changed", cse_officer.user_id)} and Event.objects.filter(type="plan:reviewed").count() == 1
    )


def review_refused(plan, by, day) -> str:
    with pytest.raises(Incomplete) as refused:
        actions.review_plan(plan=plan, by=by, reviewed="All of it.", review_on=day)
    return refused.value.problems["review_on"]


def test_a_review_on_a_bank_holiday_or_weekend_is_refused_with_the_next_working_day(practitioner, plan, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 20))
    christmas, boxing_day_substitute = dt.date(2026, 12, 25), dt.date(2026, 12, 28)
    assert {christmas, boxing_day_substitute} <= bank_holidays(2026)
    assert review_refused(plan, practitioner, christmas) == (
        "25 December 2026 is a bank holiday. The next working day is Tue 29 Dec"
    )
    assert review_refused(plan, practitioner, dt.date(2026, 11, 28)) == (
        "28 November 2026 is a weekend. The next working day is Mon 30 Nov"
    )
    actions.review_plan(plan=plan, by=practitioner, reviewed="All of it.", review_on=dt.date(2026, 12, 29))


def test_the_first_review_of_a_plan_never_falls_on_a_bank_holiday(practitioner):
    with time_machine.travel(dt.datetime(2026, 9, 25, 9, tzinfo=clock.LONDON), tick=False):
        screening = make_completed(practitioner, "level-1")
    assert screening.rescreen.due_on == dt.date(2026, 12, 25)
    assert Plan.objects.get().review_on == dt.date(2026, 12, 29)


def test_a_review_on_a_day_the_area_is_closed_is_refused(practitioner, plan):
    day = working_day(weeks=6)
    LocalProcedure.objects.filter(area=plan.area).update(closed_days=[day.isoformat()])
    assert "is a closed day" in review_refused(plan, practitioner, day)


def test_a_review_lies_after_today_and_within_a_year(practitioner, plan):
    for day in (clock.today(), clock.today() + dt.timedelta(days=367), None):
        assert review_refused(plan, practitioner, day)


def test_which_reviews_are_due(practitioner, plan):
    assert list(Plan.objects.to_review(plan.review_on)) == [plan]
    assert not Plan.objects.to_review(plan.review_on - dt.timedelta(days=1))


# The end


@pytest.mark.parametrize("field", ["reason", "what_changed"])
@pytest.mark.parametrize("said", ["", "The child stopped engaging.", "Wren disengaged. We closed Wren’s case."])
def test_a_plan_never_ends_because_the_child_stopped_engaging(practitioner, plan, field, said):
    words = {"reason": "What it was for is done.", "what_changed": "Home every evening since May."}
    with pytest.raises(Incomplete) as refused:
        actions.close_plan(plan=plan, by=practitioner, because="met", **words | {field: said})
    assert list(refused.value.problems) == [field]
    assert Plan.objects.open().get() == plan


def test_that_engagement_stopped_may_be_said_beside_what_changed(practitioner, plan):
    said = "She stopped engaging in June. Since then the car and the man have not been seen, and she sleeps at home."
    actions.close_plan(plan=plan, by=practitioner, because="met", reason=said, what_changed=said)
    assert not Plan.objects.open()


def test_no_engagement_is_none_of_the_reasons(practitioner, plan):
    with pytest.raises(Incomplete) as refused:
        actions.close_plan(plan=plan, by=practitioner, because="disengaged", reason="x", what_changed="y")
    assert list(refused.value.problems) == ["because"]


@pytest.mark.parametrize(("days", "ends"), [(0, True), (1, False)], ids=["18 today", "18 tomorrow"])
def test_it_ends_for_an_adult_only_when_the_young_person_is_one(practitioner, plan, monkeypatch, days, ends):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 18))
    plan.child.date_of_birth = dt.date(2008, 11, 18 + days)
    plan.child.save()
    words = {"because": "adult", "reason": "Adult services have it.", "what_changed": "Home every evening."}
    if ends:
        assert actions.close_plan(plan=plan, by=practitioner, **words).closed_at
        return
    with pytest.raises(Incomplete) as refused:
        actions.close_plan(plan=plan, by=practitioner, **words)
    assert list(refused.value.problems) == ["because"] and "not 18 yet" in refused.value.problems["because"]


def test_a_closed_plan_is_read_and_not_changed(practitioner, lead, cse_officer, plan):
    action = make_action(plan, practitioner)
    Message.objects.all().delete()
    words = {"because": "met", "reason": "Done.", "what_changed": "Home every evening."}
    for _ in range(2):
        actions.close_plan(plan=plan, by=practitioner, **words)
    assert mails() == {("plan_changed", cse_officer.user_id)}
    assert Event.objects.filter(type="plan:closed").count() == 1
    assert list(Plan.objects.visible_to(practitioner)) == [plan] and action not in PlanAction.objects.open()
    for change in (
        lambda: actions.close_plan(plan=plan, by=lead, **words),
        lambda: actions.progress_action(action=action, by=practitioner, progress="done"),
        lambda: make_action(plan, practitioner),
    ):
        with pytest.raises(NotPossible, match="Priya Sampleton closed this plan"):
            change()


def test_after_the_end_another_plan_may_begin(practitioner, plan):
    words = {"because": "moved", "reason": "Moved.", "what_changed": "The other area has it."}
    actions.close_plan(plan=plan, by=practitioner, **words)
    assert make_plan(practitioner, child=plan.child) != plan
    assert make_child(practitioner).plans.count() == 0


class TestUnplanned:
    """Level 1 was planned in the screening before the portal kept plans; such entries were never worked out."""

    @pytest.fixture
    def old(self, practitioner):
        done = make_completed(practitioner, "level-1")
        for model in (PlanNote, PlanAction, Plan):
            model.objects.all().delete()
        LogEntry.objects.update(since=None)
        return done

    def test_rule_10_what_was_planned_is_kept_from_now_on_and_once(self, old, practitioner):
        assert actions.plan_unplanned() == 1
        plan = Plan.objects.get()
        assert (plan.child, plan.holder, plan.screening) == (old.child, practitioner, old)
        assert (plan.started_at, plan.review_on) == (old.submitted_at, old.rescreen.due_on)
        assert [action.what for action in plan.actions.all()] == [row["action"] for row in old.judgement["plan"]]
        assert Event.objects.filter(type="plan:started").latest("id").person == "the portal"
        assert not mails()
        assert (actions.stand_unworked(), actions.plan_unplanned(), Plan.objects.count()) == (1, 0, 1)

    def test_a_review_that_would_be_past_is_today_or_the_next_day_on_which_the_area_works(self, old):
        old.rescreen.due_on = clock.today() - dt.timedelta(days=9)
        old.rescreen.save()
        actions.plan_unplanned()
        assert Plan.objects.get().review_on in [clock.today() + dt.timedelta(days=days) for days in range(6)]

    def test_who_has_a_plan_or_had_one_since_gets_no_second(self, old, practitioner, cse_officer):
        plan = make_plan(practitioner, child=old.child)
        actions.close_plan(plan=plan, by=cse_officer, because="met", reason="x", what_changed="Safer.")
        LogEntry.objects.update(since=None)
        assert actions.plan_unplanned() == 0
