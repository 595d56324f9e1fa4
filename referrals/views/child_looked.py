"""Who of the officer's area has looked at a child's record, newest first."""

from django.db.models import QuerySet
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from audit.events import EventType
from audit.models import Event
from cse_portal.paging import paged
from referrals.views.child import frame, known, look
from screening.models import Child

LOOKS = (
    EventType.CHILD_VIEWED,
    EventType.SCREENING_VIEWED,
    EventType.REFERRAL_VIEWED,
    EventType.PLAN_VIEWED,
    EventType.SUPPORT_VIEWED,
    EventType.ANSWERS_VIEWED,
    EventType.DOCUMENT_DOWNLOADED,
    EventType.FILE_DOWNLOADED,
)


@require_safe
@allowed(Permission.LOG_VIEW)
def child_looked(request, ref):
    record, same = known(request.member, ref)
    look(request, record)
    page = paged(looks(same, request.member), order=("-id",), query=request.GET)
    context = frame(record, request.member, "referrals:child_looked") | {"page": page}
    return render(request, "referrals/child_looked.html", context)


def looks(same: dict[int, Child], member) -> QuerySet[Event]:
    """At any of the records of the same child, and at what hangs on them."""
    references = [child.reference for child in same.values()]
    return Event.objects.in_area(member.area.pk).filter(child__in=references, type__in=LOOKS)
