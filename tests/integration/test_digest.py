"""What stands in whose digest: each source, who stands in for whom, and that every line opens for whom it was sent."""

import datetime as dt

import pytest

from accounts import actions as people
from cse_portal.clock import LONDON
from cse_portal.models import Message, MessageKind
from referrals.models import Plan, PlanAction
from screening import actions
from screening.models import Digest, DigestDay, Rescreen, Screening
from screening.reminders import send_due
from tests.factories.duties import make_episode, make_panel_action
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan
from tests.factories.screenings import answer, judgement, make_child, make_completed, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
K = MessageKind


@pytest.fixture
def another(school):
    return make_member(school, name="Linden Sampleby")


def told(day: dt.date = TODAY) -> dict[int, list[tuple[str, str]]]:
    """Each person's lines in the digest of a day: kind and reference."""
    send_due(today=day)
    digests = Digest.objects.filter(day=day)
    return {each.user_id: [(line["kind"], line["reference"]) for line in each.lines] for each in digests}


def who(day: dt.date) -> set[int]:
    return set(told(day))


def make_rescreen(by, due_on=TODAY, **child) -> Rescreen:
    rescreen = make_completed(by, "level-2", **child).rescreen
    Rescreen.objects.filter(pk=rescreen.pk).update(due_on=due_on)
    return rescreen


class TestOnce:
    def test_all_that_waits_is_one_digest_and_one_message(self, practitioner, cse_officer):
        late = make_rescreen(practitioner, TODAY - 3 * DAY)
        soon = make_rescreen(practitioner, TODAY + 2 * DAY, family_name="Sampleby")
        plan = make_plan(practitioner, family_name="Otherby")
        make_action(plan, practitioner, owner=practitioner)
        Message.objects.all().delete()
        lines = told()[practitioner.user_id]
        assert lines == [
            (K.RESCREEN_OVERDUE, late.screening.reference), (K.RESCREEN_SOON, soon.screening.reference),
            (K.PLAN_ACTION_DUE, plan.reference),
        ]  # fmt: skip
        [message] = Message.objects.all()
        assert (message.kind, message.reference, message.path) == (K.DIGEST, "", "/sent-to-you/")
        assert message.lines == Digest.objects.get().lines

    def test_what_comes_later_the_same_day_waits_for_tomorrows(self, practitioner):
        make_rescreen(practitioner)
        assert len(told()[practitioner.user_id]) == 1
        later = make_rescreen(practitioner, family_name="Sampleby")
        assert len(told()[practitioner.user_id]) == 1
        assert (K.RESCREEN_OVERDUE, later.screening.reference) in told(TODAY + DAY)[practitioner.user_id]
        assert Message.objects.filter(kind=K.DIGEST, to_user_id=practitioner.user_id).count() == 2

    def test_whoever_had_none_that_day_gets_theirs_tomorrow(self, practitioner, another):
        make_rescreen(practitioner)
        assert who(TODAY) == {practitioner.user_id}
        make_rescreen(another, family_name="Sampleby")
        assert who(TODAY) == {practitioner.user_id}
        assert another.user_id in who(TODAY + DAY)

    def test_once_a_day_is_done_a_run_asks_one_thing_and_works_nothing_out(
        self, practitioner, django_assert_num_queries
    ):
        make_rescreen(practitioner, TODAY + 100 * DAY)
        assert (send_due(today=TODAY), DigestDay.objects.get().day) == (0, TODAY)
        with django_assert_num_queries(3) as asked:  # the savepoint, the day, its release
            send_due(today=TODAY)
        assert not any("screening_rescreen" in query["sql"] for query in asked.captured_queries)

    def test_a_stage_is_told_once_and_the_next_day_is_quiet(self, practitioner):
        make_action(make_plan(practitioner), practitioner, owner=practitioner, due_on=TODAY + 7 * DAY)
        Plan.objects.update(review_on=TODAY + 60 * DAY)
        days = [day for day in range(-1, 24) if practitioner.user_id in told(TODAY + day * DAY)]
        assert days == [0, 7, 8, 15, 22]

    def test_two_actions_of_a_plan_on_one_day_are_one_line(self, practitioner):
        plan = make_plan(practitioner)
        for what in ("Ring the aunt", "Ring the uncle"):
            make_action(plan, practitioner, owner=practitioner, what=what)
        assert told() == {practitioner.user_id: [(K.PLAN_ACTION_DUE, plan.reference)]}

    def test_an_action_agreed_after_another_of_the_plan_was_told_is_told_too(self, practitioner):
        plan = make_plan(practitioner)
        make_action(plan, practitioner, owner=practitioner, due_on=TODAY + 5 * DAY)
        line = {practitioner.user_id: [(K.PLAN_ACTION_DUE, plan.reference)]}
        assert told() == line
        make_action(plan, practitioner, owner=practitioner, what="Ring the uncle", due_on=TODAY + 5 * DAY)
        assert [told(TODAY + day * DAY) for day in (1, 2)] == [line, {}]


