"""A completed screening is never edited: its correction is a new version, begun with a reason (rule 35)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from screening import actions
from screening.actions import Incomplete
from screening.forms.correct import CorrectForm
from screening.models import Screening
from screening.states import NotPossible, Status
from screening.views.identity import identity_of
from screening.views.section import whose


@allowed(Permission.SCREENING_WRITE)
def correct(request, ref):
    """Asks why, then opens the next version as a draft with everything in it."""
    screening = get_object_or_404(Screening.objects.visible_to(request.member).with_people(), reference=ref)
    if screening.held_by != request.member:
        raise Http404
    if screening.status != Status.COMPLETE:
        messages.error(request, "Only the latest version of a completed screening is corrected.")
        return redirect("screening:view", ref)
    form = CorrectForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.correct(screening=screening, by=request.member, reason=form.cleaned_data["reason"])
            return redirect("screening:tasks", draft.reference)
        except Incomplete as incomplete:
            form.add_error("reason", incomplete.problems["reason"])
        except NotPossible as changed:
            messages.error(request, str(changed))
            return redirect("screening:view", ref)
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    context = {"screening": screening, "identity": identity_of(screening), "form": form}
    return render(request, "screening/correct.html", context | {"was_held": getattr(request, "was_held", False)})
