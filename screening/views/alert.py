"""The urgent alert: written, sent at once, and what was sent."""

from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from screening.actions import raise_alert
from screening.forms.alert import AlertForm, initial_of
from screening.models import Screening
from screening.states import NotPossible
from screening.views import beginning, calls
from screening.views.drafts import own
from screening.views.section import whose


@allowed(Permission.SCREENING_WRITE)
def alert(request):
    """For a child of whom there is no draft yet."""
    if earlier := beginning.already(request):
        return redirect("screening:told", earlier.reference)
    initial = {**initial_of(request.member, None), "begins": beginning.new_token(request.member)}
    form = AlertForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        reference = beginning.reference_of(request)
        raise_alert(by=request.member, area=form.cleaned_data["area"], details=form.details, reference=reference)
        return redirect("screening:told", reference)
    return _page(request, form)


@allowed(Permission.SCREENING_WRITE)
def alert_for(request, ref):
    """For the child of a draft, or of a call that was noted."""
    screening = own(request, ref)
    if not screening.is_draft:
        return _too_late(request, screening)
    if hasattr(screening, "referral"):
        return redirect("screening:told", ref)
    form = AlertForm(typed(request), initial=initial_of(request.member, screening))
    if request.method == "POST" and form.is_valid():
        try:
            raise_alert(by=request.member, area=form.cleaned_data["area"], details=form.details, screening=screening)
        except NotPossible:
            return _too_late(request, screening)
        return redirect("screening:told", ref)
    return _page(request, form, screening)


def _too_late(request, screening: Screening):
    """The screening was sent, perhaps while this alert was written: then nothing of it may seem to have gone."""
    if request.method == "POST":
        raise BadRequest("The alert was not sent: its screening was sent meanwhile. Ring, or begin a new alert.")
    told = hasattr(screening, "referral")
    return redirect("screening:told", screening.reference) if told else redirect("screening:alert")


def _page(request, form: AlertForm, screening=None):
    area = screening.area if screening else request.member.area
    if screening and screening.child:
        record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    context = {"form": form, "screening": screening, "calls": calls.calls(area), "others": calls.others(area)}
    return render(request, "screening/alert.html", context)
