"""Every screening of one's own with what became of it; for a lead also those of the agency, without their drafts."""

from django.db.models import Q
from django.shortcuts import render
from django.utils.http import urlencode

from accounts.access import allowed, has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.paging import paged
from screening.models import KEPT, Screening
from screening.states import STATUS_WORDS, Status

OWN, REFERRED, AGENCY = "own", "referrals", "agency"
_SAVED = ("-saved_at", "-id")
# Chip to its words, the statuses it lists and the order of its rows.
LISTS = {
    OWN: ("All of yours", KEPT, _SAVED),
    "drafts": ("Drafts", [Status.DRAFT], _SAVED),
    "waiting": ("With a second person", [Status.WAITING], _SAVED),
    "complete": ("Complete", [Status.COMPLETE], _SAVED),
    REFERRED: ("Referred to the MASH", KEPT, ("-referral__sent_at", "-referral__id")),
    AGENCY: ("Your agency", [Status.COMPLETE], ("-submitted_at", "-id")),
}
# What a row shows. Long texts, and the tables of edition and area, would be read for nothing.
_ROW = (
    "reference", "status", "outcome", "version", "saved_at", "submitted_at", "danger_called_at", "child__first_names",
    "child__family_name", "practitioner__user__name", "referral__reference", "referral__state",
    "referral__mash_outcome", "referral__child_as_known", "referral__sent_at",
)  # fmt: skip


@allowed(Permission.SCREENING_WRITE)
def mine(request):
    lists = lists_of(request.member)
    chosen = request.GET.get("list", OWN)
    chosen = chosen if chosen in lists else OWN
    looked, _, order = LISTS[chosen]
    page = paged(screenings(request.member, chosen), order=order, query=request.GET)
    chips = [{"label": LISTS[name][0], "url": f"?{urlencode({'list': name})}", "current": name == chosen, "count": None}
             for name in lists]  # fmt: skip
    if chosen == AGENCY:
        record_view(EventType.SCREENING_LISTED, by=request.member)
    rows = [{"screening": each, "status": STATUS_WORDS[Status(each.status)]} for each in page.rows]
    context = {"page": page, "rows": rows, "chips": chips, "looked": looked, "is_agency": chosen == AGENCY}
    return render(request, "screening/mine.html", context)


def _whose(member: Membership, chosen: str) -> Q:
    """What was taken over is looked for first, because it is little: so the list begins at the person's latest."""
    if chosen == AGENCY:
        return Q(agency=member.agency)
    # Who screens is who refers, so that the list of referrals begins at the referrer's latest.
    if chosen == REFERRED:
        return Q(referral__referrer=member)
    taken_over = list(Screening.objects.filter(holder=member).values_list("pk", flat=True))
    return Q(practitioner=member) | Q(pk__in=taken_over) if taken_over else Q(practitioner=member)


def lists_of(member: Membership) -> list[str]:
    sees_agency = has_permission(member, Permission.SCREENING_VIEW_AGENCY)
    return [name for name in LISTS if name != AGENCY or sees_agency]


def screenings(member: Membership, chosen: str):
    found = Screening.objects.filter(_whose(member, chosen), status__in=LISTS[chosen][1])
    return found.select_related("child", "practitioner__user", "referral").only(*_ROW)
