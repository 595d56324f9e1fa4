"""The referral of known significant harm, without a screening (rule 2)."""

from django.shortcuts import redirect

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from screening.actions import refer_known_harm
from screening.forms.direct import DirectForm
from screening.views import beginning
from screening.views.child import adult, page


@allowed(Permission.SCREENING_WRITE)
def direct(request):
    if earlier := beginning.already(request):
        return redirect("screening:told", earlier.reference)
    data = typed(request)
    if data is None and not beginning.answered(request, danger="no", harm="yes"):
        return redirect("screening:danger")
    form = DirectForm(data, by=request.member, initial=beginning.initial(request))
    if request.method == "POST" and form.is_valid():
        return _refer(request, form)
    return page(request, "screening/direct.html", form)


def _refer(request, form: DirectForm):
    if form.is_adult:
        return adult(request, form)
    reference = beginning.reference_of(request)
    refer_known_harm(
        by=request.member, area=form.chosen_area, details=form.details, reference=reference, identity=form.identity,
        child=form.child,
    )  # fmt: skip
    return redirect("screening:told", reference)
