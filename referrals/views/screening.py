"""The completed tool that came with the referral, as it was frozen; never what stands in the screening's own rows."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from referrals.views.questions import questions
from referrals.views.record import found, frame


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.LOG_VIEW)
def screening(request, ref):
    referral = found(request, ref)
    if not referral.content.get("screening"):
        raise Http404
    context = frame(request, referral, "screening") | questions(request, referral)
    return render(request, "referrals/screening.html", context)
