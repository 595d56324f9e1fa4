"""The pages that change a plan: each shows its form, does one action, and leads back to the plan."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.dates import plain_day
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.plan import ActionForm, CloseForm, HolderForm, PartsForm, ProgressForm, ReviewForm
from referrals.models import Plan, PlanAction
from referrals.states import NotPossible
from referrals.views.plan import found, frame, rows


@allowed(Permission.PLAN_WRITE)
def plan_add(request, ref):
    plan = found(request, ref, to_change=True)
    form = ActionForm(typed(request), plan=plan)

    def do() -> str:
        action = actions.add_action(plan=plan, by=request.member, values=form.values)
        return f"Added. {action.who} has it, due {plain_day(action.due_on)}."

    return step(request, plan, form, do, title="Add an action")


@allowed(Permission.PLAN_WRITE)
def plan_action(request, ref, number):
    """How one action goes; and, for those who may change the plan, what it is, whose, and by when."""
    if ended := ended_for(request.member, ref, number):
        return already_ended(request, ended)
    plan = found(request, ref)
    action = get_object_or_404(plan.actions.select_related("owner__user", "plan"), pk=number)
    if not actions.may_progress(action, request.member):
        raise Http404
    sent = typed(request)
    changing = sent is not None and sent.get("do") == "change"
    runs = Plan.objects.run_by(request.member).filter(pk=plan.pk).exists()
    goes = ProgressForm(None if changing else sent, initial={"progress": action.progress, "result": action.result})
    change = ActionForm(sent if changing else None, plan=plan, action=action) if runs else None
    if changing and not runs:
        raise Http404
    how = {"action": action, "by": request.member, "seen": seen(sent)}

    def do() -> str:
        if changing:
            actions.change_action(**how, values=change.values)
            return "Changed. The colleagues in the plan are told."
        values = goes.cleaned_data
        actions.progress_action(**how, progress=values["progress"], result=values["result"])
        return "Saved. The colleagues in the plan are told."

    more = {
        "goes": goes, "change": change, "seen": actions.last_note(action),
        "row": next(row for row in rows(plan, request.member) if row["action"].pk == action.pk),
    }  # fmt: skip
    return step(request, plan, change if changing else goes, do, template="referrals/plan_action.html", more=more)


def ended_for(member, ref: str, number: int) -> PlanAction | None:
    """An action of this person's that has ended, in a plan that is theirs no more: a second press, or the way back."""
    if Plan.objects.visible_to(member).filter(reference=ref).exists():
        return None
    own = PlanAction.objects.filter(pk=number, plan__reference=ref, owner__user=member.user, owner__ended_on=None)
    return own.filter(ended_at__isnull=False).select_related("plan__child", "ended_by__user").first()


def already_ended(request, action: PlanAction):
    """That it has ended and who said so; of the child nothing, and what came of it only in their own words."""
    plan = action.plan
    record_view(
        EventType.PLAN_VIEWED, by=request.member, reference=plan.reference, child=plan.child.reference,
        area_id=plan.area_id,
    )  # fmt: skip
    context = {"action": action, "plan": plan, "own": action.ended_by.user_id == request.member.user_id}
    return render(request, "referrals/plan_action_ended.html", context)


def seen(sent) -> int:
    """The last thing written about the action when its form was shown."""
    text = sent.get("seen", "") if sent is not None else ""
    return int(text) if text.isdecimal() else 0


@allowed(Permission.PLAN_WRITE)
def plan_change(request, ref):
    """The child's and carer's part, and who holds the plan."""
    plan, sent = found(request, ref, to_change=True), typed(request)
    giving = sent is not None and sent.get("do") == "give"
    parts = PartsForm(
        None if giving else sent, initial={"child_part": plan.child_part, "carer_part": plan.carer_part}
    )  # fmt: skip
    give = HolderForm(sent if giving else None, plan=plan, by=request.member)

    def do() -> str:
        if not giving:
            actions.say_parts(plan=plan, by=request.member, **parts.cleaned_data)
            return "Saved. The colleagues in the plan are told."
        to = give.chosen("to")
        actions.hand_over_plan(plan=plan, by=request.member, to=to)
        return f"{to.user.name} holds the plan now, and is told."

    form, more = give if giving else parts, {"parts": parts, "give": give}
    return step(request, plan, form, do, template="referrals/plan_change.html", more=more)


@allowed(Permission.PLAN_WRITE)
def plan_review(request, ref):
    plan = found(request, ref, to_change=True)
    form = ReviewForm(typed(request))

    def do() -> str:
        actions.review_plan(plan=plan, by=request.member, **form.cleaned_data)
        return f"Saved. The next review is on {plain_day(form.cleaned_data['review_on'])}."

    return step(request, plan, form, do, title="Review the plan")


@allowed(Permission.PLAN_WRITE)
def plan_close(request, ref):
    plan = found(request, ref, to_change=True)
    form = CloseForm(typed(request))

    def do() -> str:
        actions.close_plan(plan=plan, by=request.member, **form.cleaned_data)
        return "Closed. The plan stays on the record."

    lede = (
        "A plan ends with a reason and with what changed for the child. That the child stopped engaging is never a "
        "reason: it can be a sign of more harm. Then review the plan instead."
    )
    return step(request, plan, form, do, title="Close the plan", lede=lede)


def step(
    request, plan: Plan, form, do: Callable[[], str], *, title: str = "", lede: str = "",
    template: str = "referrals/plan_form.html", more: dict | None = None,
):  # fmt: skip
    """Do it and lead back; or show the form, with the action's refusal at its boxes."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, do())
            return redirect_home(request, plan)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif plan.closed_at:
        return redirect("referrals:plan", plan.reference)
    context = {"form": form, "title": title, "lede": lede} | frame(request, plan) | (more or {})
    return render(request, template, context, status=status)


def redirect_home(request, plan: Plan):
    """To the plan; to the list, for somebody who has just given it away."""
    if Plan.objects.visible_to(request.member).filter(pk=plan.pk).exists():
        return redirect("referrals:plan", plan.reference)
    return redirect("referrals:plans")
