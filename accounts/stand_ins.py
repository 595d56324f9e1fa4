"""Who answers for an agency or an area; who sees to what somebody holds who has left, until it is handed over; and the
word that somebody left or came.
"""

from django.db.models import QuerySet
from django.dispatch import Signal

from accounts.access import roles_with
from accounts.models import Agency, Area, Membership, User
from accounts.permissions import Permission as P

# In a MASH its managers answer for what lies still.
LEADS = (*roles_with(P.SCREENING_VIEW_AGENCY), *roles_with(P.REFERRAL_MANAGE))
OFFICERS = tuple(roles_with(P.LOG_VIEW))
# Sent with `members`, in the transaction in which their role or account ends or begins again. People and areas know
# nothing of who holds what: whoever does, listens.
works_changed = Signal()


def hand_over_path(person: User) -> str:
    """The page on which what this person held is handed over."""
    return f"/colleagues/{person.reference}/"


def leads_of(agency: Agency) -> QuerySet[Membership]:
    """Those at work who see all that an agency screens and sends. A MASH screens nothing and has none."""
    return Membership.objects.with_permission(P.SCREENING_VIEW_AGENCY).filter(agency=agency).select_related("user")


def officers_of(area: Area | int) -> QuerySet[Membership]:
    """The CSE officers of an area, or of the one with that number: they read its log."""
    return Membership.objects.with_permission(P.LOG_VIEW).filter(agency__area=area).select_related("user")


def answering_for(agency: Agency) -> QuerySet[Membership]:
    """Those at work who answer for an agency's cases, in a MASH its managers."""
    return Membership.objects.active().filter(agency=agency, role__in=LEADS)


def who_is_told(holder: Membership, *, but: int | None = None) -> list[Membership]:
    """Of what somebody holds: themselves, or who stands in once they have left. `but` is a person who need not be."""
    if not holder.is_working:
        return stand_ins(holder.agency, but=but)
    return [] if holder.user_id == but else [holder]


def stand_ins(agency: Agency, *, but: int | None = None) -> list[Membership]:
    """Those who answer for the agency; where there are none, the area's CSE officers. `but` is a person who need not be
    told.
    """
    for people in (answering_for(agency), officers_of(agency.area_id)):
        found = list(people.exclude(user=but).select_related("user", "agency").order_by("pk"))
        if found:
            return found
    return []
