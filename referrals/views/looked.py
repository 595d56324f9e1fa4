"""Who has looked at a referral, newest first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from audit.events import EventType
from audit.models import Event
from cse_portal.paging import paged
from referrals.views.record import found, frame

LOOKS = (
    EventType.REFERRAL_VIEWED, EventType.DOCUMENT_DOWNLOADED, EventType.PRINTS_DOWNLOADED, EventType.FILE_DOWNLOADED,
)  # fmt: skip


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.LOG_VIEW)
def looked(request, ref):
    referral = found(request, ref)
    # Another agency looks at its question alone, which has a reference of its own.
    references = [referral.reference, *referral.rounds.values_list("reference", flat=True)]
    looks = Event.objects.filter(reference__in=references, type__in=LOOKS)
    page = paged(looks, order=("-id",), query=request.GET)
    return render(request, "referrals/looked.html", frame(request, referral, "looked") | {"page": page})
