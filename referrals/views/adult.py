"""The step to adult services of one young person, and handing over at 18 what is open (rule 5)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.adulthood import adult_on, is_adult, is_nearly_adult, nearly_adult_on
from referrals.forms.transition import TransitionForm
from referrals.models import Plan, PlanAction
from referrals.restricted import reason_for
from referrals.states import NotPossible
from referrals.views.child import identity, known
from referrals.views.child_tabs import child_tabs
from screening.models import Child, Rescreen


@allowed(Permission.PLAN_WRITE)
def adult(request, ref):
    member = request.member
    child, same = known(member, ref)
    reason = reason_for(request, child)
    found, sent = actions.transition_of(child, member), typed(request)
    form = TransitionForm(sent, initial={name: getattr(found, name, "") for name in actions.TRANSITION_FIELDS})
    if request.method == "POST" and form.is_valid() and done(request, child, form):
        return redirect("referrals:adult", ref)
    record_view(EventType.CHILD_VIEWED, by=member, reference=ref, child=ref, reason=reason)
    context = {
        "child": child, "identity": identity(child), "tabs": child_tabs(child, "referrals:adult", member),
        "form": form, "found": found, "is_adult": is_adult(child), "nearly": is_nearly_adult(child),
        "adult_on": adult_on(child), "begins": nearly_adult_on(child), "estimated": child.date_of_birth is None,
        "may_hand_over": has_permission(member, Permission.LOG_VIEW), **still_open(same, member),
    }  # fmt: skip
    return render(request, "referrals/adult.html", context)


def done(request, child: Child, form: TransitionForm) -> bool:
    """Save what is known, and hand over where that was pressed; False when the action refuses."""
    try:
        actions.plan_transition(child=child, by=request.member, values=form.cleaned_data)
        words = "Saved."
        if request.POST.get("do") == "hand_over":
            actions.hand_over_at_18(child=child, by=request.member)
            words = "Handed over. What was open is closed, and the record stays readable."
    except Incomplete as incomplete:
        form.send_back(incomplete)
        return False
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, words)
    return True


def still_open(same: dict[int, Child], member) -> dict:
    """What would be handed over, as far as this person may see it."""
    rescreens = Rescreen.objects.visible_to(member).open().filter(child__in=same, area=member.area)
    plans = Plan.objects.visible_to(member).open().filter(child__in=same, area=member.area)
    return {
        "rescreens": rescreens.for_lists().order_by("due_on", "id"),
        "plans": plans.for_lists().order_by("review_on", "id"),
        "plan_actions": PlanAction.objects.open()
        .filter(plan__in=plans)
        .select_related("owner__user")
        .order_by("due_on"),
        "today": clock.today(),
    }
