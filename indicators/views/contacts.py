"""Who to ring, by area: the service that answers now stands first."""

import datetime as dt
from itertools import groupby
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from accounts.models import Area, Contact, ContactKind, LocalProcedure
from accounts.opening import closes_at
from cse_portal import clock
from screening.protocol.procedure import WEEKDAYS

FRONT_DOORS = (ContactKind.MASH, ContactKind.OUT_OF_HOURS)


class AreaNow(NamedTuple):
    """An area's contacts at a moment: `first` answers now, `second` is the other front door, `others` the rest.

    `closes` is when the MASH office that is open now closes, None while it is closed.
    """

    area: Area
    closes: dt.time | None
    first: Contact | None
    second: Contact | None
    others: list[Contact]
    office_hours: list[tuple[str, str]]
    hours_source: str

    @property
    def helpers(self) -> list[Contact]:
        """Who helps with a tool: the CSE team; the MASH where an area has named no team."""
        teams = [contact for contact in self.others if contact.kind == ContactKind.CSE_TEAM]
        return teams or [door for door in (self.first, self.second) if door and door.kind == ContactKind.MASH]


@login_not_required
def contacts(request):
    return render(request, "guidance/contacts.html", {"areas": areas_now(request.member), "now": clock.now()})


def areas_now(member=None) -> list[AreaNow]:
    """Every area as it is now, the reader's own first."""
    at = clock.now()
    areas = [_area_now(area, at) for area in Area.objects.prefetch_related("contacts")]
    return sorted(areas, key=lambda each: member is None or each.area.pk != member.agency.area_id)


def _area_now(area: Area, at: dt.datetime) -> AreaNow:
    closes = closes_at(area, at)
    contacts = [_with_dial(contact) for contact in area.contacts.all() if contact.kind != ContactKind.POLICE_EMERGENCY]
    doors = {contact.kind: contact for contact in reversed(contacts) if contact.kind in FRONT_DOORS}
    there = [doors[kind] for kind in (FRONT_DOORS if closes else reversed(FRONT_DOORS)) if kind in doors]
    first, second = (*there, None, None)[:2]
    others = [contact for contact in contacts if contact not in (first, second)]
    procedure = LocalProcedure.objects.filter(area=area, in_force_from__lte=at.date()).order_by("in_force_from").last()
    hours, source = (_office_hours(procedure), procedure.source) if procedure else ([], "")
    return AreaNow(area, closes, first, second, others, hours, source)


def _with_dial(contact: Contact) -> Contact:
    """101 with an extension is dialled as 101; the extension is asked for."""
    contact.dial = "101" if contact.number.startswith("101 ") else contact.number
    return contact


def _office_hours(procedure: LocalProcedure) -> list[tuple[str, str]]:
    """("Monday to Thursday", "08:45 to 17:20") and so on, neighbouring days with the same hours together."""
    by_hours = groupby(WEEKDAYS, key=lambda day: " to ".join(procedure.office_hours.get(day) or []))
    return [(_days([*days]), words) for words, days in by_hours if words]


def _days(names: list[str]) -> str:
    first, last = names[0].capitalize(), names[-1].capitalize()
    return first if first == last else f"{first} to {last}"
