"""The MASH's inbox: what is open, urgent first, then oldest."""

import datetime as dt

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from referrals.forms.filters import InboxFilter
from referrals.models import INBOX_ORDER, Referral
from referrals.states import ANSWERED_STATES, State
from referrals.views.clocks import office_words, procedure_now, reader
from referrals.views.lists import Listing, chips, empty, shown


def _start_of_today() -> dt.datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


LISTINGS = {
    "open": Listing("Open", "No open referrals", lambda rows: rows.open(), INBOX_ORDER),
    "new": Listing("New", "No new referrals", lambda rows: rows.open().filter(state=State.NEW), INBOX_ORDER),
    "acknowledged": Listing(
        "Acknowledged",
        "No acknowledged referrals",
        lambda rows: rows.open().filter(state=State.ACKNOWLEDGED),
        INBOX_ORDER,
    ),
    "waiting": Listing(
        "Waiting for information",
        "No referrals waiting for information",
        lambda rows: rows.open().filter(state=State.WAITING),
        INBOX_ORDER,
    ),
    "overdue": Listing("Overdue", "No overdue referrals", lambda rows: rows.overdue(), ("due_at", "id")),
    "decided": Listing(
        "Decided today",
        "No referrals decided today",
        lambda rows: rows.filter(state__in=ANSWERED_STATES, decided_at__gte=_start_of_today()),
        ("-decided_at", "-id"),
    ),
}
CAPTIONS = {
    INBOX_ORDER: "highest priority first, then oldest",
    ("due_at", "id"): "longest overdue first",
    ("-decided_at", "-id"): "newest first",
}


@allowed(Permission.REFERRAL_RECEIVE)
def inbox(request):
    member, name = request.member, shown(request, LISTINGS)
    received, listing = Referral.objects.visible_to(member), LISTINGS[name]
    form = InboxFilter(request.GET, area=member.area)
    rows = form.narrow_for(member, listing.rows(received.inbox_order())).for_lists()
    procedure = procedure_now(member.area)
    record_view(EventType.REFERRAL_LISTED, by=member)
    page, clock_of = paged(rows, order=listing.order, query=request.GET), reader(procedure)
    context = {
        "filter": form,
        "chips": chips(LISTINGS, received, name),
        "keep": [("show", name)],
        "wider": f"?show={name}",
        "empty": empty(listing, form.words, form.looked, wider=f"?show={name}", is_first=name == "open"),
        "listing": listing.label.lower(),
        "caption": CAPTIONS[listing.order],
        "page": page,
        "rows": [(referral, clock_of(referral)) for referral in page.rows],
        "now": clock.now(),
        "office": office_words(procedure),
    }
    return render(request, "referrals/inbox.html", context)
