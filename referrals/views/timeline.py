"""What happened to a referral: page by page, of every kind or one, newest or oldest first."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from audit.events import EventType
from referrals.models import Referral
from referrals.timeline import EVERYTHING, GROUPS, NEWEST, OLDEST, Group, happened
from referrals.views.record import found, frame
from referrals.views.told import told

LATEST = 5
# The summary leaves mails and what the portal made by itself to the whole timeline.
_BY_PEOPLE = Group("", tuple(kind for kind in EVERYTHING.types if kind is not EventType.DOCUMENT_MADE))


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.LOG_VIEW)
def timeline(request, ref):
    referral = found(request, ref)
    kind = request.GET.get("kind", "")
    kind = kind if kind in GROUPS else ""
    oldest = request.GET.get("order") == "oldest"
    order = OLDEST if oldest else NEWEST
    page = happened(referral, GROUPS.get(kind, EVERYTHING), order=order, query=request.GET)
    context = frame(request, referral, "timeline") | {
        "chips": [_chip(name, group, kind, oldest=oldest) for name, group in {"": EVERYTHING, **GROUPS}.items()],
        "kind": GROUPS.get(kind, EVERYTHING).label,
        "oldest": oldest,
        "turned": _address(kind, oldest=not oldest),
        "page": page,
        "events": told(page.rows, referral),
    }
    return render(request, "referrals/timeline.html", context)


def latest(referral: Referral) -> list[dict]:
    """The last few things that happened, for the summary."""
    page = happened(referral, _BY_PEOPLE, order=NEWEST, query=QueryDict(), size=LATEST)
    return told(page.rows, referral)


def _chip(name: str, group: Group, current: str, *, oldest: bool) -> dict:
    return {"label": group.label, "url": _address(name, oldest=oldest), "current": name == current, "count": None}


def _address(kind: str, *, oldest: bool) -> str:
    """Only what differs from the whole timeline, newest first."""
    words = {name: value for name, value in (("kind", kind), ("order", "oldest" if oldest else "")) if value}
    return f"?{urlencode(words)}"
