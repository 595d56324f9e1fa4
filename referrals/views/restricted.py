"""A restricted child's record: why somebody opens it, and setting or lifting the restriction."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.matching import LiftForm, ReasonForm, RestrictForm
from referrals.restricted import keep_reason
from referrals.states import NotPossible
from screening.actions import lift
from screening.models import Child


@allowed(Permission.REFERRAL_RECEIVE, Permission.LOG_VIEW)
def reason(request, ref):
    """Asked before the record is opened. What is said stands in the event of each look."""
    child, form = _found(ref), ReasonForm(typed(request))
    if not actions.known_in(child, request.member.area):
        raise Http404
    if request.method == "POST" and form.is_valid():
        keep_reason(request, child, form.cleaned_data["reason"])
        return redirect(_onward(request))
    return render(request, "referrals/reason.html", {"form": form, "child": child, "back": _list(request)})


@allowed(Permission.REFERRAL_RECEIVE, Permission.LOG_VIEW)
def restrict(request, ref):
    """Set the restriction of a record, or lift it."""
    child, refusal = _found(ref), ""
    if not actions.may_restrict(child, request.member):
        raise Http404
    form = (LiftForm if child.restricted else RestrictForm)(typed(request))
    if request.method == "POST" and form.is_valid():
        act = lift if child.restricted else actions.restrict
        try:
            act(child=child, by=request.member, reason=form.cleaned_data["reason"])
            messages.success(request, "The restriction is lifted." if child.restricted else "The record is restricted.")
            return redirect(_list(request)["url"])
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete as incomplete:
            form.add_error("reason", incomplete.problems["reason"])
    context = {"form": form, "child": child, "refusal": refusal, "back": _list(request)}
    return render(request, "referrals/restrict.html", context, status=409 if refusal else 200)


def _found(ref: str) -> Child:
    return get_object_or_404(Child.objects.select_related("agency"), reference=ref)


def _list(request) -> dict:
    officer = has_permission(request.member, Permission.LOG_VIEW)
    name, text = ("log", "Back to the log") if officer else ("inbox", "Back to the inbox")
    return {"url": reverse(f"referrals:{name}"), "text": text}


def _onward(request) -> str:
    """The page that was asked for, when it is one of the portal's."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else _list(request)["url"]
