"""Every screening of one's own with what became of it; for a lead also those of the agency, without their drafts."""

from django.shortcuts import render
from django.utils.http import urlencode

from accounts.access import allowed, has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal.paging import paged
from screening.models import Screening
from screening.states import STATUS_WORDS, Status

OWN, AGENCY = "own", "agency"
# Chip to the statuses it lists, and whether only those with a referral.
LISTS = {
    OWN: ("All of yours", [Status.DRAFT, Status.WAITING, Status.COMPLETE], False),
    "drafts": ("Drafts", [Status.DRAFT], False),
    "waiting": ("With a second person", [Status.WAITING], False),
    "complete": ("Complete", [Status.COMPLETE], False),
    "referrals": ("Referred to the MASH", [Status.DRAFT, Status.WAITING, Status.COMPLETE], True),
    AGENCY: ("Your agency", [Status.COMPLETE], False),
}
# What a list does not show and would carry along.
_LONG = ("decision", "narrative", "front_sheet", "judgement", "referral__content", "referral__details")


@allowed(Permission.SCREENING_WRITE)
def mine(request):
    lists = lists_of(request.member)
    chosen = request.GET.get("list", OWN)
    chosen = chosen if chosen in lists else OWN
    order = ("-submitted_at", "-id") if chosen == AGENCY else ("-saved_at", "-id")
    page = paged(screenings(request.member, chosen), order=order, query=request.GET)
    chips = [{"label": LISTS[name][0], "url": f"?{urlencode({'list': name})}", "current": name == chosen, "count": None}
             for name in lists]  # fmt: skip
    rows = [{"screening": each, "status": STATUS_WORDS[Status(each.status)]} for each in page.rows]
    context = {"page": page, "rows": rows, "chips": chips, "looked": LISTS[chosen][0], "is_agency": chosen == AGENCY}
    return render(request, "screening/mine.html", context)


def lists_of(member: Membership) -> list[str]:
    sees_agency = has_permission(member, Permission.SCREENING_VIEW_AGENCY)
    return [name for name in LISTS if name != AGENCY or sees_agency]


def screenings(member: Membership, chosen: str):
    _, statuses, referred = LISTS[chosen]
    whose = {"agency": member.agency} if chosen == AGENCY else {"practitioner": member}
    found = (
        Screening.objects.filter(status__in=statuses, **whose).with_people().select_related("referral").defer(*_LONG)
    )
    return found.filter(referral__isnull=False) if referred else found
