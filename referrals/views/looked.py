"""Who has looked at a referral, newest first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.paging import paged
from referrals.views.record import found, frame
from referrals.views.timeline import LOOKS, about


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.LOG_VIEW)
def looked(request, ref):
    referral = found(request, ref)
    page = paged(about(referral, LOOKS), order=("-id",), query=request.GET)
    return render(request, "referrals/looked.html", frame(request, referral, "looked") | {"page": page})
