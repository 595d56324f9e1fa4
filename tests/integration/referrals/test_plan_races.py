"""Two people at a plan at the same moment: one is first, the other is told, and nothing happens twice."""

from functools import partial

import pytest

from cse_portal.models import Message
from referrals import actions
from referrals.models import Plan, PlanAction
from referrals.states import NotPossible
from screening import actions as screening
from tests.factories.plans import make_action, make_plan
from tests.factories.screenings import judgement, make_completed, make_draft
from tests.integration.referrals.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_begun_twice_at_once_it_is_one_plan(practitioner, lead, cse_officer):
    child = make_completed(practitioner, "universal").child
    begun = at_once(*(partial(make_plan, by, child=child) for by in (practitioner, lead, practitioner)))
    # Whoever may not see the plan that was begun meanwhile is told who leads it.
    plans = [plan for plan in begun if not isinstance(plan, NotPossible)]
    assert plans and {plan.pk for plan in plans} == {Plan.objects.get().pk}
    assert Message.objects.filter(kind="plan_changed", to_user_id=cse_officer.user_id).count() == 1


def test_two_screenings_of_a_child_at_once_make_one_plan_with_each_action_once(practitioner, lead):
    first = make_draft(practitioner, age=14)
    drafts = [first, make_draft(lead, child=first.child)]
    done = at_once(
        *(
            partial(screening.submit, screening=draft, by=draft.practitioner, judgement=judgement("level-1"))
            for draft in drafts
        )
    )
    assert not [result for result in done if isinstance(result, Exception)], done
    assert Plan.objects.get().actions.get().what == "Daily check-in"


def test_of_two_who_change_an_action_at_once_one_is_told_of_the_other(practitioner, lead):
    plan = make_plan(practitioner)
    action = make_action(plan, practitioner)
    values = {"owner_name": action.owner_name, "due_on": action.due_on}
    change = partial(actions.change_action, action=action, seen=actions.last_note(action))
    results = at_once(
        partial(change, by=practitioner, values=values | {"what": "Ring the aunt"}),
        partial(change, by=lead, values=values | {"what": "Ring the uncle"}),
    )
    refused = [result for result in results if isinstance(result, NotPossible)]
    stands = [result for result in results if isinstance(result, PlanAction)]
    assert len(refused) == len(stands) == 1
    assert PlanAction.objects.get().what == stands[0].what
    assert action.notes.filter(kind="action_changed").count() == 1


def test_an_action_added_and_a_plan_closed_twice_at_once_happen_once(practitioner, cse_officer):
    plan = make_plan(practitioner)
    added = at_once(*[partial(make_action, plan, practitioner)] * 3)
    assert {action.pk for action in added} == {PlanAction.objects.get().pk}
    Message.objects.all().delete()
    words = {"because": "met", "reason": "Done.", "what_changed": "Home every evening."}
    closed = at_once(*[partial(actions.close_plan, plan=plan, by=practitioner, **words)] * 3)
    assert {result.pk for result in closed} == {plan.pk}
    assert plan.notes.filter(kind="closed").count() == 1
    assert Message.objects.filter(kind="plan_changed").count() == 1
