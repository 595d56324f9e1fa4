"""Fetching a screening for a change: locked, fresh, and only for somebody who may.

Everybody locks in one order, so that no two wait for each other in a circle: the screening, its referral and those
that other areas have of it, every record of the child, how the child is found (ChildKey), the re-screens.
"""

from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from audit.actions import record
from audit.events import EventType
from referrals.models import ChildMatch, Referral
from screening.models import Child, Screening
from screening.states import Action, Actor, NotPossible, Status, Transition, transition


def locked(screening: Screening, *, by: Membership, action: Action) -> tuple[Screening, Transition]:
    """The row locked, and the table row of the action. Raises Http404 for the wrong person, NotPossible.

    The lock leaves room for what others write about the screening, which needs the row to stay and no more.
    """
    rows = Screening.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    fresh = rows.filter(pk=screening.pk).with_people().first()
    if fresh is None:
        raise Http404
    row = transition(fresh.status, action)
    require(by, row.permission)
    if row.actor is Actor.PRACTITIONER and fresh.held_by != by:
        raise Http404
    if row.actor is Actor.SECOND_PERSON and fresh.second_person_id != by.pk:
        raise Http404
    if row.to is Status.COMPLETE:
        _hold_referrals(fresh)
        _hold_child(fresh)
    return fresh, row


def _hold_referrals(screening: Screening) -> None:
    """What the completed screening will be added to: its own referral or that of the version it corrects, and on."""
    rows = Referral.objects.select_for_update().only("pk").order_by("pk")
    held = list(rows.filter(screening__in=[screening.pk, screening.corrects_id]))
    while held:
        held = list(rows.filter(came_from__in=held))


def _hold_child(screening: Screening) -> None:
    """One screening about a child is completed at a time, so that the next sees this one as the earlier of the two.

    The lock leaves room for new drafts about the child, which need the row to stay and no more.
    """
    hold_children(screening.child_id)
    screening.child = Child.objects.get(pk=screening.child_id)


def hold_children(child: Child | int) -> frozenset[int]:
    """Hold every record of the same child, in one order, because what one agency finds moves the others' re-screens."""
    cluster = ChildMatch.objects.cluster(child.pk if isinstance(child, Child) else child)
    list(Child.objects.select_for_update(no_key=True).filter(pk__in=cluster).order_by("pk").values_list("pk"))
    return cluster


def record_on(screening: Screening, event: EventType, *, by: Membership | None, reason: str = "", detail=None) -> None:
    record(
        event, by=by, reference=screening.reference, child=screening.child.reference if screening.child else "",
        area_id=screening.area_id, reason=reason, detail=detail,
    )  # fmt: skip


__all__ = ["NotPossible", "hold_children", "locked", "record_on"]
