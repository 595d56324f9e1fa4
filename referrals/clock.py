"""The MASH's clock: one working day to decide (rule 25), in the area's office hours, in London time."""

import datetime as dt

from accounts.opening import hours_on
from cse_portal.clock import LONDON
from screening.protocol import Procedure

# A procedure whose office never opens would otherwise be searched for ever.
_FURTHEST = 60


def decision_due(procedure: Procedure, sent_at: dt.datetime) -> dt.datetime:
    """When the decision is due: the same time of day, `decision_working_days` working days on.

    What arrives while the office is closed counts from its next opening. A due time after that day's closing falls on
    the closing. Raises ValueError for a procedure whose office never opens.
    """
    start = next_open(procedure, sent_at)
    day = start.date()
    for _ in range(procedure.decision_working_days):
        day = _next_working_day(procedure, day)
    hours = hours_on(procedure, day)
    return dt.datetime.combine(day, min(max(start.time(), hours.opens), hours.closes), LONDON)


def resumed(procedure: Procedure, *, paused_at: dt.datetime, due_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The due time after a pause: the working time that was left when the clock stopped is left from now on.

    What was overdue when the clock stopped stays overdue by its old due time.
    """
    if due_at <= paused_at:
        return due_at
    return after(procedure, now, working_time(procedure, paused_at, due_at))


def after(procedure: Procedure, start: dt.datetime, length: dt.timedelta) -> dt.datetime:
    """The moment at which so much working time has passed since `start`. Raises ValueError as `decision_due` does."""
    at, left = next_open(procedure, start), length
    while (rest := working_time(procedure, at, _closing(procedure, at))) < left:
        left -= rest
        at = next_open(procedure, _closing(procedure, at))
    return (at.astimezone(dt.UTC) + left).astimezone(LONDON)


def _closing(procedure: Procedure, at: dt.datetime) -> dt.datetime:
    """When the office that is open at this moment closes."""
    return dt.datetime.combine(at.date(), hours_on(procedure, at.date()).closes, LONDON)


def next_open(procedure: Procedure, at: dt.datetime) -> dt.datetime:
    """`at` itself while the office is open, else the moment it next opens."""
    local = at.astimezone(LONDON)
    hours = hours_on(procedure, local.date())
    if hours and local.time() < hours.closes:
        return max(local, dt.datetime.combine(local.date(), hours.opens, LONDON))
    day = _next_working_day(procedure, local.date())
    return dt.datetime.combine(day, hours_on(procedure, day).opens, LONDON)


def working_time(procedure: Procedure, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """How much of the time between the two lies in office hours; zero when `end` is not after `start`."""
    total, day, last = dt.timedelta(), start.astimezone(LONDON).date(), end.astimezone(LONDON).date()
    # In UTC, because Python compares and subtracts two London moments by the clock on the wall, changed or not.
    start, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    while day <= last:
        if hours := hours_on(procedure, day):
            opens, closes = _utc(day, hours.opens), _utc(day, hours.closes)
            total += max(min(closes, end) - max(opens, start), dt.timedelta())
        day += dt.timedelta(days=1)
    return total


def _utc(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)


def _next_working_day(procedure: Procedure, day: dt.date) -> dt.date:
    for _ in range(_FURTHEST):
        day += dt.timedelta(days=1)
        if hours_on(procedure, day):
            return day
    raise ValueError(f"The office of {procedure.area} is not open on any of {_FURTHEST} days; check its procedure.")