class TestRescreens:
    def test_from_the_second_week_overdue_the_areas_officers_hear_of_it(self, practitioner, lead, cse_officer, walsall):
        make_member(make_agency(walsall), "cse_officer")
        make_rescreen(practitioner)
        both, officer = {practitioner.user_id, lead.user_id}, {cse_officer.user_id}
        assert [who(TODAY + day * DAY) for day in (0, 1, 7, 8, 14, 15)] == [
            {practitioner.user_id}, both, set(), both | officer, set(), both | officer,
        ]  # fmt: skip

    def test_where_the_owner_has_left_and_there_is_no_lead_the_officer_is_told(
        self, practitioner, cse_officer, area_admin
    ):
        make_rescreen(practitioner)
        people.end_role(by=area_admin, member=practitioner)
        assert who(TODAY) == {cse_officer.user_id}

    def test_where_there_is_a_lead_the_officer_is_not(self, practitioner, lead, cse_officer, area_admin):
        make_rescreen(practitioner)
        people.end_role(by=area_admin, member=practitioner)
        assert who(TODAY) == {lead.user_id}

    def test_one_who_works_for_another_agency_now_is_told_of_nothing_of_the_old(
        self, practitioner, lead, solihull, area_admin
    ):
        rescreen = make_rescreen(practitioner)
        make_member(make_agency(solihull), user=practitioner.user)
        people.end_role(by=area_admin, member=practitioner)
        assert told() == {lead.user_id: [(K.RESCREEN_TODAY, rescreen.screening.reference)]}


class TestPlans:
    @pytest.mark.parametrize(("days", "lines"), [(8, 0), (7, 1), (0, 1), (-1, 1)])
    def test_an_action_from_seven_days_before(self, practitioner, another, days, lines):
        action = make_action(make_plan(practitioner), practitioner, owner=another)
        PlanAction.objects.update(due_on=TODAY + days * DAY)
        assert told().get(another.user_id, []) == [(K.PLAN_ACTION_DUE, action.plan.reference)] * lines

    def test_an_action_of_somebody_without_an_account_is_the_holders(self, practitioner):
        action = make_action(make_plan(practitioner), practitioner)
        assert told() == {practitioner.user_id: [(K.PLAN_ACTION_DUE, action.plan.reference)]}

    @pytest.mark.parametrize("how", ["role ended", "account closed"])
    def test_an_action_whose_owner_has_left_is_the_holders(self, practitioner, another, area_admin, how):
        make_action(make_plan(practitioner), practitioner, owner=another)
        if how == "role ended":
            people.end_role(by=area_admin, member=another)
        else:
            people.set_active(by=area_admin, user=another.user, active=False)
        assert who(TODAY) == {practitioner.user_id}

    def test_one_that_is_done_is_nobodys(self, practitioner):
        make_action(make_plan(practitioner), practitioner, owner=practitioner)
        PlanAction.objects.update(ended_at=dt.datetime(2026, 11, 19, tzinfo=dt.UTC), ended_by=practitioner)
        assert told() == {}

    def test_a_review_goes_to_the_holder_then_the_lead_then_the_officer(self, practitioner, lead, cse_officer):
        plan = make_plan(practitioner)
        day = plan.review_on
        assert who(day - 8 * DAY) == set()
        assert told(day - 7 * DAY) == {practitioner.user_id: [(K.PLAN_REVIEW, plan.reference)]}
        assert who(day) == {practitioner.user_id}
        assert who(day + DAY) == {practitioner.user_id, lead.user_id}
        assert who(day + 8 * DAY) == {practitioner.user_id, lead.user_id, cse_officer.user_id}


