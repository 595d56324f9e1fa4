"""The second question (rule 2): known risk of significant harm goes straight to the MASH."""

from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from screening.forms.danger import KnownHarmForm
from screening.views import beginning


@allowed(Permission.SCREENING_WRITE)
def known_harm(request):
    if request.method == "GET" and not beginning.answered(request, danger="no"):
        return redirect("screening:danger")
    form = KnownHarmForm(typed(request))
    if request.method == "POST" and form.is_valid():
        beginning.keep(request, harm=form.cleaned_data["harm"], typed=None)
        return redirect("screening:direct" if form.cleaned_data["harm"] == "yes" else "screening:child")
    return render(request, "screening/known_harm.html", {"form": form})
