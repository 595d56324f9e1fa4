"""Where a case begins: the draft of the child page, the urgent alert, the referral of known harm.

A page that begins something carries the reference of the draft it will make, so a second press makes nothing twice.
"""

import datetime as dt

from django.db import connection, transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Area, Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from referrals import actions as referrals
from referrals.models import Referral
from screening.actions.children import IDENTITY, change_child, create_child
from screening.actions.drafts import start
from screening.actions.earlier import offer
from screening.actions.locking import locked, record_on
from screening.actions.signalling import hold, signal_again
from screening.models import Child, Screening
from screening.states import Action


@transaction.atomic
def begun(*, by: Membership, reference: str) -> Screening | None:
    """What an earlier press of the same page began. Waits for that press to finish, and holds later ones up."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [reference])
    return Screening.objects.filter(reference=reference, practitioner=by).first()


@transaction.atomic
def begin(*, by: Membership, area: Area, reference: str, identity: dict, child: Child | None = None) -> Screening:
    """A draft about a new child, or about `child` whom the agency knows. Raises NotPossible for an adult (rule 5)."""
    require(by, Permission.SCREENING_WRITE)
    if earlier := begun(by=by, reference=reference):
        return earlier
    hold(area, _born(identity, child))
    return start(by=by, area=area, child=_child(by, identity, child), reference=reference)


@transaction.atomic
def say_who(
    *, screening: Screening, by: Membership, area: Area, identity: dict, child: Child | None = None
) -> Screening:
    """Who a stub of a call is about; or, where the draft has its child already, a correction of who that is.

    The area stays where the MASH of an area was told already. Raises NotPossible for an adult (rule 5).
    """
    hold(area, _born(identity, child))
    screening, row = locked(screening, by=by, action=Action.SAVE)
    area = screening.referral.area if hasattr(screening, "referral") else area
    if screening.child is None:
        return start(by=by, area=area, child=_child(by, identity, child), stub=screening)
    before = _called(screening.child)
    screening.child = change_child(child=screening.child, by=by, **identity)
    if screening.area_id != area.pk:
        screening.area = area
        screening.save(update_fields=["area"])
        record_on(screening, row.event, by=by, detail={"page": "child"})
    signal_again(screening, by=by, renamed=_called(screening.child) != before)
    offer(screening)
    return screening


def _called(child: Child) -> tuple:
    """What another agency's record of the child is found by."""
    return child.first_names, child.family_name, child.date_of_birth


@transaction.atomic
def raise_alert(
    *, by: Membership, area: Area, details: dict, reference: str = "", screening: Screening | None = None
) -> Referral:
    """The urgent alert of rule 1, with the draft for a later screening. Raises Incomplete when a box is blank."""
    require(by, Permission.REFERRAL_SEND)
    if screening:
        draft, _ = locked(screening, by=by, action=Action.SAVE)
    else:
        draft = begun(by=by, reference=reference)
        draft = draft or start(by=by, area=area, child=None, danger=True, reference=reference)
    if not draft.danger:
        draft.danger = True
        draft.save(update_fields=["danger"])
    return referrals.send_alert(by=by, area=area, details=details, screening=draft)


@transaction.atomic
def refer_known_harm(
    *, by: Membership, area: Area, details: dict, reference: str, identity: dict, child: Child | None = None
) -> Referral:
    """The referral of rule 2, with a draft for a later screening. Raises Incomplete for a blank field."""
    draft = begin(by=by, area=area, reference=reference, identity=identity, child=child)
    return referrals.send_direct(by=by, area=draft.area, child=draft.child, details=details, screening=draft)


def _born(identity: dict, known: Child | None) -> dt.date | None:
    return (known and known.date_of_birth) or identity.get("date_of_birth")


def _child(by: Membership, identity: dict, known: Child | None) -> Child:
    """The new record; or the known one as it stands, with the birth date it lacked."""
    if known is None:
        return create_child(by=by, **identity)
    if known.agency_id != by.agency_id:
        raise Http404
    record(EventType.CHILD_MATCHED, by=by, reference=known.reference, child=known.reference)
    if known.date_of_birth is None and identity.get("date_of_birth"):
        own = {name: getattr(known, name) for name in IDENTITY}
        known = change_child(child=known, by=by, **{**own, "date_of_birth": identity["date_of_birth"]})
    return known
