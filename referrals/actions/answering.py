"""The MASH opens, acknowledges and decides; the referrer is told, and reads it."""

from django.db import transaction

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock
from cse_portal.models import MessageKind
from referrals.actions.locking import locked
from referrals.actions.standing import stand_about
from referrals.actions.telling import record_on, tell_referrer
from referrals.models import Referral
from referrals.states import Action


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
    stand_about(referral)
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
