"""When a referral is due: worked out anew whenever it is sent, rated, goes on after a pause, or the office closes."""

import datetime as dt

from accounts.models import Area, LocalProcedure
from cse_portal import clock
from referrals.clock import due
from referrals.models import Referral


def due_at_of(
    area: Area, *, sent_at: dt.datetime, priority: str = "", pauses: list[tuple[dt.datetime, dt.datetime]] | None = None
) -> dt.datetime:
    """The due time by the area's procedure of the day of sending, with the closed days that were added since."""
    procedure = LocalProcedure.objects.calendar(area, sent_at.astimezone(clock.LONDON).date())
    return due(procedure, sent_at=sent_at, priority=priority, pauses=pauses or [])


def due_at_now(referral: Referral) -> dt.datetime:
    """The referral's due time by its rating and the pauses it has had."""
    return due_at_of(referral.area, sent_at=referral.sent_at, priority=referral.priority, pauses=referral.stood_still)


def start_again(referral: Referral) -> None:
    """Let a clock that stands still go on from now, in memory."""
    referral.pauses = [*referral.pauses, [referral.paused_at.isoformat(), clock.now().isoformat()]]
    referral.paused_at = None
    referral.due_at = due_at_now(referral)
