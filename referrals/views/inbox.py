"""The MASH's inbox: what is open, highest priority first, then oldest."""

import datetime as dt

from django.shortcuts import render
from django.utils.http import urlencode

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.paging import paged
from referrals.forms.filters import InboxFilter
from referrals.models import Referral
from referrals.restricted import veiled
from referrals.states import ANSWERED_STATES, State
from referrals.views.clocks import day_and_night, office_words, procedure_now, reader
from referrals.views.holding import holding
from referrals.views.lists import Listing, chips, empty, shown
from referrals.views.orders import LATEST_DECISION, NEWEST, OLDEST, PRIORITY, SOONEST, links, ordered
from referrals.views.settings import as_left, keep
from screening.views import panel_duties


def _start_of_today() -> dt.datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _in_state(state: State):
    return lambda rows: rows.open().filter(state=state)


def _decided_today(rows):
    return rows.filter(state__in=ANSWERED_STATES, decided_at__gte=_start_of_today())


ORDERS = {"priority": PRIORITY, "oldest": OLDEST, "due": SOONEST, "newest": NEWEST}
LISTINGS = {
    "open": Listing("Open", "No open referrals", lambda rows: rows.open()),
    "new": Listing("New", "No new referrals", _in_state(State.NEW)),
    "acknowledged": Listing("Acknowledged", "No acknowledged referrals", _in_state(State.ACKNOWLEDGED)),
    "waiting": Listing("Waiting for information", "No referrals waiting for information", _in_state(State.WAITING)),
    "overdue": Listing("Overdue", "No overdue referrals", lambda rows: rows.overdue()),
    "decided": Listing("Decided today", "No referrals decided today", _decided_today),
}
USUAL = {"show": "open", "sort": "priority"}


@allowed(Permission.REFERRAL_RECEIVE)
def inbox(request):
    if elsewhere := as_left(request, "inbox"):
        return elsewhere
    member, name, sort = request.member, shown(request, LISTINGS), ordered(request, ORDERS)
    form, received = InboxFilter(request.GET, member=member), Referral.objects.visible_to(member)
    order = LATEST_DECISION if name == "decided" else ORDERS[sort]
    page = paged(form.narrow(LISTINGS[name].rows(received)).for_lists(), order=order.keys, query=request.GET)
    keep(request, "inbox", unusual({"show": name, "sort": sort}) | form.settings)
    record_view(EventType.REFERRAL_LISTED, by=member)
    procedure = procedure_now(member.area)
    clock_of = reader(procedure, page.rows)
    context = around(name, sort, form) | {
        "chips": chips(LISTINGS, received, name, keep=unusual({"sort": sort})),
        "order": order,
        "page": page,
        "rows": [(referral, clock_of(referral)) for referral in veiled(page.rows)],
        "holding": holding(member),
        "panel": panel_duties.of(member),
        "now": clock.now(),
        "office": office_words(procedure),
        "day_and_night": day_and_night(procedure),
    }
    return render(request, "referrals/inbox.html", context)


def around(name: str, sort: str, form: InboxFilter) -> dict:
    """The filter and the orders, with the links that change one thing and keep the rest."""
    listing, wider = LISTINGS[name], "?" + urlencode({"show": name} | unusual({"sort": sort}))
    return {
        "filter": form,
        "keep": [("show", name), ("sort", sort)],
        "orders": [] if name == "decided" else links(ORDERS, sort, {"show": name} | form.settings),
        "listing": listing.label.lower(),
        "wider": wider,
        "empty": empty(listing, form.words, form.looked, wider=wider, whole="?show=open", is_first=name == "open"),
    }


def unusual(chosen: dict[str, str]) -> dict[str, str]:
    """What of it is not as the inbox stands for somebody who never set it."""
    return {key: value for key, value in chosen.items() if value != USUAL[key]}
