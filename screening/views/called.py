"""Only a note of when and whom I called (rule 1). It leaves a stub that a screening may follow in."""

from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.held import typed
from screening.actions import note_danger_call
from screening.forms.danger import CalledForm
from screening.views import beginning


@allowed(Permission.SCREENING_WRITE)
def called(request):
    if earlier := beginning.already(request):
        return redirect("screening:tasks", earlier.reference)
    now = clock.now()
    initial = {"called_on": now.date(), "called_time": now.time(), "begins": beginning.new_token(request.member)}
    form = CalledForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        stub = note_danger_call(
            by=request.member, area=request.member.area, called=form.cleaned_data["called"], called_at=form.called_at,
            reference=beginning.reference_of(request),
        )  # fmt: skip
        return redirect("screening:tasks", stub.reference)
    return render(request, "screening/called.html", {"form": form})
