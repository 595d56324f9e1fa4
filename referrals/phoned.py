"""A referral made by phone is followed in writing (rule 26): by when, and whether it was."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import Area, LocalProcedure
from cse_portal import dates
from cse_portal.clock import LONDON
from referrals.areas import first_of
from referrals.clock_words import duration
from referrals.fields import values_of
from referrals.models import Referral


@dataclass(frozen=True)
class Call:
    at: dt.datetime
    to: str


def hours_to_write(area: Area, called_at: dt.datetime) -> int | None:
    """Within how many hours of the call, by the area's procedure of that day; None without a procedure."""
    try:
        return LocalProcedure.objects.in_force(area, called_at.astimezone(LONDON).date()).written_within_hours
    except LocalProcedure.DoesNotExist:
        return None


def written_due(area: Area, called_at: dt.datetime) -> dt.datetime | None:
    """By when a call is followed in writing: real hours, also over the nights on which the clocks change."""
    hours = hours_to_write(area, called_at)
    return None if hours is None else called_at.astimezone(dt.UTC) + dt.timedelta(hours=hours)


def call_of(content: dict) -> Call | None:
    """The call that the referrer says came first, when its day and time are known."""
    values = values_of(content)
    day, time = values.get("phoned_on"), values.get("phoned_at")
    if values.get("phoned") != "yes" or not day or not time:
        return None
    return Call(dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=LONDON), values.get("phoned_to", ""))


def call_words(referral: Referral) -> str:
    """ "Friday 20 November 2026 at 14:10, to the duty desk. Written within 24 hours: in time." Empty without a call."""
    call = call_of(referral.content)
    if call is None:
        return ""
    to = f", to {call.to}" if call.to else ""
    return f"{dates.day(call.at)} at {dates.time24(call.at)}{to}. {in_writing(referral, call)}".strip()


def in_writing(referral: Referral, call: Call) -> str:
    """Whether its referrer wrote in time: not when another area's MASH passed it on."""
    first = first_of(referral)
    hours, due = hours_to_write(first.area, call.at), written_due(first.area, call.at)
    if due is None:
        return ""
    if first.sent_at <= due:
        return f"Written within {hours} hours: in time."
    return f"Written late: {duration(first.sent_at - due).lower()} after the {hours} hours."
