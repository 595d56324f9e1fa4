"""Putting the reminders of a re-screen off for a while. Its date stays, and every list goes on showing it."""

import datetime as dt

from django.db import transaction

from accounts.models import Membership
from audit.events import EventType
from cse_portal import clock
from cse_portal.dates import day, plain_day
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.actions.rescreens import locked_rescreen
from screening.models import Child, Rescreen

LONGEST = dt.timedelta(days=28)
ADULT = 18


@transaction.atomic
def snooze_rescreen(*, rescreen: Rescreen, by: Membership, until: dt.date | None, reason: str) -> Rescreen:
    """No reminder before `until`. By its owner, a lead or the CSE officer. Raises Incomplete without a reason, for a
    day that is not after today or more than 28 days ahead, and for one on which the young person is 18 already.
    """
    rescreen = locked_rescreen(rescreen, by)
    problems = {}
    if refused := _refused(rescreen.child, until):
        problems["until"] = refused
    if not reason.strip():
        problems["reason"] = "Say why the reminders can wait"
    if problems or until is None:
        raise Incomplete(problems)
    rescreen.snoozed_until, rescreen.snoozed_at, rescreen.snoozed_by = until, clock.now(), by
    rescreen.snoozed_reason = reason.strip()
    rescreen.save()
    detail = {"until": until.isoformat()}
    record_on(rescreen.screening, EventType.RESCREEN_SNOOZED, by=by, reason=reason, detail=detail)
    return rescreen


@transaction.atomic
def end_snooze(*, rescreen: Rescreen, by: Membership) -> Rescreen:
    """Remind again from now on. Where nothing is put off, nothing happens."""
    rescreen = locked_rescreen(rescreen, by)
    if rescreen.snoozed_until is not None:
        rescreen.remind_again()
        rescreen.save()
        detail = {"ended": clock.today().isoformat()}
        record_on(rescreen.screening, EventType.RESCREEN_SNOOZED, by=by, detail=detail)
    return rescreen


def _refused(child: Child, until: dt.date | None) -> str:
    today = clock.today()
    if until is None:
        return "Enter the day from which to remind again"
    if until <= today:
        return "The day must be after today"
    if until > today + LONGEST:
        return f"The day must be {day(today + LONGEST)} or earlier: reminders wait 28 days at most"
    if (child.age(until) or 0) >= ADULT:
        return _too_old(child, today)
    return ""


def _too_old(child: Child, today: dt.date) -> str:
    if child.date_of_birth is None:
        return "This young person may be 18 by then, and is not screened after that. Choose an earlier day"
    birthday = eighteenth(child.date_of_birth)
    if birthday <= today:
        return f"This young person has been 18 since {plain_day(birthday)}, so there is no screening to remind of"
    return f"This young person is 18 on {plain_day(birthday)}, and is not screened after that. Choose a day before it"


def eighteenth(date_of_birth: dt.date) -> dt.date:
    """The eighteenth birthday; of a child born on 29 February it is 1 March, as the rules count ages."""
    try:
        return date_of_birth.replace(year=date_of_birth.year + ADULT)
    except ValueError:
        return dt.date(date_of_birth.year + ADULT, 3, 1)
