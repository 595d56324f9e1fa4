"""Who looked at what and changed what in the auditor's own area, newest first. Looking here is an event too."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.actions import record
from audit.events import EventType
from audit.forms.search import found
from audit.views.export import MOST
from audit.views.lines import lines
from cse_portal.paging import paged


@allowed(P.AUDIT_VIEW)
def events(request):
    form, matching = found(request.member, request.GET)
    page = paged(matching, order=("-at", "-id"), query=request.GET)
    words = form.words if form.is_valid() else []
    if form.is_valid():
        record(EventType.AUDIT_VIEWED, by=request.member, detail={"filter": words})
    looked = f"Looked at: {', '.join(words) or 'everything'}."
    context = {"form": form, "page": page, "lines": lines(page.rows), "words": words, "most": f"{MOST:,}"}
    return render(request, "audit/events.html", context | {"area": request.member.area, "looked": looked})
