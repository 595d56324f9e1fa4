"""The MASH's clock as people say it: "Due Monday 14:41", "7 h 21 min of working time left", "21 min overdue"."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.opening import is_open
from cse_portal.clock import LONDON
from cse_portal.wording import lower_first
from referrals.clock import due, next_open, runs_day_and_night, working_time
from referrals.decisions import first_decided_at
from referrals.states import State
from screening.protocol import Procedure
from screening.protocol.procedure import Target

_MINUTE, _HOUR, _DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


ANOTHER = "another agency"
_CLOSED = {State.DECIDED: "Decided", State.JOINED: "Joined", State.PASSED: "Passed on"}


@dataclass(frozen=True)
class Clock:
    """One referral's clock: what is read first, what stands under it, and whether it is late."""

    text: str
    sub: str = ""
    late: bool = False

    @property
    def within(self) -> str:
        """The text within a sentence: due Monday 14:41."""
        return self.text[0].lower() + self.text[1:]

    @property
    def whole(self) -> str:
        """Both in one: Due Tuesday 10:20 (2 h 10 min of working time left)."""
        if not self.sub:
            return self.text
        return f"{self.text} ({lower_first(self.sub)})" if self.text.startswith("Due") else f"{self.text}. {self.sub}"


def clock_of(
    referral, *, now: dt.datetime, procedure: Procedure | None, rounds: Iterable = (), all_names: bool = True
) -> Clock:
    """The clock of a referral: closed, standing still, or running. `rounds` are its open rounds of questions.

    Which other agencies the MASH asks is not for the referrer: without `all_names` they are "another agency".
    """
    if referral.is_answered:
        return Clock(f"{_CLOSED[State(referral.state)]} {moment(referral.decided_at, now=now)}", in_time(referral))
    if referral.state == State.WITHDRAWN:
        return Clock(f"Withdrawn {moment(referral.withdrawn_at, now=now)}")
    if referral.paused_at:
        return still_clock(referral, now=now, whom=with_whom(rounds, all_names=all_names))
    night = procedure is not None and runs_day_and_night(
        procedure, sent_at=referral.sent_at, priority=referral.priority, pauses=referral.stood_still
    )
    return open_clock(
        referral.due_at, now=now, procedure=procedure, day_and_night=night,
        worker=referral.worker.user.name if referral.worker else "nobody yet",
    )  # fmt: skip


def still_clock(referral, *, now: dt.datetime, whom: str) -> Clock:
    """A clock that stands still: with whom the question is and since when, in place of the due time."""
    late = _apart(referral.due_at, referral.paused_at)
    since = moment(referral.paused_at, now=now)
    words = f"With {whom}, since {since}" if whom else f"Waiting for information since {since}"
    if late > dt.timedelta():
        words += f". It was {lower_first(lasting(late))} overdue by then"
    return Clock("Clock stands still", words)


def with_whom(rounds: Iterable, *, all_names: bool) -> str:
    """Who has still to answer: Priya Sampleton, Fernleigh Demo School, and Demo Clinic."""
    names = [_whom(each) if all_names or each.of_referrer else ANOTHER for each in rounds]
    return ", and ".join(dict.fromkeys(names))


def _whom(asked) -> str:
    return f"{asked.to.user.name}, {asked.agency.name}" if asked.to else asked.agency.name


def open_clock(
    due_at: dt.datetime, *, now: dt.datetime, procedure: Procedure | None, day_and_night: bool = False, worker: str = ""
) -> Clock:
    """The clock of a decision still to come. Without a procedure nobody knows the hours, so none are counted."""
    if now > due_at:
        was_due = ". ".join([f"Was due {moment(due_at, now=now)}", *([f"With {worker}"] if worker else [])])
        return Clock(f"{lasting(_apart(due_at, now))} overdue", was_due, late=True)
    text = f"Due {moment(due_at, now=now)}"
    if day_and_night:
        return Clock(text, f"{duration(_apart(now, due_at))} left, runs day and night")
    left = working_time(procedure, now, due_at) if procedure else None
    return Clock(text, "" if left is None else left_words(left))


def left_words(left: dt.timedelta) -> str:
    return f"{duration(left)} of working time left" if left else "No working time left before then"


def in_time(referral) -> str:
    """Whether a decision came by its due time."""
    late = _apart(referral.due_at, first_decided_at(referral))
    return f"{lasting(late)} after it was due" if late > dt.timedelta() else "In time"


