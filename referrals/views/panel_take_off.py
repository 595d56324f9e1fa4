"""Taking a child off a panel's list who was put on it by mistake: asked first, with why."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.panels import TakeOffForm
from referrals.restricted import veiled
from referrals.states import NotPossible
from referrals.views.panels import found_panel, on_panel


@allowed(Permission.PANEL_RUN)
def panel_take_off(request, ref, child):
    panel = found_panel(request, ref)
    if request.method == "POST" and not panel.children.filter(child__reference=child).exists():
        # The second press of the same button: there is nothing left to do.
        return redirect("referrals:panel", ref)
    [about], form = veiled([on_panel(panel, child)]), TakeOffForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_off(about=about, by=request.member, **form.cleaned_data)
            messages.success(request, f"{child} is not on the list any more.")
            return redirect("referrals:panel", ref)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("referrals:panel", ref)
    return render(request, "referrals/panel_take_off.html", {"panel": panel, "about": about, "form": form})
