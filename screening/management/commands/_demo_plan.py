"""The demo's early-help plans go on after the screenings that made them, and one young person is nearly 18."""

import datetime as dt
from collections.abc import Callable
from itertools import cycle

from accounts.models import LocalProcedure, Membership
from accounts.opening import hours_on
from cse_portal import clock
from referrals import actions
from referrals.adulthood import is_nearly_adult
from referrals.models import Plan, PlanAction
from screening.models import Child

PARTS = {
    "child_part": "“I’ll tell Miss on Mondays how the weekend was. I don’t want anybody to ring home first.”",
    "carer_part": "The carer collects on Fridays and keeps the phone downstairs at night.",
}
REVIEWED = (
    "Met with the young person, the carer and the form tutor. Four weeks without a missing lesson; the lifts have not "
    "been seen. The check-ins go on."
)
DAYS_AHEAD = (12, -2, 9, 16, 19, 7, 14, 11, 21, 23)
AGREED = {
    "adult_contact": "Ada Invented, adult social care, 01632 960222",
    "agreed": "A joint visit before the birthday; the key worker stays for the first three months.",
    "own_wishes": "Wants to keep the same worker, and to be asked before anything is shared.",
}


def seed_plans(members: dict[str, list[Membership]], *, at: Callable) -> None:
    """Two plans in the middle of their work, and the step to adult services of one young person."""
    (priya,), (amina,), (colm,) = (members[key] for key in ("priya", "amina", "colm"))
    plans = list(Plan.objects.open().filter(holder=priya).order_by("started_at", "pk")[:2])
    for plan in plans:
        first, *others = plan.actions.order_by("pk")
        on = clock.today() + dt.timedelta(days=21)
        with _the_day_before(first, at=at):
            actions.progress_action(action=first, by=priya, progress="done", result="Every week since it was agreed.")
            for action in others:
                actions.progress_action(action=action, by=priya, progress="under_way", result="Begun this month.")
                _put_off(action, by=priya, due_on=on)
        with at(2, "15:20"):
            _shared(plan, by=priya, nurse=amina, lead=colm)
    if plans:
        with at(1, "16:05"):
            actions.say_parts(plan=plans[0], by=priya, **PARTS)
            actions.review_plan(plan=plans[0], by=priya, reviewed=REVIEWED, review_on=_working_day(plans[0], 12))
    _nearly_18()


def keep_up(*, at: Callable) -> None:
    """What any plan had to do by now goes on, told the day before it was due; one action is a little late today."""
    today = clock.today()
    late = PlanAction.objects.open().filter(due_on__lt=today).select_related("plan__holder").order_by("due_on", "pk")
    for ahead, action in zip(cycle(DAYS_AHEAD), late):
        by = action.plan.holder
        with _the_day_before(action, at=at):
            actions.progress_action(action=action, by=by, progress="under_way", result="Every week, and it goes on.")
            _put_off(action, by=by, due_on=today + dt.timedelta(days=ahead))


def _the_day_before(action: PlanAction, *, at: Callable):
    """The clock of the day before an action was due."""
    return at((clock.today() - action.due_on).days + 1, "14:30")


def _shared(plan: Plan, *, by: Membership, nurse: Membership, lead: Membership) -> None:
    for owner, what, days in (
        (nurse, "Offer a health check at a place the young person chooses", 5),
        (lead, "Ask the bus company who waits at the gate on Fridays", 9),
    ):
        due_on = clock.today() + dt.timedelta(days=days)
        actions.add_action(plan=plan, by=by, values={"what": what, "owner": owner, "due_on": due_on})


def _put_off(action: PlanAction, *, by: Membership, due_on: dt.date) -> None:
    values = {name: getattr(action, name) for name in actions.PLAN_ACTION_FIELDS}
    actions.change_action(action=action, by=by, values=values | {"due_on": due_on})


def _working_day(plan: Plan, days: int) -> dt.date:
    """The first day on which the area works, so many days ahead or a little later."""
    procedure, start = LocalProcedure.objects.calendar(plan.area, clock.today()), clock.today()
    ahead = (start + dt.timedelta(days=days + n) for n in range(20))
    return next(day for day in ahead if hours_on(procedure, day))


def _nearly_18() -> None:
    actions.tell_of_transitions()
    linden = Child.objects.filter(first_names="Linden").first()
    if linden and is_nearly_adult(linden):
        by = linden.screenings.select_related("practitioner").first().practitioner
        actions.plan_transition(child=linden, by=by, values=AGREED)
