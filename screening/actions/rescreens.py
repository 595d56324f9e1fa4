"""The dated duty to screen again: begun, asked for at once, handed over, closed with a reason."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.actions import stand
from referrals.decisions import rescreen_on
from referrals.models import Referral
from screening.actions.drafts import previous_of, start, tool_now
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.models import Child, Rescreen, Screening
from screening.states import NotPossible, Status

WHY_LENGTH = Rescreen._meta.get_field("why").max_length


@transaction.atomic
def start_rescreen(*, rescreen: Rescreen, by: Membership) -> Screening:
    """A draft that begins from who the child is; one already begun is given again, but never a correction.

    Earlier answers stay beside it.
    """
    rescreen = locked_rescreen(rescreen, by)
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
    rescreen = locked_rescreen(rescreen, by)
    if not to.is_working or to.agency_id != rescreen.owner.agency_id:
        raise Incomplete({"to": "Choose a person who works in this agency now"})
    rescreen.owner = to
    rescreen.save(update_fields=["owner"])
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
def ask_for_screen(*, child: Child, by: Membership, reason: str) -> Rescreen:
    """Rule 21: something is new, so the child is screened again the same day. Whoever has a draft is told as well.

    The child's re-screen moves to today; where none is dated, or it was closed, there is one now. Raises Incomplete
    without a reason, NotPossible for an adult (rule 5).
    """
    require(by, Permission.RESCREEN_REASSIGN)
    latest = _latest_screening(child, by)
    if not reason.strip():
        raise Incomplete({"reason": "Say what is new"})
    if tool_now(latest.child) is None:
        raise NotPossible("This young person is 18 or over, so there is no screening. Use the adult routes.")
    rescreen = Rescreen.objects.filter(screening=latest).first() or Rescreen(
        screening=latest, child=latest.child, area=latest.area, owner=latest.practitioner, due_on=clock.today()
    )
    rescreen.due_on, rescreen.why = min(rescreen.due_on, clock.today()), reason.strip()[:WHY_LENGTH]
    rescreen.closed_at, rescreen.closed_by, rescreen.closed_reason = None, None, ""
    rescreen.remind_again()
    rescreen.save()
    stand(latest.child)
    record_on(latest, EventType.RESCREEN_ASKED, by=by, reason=reason)
    _prompt(rescreen)
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
        screening=latest, child=child, area=latest.area, owner=latest.practitioner
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


def _latest_screening(child: Child, by: Membership) -> Screening:
    """The screening of the child that stands, with the child's row held so that none is completed meanwhile."""
    held = Child.objects.select_for_update(no_key=True).filter(pk=child.pk).first()
    latest = previous_of(held) if held else None
    if latest is None or not Screening.objects.visible_to(by).filter(pk=latest.pk).exists():
        raise Http404
    return latest


def _prompt(rescreen: Rescreen) -> None:
    """Everyone with an open screen of the child: who holds the re-screen, and who has begun a draft."""
    reference = rescreen.screening.reference
    outbox.send(MessageKind.RESCREEN_ASKED, to=[rescreen.owner], reference=reference, path=f"/rescreens/{reference}/")
    drafts = Screening.objects.filter(child=rescreen.child, status=Status.DRAFT, corrects=None)
    for draft in drafts.exclude(practitioner=rescreen.owner).select_related("practitioner__user"):
        outbox.send(
            MessageKind.RESCREEN_ASKED, to=[draft.practitioner], reference=draft.reference,
            path=f"/screenings/{draft.reference}/",
        )  # fmt: skip


def locked_rescreen(rescreen: Rescreen, by: Membership) -> Rescreen:
    """The open re-screen, fresh and held for a change. Raises Http404 where it is not this person's to see."""
    fresh = Rescreen.objects.visible_to(by).open().select_for_update(of=("self",)).filter(pk=rescreen.pk).first()
    if fresh is None:
        raise Http404
    return fresh
