"""Whom to ring now, as the danger pages show it: large numbers, the office open or closed by the portal's clock."""

from accounts.models import Area, Contact, ContactKind, LocalProcedure
from accounts.opening import closes_at
from cse_portal import clock, dates
from referrals.clock import next_open

EMERGENCY = {"number": "999", "what": "Police or ambulance, if anyone is in danger now"}


def calls(area: Area) -> list[dict]:
    """999, then the area's MASH or its out-of-hours service (templates/_components/calls.html)."""
    by_kind = {contact.kind: contact for contact in area.contacts.order_by("-position")}
    mash, after = by_kind.get(ContactKind.MASH), by_kind.get(ContactKind.OUT_OF_HOURS)
    closes = closes_at(area)
    second = _open(mash, after, f"{closes:%H:%M}") if closes else _closed(mash, after, _opens(area))
    return [EMERGENCY, *([second] if second else [])]


def _open(mash: Contact | None, after: Contact | None, closes: str) -> dict | None:
    if mash is None:
        return _call(after, after.service) if after else None
    return _call(mash, f"{mash.service}, open now until {closes}", after, f"After {closes} and at weekends: ")


def _closed(mash: Contact | None, after: Contact | None, opens: str) -> dict | None:
    if after is None:
        return _call(mash, f"{mash.service}, {opens}") if mash else None
    return _call(after, f"{after.service}. The MASH is closed now", mash, f"The MASH {opens}: " if mash else "")


def _call(contact: Contact, what: str, other: Contact | None = None, note: str = "") -> dict:
    more = {"note": f"{note}{other.service},", "note_number": other.number} if other and note else {}
    return {"number": contact.number, "what": what, **more}


def _opens(area: Area) -> str:
    now = clock.now()
    try:
        procedure = LocalProcedure.objects.calendar(area, now.date())
        return f"opens {dates.when(next_open(procedure, now))}"
    except (LocalProcedure.DoesNotExist, ValueError):
        return "opens in office hours"


def others(area: Area) -> list[dict]:
    """The other areas with the number to ring now, for a child who lives elsewhere."""
    elsewhere = Area.objects.exclude(pk=area.pk)
    return [{"area": other, "call": calls(other)[-1]} for other in elsewhere]
