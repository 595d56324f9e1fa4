"""Every referral the area's MASH has received, newest first or oldest first."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.paging import paged
from cse_portal.searching import ON, searchable, searched
from referrals.forms.filters import ReferralFilter
from referrals.models import Referral
from referrals.restricted import veiled
from referrals.views.clocks import procedure_now, reader
from referrals.views.lists import Listing, empty, named
from referrals.views.orders import NEWEST, OLDEST, links, ordered
from referrals.views.settings import as_left, keep

ALL = Listing("All", "No referrals", lambda rows: rows)
ORDERS = {"newest": NEWEST, "oldest": OLDEST}
# The list without filter and search. An address without words would bring back what was last set.
WHOLE = "?sort=newest"


@allowed(Permission.REFERRAL_RECEIVE)
@searchable
def all_referrals(request):
    if elsewhere := as_left(request, "all"):
        return elsewhere
    member, search, sort = request.member, searched(request), ordered(request, ORDERS)
    form = ReferralFilter(request.GET, area=member.area)
    rows = form.narrow(Referral.objects.visible_to(member))
    rows = rows.about(search) if search else rows
    page = paged(rows.for_lists(), order=ORDERS[sort].keys, query=request.GET)
    clock_of = reader(procedure_now(member.area), page.rows)
    keep(request, "all", ({"sort": sort} if sort != "newest" else {}) | form.settings)
    record_view(EventType.REFERRAL_LISTED, by=member)
    on = [ON] if search else []
    context = {
        "filter": form,
        "search": search,
        "keep": [("sort", sort), *on],
        "order": ORDERS[sort],
        "orders": links(ORDERS, sort, form.settings | dict(on)),
        "wider": WHOLE,
        "empty": empty(ALL, [*form.words, *named(search)], [*form.looked, *named(search)], wider=WHOLE, is_first=True),
        "page": page,
        "rows": [(referral, clock_of(referral)) for referral in veiled(page.rows)],
    }
    return render(request, "referrals/all.html", context)
