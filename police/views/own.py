"""The forms the person wrote, newest first. Nobody has a list of anybody else's."""

from django.shortcuts import render

from accounts.access import allowed, has_permission
from accounts.permissions import Permission as P
from audit.actions import record_view
from audit.events import EventType
from cse_portal.paging import paged
from police.models import InformationForm


@allowed(P.INFORMATION_WRITE)
def own(request):
    page = paged(InformationForm.objects.visible_to(request.member), order=("-id",), query=request.GET)
    record_view(EventType.INFORMATION_LISTED, by=request.member)
    counts = has_permission(request.member, P.INFORMATION_COUNT)
    return render(request, "police/own.html", {"page": page, "counts": counts})
