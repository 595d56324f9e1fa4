"""The plan of a child: the open one, or the page that begins one."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.dates import plain_day
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.plan import StartForm
from referrals.models import Plan
from referrals.restricted import reason_for
from referrals.states import NotPossible
from referrals.views.ask_agency import next_working_day
from referrals.views.child import identity, known
from referrals.views.child_tabs import child_tabs
from screening.models import Child

A_MONTH = dt.timedelta(weeks=4)


@allowed(Permission.PLAN_WRITE)
def plan_start(request, ref):
    member = request.member
    child, same = known(member, ref)
    reason = reason_for(request, child)
    try:
        if open_one := actions.open_plan(child, member):
            return redirect("referrals:plan", open_one.reference)
    except NotPossible as refusal:
        messages.info(request, str(refusal))
        return redirect("referrals:child", ref)
    planned = actions.planned_in(child, member)
    form = StartForm(typed(request), by=member, planned=bool(planned), initial=suggested(member))
    if request.method == "POST" and form.is_valid() and (plan := begun(request, child, form)):
        return redirect("referrals:plan", plan.reference)
    record_view(EventType.CHILD_VIEWED, by=member, reference=ref, child=ref, reason=reason)
    earlier = Plan.objects.visible_to(member).filter(child__in=same).order_by("-closed_at")
    context = {
        "child": child, "identity": identity(child), "tabs": child_tabs(child, "referrals:plan_start", member),
        "form": form, "planned": planned, "earlier": earlier,
    }  # fmt: skip
    return render(request, "referrals/plan_start.html", context)


def suggested(member: Membership) -> dict:
    """The person themself, and a working day in about a month."""
    return {"holder": str(member.pk), "review_on": next_working_day(member.area, after=clock.today() + A_MONTH),
            "with_actions": True}  # fmt: skip


def begun(request, child: Child, form: StartForm) -> Plan | None:
    """Begin it; None when the action refuses, its sentence then standing at the box."""
    values = form.cleaned_data
    try:
        plan = actions.start_plan(
            child=child, by=request.member, review_on=values["review_on"], holder=form.chosen("holder"),
            with_actions=values.get("with_actions", False),
        )  # fmt: skip
    except Incomplete as incomplete:
        form.send_back(incomplete)
        return None
    messages.success(request, f"The plan has begun. Its first review is on {plain_day(plan.review_on)}.")
    return plan
