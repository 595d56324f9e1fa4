"""A restricted child: the MASH and the CSE officer open the record with a reason only, and lists name no name."""

from django.db import transaction
from django.http import Http404

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal.problems import Incomplete
from referrals.actions.matching import SAY_WHY
from referrals.states import NotPossible
from screening.models import Child


@transaction.atomic
def restrict(*, child: Child, by: Membership, reason: str) -> Child:
    """From now on the MASH and the officer say why before they open it. Its own agency reads it as before."""
    return _set(child, by, reason, restricted=True)


@transaction.atomic
def lift(*, child: Child, by: Membership, reason: str) -> Child:
    """Take the restriction of this record back. One of a record of the same child still counts for both."""
    return _set(child, by, reason, restricted=False)


def may_restrict(child: Child, member: Membership) -> bool:
    """A MASH worker or CSE officer of the child's own area; an area that got a copy neither sets it nor lifts it."""
    permitted = has_permission(member, Permission.REFERRAL_RECEIVE) or has_permission(member, Permission.LOG_VIEW)
    return permitted and child.agency.area_id == member.area.pk


def _set(child: Child, by: Membership, reason: str, *, restricted: bool) -> Child:
    child = Child.objects.select_for_update(of=("self",)).select_related("agency").get(pk=child.pk)
    if not may_restrict(child, by):
        raise Http404
    if child.restricted is restricted:
        raise NotPossible("This record is restricted already." if restricted else "This record is not restricted.")
    if not reason.strip():
        raise Incomplete(SAY_WHY)
    child.restricted = restricted
    child.save(update_fields=["restricted"])
    event = EventType.CHILD_RESTRICTED if restricted else EventType.CHILD_UNRESTRICTED
    record(event, by=by, reference=child.reference, child=child.reference, area_id=by.area.pk, reason=reason)
    return child
