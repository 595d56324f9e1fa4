"""The dated duty to screen again: begun, handed over, closed with a reason."""

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.models import LogEntry
from screening.actions.drafts import start
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.models import Rescreen, Screening


@transaction.atomic
def start_rescreen(*, rescreen: Rescreen, by: Membership) -> Screening:
    """A draft that begins from who the child is; one already begun is given again, but never a correction.

    Earlier answers stay beside it.
    """
    rescreen = _locked(rescreen, by)
    begun = Screening.objects.drafts_of(by).filter(child=rescreen.child, corrects=None).first()
    if begun:
        return begun
    screening = start(by=by, area=rescreen.area, child=rescreen.child)
    screening.front_sheet = rescreen.screening.front_sheet
    screening.save(update_fields=["front_sheet"])
    return screening


@transaction.atomic
def reassign_rescreen(*, rescreen: Rescreen, by: Membership, to: Membership) -> Rescreen:
    """Hand it to a working colleague of the same agency; reminders follow. Raises Incomplete for anybody else."""
    require(by, Permission.RESCREEN_REASSIGN)
    rescreen = _locked(rescreen, by)
    if not to.is_working or to.agency_id != rescreen.owner.agency_id:
        raise Incomplete({"to": "Choose a person who works in this agency now"})
    rescreen.owner = to
    rescreen.save(update_fields=["owner"])
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
    rescreen = _locked(rescreen, by)
    if not reason.strip():
        raise Incomplete({"reason": "Say what replaces this re-screen"})
    rescreen.closed_at, rescreen.closed_by, rescreen.closed_reason = clock.now(), by, reason.strip()
    rescreen.save()
    LogEntry.objects.filter(screening=rescreen.screening).update(due_on=None)
    record_on(rescreen.screening, EventType.RESCREEN_CLOSED, by=by, reason=reason)
    return rescreen


def _locked(rescreen: Rescreen, by: Membership) -> Rescreen:
    fresh = Rescreen.objects.visible_to(by).open().select_for_update(of=("self",)).filter(pk=rescreen.pk).first()
    if fresh is None:
        raise Http404
    return fresh
