"""The step to adult services: it appears at seventeen and a half, and a person hands over at 18 (rule 5)."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from cse_portal import clock, dates
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.adulthood import adult_on
from referrals.models import ChildMatch, LogEntry, Plan, Transition
from referrals.states import NotPossible
from screening.models import Child, Rescreen, Screening
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action
from tests.factories.screenings import make_completed
from tests.integration.referrals.test_races import at_once

pytestmark = pytest.mark.django_db
AGREED = {
    "adult_contact": "Ada Invented, adult social care, 01632 960222",
    "agreed": "She meets Wren in May and goes on with the lifts.",
    "own_wishes": "Wants to keep the tutor.",
}


def born(child: Child, day: dt.date) -> Child:
    child.date_of_birth = day
    child.save()
    actions.stand(child)
    return child


def turning(days: int = 0) -> dt.date:
    """Somebody born on this day turns 18 in so many days."""
    on = clock.today() + dt.timedelta(days=days)
    return on.replace(year=on.year - 18, day=min(on.day, 28))


@pytest.fixture
def child(practitioner):
    """With a plan and a re-screen, and not 18 for a month."""
    return born(make_completed(practitioner, "level-1", codes=("rs-missing-repeat",)).child, turning(40))


@pytest.fixture
def grown(child):
    return born(child, turning(-1 - clock.today().day))


def told() -> list[int]:
    return list(Message.objects.filter(kind="transition").values_list("to_user_id", flat=True))


# Told of, once


def test_the_officers_of_the_area_are_told_once_that_somebody_is_nearly_18(child, cse_officer, practitioner, walsall):
    left = make_member(cse_officer.agency, "cse_officer")
    left.user.is_active = False
    left.user.save()
    make_member(make_agency(walsall), "cse_officer")
    assert actions.tell_of_transitions() == 1 and actions.tell_of_transitions() == 0
    assert told() == [cse_officer.user_id]
    message = Message.objects.get(kind="transition")
    assert (message.reference, message.path) == (child.reference, f"/children/{child.reference}/adult/")


@pytest.mark.parametrize(("days", "number"), [(0, 1), (1, 0)], ids=["on the day", "the day before"])
def test_at_seventeen_and_a_half_and_not_before(practitioner, cse_officer, monkeypatch, days, number):
    child = make_completed(practitioner, "level-1").child
    born(child, dt.date(2009, 6, 10))
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 12, 10) - dt.timedelta(days=days))
    assert actions.tell_of_transitions() == number


def test_of_an_estimate_as_soon_as_they_could_be(practitioner, cse_officer, monkeypatch):
    child = make_completed(practitioner, "level-1").child
    child.date_of_birth, child.estimated_age, child.estimated_on = None, 16, dt.date(2026, 6, 10)
    born(child, None)
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 12, 9))
    assert actions.tell_of_transitions() == 0
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 12, 10))
    assert actions.tell_of_transitions() == 1


def test_nobody_is_told_of_an_adult(grown, cse_officer):
    assert actions.tell_of_transitions() == 0 and not told()


def joined(one: Child, other: Child, by) -> None:
    low, high = sorted((one, other), key=lambda each: each.pk)
    ChildMatch.objects.create(one=low, other=high, match="linked", reason="Same", said_at=clock.now(), said_by=by)


def test_of_several_records_of_one_young_person_the_officers_are_told_once(child, cse_officer, solihull, walsall):
    nurses = [make_member(make_agency(solihull, "health")) for _ in range(3)]
    others = [born(make_completed(nurse, "level-1").child, turning(40)) for nurse in nurses]
    twin = others.pop()
    joined(child, others[1], cse_officer)
    joined(others[1], others[0], cse_officer)
    assert actions.tell_of_transitions() == 2 == len(told())
    references = set(Message.objects.filter(kind="transition").values_list("reference", flat=True))
    assert references == {child.reference, twin.reference}
    assert Transition.objects.count() == 4 and actions.tell_of_transitions() == 0


def test_a_record_that_reaches_the_age_later_or_is_planned_tells_nobody_again(child, cse_officer, solihull):
    nurse = make_member(make_agency(solihull, "health"))
    later = born(make_completed(nurse, "level-1").child, turning(400))
    joined(child, later, cse_officer)
    assert actions.tell_of_transitions() == 1
    born(later, turning(40))
    actions.plan_transition(child=later, by=nurse, values=AGREED)
    Transition.objects.filter(child=later).delete()
    assert actions.tell_of_transitions() == 0 and told() == [cse_officer.user_id]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(practitioner, cse_officer):
    born(make_completed(practitioner, "level-1").child, turning(40))
    assert sorted(at_once(*[actions.tell_of_transitions] * 3)) == [0, 0, 1]
    assert told() == [cse_officer.user_id]


# Planned


def test_what_is_known_is_recorded_bit_by_bit_and_the_officer_told_when_nobody_was_yet(
    child, practitioner, cse_officer
):
    for values in ({"adult_contact": "Ada Invented"}, AGREED, AGREED):
        found = actions.plan_transition(child=child, by=practitioner, values=values)
    assert found.own_wishes == AGREED["own_wishes"] and Transition.objects.count() == 1
    assert told() == [cse_officer.user_id] and actions.tell_of_transitions() == 0
    assert Event.objects.filter(type="child:transition_planned", reference=child.reference).count() == 2


def test_nothing_is_no_plan(child, practitioner):
    with pytest.raises(Incomplete):
        actions.plan_transition(child=child, by=practitioner, values={"agreed": "  "})


def test_before_seventeen_and_a_half_there_is_no_step(practitioner):
    young = make_completed(practitioner, "level-1").child
    with pytest.raises(NotPossible, match="begins at seventeen and a half"):
        actions.plan_transition(child=young, by=practitioner, values=AGREED)


def test_only_who_may_see_the_child_records_the_step(child, school, mash_worker, walsall):
    abroad = make_member(make_agency(walsall), "cse_officer")
    for stranger in (make_member(school), mash_worker, abroad):
        with pytest.raises(Http404):
            actions.plan_transition(child=child, by=stranger, values=AGREED)


# Handed over


def test_at_18_nothing_ends_by_itself(grown):
    actions.tell_of_transitions()
    assert Rescreen.objects.open().count() == 1 == Plan.objects.open().count()


def test_the_officer_hands_over_what_is_open_and_the_record_stays_readable(
    grown, practitioner, cse_officer, sign_in, child
):
    actions.plan_transition(child=grown, by=practitioner, values=AGREED)
    make_action(Plan.objects.get(), practitioner)
    Message.objects.all().delete()
    for _ in range(2):
        found = actions.hand_over_at_18(child=grown, by=cse_officer)
    assert found.handed_over_by == cse_officer
    rescreen, plan = Rescreen.objects.get(), Plan.objects.get()
    assert (rescreen.closed_by, rescreen.closed_reason) == (cse_officer, "18: adult routes")
    assert (plan.closed_because, plan.what_changed) == ("adult", AGREED["agreed"])
    assert LogEntry.objects.get().due_on is None
    page = f"/rescreens/{rescreen.screening.reference}/"
    assert set(Message.objects.values_list("kind", "to_user_id", "path")) == {
        ("plan_changed", practitioner.user_id, f"/plans/{plan.reference}/"),
        ("rescreen_closed", practitioner.user_id, page),
    }
    assert Message.objects.get(kind="rescreen_closed").reference == rescreen.screening.reference
    assert "18: adult routes" in sign_in(practitioner).get(page).content.decode()
    kinds = ["child:transition_made", "plan:closed", "rescreen:closed"]
    assert [Event.objects.filter(type=kind, child=grown.reference).count() for kind in kinds] == [1, 1, 1]
    client = sign_in(cse_officer)
    for address in (
        reverse("referrals:child", args=[grown.reference]), reverse("referrals:plan", args=[plan.reference]),
        reverse("screening:view", args=[Screening.objects.get().reference]),
        reverse("referrals:adult", args=[grown.reference]),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address


def test_where_the_owner_has_left_the_leads_are_told_that_the_re_screen_is_closed(grown, practitioner, cse_officer):
    lead = make_member(practitioner.agency, "safeguarding_lead")
    actions.plan_transition(child=grown, by=cse_officer, values=AGREED)
    practitioner.user.is_active = False
    practitioner.user.save()
    actions.hand_over_at_18(child=grown, by=cse_officer)
    assert [mail.to_user_id for mail in Message.objects.filter(kind="rescreen_closed")] == [lead.user_id]


@pytest.mark.parametrize("lacking", AGREED)
def test_handing_over_needs_contact_agreement_and_own_wishes(grown, practitioner, cse_officer, lacking):
    actions.plan_transition(child=grown, by=practitioner, values=AGREED | {lacking: ""})
    with pytest.raises(Incomplete) as refused:
        actions.hand_over_at_18(child=grown, by=cse_officer)
    assert list(refused.value.problems) == [lacking] and Plan.objects.open().exists()


def test_nothing_is_handed_over_before_18(child, practitioner, cse_officer):
    actions.plan_transition(child=child, by=practitioner, values=AGREED)
    with pytest.raises(NotPossible, match="not 18 yet"):
        actions.hand_over_at_18(child=child, by=cse_officer)


def test_only_the_areas_officer_hands_over(grown, practitioner, lead, mash_worker, walsall):
    actions.plan_transition(child=grown, by=practitioner, values=AGREED)
    for other in (practitioner, lead, mash_worker, make_member(make_agency(walsall), "cse_officer")):
        with pytest.raises(Http404):
            actions.hand_over_at_18(child=grown, by=other)


def test_what_was_handed_over_is_not_written_over(grown, practitioner, cse_officer):
    actions.plan_transition(child=grown, by=practitioner, values=AGREED)
    actions.hand_over_at_18(child=grown, by=cse_officer)
    with pytest.raises(NotPossible, match="Alder Notional has handed this over already"):
        actions.plan_transition(child=grown, by=practitioner, values=AGREED | {"agreed": "Something else"})


def test_every_record_of_the_young_person_is_handed_over_together(grown, practitioner, cse_officer, solihull):
    nurse = make_member(make_agency(solihull, "health"))
    other = born(make_completed(nurse, "level-1").child, grown.date_of_birth)
    joined(grown, other, cse_officer)
    actions.plan_transition(child=grown, by=cse_officer, values=AGREED)
    actions.hand_over_at_18(child=other, by=cse_officer)
    assert not Plan.objects.open() and not Rescreen.objects.open()


def test_re_screens_are_held_before_plans_as_everybody_does(grown, practitioner, cse_officer):
    actions.plan_transition(child=grown, by=practitioner, values=AGREED)
    with CaptureQueriesContext(connection) as queries:
        actions.hand_over_at_18(child=grown, by=cse_officer)
    tables = ("screening_rescreen", "referrals_plan", "referrals_logentry")
    held = [
        name for query in queries for name in tables
        if f'FROM "{name}"' in query["sql"] and " FOR " in query["sql"] and "UPDATE" in query["sql"]
    ]  # fmt: skip
    assert held[:3] == list(tables)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_hand_over_at_once_do_it_once(practitioner, cse_officer):
    child = born(make_completed(practitioner, "level-1").child, turning(-40))
    actions.plan_transition(child=child, by=practitioner, values=AGREED)
    second = make_member(cse_officer.agency, "cse_officer")
    results = at_once(*(partial(actions.hand_over_at_18, child=child, by=by) for by in (cse_officer, second)))
    assert {result.pk for result in results} == {Transition.objects.get().pk}
    assert Event.objects.filter(type="child:transition_made").count() == 1


# Pages


def listed(client, show: str) -> list[str]:
    answer = client.get(reverse("referrals:turning_18"), {"show": show})
    return [row["entry"].child.reference for row in answer.context["rows"]]


def test_the_officers_lists_show_each_young_person_where_they_stand(child, practitioner, cse_officer, sign_in):
    make_completed(practitioner, "level-1", age=13)
    client = sign_in(cse_officer)
    lists = ("turning", "waiting", "done")
    assert [listed(client, show) for show in lists] == [[child.reference], [], []]
    born(child, turning(-40))
    assert [listed(client, show) for show in lists] == [[], [child.reference], []]
    actions.plan_transition(child=child, by=practitioner, values=AGREED)
    actions.hand_over_at_18(child=child, by=cse_officer)
    assert [listed(client, show) for show in lists] == [[], [], [child.reference]]


def test_a_restricted_young_person_is_not_named_in_the_list(child, cse_officer, sign_in):
    child.restricted = True
    child.save()
    text = sign_in(cse_officer).get(reverse("referrals:turning_18")).content.decode()
    assert child.reference in text and "Testerby" not in text
    assert "In the record" in text and dates.day(adult_on(child)) not in text


def test_the_child_page_leads_to_the_step_from_seventeen_and_a_half_on(child, practitioner, sign_in):
    client, step = sign_in(practitioner), reverse("referrals:adult", args=[child.reference])
    young = make_completed(practitioner, "level-1").child
    assert step in client.get(reverse("referrals:child", args=[child.reference])).content.decode()
    page = client.get(reverse("referrals:child", args=[young.reference])).content.decode()
    assert reverse("referrals:adult", args=[young.reference]) not in page
    early = client.get(reverse("referrals:adult", args=[young.reference])).content.decode()
    assert "The step begins at seventeen and a half" in early


def test_saving_and_handing_over_on_the_page(grown, practitioner, cse_officer, sign_in):
    step = reverse("referrals:adult", args=[grown.reference])
    page = sign_in(practitioner).get(step).content.decode()
    assert "hand over now" not in page and "Daily check-in" in page
    client = sign_in(cse_officer)
    lacking = client.post(step, AGREED | {"own_wishes": "", "do": "hand_over"})
    assert "Say what the young person wants" in lacking.content.decode() and Plan.objects.open().exists()
    for _ in range(2):
        assert client.post(step, AGREED | {"do": "hand_over"}).status_code == 302
    page = client.get(step).content.decode()
    assert "Handed over today" in page and not Plan.objects.open().exists()


def test_the_officer_who_has_the_young_person_reads_what_another_area_wrote(practitioner, cse_officer, child, walsall):
    LogEntry.objects.filter(child=child).update(area=walsall)
    Screening.objects.filter(child=child).update(area=walsall)
    officer = make_member(make_agency(walsall, "social_care"), "cse_officer")
    found = actions.plan_transition(child=child, by=practitioner, values=AGREED)
    assert found.area == walsall and actions.transition_of(child, officer) == found
    assert actions.plan_transition(child=child, by=officer, values=AGREED) == found
    Transition.objects.update(area=practitioner.area)
    assert actions.transition_of(child, officer) == found
    assert not Transition.objects.visible_to(cse_officer).exists()
