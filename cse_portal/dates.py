"""Days and times in the portal's words: Friday 20 November 2026, Mon 23 Nov, 14:41, today at 14:41."""

import datetime as dt

from cse_portal import clock


def local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """An aware moment as London reads it; plain dates and naive moments stay as they are."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(clock.LONDON)
    return value


def day(value: dt.date | None) -> str:
    """Friday 20 November 2026."""
    if not value:
        return ""
    value = local(value)
    return f"{value:%A} {value.day} {value:%B} {value.year}"


def plain_day(value: dt.date | None) -> str:
    """20 November 2026, for birth dates."""
    if not value:
        return ""
    value = local(value)
    return f"{value.day} {value:%B} {value.year}"


def plain_day_of(iso: str) -> str:
    """The same of a date kept as ISO text; empty for none."""
    return plain_day(dt.date.fromisoformat(iso)) if iso else ""


def short_day(value: dt.date | None) -> str:
    """Mon 23 Nov, with the year when it is not this one."""
    if not value:
        return ""
    value = local(value)
    words = f"{value:%a} {value.day} {value:%b}"
    return words if value.year == clock.today().year else f"{words} {value.year}"


def time24(value: dt.datetime | dt.time | None) -> str:
    """14:41."""
    if value is None or value == "":
        return ""
    value = local(value) if isinstance(value, dt.datetime) else value
    return f"{value:%H:%M}"


def exact(value: dt.datetime | None) -> str:
    """2026-11-20T14:41:07+00:00, for machines."""
    return local(value).isoformat(timespec="seconds") if value else ""


NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def when(value: dt.date | dt.datetime | None) -> str:
    """today at 14:41, tomorrow, or Mon 23 Nov at 14:41."""
    if not value:
        return ""
    value = local(value)
    is_moment = isinstance(value, dt.datetime)
    distance = ((value.date() if is_moment else value) - clock.today()).days
    words = NEAR.get(distance) or short_day(value)
    return f"{words} at {time24(value)}" if is_moment else words
