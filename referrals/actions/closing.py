"""What a closed day that is added later does to referrals that are open already."""

from django.db.models import F, Q

from accounts.models import Area, LocalProcedure
from cse_portal import clock
from referrals.actions.standing import stand_all
from referrals.clock import due
from referrals.models import Referral

DATED_BY = ("area", "child", "mash_child", "sent_at", "due_at", "priority", "pauses")


def put_off(area: Area) -> int:
    """Work out the due times of the area's open referrals again, in the caller's transaction. Returns how many moved.

    A due time only ever moves later, because somebody was told the earlier one. What is overdue stays overdue.
    """
    now, procedures, moved = clock.now(), {}, []
    overdue = Q(paused_at=None, due_at__lte=now) | Q(due_at__lte=F("paused_at"))
    rows = Referral.objects.open().filter(area=area).exclude(overdue).order_by("pk")
    for referral in rows.select_for_update(of=("self",)).only(*DATED_BY):
        day = referral.sent_at.astimezone(clock.LONDON).date()
        if day not in procedures:
            procedures[day] = LocalProcedure.objects.calendar(area, day)
        due_at = due(procedures[day], sent_at=referral.sent_at, priority=referral.priority, pauses=referral.stood_still)
        if due_at > referral.due_at:
            referral.due_at = due_at
            moved.append(referral)
    Referral.objects.bulk_update(moved, ["due_at"], batch_size=500)
    stand_all({pk for referral in moved for pk in (referral.child_id, referral.mash_child_id) if pk})
    return len(moved)