class TestPanels:
    def test_an_action_goes_to_its_owner_and_overdue_to_the_officer_but_to_no_lead(
        self, practitioner, lead, cse_officer
    ):
        action = make_panel_action(practitioner, officer=cse_officer, child=make_completed(practitioner).child)
        assert told() == {practitioner.user_id: [(K.PANEL_ACTION_DUE, action.reference)]}
        assert who(TODAY + 7 * DAY) == {practitioner.user_id}
        assert who(TODAY + 8 * DAY) == {practitioner.user_id, cse_officer.user_id}

    def test_a_mash_worker_is_told_before_on_the_day_and_when_it_is_late(self, practitioner, cse_officer, mash_worker):
        action = make_panel_action(mash_worker, officer=cse_officer, child=make_completed(practitioner).child)
        line = {mash_worker.user_id: [(K.PANEL_ACTION_DUE, action.reference)]}
        assert [told(TODAY + day * DAY) for day in (0, 7)] == [line, line]
        assert told(TODAY + 8 * DAY)[mash_worker.user_id] == line[mash_worker.user_id]

    def test_of_somebody_without_an_account_or_who_has_left_the_officer_is_told(
        self, practitioner, lead, cse_officer, area_admin
    ):
        make_panel_action(None, officer=cse_officer, child=make_completed(practitioner).child)
        assert who(TODAY) == {cse_officer.user_id}


class TestInterviews:
    def test_it_goes_to_who_recorded_it_and_late_to_the_officer(self, lead, cse_officer):
        due = dt.datetime(2026, 11, 20, 9, tzinfo=LONDON)
        episode = make_episode(make_child(lead), by=lead, interview_due=due)
        assert told() == {lead.user_id: [(K.INTERVIEW_DUE, episode.reference)]}
        assert who(TODAY + DAY) == {lead.user_id}
        assert who(TODAY + 2 * DAY) == {lead.user_id, cse_officer.user_id}

    def test_londons_day_counts(self, lead):
        due = dt.datetime(2027, 6, 10, 0, 30, tzinfo=LONDON)
        make_episode(make_child(lead), by=lead, interview_due=due)
        assert who(dt.date(2027, 6, 2)) == set()
        assert who(dt.date(2027, 6, 3)) == {lead.user_id}

    @pytest.mark.parametrize("state", ["held", "refused"])
    def test_one_that_is_held_or_refused_is_due_no_more(self, lead, state):
        due = dt.datetime(2026, 11, 20, 9, tzinfo=LONDON)
        episode = make_episode(make_child(lead), by=lead, interview_due=due)
        episode.interview = state
        episode.save()
        assert told() == {}


class TestCountersigning:
    @pytest.fixture
    def waiting(self, practitioner, lead) -> Screening:
        draft = make_draft(practitioner)
        answer(draft, "pr-unexplained-gifts")
        return actions.submit(
            screening=draft, by=practitioner, judgement=judgement("universal"), second_person=lead
        )  # fmt: skip

    def test_the_second_person_is_told_when_it_waits_more_than_a_day_and_once_a_week(self, waiting, lead, cse_officer):
        assert [day for day in range(16) if who(TODAY + day * DAY)] == [2, 9]
        assert Digest.objects.filter(user=lead.user).count() == Digest.objects.count() == 2
        assert told(TODAY + 16 * DAY) == {lead.user_id: [(K.COUNTERSIGN_WANTED, waiting.reference)]}

    def test_where_the_second_person_has_left_another_lead_is_told_and_never_the_officer(
        self, waiting, lead, school, cse_officer, area_admin
    ):
        people.end_role(by=area_admin, member=lead)
        assert who(TODAY + 2 * DAY) == set()
        other = make_member(school, "safeguarding_lead")
        assert who(TODAY + 3 * DAY) == {other.user_id}


