"""Re-screens that are dated and not yet done, soonest first."""

from django.shortcuts import render

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from referrals.clock_words import days_words
from referrals.restricted import veiled
from referrals.views.lists import Listing, chips, empty, shown
from referrals.views.log_lists import SOON
from screening.models import Rescreen

SOONEST = ("due_on", "id")
LISTINGS = {
    "all": Listing("All open", "No re-screens are dated", lambda rows: rows, SOONEST),
    "overdue": Listing("Overdue", "No overdue re-screens", lambda rows: rows.filter(due_on__lt=clock.today()), SOONEST),
    "due": Listing(
        "Due in 14 days",
        "No re-screens due in 14 days",
        lambda rows: rows.filter(due_on__range=(clock.today(), clock.today() + SOON)),
        SOONEST,
    ),
}


@allowed(Permission.RESCREEN_VIEW_AREA, Permission.RESCREEN_REASSIGN)
def rescreens(request):
    name, today = shown(request, LISTINGS), clock.today()
    open_ones = Rescreen.objects.visible_to(request.member).open()
    page = paged(LISTINGS[name].rows(open_ones).for_lists(), order=SOONEST, query=request.GET)
    record_view(EventType.LOG_VIEWED, by=request.member)
    rows = veiled(page.rows) if has_permission(request.member, Permission.RESCREEN_VIEW_AREA) else page.rows
    context = {
        "chips": chips(LISTINGS, open_ones, name),
        "listing": LISTINGS[name].label.lower(),
        "empty": empty(LISTINGS[name], [], [], wider="?", is_first=name == "all"),
        "now": clock.now(),
        "page": page,
        "rows": [(row, days_words(row.due_on, today), row.due_on < today) for row in rows],
    }
    return render(request, "referrals/rescreens.html", context)
