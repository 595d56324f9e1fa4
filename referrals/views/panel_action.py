"""One action of a panel: for whoever has it to do, and for the officer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from referrals import actions
from referrals.forms.panels import FinishForm
from referrals.models import PanelAction
from referrals.panel_actions import child_words
from referrals.states import NotPossible


@allowed(*actions.MAY_DO)
def panel_action(request, ref):
    member = request.member
    action = get_object_or_404(PanelAction.objects.visible_to(member).with_people(), reference=ref)
    form, refusal = FinishForm(typed(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_action(action=action, by=member, result=form.cleaned_data["result"])
            messages.success(request, "Marked as done. The CSE officer sees the result.")
            return redirect("referrals:panel_action", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
            action.refresh_from_db()
    record_view(
        EventType.PANEL_VIEWED, by=member, reference=action.reference, child=action.child.reference,
        area_id=action.about.panel.area_id,
    )  # fmt: skip
    words = child_words(member, [action])[action.pk]
    context = {"action": action, "child": words, "form": form, "refusal": refusal, "back": _back(member, action)}
    return render(request, "referrals/panel_action.html", context, status=409 if refusal else 200)


def _back(member, action: PanelAction) -> dict:
    if has_permission(member, Permission.PANEL_RUN):
        return {"url": reverse("referrals:panel", args=[action.about.panel.reference]), "text": "Back to the panel"}
    return {"url": reverse("referrals:panel_actions"), "text": "Back to your panel actions"}
