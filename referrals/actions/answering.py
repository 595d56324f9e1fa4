"""The MASH opens, acknowledges and decides; the referrer is told, and reads it."""

import datetime as dt

from django.db import transaction

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked
from referrals.actions.telling import blank, record_on, tell_referrer
from referrals.actions.waiting import stop_waiting
from referrals.models import Referral
from referrals.states import Action, MashOutcome


@transaction.atomic
def open_first_time(*, referral: Referral, by: Membership) -> None:
    """The first look by the receiving MASH is what the referrer sees as "Opened"; later looks change nothing."""
    require(by, Permission.REFERRAL_RECEIVE)
    opened = Referral.objects.filter(pk=referral.pk, opened_at=None).update(opened_at=clock.now(), opened_by=by)
    if opened:
        record_on(EventType.REFERRAL_OPENED, referral, by=by)
        referral.refresh_from_db(fields=["opened_at", "opened_by"])


@transaction.atomic
def acknowledge(*, referral: Referral, by: Membership) -> Referral:
    """Acknowledge and take it. Raises NotPossible naming who was first."""
    referral, row = locked(referral, by=by, action=Action.ACKNOWLEDGE)
    open_first_time(referral=referral, by=by)
    referral.state, referral.worker = row.to, by
    referral.acknowledged_at, referral.acknowledged_by = clock.now(), by
    referral.save(update_fields=["state", "worker", "acknowledged_at", "acknowledged_by"])
    record_on(row.event, referral, by=by)
    tell_referrer(MessageKind.REFERRAL_ACKNOWLEDGED, referral)
    return referral


DECISION_FIELDS = {
    "mash_outcome": "Choose what was decided",
    "reason": "Write the reason for the decision",
    "feedback": "Write what the referrer is told",
}


@transaction.atomic
def decide(
    *,
    referral: Referral,
    by: Membership,
    mash_outcome: str,
    reason: str,
    feedback: str,
    next_step: str = "",
    decided_at: dt.datetime | None = None,
    edition: str = "",
) -> Referral:
    """Record the MASH's decision (rule 27) and tell the referrer. `decided_at` is aware, not in the future.

    `edition` is the one that was read. Raises Incomplete when outcome, reason or feedback is missing, or when a later
    edition has come; NotPossible naming who decided first.
    """
    referral, row = locked(referral, by=by, action=Action.DECIDE)
    at = decided_at or clock.now()
    problems = blank({"mash_outcome": mash_outcome, "reason": reason, "feedback": feedback}, DECISION_FIELDS)
    if mash_outcome and mash_outcome not in list(MashOutcome):
        problems["mash_outcome"] = DECISION_FIELDS["mash_outcome"]
    if not referral.sent_at <= at <= clock.now():
        problems["decided_at"] = "The decision is made after the referral was sent and not in the future"
    if edition and edition != edition_of(referral):
        problems["edition"] = "The screening changed while you had this page open. Read it again before you decide"
    if problems:
        raise Incomplete(problems)
    stop_waiting(referral, by=by)
    referral.state, referral.mash_outcome, referral.reason = row.to, mash_outcome, reason
    referral.feedback, referral.next_step = feedback, next_step
    referral.decided_at, referral.decided_by, referral.worker = at, by, referral.worker or by
    referral.save()
    record_on(row.event, referral, by=by, detail={"outcome": mash_outcome})
    tell_referrer(MessageKind.REFERRAL_DECIDED, referral)
    return referral


def edition_of(referral: Referral) -> str:
    """Which edition of the referral stands: each screening that is added, and each correction of it, is a new one."""
    return str(referral.documents.count())


@transaction.atomic
def read_feedback(*, referral: Referral, by: Membership) -> Referral:
    """The referrer has read the decision; it leaves their list."""
    referral, row = locked(referral, by=by, action=Action.READ_FEEDBACK)
    if referral.feedback_read_at is None:
        referral.feedback_read_at, referral.feedback_read_by = clock.now(), by
        referral.save(update_fields=["feedback_read_at", "feedback_read_by"])
        record_on(row.event, referral, by=by)
    return referral


@transaction.atomic
def chase_overdue() -> int:
    """Tell each referrer, once, that no decision has come by the due time (rule 25). Returns how many were told."""
    late = Referral.objects.overdue().filter(chased_at=None)
    told = 0
    for referral in late.select_for_update(skip_locked=True, of=("self",)).select_related("referrer__user")[:500]:
        tell_referrer(MessageKind.REFERRAL_OVERDUE, referral)
        Referral.objects.filter(pk=referral.pk).update(chased_at=clock.now())
        told += 1
    return told
