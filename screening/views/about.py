"""The front sheet of a draft: about the child, their home, and who knows about the screening."""

from django.http import JsonResponse
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock, dates
from cse_portal.held import typed
from screening.actions import save_front_sheet
from screening.forms.about import AboutForm
from screening.models import Screening
from screening.states import NotPossible
from screening.views.drafts import draft_page
from screening.views.identity import identity_of
from screening.views.section import moved_on


@allowed(Permission.SCREENING_WRITE)
@draft_page
def about(request, screening: Screening):
    form = AboutForm(typed(request), initial=screening.front_sheet)
    if request.method == "POST" and form.is_valid():
        try:
            save_front_sheet(screening=screening, by=request.member, values=form.values)
        except NotPossible as changed:
            return moved_on(request, screening, changed)
        return _saved(request, screening)
    if "X-Draft" in request.headers:
        return JsonResponse({"error": "Not saved: one of the answers is too long"}, status=422)
    record_view(
        EventType.SCREENING_VIEWED, by=request.member, reference=screening.reference,
        child=screening.child.reference, area_id=screening.area_id,
    )  # fmt: skip
    context = {"form": form, "screening": screening, "identity": identity_of(screening)}
    return render(request, "screening/about.html", context)


def _saved(request, screening: Screening):
    if "X-Draft" in request.headers:
        return JsonResponse({"saved_at": dates.time24(clock.now())})
    return redirect("screening:home") if "later" in request.POST else redirect("screening:tasks", screening.reference)
