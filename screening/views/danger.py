"""The first question (rule 1): danger comes before any form, and before anything about tools."""

from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from screening.forms.danger import DangerForm
from screening.views import beginning, calls

# The two buttons under the numbers. They work whatever the radios say, since a browser may show both at once.
_BUTTONS = {"alert": "screening:alert", "stub": "screening:called"}


@allowed(Permission.SCREENING_WRITE)
def danger(request):
    if request.method == "POST" and (page := _BUTTONS.get(request.POST.get("go", ""))):
        beginning.keep(request, danger="yes")
        return redirect(page)
    form = DangerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["danger"]
        beginning.keep(request, danger=answer, harm=None)
        return redirect("screening:alert" if answer == "yes" else "screening:known_harm")
    area = request.member.area
    return render(
        request, "screening/danger.html", {"form": form, "calls": calls.calls(area), "others": calls.others(area)}
    )
