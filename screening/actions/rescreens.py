"""The dated duty to screen again: begun, handed over, closed with a reason. Rule 21 is in prompting."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.actions import stand
from referrals.decisions import rescreen_on
from referrals.models import ChildMatch, Referral
from screening.actions.drafts import previous_of, start, tool_now
from screening.actions.earlier import goes_on_as
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.models import Child, Rescreen, Screening


@transaction.atomic
def start_rescreen(*, rescreen: Rescreen, by: Membership) -> Screening:
    """A draft that begins from who the child is; one already begun is given again, but never a correction.

    Of a merged child it is on the record that goes on. Earlier answers stay beside it and count only when affirmed.
    """
    _one_at_a_time(rescreen)
    rescreen = _open(rescreen, by).first()
    if rescreen is None:
        raise Http404
    cluster = ChildMatch.objects.cluster(rescreen.child_id)
    begun = Screening.objects.drafts_of(by).filter(child__in=cluster, corrects=None).first()
    if begun:
        return begun
    screening = start(by=by, area=rescreen.area, child=goes_on_as(rescreen.child, by))
    screening.front_sheet = rescreen.screening.front_sheet
    screening.save(update_fields=["front_sheet"])
    return screening


@transaction.atomic
def reassign_rescreen(*, rescreen: Rescreen, by: Membership, to: Membership) -> Rescreen:
    """Hand it to a working colleague of the same agency; reminders follow. Raises Incomplete for anybody else."""
    require(by, Permission.RESCREEN_REASSIGN)
    rescreen = locked_rescreen(rescreen, by)
    if not to.is_working or to.agency_id != rescreen.owner.agency_id:
        raise Incomplete({"to": "Choose a person who works in this agency now"})
    rescreen.owner = to
    # What the earlier owner put off is not put off for the new one.
    rescreen.remind_again()
    rescreen.save()
    stand(rescreen.child_id)
    record_on(rescreen.screening, EventType.RESCREEN_REASSIGNED, by=by, detail={"to": to.user.name})
    outbox.send(
        MessageKind.RESCREEN_ASKED, to=[to], reference=rescreen.screening.reference,
        path=f"/rescreens/{rescreen.screening.reference}/",
    )  # fmt: skip
    return rescreen


@transaction.atomic
def close_rescreen(*, rescreen: Rescreen, by: Membership, reason: str) -> Rescreen:
    """End the duty without a screening, for example because a plan review replaces it (rule 22). Needs a reason."""
    require(by, Permission.RESCREEN_REASSIGN)
    rescreen = locked_rescreen(rescreen, by)
    if not reason.strip():
        raise Incomplete({"reason": "Say what replaces this re-screen"})
    rescreen.closed_at, rescreen.closed_by, rescreen.closed_reason = clock.now(), by, reason.strip()
    rescreen.save()
    stand(rescreen.child_id)
    record_on(rescreen.screening, EventType.RESCREEN_CLOSED, by=by, reason=reason)
    return rescreen


@transaction.atomic
def rescreen_after_decision(*, referral: Referral, by: Membership) -> Rescreen | None:
    """Rule 29: after no further action the child is screened again by the day that the MASH gave.

    The child's re-screen moves to that day when it is the earlier; where none is open, there is one now, and its owner
    is told. None after any other outcome, for an adult (rule 5), and without a completed screening: then the referrer's
    home shows the day.
    """
    require(by, Permission.REFERRAL_RECEIVE)
    if not Referral.objects.visible_to(by).filter(pk=referral.pk).exists():
        raise Http404
    on = rescreen_on(referral.decision_details)
    if on is None or referral.child is None:
        return None
    child = Child.objects.select_for_update(no_key=True).get(pk=referral.child_id)
    latest = previous_of(child)
    if latest is None or tool_now(child, on) is None:
        return None
    earlier = Rescreen.objects.open().filter(child=child, owner__agency=latest.agency).order_by("due_on").first()
    if earlier and earlier.due_on <= on:
        return earlier
    rescreen = earlier or Rescreen.objects.filter(screening=latest).first() or Rescreen(
        screening=latest, child=child, area=latest.area, owner=latest.held_by
    )  # fmt: skip
    rescreen.why = f"The MASH asked for it when it decided on {referral.reference}"
    return _dated(rescreen, on, by=by)


def _dated(rescreen: Rescreen, on: dt.date, *, by: Membership) -> Rescreen:
    rescreen.due_on, rescreen.done_by = on, None
    rescreen.closed_at, rescreen.closed_by, rescreen.closed_reason = None, None, ""
    rescreen.remind_again()
    rescreen.save()
    stand(rescreen.child_id)
    record_on(rescreen.screening, EventType.RESCREEN_DATED, by=by, detail={"due": on.isoformat()})
    reference = rescreen.screening.reference
    outbox.send(MessageKind.RESCREEN_ASKED, to=[rescreen.owner], reference=reference, path=f"/rescreens/{reference}/")
    return rescreen


def _one_at_a_time(rescreen: Rescreen) -> None:
    """The second press of the button waits for the first, and finds its draft.

    The row itself is not held: everybody locks re-screens last, and the signal that a new draft gives to other agencies
    needs their screenings.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rescreen {rescreen.pk}"])


def _open(rescreen: Rescreen, by: Membership) -> QuerySet[Rescreen]:
    return Rescreen.objects.visible_to(by).open().filter(pk=rescreen.pk)


def locked_rescreen(rescreen: Rescreen, by: Membership) -> Rescreen:
    """The open re-screen, fresh and held for a change. Raises Http404 where it is not this person's to see."""
    fresh = _open(rescreen, by).select_for_update(of=("self",)).first()
    if fresh is None:
        raise Http404
    return fresh
