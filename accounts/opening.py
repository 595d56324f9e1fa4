"""Whether an area's MASH office is open, and which number to ring now."""

import datetime as dt
from functools import lru_cache

import holidays
from django.db.models import prefetch_related_objects

from accounts.models import Area, Contact, ContactKind, LocalProcedure
from cse_portal import clock
from screening.protocol import OfficeHours, Procedure


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[dt.date]:
    """England's bank holidays of a year, substitute days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def hours_on(procedure: Procedure, day: dt.date) -> OfficeHours | None:
    """The office hours of one day in local time; None when closed (weekend, bank holiday, the area's closed day)."""
    if day in procedure.closed_days or day in bank_holidays(day.year):
        return None
    return procedure.office_hours[day.weekday()]


def is_open(procedure: Procedure, at: dt.datetime) -> bool:
    local = at.astimezone(clock.LONDON)
    hours = hours_on(procedure, local.date())
    return hours is not None and hours.opens <= local.time() < hours.closes


def office_open(area: Area, at: dt.datetime | None = None) -> bool:
    """Whether the area's MASH is open. Without a procedure it counts as closed: the out-of-hours number answers."""
    at = at or clock.now()
    try:
        procedure = LocalProcedure.objects.select_related("area").in_force(area, at.date()).as_procedure()
    except LocalProcedure.DoesNotExist:
        return False
    return is_open(procedure, at)


def closes_at(area: Area, at: dt.datetime | None = None) -> dt.time | None:
    """When the office that is open now closes today; None when it is closed."""
    at = at or clock.now()
    try:
        procedure = LocalProcedure.objects.select_related("area").in_force(area, at.date()).as_procedure()
    except LocalProcedure.DoesNotExist:
        return None
    hours = hours_on(procedure, at.date())
    return hours.closes if hours and is_open(procedure, at) else None


def number_now(area: Area, at: dt.datetime | None = None) -> Contact | None:
    """Whom to ring after 999: the MASH while it is open, the out-of-hours service otherwise, whichever the area has."""
    first, second = ContactKind.MASH, ContactKind.OUT_OF_HOURS
    if not office_open(area, at):
        first, second = second, first
    by_kind = _contacts(area)
    return by_kind.get(first) or by_kind.get(second)


def help_line(area: Area) -> Contact | None:
    """The CSE team, who help with either tool; the MASH where an area has named no team."""
    by_kind = _contacts(area)
    return by_kind.get(ContactKind.CSE_TEAM) or by_kind.get(ContactKind.MASH)


def _contacts(area: Area) -> dict[str, Contact]:
    """The area's first contact of each kind, read once for all that a page says of them."""
    prefetch_related_objects([area], "contacts")
    return {contact.kind: contact for contact in reversed(area.contacts.all())}
