"""What happens to a plan as a whole: the child's and carer's part, a review, another holder, and its end."""

import datetime as dt

from django.db import transaction

from accounts.models import Membership
from audit.events import EventType
from cse_portal import clock
from cse_portal.problems import Incomplete
from referrals.actions.planning import locked, may_hold, review_problem, tell, written
from referrals.actions.standing import stand
from referrals.adulthood import is_adult
from referrals.models import ClosedBecause, Plan
from referrals.states import NotPossible
from screening.engagement import only_stopped_engaging

STOPPED = (
    "This says that the child stopped engaging, which is never a reason to close a plan (rule 24). It can be a sign of "
    "more harm. Write what has changed in the child’s safety, or keep the plan open"
)

NOT_18 = (
    "By the record the young person is not 18 yet. Keep the plan open until they are, or choose another reason. If "
    "the age on the record is wrong, have it put right first"
)


@transaction.atomic
def say_parts(*, plan: Plan, by: Membership, child_part: str, carer_part: str) -> Plan:
    """Record the child's and the carer's own part in the plan. The same again changes nothing and tells nobody."""
    plan = locked(plan, by=by)
    child_part, carer_part = child_part.strip(), carer_part.strip()
    if (plan.child_part, plan.carer_part) == (child_part, carer_part):
        return plan
    plan.child_part, plan.carer_part = child_part, carer_part
    plan.save(update_fields=["child_part", "carer_part"])
    written(plan, "parts", by=by, text=f"The child: {child_part or 'nothing yet'}. The carer: {carer_part or 'none'}")
    tell(plan, by=by)
    return plan


@transaction.atomic
def review_plan(*, plan: Plan, by: Membership, reviewed: str, review_on: dt.date | None) -> Plan:
    """Record what was reviewed, and date the next review. Raises Incomplete for a day on which nobody works."""
    plan, reviewed = locked(plan, by=by), reviewed.strip()
    last = plan.notes.order_by("-id").first()
    if last and last.kind == "reviewed" and last.text == reviewed and plan.review_on == review_on:
        return plan
    problems = review_problem(plan.area, review_on)
    if not reviewed:
        problems["reviewed"] = "Say what was reviewed and what was agreed"
    if problems:
        raise Incomplete(problems)
    plan.review_on = review_on
    plan.save(update_fields=["review_on"])
    written(plan, "reviewed", by=by, event=EventType.PLAN_REVIEWED, text=reviewed)
    tell(plan, by=by)
    stand(plan.child_id)
    return plan


@transaction.atomic
def hand_over_plan(*, plan: Plan, by: Membership, to: Membership) -> Plan:
    """Give the plan to another holder, whose agency leads it from then on. Raises Incomplete for who has left."""
    plan = locked(plan, by=by)
    if plan.holder_id == to.pk:
        return plan
    if not may_hold(plan.area, by, plan.agency).filter(pk=to.pk).exists():
        raise Incomplete({"to": f"{to.user.name} does not work here any more. Choose somebody who does"})
    before, plan.holder, plan.agency = plan.holder, to, to.agency
    plan.save(update_fields=["holder", "agency"])
    written(plan, "handed_over", by=by, text=f"{before.user.name} to {to.user.name}, {to.agency.name}")
    tell(plan, by=by)
    stand(plan.child_id)
    return plan


@transaction.atomic
def close_plan(*, plan: Plan, by: Membership, because: str, reason: str, what_changed: str) -> Plan:
    """End a plan, with why and what changed. Rule 24: never because the child stopped engaging.

    Raises Incomplete, Http404, or NotPossible when somebody else closed it first.
    """
    already = Plan.objects.run_by(by).filter(pk=plan.pk, closed_by=by, closed_because=because).first()
    if already:
        return already
    try:
        plan = locked(plan, by=by)
    except NotPossible:
        # The other press of a double click was first, and this one waited for its lock.
        if not (closed := Plan.objects.filter(pk=plan.pk, closed_by=by, closed_because=because).first()):
            raise
        return closed
    reason, what_changed = reason.strip(), what_changed.strip()
    if problems := _closing_problems(plan, because, reason, what_changed):
        raise Incomplete(problems)
    return end(plan, by=by, because=because, reason=reason, what_changed=what_changed)


def end(plan: Plan, *, by: Membership, because: str, reason: str, what_changed: str) -> Plan:
    """Close a plan that is locked. What stands open in it stays as it was, for the record."""
    tell(plan, by=by)
    plan.closed_at, plan.closed_by, plan.closed_because = clock.now(), by, because
    plan.closed_reason, plan.what_changed = reason, what_changed
    plan.save()
    words = f"{ClosedBecause(because).label}. {reason} What changed: {what_changed}"
    written(plan, "closed", by=by, event=EventType.PLAN_CLOSED, text=words)
    stand(plan.child_id)
    return plan


def _closing_problems(plan: Plan, because: str, reason: str, what_changed: str) -> dict[str, str]:
    problems = {}
    if because not in ClosedBecause.values:
        problems["because"] = "Choose why the plan ends"
    elif because == ClosedBecause.ADULT and not is_adult(plan.child):
        problems["because"] = NOT_18
    for name, text, missing in (
        ("reason", reason, "Say why the plan ends"),
        ("what_changed", what_changed, "Say what has changed for the child since the plan began"),
    ):
        if not text:
            problems[name] = missing
        elif only_stopped_engaging(text, plan.child.names):
            problems[name] = STOPPED
    return problems
