"""Put the reminders of a re-screen off, with a reason and an end; and end that early."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.actions import record_view
from audit.events import EventType
from cse_portal.dates import day
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals.restricted import reason_for
from screening.actions import end_snooze, snooze_rescreen
from screening.forms.snooze import SnoozeForm
from screening.models import Rescreen
from screening.views.identity import age_facts


@allowed(P.SCREENING_WRITE, P.RESCREEN_REASSIGN)
def snooze(request, ref):
    found = _open(request, ref)
    reason = reason_for(request, found.child)
    form = SnoozeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            snooze_rescreen(rescreen=found, by=request.member, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, f"Reminders are off until {day(form.cleaned_data['until'])}.")
            return redirect("screening:rescreen", ref)
    record_view(
        EventType.SCREENING_VIEWED, by=request.member, reference=ref, child=found.child.reference,
        area_id=found.area_id, reason=reason,
    )  # fmt: skip
    identity = {"name": found.child.name, "facts": age_facts(found.child)}
    return render(request, "screening/snooze.html", {"rescreen": found, "form": form, "identity": identity})


@require_POST
@allowed(P.SCREENING_WRITE, P.RESCREEN_REASSIGN)
def snooze_end(request, ref):
    end_snooze(rescreen=_open(request, ref), by=request.member)
    messages.success(request, "Reminders go out again.")
    return redirect("screening:rescreen", ref)


def _open(request, ref) -> Rescreen:
    rows = Rescreen.objects.visible_to(request.member).open().select_related("child", "screening", "owner__user")
    return get_object_or_404(rows, screening__reference=ref)
