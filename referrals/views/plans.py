"""The plans this person may see: soonest review first, so that what is overdue stands above all."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.shortcuts import render

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from referrals.clock_words import days_words
from referrals.models import ClosedBecause, Plan, PlanAction
from referrals.restricted import veil_plans, veiled
from referrals.views.lists import Listing, chips, empty, shown

SOONEST, LATEST = ("review_on", "id"), ("-closed_at", "-id")
SOON = dt.timedelta(days=14)


def _late_actions(plans):
    late = PlanAction.objects.filter(plan=OuterRef("pk")).due(clock.today() - dt.timedelta(days=1))
    return plans.open().filter(Exists(late))


LISTINGS = {
    "all": Listing("All open", "No plans are open", lambda plans: plans.open(), SOONEST),
    "overdue": Listing(
        "Review overdue", "No reviews are overdue",
        lambda plans: plans.to_review(clock.today() - dt.timedelta(days=1)), SOONEST,
    ),
    "due": Listing(
        "Review in 14 days", "No reviews in 14 days",
        lambda plans: plans.open().filter(review_on__range=(clock.today(), clock.today() + SOON)), SOONEST,
    ),
    "actions": Listing("Action overdue", "No actions are overdue", _late_actions, SOONEST),
    "left": Listing("Holder has left", "Every plan has a holder who works here", lambda plans: plans.left(), SOONEST),
    "closed": Listing("Closed", "No plans are closed", lambda plans: plans.exclude(closed_at=None), LATEST),
}  # fmt: skip


@allowed(Permission.PLAN_WRITE)
def plans(request):
    name, today = shown(request, LISTINGS), clock.today()
    listing, every = LISTINGS[name], Plan.objects.visible_to(request.member)
    page = paged(listing.rows(every).for_lists(), order=listing.order, query=request.GET)
    record_view(EventType.LOG_VIEWED, by=request.member)
    if has_permission(request.member, Permission.LOG_VIEW):
        veiled(page.rows)
    else:
        veil_plans(page.rows, request.member)
    context = {
        "chips": chips(LISTINGS, every, name),
        "listing": listing.label.lower(),
        "empty": empty(listing, [], [], wider="?", is_first=name == "all"),
        "now": clock.now(),
        "page": page,
        "rows": [row(plan, today) for plan in page.rows],
    }
    return render(request, "referrals/plans.html", context)


def row(plan: Plan, today: dt.date) -> dict:
    closed = plan.closed_at is not None
    return {
        "plan": plan,
        "due": "Closed" if closed else days_words(plan.review_on, today),
        "late": not closed and plan.review_on < today,
        "why": ClosedBecause(plan.closed_because).label if closed else "",
    }
