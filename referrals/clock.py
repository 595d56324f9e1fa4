"""The MASH's clock: one working day to decide (rule 25) or the area's target, whichever ends first, in London time.

It works in UTC within, because Python compares and subtracts two London moments by the clock on the wall.
"""

import datetime as dt
from collections.abc import Iterable

from accounts.opening import hours_on
from cse_portal.clock import LONDON
from screening.protocol import Procedure

# A procedure whose office never opens would otherwise be searched for ever.
_FURTHEST = 60
# From when until when the clock stood still.
Pause = tuple[dt.datetime, dt.datetime]


def due(procedure: Procedure, *, sent_at: dt.datetime, priority: str = "", pauses: Iterable[Pause] = ()) -> dt.datetime:
    """When the decision is due: by rule 25, or by the area's target for the priority where that is earlier.

    Of each count, what was left when the clock stopped is left when it goes on. `pauses` are in order and apart.
    """
    return min(_counts(procedure, sent_at, priority, list(pauses))).astimezone(LONDON)


def runs_day_and_night(
    procedure: Procedure, *, sent_at: dt.datetime, priority: str = "", pauses: Iterable[Pause] = ()
) -> bool:
    """Whether the count that ends first is one that ignores the office's hours."""
    target = procedure.priority_targets.get(priority)
    if target is None or not target.day_and_night:
        return False
    by_rule, by_target = _counts(procedure, sent_at, priority, list(pauses))
    return by_target < by_rule


def _counts(procedure: Procedure, sent_at: dt.datetime, priority: str, pauses: list[Pause]) -> list[dt.datetime]:
    """Rule 25's end, and the target's where the area has one for this priority."""
    ends = [_resumed_after(procedure, decision_due(procedure, sent_at), pauses)]
    if target := procedure.priority_targets.get(priority):
        hours = dt.timedelta(hours=target.hours)
        if target.day_and_night:
            ends.append(_put_off(sent_at.astimezone(dt.UTC) + hours, pauses))
        else:
            ends.append(_resumed_after(procedure, after(procedure, sent_at, hours), pauses))
    return [end.astimezone(dt.UTC) for end in ends]


def _resumed_after(procedure: Procedure, due_at: dt.datetime, pauses: list[Pause]) -> dt.datetime:
    for paused_at, ended_at in pauses:
        due_at = resumed(procedure, paused_at=paused_at, due_at=due_at, now=ended_at)
    return due_at


def _put_off(due_at: dt.datetime, pauses: list[Pause]) -> dt.datetime:
    """A count of real hours after its pauses; one that had ended before a pause is not begun again."""
    for paused_at, ended_at in pauses:
        if due_at > paused_at:
            due_at += ended_at.astimezone(dt.UTC) - paused_at.astimezone(dt.UTC)
    return due_at


def decision_due(procedure: Procedure, sent_at: dt.datetime) -> dt.datetime:
    """When rule 25 ends: the same time of day, `decision_working_days` working days on.

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
    """The end of a count in office hours after a pause: the working time left when it stopped is left from now on.

    What was overdue when the clock stopped stays overdue by its old due time. Nothing is due earlier for a pause: what
    was due as the office opens is not due as it closes the day before, though no working time lies between.
    """
    if due_at.astimezone(dt.UTC) <= paused_at.astimezone(dt.UTC):
        return due_at
    left = after(procedure, now, working_time(procedure, paused_at, due_at))
    return max(due_at.astimezone(dt.UTC), left.astimezone(dt.UTC)).astimezone(LONDON)


def after(procedure: Procedure, start: dt.datetime, length: dt.timedelta) -> dt.datetime:
    """The moment at which so much working time has passed since `start`. Raises ValueError as `decision_due` does."""
    at, left = next_open(procedure, start), length
    while (rest := working_time(procedure, at, _closing(procedure, at))) < left:
        left -= rest
        at = next_open(procedure, _closing(procedure, at))
    return (at.astimezone(dt.UTC) + left).astimezone(LONDON)


def _closing(procedure: Procedure, at: dt.datetime) -> dt.datetime:
    """When the office that is open at this moment closes."""
    return _utc(at.date(), hours_on(procedure, at.date()).closes).astimezone(LONDON)


def next_open(procedure: Procedure, at: dt.datetime) -> dt.datetime:
    """`at` itself while the office is open, else the moment it next opens."""
    day = at.astimezone(LONDON).date()
    if (hours := hours_on(procedure, day)) and at.astimezone(dt.UTC) < _utc(day, hours.closes):
        return max(at.astimezone(dt.UTC), _utc(day, hours.opens)).astimezone(LONDON)
    day = _next_working_day(procedure, day)
    return _utc(day, hours_on(procedure, day).opens).astimezone(LONDON)


def working_time(procedure: Procedure, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """How much of the time between the two lies in office hours; zero when `end` is not after `start`."""
    total, day, last = dt.timedelta(), start.astimezone(LONDON).date(), end.astimezone(LONDON).date()
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