def _apart(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Real time between two moments. In UTC, because Python subtracts two London moments by the clock on the wall."""
    return end.astimezone(dt.UTC) - start.astimezone(dt.UTC)


def lasting(length: dt.timedelta) -> str:
    """How long ago in one size of words: 21 min, 3 h 5 min, 2 days."""
    if length < _DAY:
        return duration(length)
    days = length // _DAY
    return "1 day" if days == 1 else f"{days} days"


def duration(length: dt.timedelta) -> str:
    """Hours and minutes: 7 h 21 min, 45 min, 2 h, less than a minute."""
    hours, minutes = length // _HOUR, length % _HOUR // _MINUTE
    if not hours and not minutes:
        return "Less than a minute"
    return " ".join(words for words in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if words)


def moment(at: dt.datetime, *, now: dt.datetime) -> str:
    """today 18:55, tomorrow 10:20, Monday 14:41, or Tue 29 Dec 10:20 beyond the reach of the days' names."""
    at, now = at.astimezone(LONDON), now.astimezone(LONDON)
    distance = (at.date() - now.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(distance)
    if near is None and 1 < distance < 7:
        near = f"{at:%A}"
    year = "" if at.year == now.year else f" {at.year}"
    return f"{near or f'{at:%a} {at.day} {at:%b}{year}'} {at:%H:%M}"


def due_why(procedure: Procedure, referral) -> str:
    """Why the decision is due then: One working day after sending."""
    count = {"sent_at": referral.sent_at, "pauses": referral.stood_still}
    rated = due(procedure, priority=referral.priority, **count)
    words = _span(procedure) if rated == due(procedure, **count) else _target(procedure, referral.priority)
    if is_open(procedure, referral.sent_at) or runs_day_and_night(procedure, priority=referral.priority, **count):
        words += " after sending"
    else:
        opens = next_open(procedure, referral.sent_at)
        words += f" from when the office opens, {opens:%A} {opens.day} {opens:%B} at {opens:%H:%M}"
    return f"{words}, without the time the clock stood still" if referral.pauses else words


def _span(procedure: Procedure) -> str:
    days = procedure.decision_working_days
    return "One working day" if days == 1 else f"{days} working days"


def _target(procedure: Procedure, priority: str) -> str:
    """What the area has for a priority: Priority red: 4 hours, day and night."""
    target = procedure.priority_targets[priority]
    return f"Priority {priority}: {target_words(target)}{',' if target.day_and_night else ''}"


def target_words(target: Target) -> str:
    """4 hours, day and night; 6 working hours."""
    hours = "hour" if target.hours == 1 else "hours"
    return f"{target.hours} {hours}, day and night" if target.day_and_night else f"{target.hours} working {hours}"


def by_words(due_at: dt.datetime) -> str:
    """By 14:41 on Monday 23 November."""
    at = due_at.astimezone(LONDON)
    return f"By {at:%H:%M} on {at:%A} {at.day} {at:%B}"


def closed_words(procedure: Procedure | None, now: dt.datetime) -> str:
    """Why the clock stands still, when it does: "The office is closed and opens Monday 08:45."."""
    if procedure is None or is_open(procedure, now):
        return ""
    return f"The office is closed and opens {moment(next_open(procedure, now), now=now)}."


def due_words(due_at: dt.datetime, *, now: dt.datetime) -> str:
    """What is due at a time, among what is due on a day: days overdue are the calendar's, so that the two compare.

    5 days overdue, on the day itself 3 h overdue, Due Monday 14:41.
    """
    if now <= due_at:
        return f"Due {moment(due_at, now=now)}"
    day, today = due_at.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    return days_words(day, today) if day < today else f"{lasting(_apart(due_at, now))} overdue"


def days_words(due_on: dt.date, today: dt.date) -> str:
    """A re-screen's date: 2 days overdue, Due today, Due tomorrow, Due Fri 27 Nov."""
    late = (today - due_on).days
    if late > 0:
        return f"{late} day{'s' if late > 1 else ''} overdue"
    if late >= -1:
        return "Due today" if late == 0 else "Due tomorrow"
    year = "" if due_on.year == today.year else f" {due_on.year}"
    return f"Due {due_on:%a} {due_on.day} {due_on:%b}{year}"
