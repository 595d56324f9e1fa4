"""The CSE officer's counts, so that disruption can start where it is needed."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from police.counts import counts


@allowed(P.INFORMATION_COUNT)
def counted(request):
    record_view(EventType.INFORMATION_LISTED, by=request.member)
    context = {"area": request.member.area, "counts": counts(request.member.area, clock.today())}
    return render(request, "police/counts.html", context)
