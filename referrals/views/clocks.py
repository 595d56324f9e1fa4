"""Reading the MASH's clock for a page: the time and the area's procedure are looked up once, however many rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from accounts.models import Area, LocalProcedure
from accounts.opening import hours_on, is_open
from cse_portal import clock
from cse_portal.dates import time24
from referrals.clock_words import Clock, clock_of, closed_words
from referrals.models import Referral, Round
from referrals.states import Priority
from screening.protocol import Procedure


def procedure_now(area: Area) -> Procedure | None:
    """The area's procedure today; None when it has none yet, so nobody's hours are made up."""
    try:
        return LocalProcedure.objects.calendar(area, clock.today())
    except LocalProcedure.DoesNotExist:
        return None


def procedure_of(referral: Referral) -> Procedure:
    """The procedure a referral's clock runs by: that of the day it was sent."""
    return LocalProcedure.objects.calendar(referral.area, referral.sent_at.astimezone(clock.LONDON).date())


def reader(
    procedure: Procedure | None, rows: Iterable[Referral] = (), *, all_names: bool = True
) -> Callable[[Referral], Clock]:
    """Reads the clock of each row. Whom a paused one waits for is looked up once for all `rows`.

    Without `all_names`, for the referrer, other agencies the MASH asks have no names.
    """
    now, asked = clock.now(), open_rounds(rows)
    return lambda referral: clock_of(
        referral, now=now, procedure=procedure, rounds=asked[referral.pk], all_names=all_names
    )


def open_rounds(rows: Iterable[Referral]) -> dict[int, list[Round]]:
    """The rounds of questions that are still open, by referral; asks nothing when no clock stands still."""
    asked = defaultdict(list)
    if paused := [referral.pk for referral in rows if referral.paused_at]:
        open_ones = Round.objects.open().filter(referral__in=paused).order_by("asked_at", "id")
        for each in open_ones.select_related("to__user", "agency"):
            asked[each.referral_id].append(each)
    return asked


def day_and_night(procedure: Procedure | None) -> str:
    """Which priorities the area decides by the hour, closed office or not: Red runs day and night."""
    targets = procedure.priority_targets if procedure else {}
    always = [priority.value for priority in Priority if priority in targets and targets[priority].day_and_night]
    named = " and ".join([*filter(None, [", ".join(always[:-1])]), *always[-1:]])
    return f"Priority {named} {'runs' if len(always) == 1 else 'run'} day and night." if always else ""


def office_words(procedure: Procedure | None) -> str:
    """Office open until 17:20, or when it opens."""
    now = clock.now()
    if procedure and is_open(procedure, now):
        return f"Office open until {time24(hours_on(procedure, now.date()).closes)}."
    return closed_words(procedure, now)
