"""The referral in full, as it was sent."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.dates import plain_day
from referrals.views.in_short import in_full, narrative_fact
from referrals.views.record import found, frame


def day_in_words(iso: str) -> str:
    """A day of the frozen plan; what is not a date stays as it was written."""
    try:
        return plain_day(dt.date.fromisoformat(iso))
    except ValueError:
        return iso


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.LOG_VIEW)
def full(request, ref):
    referral = found(request, ref)
    screening = referral.content.get("screening") or {}
    context = frame(request, referral, "full") | {
        "groups": in_full(referral.content),
        "plan": [row | {"by": day_in_words(row.get("by", ""))} for row in screening.get("plan", [])],
        "narrative": [narrative_fact(row) for row in screening.get("narrative", [])],
    }
    return render(request, "referrals/full.html", context)
