"""Who sees to what somebody holds who has left, until it is handed over; and the word that somebody left or came."""

from django.db.models import QuerySet
from django.dispatch import Signal

from accounts.access import roles_with
from accounts.models import Agency, Membership, User
from accounts.permissions import Permission as P

# In a MASH its managers answer for what lies still.
LEADS = (*roles_with(P.SCREENING_VIEW_AGENCY), *roles_with(P.REFERRAL_MANAGE))
OFFICERS = tuple(roles_with(P.RESCREEN_VIEW_AREA))
# Sent with `members`, in the transaction in which their role or account ends or begins again. People and areas know
# nothing of who holds what: whoever does, listens.
works_changed = Signal()


def hand_over_path(person: User) -> str:
    """The page on which what this person held is handed over."""
    return f"/colleagues/{person.reference}/"


def leads_of(agency: Agency) -> QuerySet[Membership]:
    """Those at work who answer for an agency's cases."""
    return Membership.objects.active().filter(agency=agency, role__in=LEADS)


def stand_ins(agency: Agency, *, but: int | None = None) -> list[Membership]:
    """The agency's leads; where there are none, the area's CSE officers. `but` is a person who need not be told."""
    officers = Membership.objects.active().filter(agency__area=agency.area_id, role__in=OFFICERS)
    for people in (leads_of(agency), officers):
        found = list(people.exclude(user=but).select_related("user", "agency").order_by("pk"))
        if found:
            return found
    return []