def test_every_line_opens_for_whom_it_was_sent(
    sign_in, practitioner, another, lead, cse_officer, area_admin, solihull, school
):
    """With owners at work and gone, and weeks late: nobody is sent a reference the portal would not show them."""
    gone = make_member(school, name="Ash Departed")
    second = make_member(school, "safeguarding_lead", name="Rowan Mockley")
    for number, holder in enumerate((practitioner, gone)):
        rescreen = make_rescreen(holder, family_name=f"Case{'ab'[number]}")
        plan = make_plan(holder, child=rescreen.child)
        make_action(plan, holder, owner=another)
        make_action(plan, holder, owner=gone)
    for recorder in (lead, second, cse_officer):
        make_episode(rescreen.child, by=recorder, interview_due=dt.datetime(2026, 11, 20, 9, tzinfo=LONDON))
    make_panel_action(practitioner, officer=cse_officer, child=rescreen.child)
    draft = make_draft(practitioner, family_name="Casec")
    answer(draft, "pr-unexplained-gifts")
    actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"), second_person=second)
    people.end_role(by=area_admin, member=gone)
    people.end_role(by=area_admin, member=second)
    for day in (0, 2, 10, 20, 45):
        told(TODAY + day * DAY)
    members = {each.user_id: each for each in (practitioner, another, lead, cse_officer)}
    sent = {(each.user_id, line["kind"], line["path"]) for each in Digest.objects.all() for line in each.lines}
    assert {kind for _, kind, _ in sent} == {
        K.RESCREEN_TODAY, K.RESCREEN_OVERDUE, K.PLAN_ACTION_DUE, K.PLAN_REVIEW, K.PANEL_ACTION_DUE, K.INTERVIEW_DUE,
        K.COUNTERSIGN_WANTED,
    }  # fmt: skip
    refused = {
        line for line in sent if sign_in(members[line[0]]).get(line[2], follow=True).status_code != 200
    }  # fmt: skip
    assert not refused


class TestRecord:
    def test_a_person_sees_their_own_digests_of_90_days_with_links(self, sign_in, practitioner, another, thursday):
        mine = make_rescreen(practitioner).screening.reference
        theirs = make_rescreen(another, family_name="Sampleby").screening.reference
        told()
        text = sign_in(practitioner).get("/sent-to-you/").content.decode()
        assert "Thursday 19 November 2026" in text
        link = f'<a class="govuk-link portal-nowrap" href="/rescreens/{mine}/">{mine}</a>'
        assert f"A screening is due today: {link}" in text
        assert theirs not in text
        for days, shown in ((89, True), (90, False)):
            thursday.move_to(dt.datetime(2026, 11, 19, 9, tzinfo=LONDON) + days * DAY)
            assert (mine in sign_in(practitioner).get("/sent-to-you/").content.decode()) is shown

    def test_the_rescreen_shows_at_which_stage_whom_and_when(self, sign_in, practitioner, lead):
        rescreen = make_rescreen(practitioner)
        page = f"/rescreens/{rescreen.screening.reference}/"
        assert "None was sent yet." in sign_in(practitioner).get(page).content.decode()
        for day in (-3, 0, 8):
            told(TODAY + day * DAY)
        shown = [(each["stage"], each["to"]) for each in sign_in(lead).get(page).context["reminders"]]
        assert shown[2:] == [("Due that day", practitioner), ("Due within 7 days", practitioner)]
        assert sorted(shown[:2], key=lambda pair: pair[1].pk) == [
            ("Overdue, week 2", practitioner), ("Overdue, week 2", lead),
        ]  # fmt: skip
