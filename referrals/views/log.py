"""The CSE officer's log: every completed screening of the area, whatever its outcome."""

import datetime as dt

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from cse_portal.searching import ON, searchable, searched
from referrals.forms.filters import LogFilter
from referrals.models import LogEntry
from referrals.restricted import veiled
from referrals.views.lists import Listing, chips, empty, named, shown
from referrals.views.movement import movement_words
from referrals.views.next_step import next_step, state_words
from screening.protocol import Movement

SOON = dt.timedelta(days=14)
NEWEST, SOONEST = ("-entered_at", "-id"), ("due_on", "id")


def _overdue(rows):
    return rows.filter(due_on__lt=clock.today())


def _due_soon(rows):
    return rows.filter(due_on__range=(clock.today(), clock.today() + SOON))


LISTINGS = {
    "all": Listing("All", "No screenings in the log", lambda rows: rows, NEWEST),
    "overdue": Listing("Re-screen overdue", "No overdue re-screens", _overdue, SOONEST),
    "due": Listing("Due in 14 days", "No re-screens due in 14 days", _due_soon, SOONEST),
    "up": Listing("Level went up", "No levels that went up", lambda rows: rows.filter(movement=Movement.UP), NEWEST),
}
CAPTIONS = {NEWEST: "newest first", SOONEST: "soonest due first"}


@allowed(Permission.LOG_VIEW)
@searchable
def log(request):
    member, name, search = request.member, shown(request, LISTINGS), searched(request)
    entries, listing = LogEntry.objects.visible_to(member).standing(), LISTINGS[name]
    form = LogFilter(request.GET, area=member.area)
    rows = form.narrow(listing.rows(entries))
    rows = rows.about(search) if search else rows
    page, now = paged(rows.for_lists(), order=listing.order, query=request.GET), clock.now()
    record_view(EventType.LOG_VIEWED, by=member)
    context = {
        "area": member.area,
        "now": now,
        "filter": form,
        "search": search,
        "chips": chips(LISTINGS, entries, name),
        "tab": [("show", name)],
        "keep": [("show", name), *([ON] if search else [])],
        "wider": f"?show={name}",
        "empty": empty(
            listing,
            [*form.words, *named(search)],
            [*form.looked, *named(search)],
            wider=f"?show={name}",
            is_first=name == "all",
        ),
        "listing": listing.label.lower(),
        "caption": CAPTIONS[listing.order],
        "page": page,
        "rows": [
            (entry, movement_words(entry), state_words(entry), next_step(entry, now=now)) for entry in veiled(page.rows)
        ],
    }
    return render(request, "referrals/log.html", context)
