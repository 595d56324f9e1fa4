"""The list as a file that a spreadsheet opens. Taking it out is an event, with what was asked for and how much."""

import csv
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.actions import record
from audit.events import EventType
from audit.forms.search import found
from audit.models import Event
from audit.views.lines import lines
from cse_portal import clock
from cse_portal.spreadsheet import cell

MOST = 10_000
COLUMNS = ("When", "Who", "Agency", "Role", "What", "Record", "Name", "Child", "Reason", "Detail")
MORE = f"Only the newest {MOST:,} are in this file. Choose fewer days for the rest."


@allowed(P.AUDIT_VIEW)
def export(request):
    form, matching = found(request.member, request.GET)
    if not form.is_valid():
        return render(request, "audit/events.html", {"form": form, "area": request.member.area})
    newest = list(matching.order_by("-at", "-id")[: MOST + 1])
    written = newest[:MOST]
    record(EventType.AUDIT_EXPORTED, by=request.member, detail={"filter": form.words, "rows": len(written)})
    # The byte order mark is how a spreadsheet knows that names are written in UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"views-and-changes-{request.member.area.slug}-{clock.today()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(_rows(written))
    if len(newest) > MOST:
        writer.writerow([MORE])
    return response


def _rows(events: list[Event]) -> Iterator[list[str]]:
    for event, name, detail, reason in lines(events):
        at = event.at.astimezone(clock.LONDON).strftime("%Y-%m-%d %H:%M:%S")
        texts = (at, event.person, event.agency, event.role, event.words, event.reference, name, event.child,
                 reason, detail)  # fmt: skip
        yield [cell(text) for text in texts]
