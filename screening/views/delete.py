"""Deleting a draft, with the reason. What was typed is cleared; that it was there is kept."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from screening.actions import delete_draft
from screening.forms.delete import DeleteForm
from screening.states import NotPossible
from screening.views.drafts import own
from screening.views.section import whose


@allowed(Permission.SCREENING_WRITE)
def delete(request, ref):
    screening = own(request, ref)
    if not screening.is_draft:
        return redirect("screening:view", ref)
    if hasattr(screening, "referral"):
        return render(request, "screening/delete_refused.html", {"screening": screening})
    form = DeleteForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return _delete(request, screening, form.cleaned_data["reason"])
    if screening.child:
        record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    return render(request, "screening/delete.html", {"form": form, "screening": screening})


def _delete(request, screening, reason: str):
    try:
        delete_draft(screening=screening, by=request.member, reason=reason)
        messages.success(request, f"Draft {screening.reference} is deleted.")
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect("screening:home")
