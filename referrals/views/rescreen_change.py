"""Give a re-screen to a colleague of the same agency, or close it with a reason."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.held import typed
from referrals.clock_words import days_words
from referrals.forms.rescreen import CloseForm, ReassignForm
from referrals.restricted import reason_for
from referrals.views.child import identity
from screening import actions
from screening.actions.problems import Incomplete
from screening.models import Rescreen


@allowed(Permission.RESCREEN_REASSIGN)
def rescreen_change(request, ref):
    rows = Rescreen.objects.visible_to(request.member).open().for_lists()
    rescreen = get_object_or_404(rows, screening__reference=ref)
    reason = reason_for(request, rescreen.child)
    sent = typed(request)
    closing = sent is not None and sent.get("do") == "close"
    give = ReassignForm(None if closing else sent, rescreen=rescreen)
    close = CloseForm(sent if closing else None)
    form = close if closing else give
    if request.method == "POST" and form.is_valid() and changed(request, rescreen, form):
        officer = has_permission(request.member, Permission.RESCREEN_VIEW_AREA)
        return redirect("referrals:rescreens" if officer else "screening:home")
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=ref, child=rescreen.child.reference,
        area_id=rescreen.area_id, reason=reason,
    )  # fmt: skip
    context = {
        "rescreen": rescreen,
        "identity": identity(rescreen.child),
        "due": days_words(rescreen.due_on, clock.today()),
        "late": rescreen.due_on < clock.today(),
        "give": give,
        "close": close,
        "form": form,
        "back": {"url": reverse("referrals:rescreens"), "text": "Back to re-screens"},
    }
    return render(request, "referrals/rescreen_change.html", context)


def changed(request, rescreen: Rescreen, form) -> bool:
    """Do it; False when the action refuses, its sentence then standing at the field."""
    values = form.cleaned_data
    try:
        if isinstance(form, CloseForm):
            actions.close_rescreen(rescreen=rescreen, by=request.member, reason=values["reason"])
            messages.success(request, "Closed. No reminder goes out for it any more.")
        else:
            actions.reassign_rescreen(rescreen=rescreen, by=request.member, to=values["to"])
            messages.success(request, f"{values['to'].user.name} has the re-screen now, and has been told.")
    except Incomplete as incomplete:
        form.send_back(incomplete)
        return False
    return True
