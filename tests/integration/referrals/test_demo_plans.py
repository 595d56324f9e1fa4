"""The demo's plans look as plans do: what is due lies ahead, and one action is a little late."""

import datetime as dt

import pytest

from cse_portal import clock
from referrals.models import PlanAction
from screening.management.commands._demo_plan import keep_up
from screening.management.commands.seed_demo import at
from tests.factories.plans import make_action, make_plan

pytestmark = pytest.mark.django_db


def test_no_action_of_the_demo_is_late_by_months(practitioner):
    with at(97, "10:00"):
        plan = make_plan(practitioner)
        for what in ("Weekly talk", "Ring the aunt", "Lifts home"):
            make_action(plan, practitioner, owner=practitioner, what=what, due_on=clock.today() + dt.timedelta(days=28))
    keep_up(at=at)
    days = sorted((action.due_on - clock.today()).days for action in PlanAction.objects.open())
    assert days == [-2, 9, 12]
    told = plan.notes.filter(kind="progress").values_list("written_at", flat=True)
    assert {(clock.today() - each.astimezone(clock.LONDON).date()).days for each in told} == {70}
