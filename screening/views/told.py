"""What the MASH was told of a draft's child before any screening: an urgent alert, or a referral of known harm."""

from django.http import Http404
from django.shortcuts import render

from accounts.access import allowed
from accounts.opening import office_open
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from referrals.states import Kind
from referrals.views.rest import rest_of
from screening.views import calls
from screening.views.drafts import own


@allowed(Permission.SCREENING_WRITE)
def told(request, ref):
    screening = own(request, ref)
    referral = getattr(screening, "referral", None)
    if referral is None:
        raise Http404
    record_view(
        EventType.REFERRAL_VIEWED, by=request.member, reference=referral.reference,
        child=screening.child.reference if screening.child else "", area_id=referral.area_id,
    )  # fmt: skip
    numbers = calls.calls(referral.area)
    return render(
        request,
        "screening/told.html",
        {
            "screening": screening,
            "referral": referral,
            "is_alert": referral.kind == Kind.ALERT,
            "ring": numbers[-1],
            "is_open": office_open(referral.area),
            # The buttons below it lead to the screening.
            "rest": rest_of(referral, request.member) | {"screening_url": ""},
        },
    )
