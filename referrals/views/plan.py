"""One early-help plan: who does what by when, the child's and carer's part, and what happened to it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from indicators.models import Indicator
from referrals.actions import may_progress
from referrals.clock_words import days_words
from referrals.forms.plan import edition_of
from referrals.models import Plan, PlanAction, Progress
from referrals.restricted import reason_for, veiled
from referrals.views.child import identity
from referrals.views.child_tabs import child_tabs
from screening.models import Child

KINDS = {
    "started": "Plan begun",
    "action_added": "Action added",
    "action_changed": "Action changed",
    "progress": "How an action goes",
    "parts": "The child’s and carer’s part",
    "reviewed": "Reviewed",
    "handed_over": "Handed over",
    "closed": "Closed",
}
TONES = {Progress.TO_DO: "grey", Progress.UNDER_WAY: "blue", Progress.DONE: "green", Progress.NOT_DONE: "amber"}


@require_safe
@allowed(Permission.PLAN_WRITE)
def plan(request, ref):
    found_plan = found(request, ref)
    context = frame(request, found_plan)
    context |= {
        "rows": rows(found_plan, request.member),
        "due": days_words(found_plan.review_on, clock.today()),
        "late": found_plan.review_on < clock.today(),
        "notes": notes(found_plan) if context["runs"] else [],
        **round_about(request.member, found_plan),
    }
    return render(request, "referrals/plan.html", context)


def found(request, ref: str, *, to_change: bool = False) -> Plan:
    """The plan, its look recorded. Anyone who is no part of it gets the 404 page."""
    plans = Plan.objects.run_by(request.member) if to_change else Plan.objects.visible_to(request.member)
    people = ("holder__user", "closed_by__user", "screening__edition")
    found_plan = get_object_or_404(plans.select_related("child", "area", "agency", *people), reference=ref)
    record_view(
        EventType.PLAN_VIEWED, by=request.member, reference=ref, child=found_plan.child.reference,
        area_id=found_plan.area_id, reason=reason_for(request, found_plan.child),
    )  # fmt: skip
    return found_plan


def frame(request, found_plan: Plan) -> dict:
    """What stands round every page of a plan. Whoever only does an action learns the child's name and no more, and of a
    restricted child not that.
    """
    runs = Plan.objects.run_by(request.member).filter(pk=found_plan.pk).exists()
    if not runs:
        veiled([found_plan])
    known = identity(found_plan.child) if runs else {"name": found_plan.child.name, "facts": []}
    known["facts"] = [*known["facts"], ("Plan", found_plan.reference)]
    return {"plan": found_plan, "runs": runs, "identity": known}


def rows(found_plan: Plan, member: Membership) -> list[dict]:
    """The actions, open ones first and by their day."""
    actions = list(found_plan.actions.select_related("owner__user", "owner__agency", "plan__holder__user"))
    actions.sort(key=lambda action: (action.ended_at is not None, action.due_on, action.pk))
    labels, today = labels_of(found_plan, actions), clock.today()
    return [
        {
            "action": action,
            "about": labels.get(action.indicator, action.indicator),
            "due": "" if action.ended_at else days_words(action.due_on, today),
            "late": not action.ended_at and action.due_on < today,
            "progress": Progress(action.progress).label,
            "tone": TONES[Progress(action.progress)],
            "open": found_plan.closed_at is None and may_progress(action, member),
        }
        for action in actions
    ]


def labels_of(found_plan: Plan, actions: list[PlanAction]) -> dict[str, str]:
    """Each indicator's words: in the tool the child was screened with, else in the newest that has it."""
    edition = edition_of(found_plan)
    every = list(Indicator.objects.filter(code__in={action.indicator for action in actions}).order_by("edition"))
    every.sort(key=lambda indicator: edition is not None and indicator.edition_id == edition.pk)
    return {indicator.code: indicator.label for indicator in every}


def notes(found_plan: Plan) -> list[tuple[str, object]]:
    """What happened to the plan, newest first, each with its words."""
    written = found_plan.notes.select_related("written_by__user", "written_by__agency", "action")
    return [(KINDS[note.kind], note) for note in written.order_by("-written_at", "-id")]


def round_about(member: Membership, found_plan: Plan) -> dict:
    """Where the page belongs: with the child's other pages, for whoever may see those."""
    if Child.objects.visible_to(member).filter(pk=found_plan.child_id).exists():
        record = reverse("referrals:child", args=[found_plan.child.reference])
        tabs = child_tabs(found_plan.child, "referrals:plan_start", member)
        return {"back": {"url": record, "text": "Back to the record"}, "tabs": tabs}
    if has_permission(member, Permission.LOG_VIEW):
        return {"back": {"url": reverse("referrals:plans"), "text": "Back to the plans"}}
    return {"back": {"url": reverse("screening:home"), "text": "Back to home"}}
