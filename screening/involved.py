"""Who else works with a child now: for a practitioner whom to ring and nothing more, for the CSE officer each agency.

What a practitioner is shown is worked out each time, so a notice is gone once either record is restricted, the MASH
keeps the two apart, or one of the two screenings has ended.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Area, Membership
from referrals.models import ChildMatch
from screening.models import Child, Screening, Signal, is_with
from screening.same_child import records_of
from screening.states import Status

MOST = 20
BEGUN = (Status.DRAFT, Status.WAITING)
_ROLES = ("practitioner", "holder", "rescreen__owner")
_PEOPLE = (*(f"{role}__{name}" for role in _ROLES for name in ("user", "agency")), "child")


class Contact(NamedTuple):
    """Whom to ring."""

    name: str
    agency: str
    phone: str


class Notice(NamedTuple):
    """For one of the practitioner's own screenings: another agency's person. Nothing of that agency's record."""

    screening: Screening
    contact: Contact
    signal: int


class Involved(NamedTuple):
    """For the CSE officer: an agency with an open screening of the child."""

    contact: Contact
    since: dt.datetime
    state: str


def is_open(prefix: str = "") -> Q:
    """Begun, with a second person, or complete with a re-screen to come."""
    begun = Q(**{f"{prefix}status__in": BEGUN})
    complete = {f"{prefix}status": Status.COMPLETE, f"{prefix}rescreen__isnull": False}
    return begun | Q(**complete, **{f"{prefix}rescreen__closed_at__isnull": True})


def holder(screening: Screening) -> Membership:
    """Who works with the child under this screening now."""
    return screening.held_by if screening.status in BEGUN else screening.rescreen.owner


def open_screenings(records: Iterable[int], area: Area) -> QuerySet[Screening]:
    rows = Screening.objects.filter(is_open(), child__in=records, area=area)
    return rows.select_related("agency", *_PEOPLE).defer("front_sheet", "narrative", "decision").order_by("-id")


def notices(member: Membership, screening: Screening | None = None) -> list[Notice]:
    """What this person learns on home, or beside one screening; each other person once a screening."""
    mine = Q(screening__status__in=BEGUN) & is_with(member, of="screening__")
    mine |= Q(screening__status=Status.COMPLETE, screening__rescreen__owner=member)
    rows = Signal.objects.filter(mine, is_open("screening__"), is_open("because__"))
    if screening:
        rows = rows.filter(screening=screening)
    people = [f"{side}__{name}" for side in ("screening", "because") for name in (*_PEOPLE, "area")]
    told = {}
    for row in rows.select_related(*people).order_by("-id")[:MOST]:
        if _still_holds(row):
            notice = Notice(row.screening, contact_of(holder(row.because)), row.pk)
            told.setdefault((row.screening_id, notice.contact), notice)
    return list(told.values())


def _still_holds(signal: Signal) -> bool:
    one, other = signal.screening, signal.because
    records = records_of(one.child, one.area)
    together = one.area_id == other.area_id and other.child_id in records
    return together and not ChildMatch.objects.restricted(records)


def contact_of(member: Membership) -> Contact:
    """The person, or the agency's own number where the person has left."""
    if not member.is_working:
        return Contact("", member.agency.name, member.agency.phone)
    return Contact(member.user.name, member.agency.name, member.user.phone or member.agency.phone)


def agencies(child: Child, area: Area) -> list[Involved]:
    """Every agency of the area with an open screening of this child, the newest first."""
    rows = open_screenings(records_of(child, area), area)
    words = {Status.DRAFT: "Began a screening", Status.WAITING: "A second person has the screening"}
    return [
        Involved(contact_of(holder(row)), row.started_at, words.get(Status(row.status), "Completed a screening"))
        for row in rows[:MOST]
    ]
