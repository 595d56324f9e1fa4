"""The referral in full, as it was sent."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from referrals.views.in_short import in_full, narrative_fact
from referrals.views.record import found, frame


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.LOG_VIEW)
def full(request, ref):
    referral = found(request, ref)
    screening = referral.content.get("screening") or {}
    context = frame(request, referral, "full") | {
        "details": in_full(referral.content),
        "narrative": [narrative_fact(row) for row in screening.get("narrative", [])],
    }
    return render(request, "referrals/full.html", context)
