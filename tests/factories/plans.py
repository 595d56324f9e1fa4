"""Invented plans, begun through the action."""

import datetime as dt

from accounts.models import Membership
from cse_portal import clock
from referrals import actions
from referrals.models import Plan, PlanAction
from tests.factories.screenings import make_completed


def working_day(weeks: int = 4) -> dt.date:
    """A Wednesday some weeks from now that is no bank holiday."""
    from accounts.opening import bank_holidays

    day = clock.today() + dt.timedelta(weeks=weeks)
    day += dt.timedelta(days=(2 - day.weekday()) % 7)
    return day + dt.timedelta(weeks=day in bank_holidays(day.year))


def make_plan(by: Membership, *, holder: Membership | None = None, child=None, **child_fields) -> Plan:
    """A plan without actions for a child of the member's agency."""
    child = child or make_completed(by, "universal", **child_fields).child
    return actions.start_plan(child=child, by=by, review_on=working_day(), holder=holder or by, with_actions=False)


def make_action(plan: Plan, by: Membership, *, owner: Membership | None = None, **fields) -> PlanAction:
    values = {"what": "A check-in every morning", "due_on": clock.today() + dt.timedelta(days=7), "owner": owner}
    if owner is None:
        values["owner_name"] = "The form tutor"
    return actions.add_action(plan=plan, by=by, values=values | fields)
