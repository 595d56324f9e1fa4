"""What is late is said once: an answer that nobody has read, a reply to a disagreement that has not come."""

import datetime as dt
from dataclasses import replace

from django.db import transaction

from accounts.models import Area, LocalProcedure
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.actions.disagreeing import both_sides
from referrals.actions.telling import path_of, record_on, tell_referrer
from referrals.clock import decision_due
from referrals.models import DisagreementStage, Referral
from screening.protocol import Procedure

# More than this at once is left for the next run.
MOST = 500
# An answer is reminded of when it is still unread after so many working days.
UNREAD_WORKING_DAYS = 2
# No working days are over sooner than this, wherever an office opens and closes.
_SOONEST = dt.timedelta(days=1)


@transaction.atomic
def remind_unread() -> int:
    """Remind whoever reads an answer, once, that it waits to be read. Returns how many answers that were."""
    now, procedures, told = clock.now(), {}, 0
    unread = Referral.objects.unread_answers().filter(unread_told_at=None, decided_at__lt=now - _SOONEST)
    rows = unread.select_for_update(skip_locked=True, of=("self",)).select_related("referrer__user", "child", "area")
    for referral in rows.order_by("decided_at")[:MOST]:
        if now < _read_by(referral, procedures):
            continue
        tell_referrer(MessageKind.DECISION_UNREAD, referral)
        record_on(EventType.REFERRAL_CHASED, referral, by=None, detail={"of": "unread"})
        Referral.objects.filter(pk=referral.pk).update(unread_told_at=now)
        told += 1
    return told


def _read_by(referral: Referral, procedures: dict[int, Procedure]) -> dt.datetime:
    if referral.area_id not in procedures:
        procedures[referral.area_id] = _two_days(referral.area)
    return decision_due(procedures[referral.area_id], referral.decided_at)


def _two_days(area: Area) -> Procedure:
    procedure = LocalProcedure.objects.calendar(area, clock.today())
    return replace(procedure, decision_working_days=UNREAD_WORKING_DAYS)


@transaction.atomic
def chase_disagreements() -> int:
    """Tell both sides, once a stage, that its reply has not come in time. Returns how many replies are late."""
    now, told = clock.now(), 0
    late = DisagreementStage.objects.filter(replied_at=None, chased_at=None, due_at__lt=now)
    rows = late.filter(disagreement__closed_at=None).select_for_update(skip_locked=True, of=("self",))
    for stage in rows.select_related("disagreement__referral__child", "disagreement__opened_by__user")[:MOST]:
        DisagreementStage.objects.filter(pk=stage.pk).update(chased_at=now)
        disagreement = stage.disagreement
        if disagreement.stages.last() != stage:
            # It has gone further without a reply; the later stage has a time of its own.
            continue
        referral = disagreement.referral
        outbox.send(
            MessageKind.DISAGREEMENT_LATE, to=both_sides(disagreement), reference=referral.reference,
            path=f"{path_of(referral)}disagreement/",
        )  # fmt: skip
        record_on(EventType.REFERRAL_CHASED, referral, by=None, detail={"of": "disagreement", "stage": stage.stage})
        told += 1
    return told
