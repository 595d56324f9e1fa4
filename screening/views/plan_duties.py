"""What the early-help plans ask of one person: their actions, the reviews they hold, plans nobody holds."""

import datetime as dt

from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock, dates
from referrals.clock_words import days_words
from referrals.models import Plan, PlanAction
from referrals.restricted import veil_plans
from screening.views.items import MOST, SOON, Item


def of(member: Membership) -> list[Item]:
    return [*_left(member), *_actions(member), *_reviews(member)]


def _soon() -> dt.date:
    return clock.today() + dt.timedelta(days=SOON)


def _actions(member: Membership) -> list[Item]:
    """Their own that are due, and of the plans they hold those whose owner cannot sign in."""
    rows = PlanAction.objects.waiting_for(member).due(_soon()).order_by("due_on", "id")
    rows = list(rows.select_related("plan__child", "owner__user")[:MOST])
    veil_plans([action.plan for action in rows], member)
    return [
        Item(
            f"Plan action for {action.plan.child.name}",
            reverse("referrals:plan_action", args=[action.plan.reference, action.pk]),
            _line(action, member), *_due(action.due_on),
        )
        for action in rows
    ]  # fmt: skip


def _line(action: PlanAction, member: Membership) -> str:
    """What it is; and why it is here when it is somebody else's."""
    what = action.what if len(action.what) <= 120 else f"{action.what[:118].rstrip()}…"
    if action.owner_id == member.pk:
        return what
    return f"{what} ({action.who}{' has left' if action.has_left else ''}; you hold the plan)"


def _reviews(member: Membership) -> list[Item]:
    rows = Plan.objects.to_review(_soon()).filter(holder=member).select_related("child").order_by("review_on", "id")
    return [
        Item(
            f"Review the plan of {plan.child.name}", reverse("referrals:plan_review", args=[plan.reference]),
            f"Its review {'was' if plan.review_on < clock.today() else 'is'} on {dates.short_day(plan.review_on)}.",
            *_due(plan.review_on),
        )
        for plan in rows[:MOST]
    ]  # fmt: skip


def _left(member: Membership) -> list[Item]:
    """For a lead: a plan of the agency that nobody holds who can sign in."""
    if not has_permission(member, Permission.SCREENING_VIEW_AGENCY):
        return []
    rows = Plan.objects.visible_to(member).left().filter(agency=member.agency).for_lists().order_by("review_on", "id")
    return [
        Item(
            f"Find who holds the plan of {plan.child.name}", reverse("referrals:plan_change", args=[plan.reference]),
            f"{plan.holder.user.name} has left.", "Nobody holds it", "red",
        )
        for plan in rows[:MOST]
    ]  # fmt: skip


def _due(day: dt.date) -> tuple[str, str]:
    return days_words(day, clock.today()), "red" if day < clock.today() else "amber"
