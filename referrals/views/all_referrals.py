"""Every referral the area's MASH has received, newest first."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.paging import paged
from cse_portal.searching import ON, searchable, searched
from referrals.forms.filters import ReferralFilter
from referrals.models import Referral
from referrals.views.clocks import procedure_now, reader
from referrals.views.lists import Listing, empty, named

ALL = Listing("All", "No referrals", lambda rows: rows, ("-sent_at", "-id"))


@allowed(Permission.REFERRAL_RECEIVE)
@searchable
def all_referrals(request):
    member, search = request.member, searched(request)
    form = ReferralFilter(request.GET, area=member.area)
    rows = form.narrow(Referral.objects.visible_to(member))
    rows = rows.about(search) if search else rows
    page = paged(rows.for_lists(), order=ALL.order, query=request.GET)
    clock_of = reader(procedure_now(member.area))
    record_view(EventType.REFERRAL_LISTED, by=member)
    context = {
        "filter": form,
        "search": search,
        "keep": [ON] if search else [],
        "wider": "?",
        "empty": empty(ALL, [*form.words, *named(search)], [*form.looked, *named(search)], wider="?", is_first=True),
        "page": page,
        "rows": [(referral, clock_of(referral)) for referral in page.rows],
    }
    return render(request, "referrals/all.html", context)
