"""Something is new about a child: ask for a new screening the same day (rule 21)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from referrals.forms.ask_for_screen import AskForScreenForm
from referrals.restricted import reason_for
from referrals.views.child import identity
from screening import actions
from screening.models import Child
from screening.states import NotPossible


@allowed(Permission.RESCREEN_REASSIGN)
def ask_for_screen(request, ref):
    child = get_object_or_404(Child.objects.visible_to(request.member), reference=ref)
    reason = reason_for(request, child)
    form = AskForScreenForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return asked(request, child, form)
    record_view(EventType.CHILD_VIEWED, by=request.member, reference=ref, child=ref, reason=reason)
    context = {"child": child, "identity": identity(child), "form": form}
    return render(request, "referrals/ask_for_screen.html", context)


def asked(request, child: Child, form: AskForScreenForm):
    try:
        rescreen = actions.ask_for_screen(child=child, by=request.member, reason=form.why)
        messages.success(request, f"Asked. {rescreen.owner.user.name} has it, due today, and is told by e-mail.")
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect("referrals:child", child.reference)
