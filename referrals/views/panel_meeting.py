"""Who is asked to come and who came; and closing the meeting."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.panels import CameForm, InviteForm
from referrals.restricted import veiled
from referrals.states import NotPossible
from referrals.views.panels import found_panel


@allowed(Permission.PANEL_RUN)
def panel_attendance(request, ref):
    panel, data = found_panel(request, ref), typed(request)
    inviting = data is not None and data.get("do") == "invite"
    rows = list(panel.attendance.select_related("agency").order_by("agency__name", "name", "id"))
    invite = InviteForm(data if inviting else None, area=panel.area)
    came = CameForm(None if inviting else data, rows=rows)
    form, refusal = invite if inviting else came, ""
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, panel, form)
            return redirect("referrals:panel_attendance", ref)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as sentence:
            refusal = str(sentence)
    context = {"panel": panel, "rows": rows, "invite": invite, "came": came, "form": form, "refusal": refusal}
    return render(request, "referrals/panel_attendance.html", context, status=409 if refusal else 200)


def _save(request, panel, form) -> None:
    if isinstance(form, InviteForm):
        row = actions.invite(panel=panel, by=request.member, **form.values)
        messages.success(request, f"{row.name} is on the list of those invited. The portal sends no invitation.")
    else:
        actions.note_attendance(panel=panel, by=request.member, came=form.came)
        messages.success(request, "Saved.")


@allowed(Permission.PANEL_RUN)
def panel_close(request, ref):
    panel, refusal = found_panel(request, ref), ""
    if request.method == "POST":
        try:
            actions.close_panel(panel=panel, by=request.member)
            messages.success(request, "Closed. The panel is only read now; its actions go on until they are done.")
            return redirect("referrals:panel", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete:
            refusal = "It is not said of every child whether they stay on the list."
    context = {"panel": panel, "undecided": veiled(actions.undecided(panel)), "refusal": refusal}
    return render(request, "referrals/panel_close.html", context, status=409 if refusal else 200)
