"""Everything that happened to one referral, in order and page by page: its events, its mails, and its child's records.

What was done to a copy of it in another area is not here; that it went there is.
"""

import datetime as dt
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import QueryDict

from audit.events import EventType as E
from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.paging import Page, paged_by
from referrals.models import Referral


class Group(NamedTuple):
    """One kind of thing that happens, for the filter."""

    label: str
    types: tuple[E, ...]
    mails: bool = False


_DISAGREEMENT = tuple(event for event in E if event.value.startswith("disagreement:"))
_FILES = tuple(event for event in E if event.value.startswith("file:"))
GROUPS: dict[str, Group] = {
    "work": Group("Sent and worked on", (
        E.SCREENING_SUBMITTED, E.SCREENING_COUNTERSIGNED, E.ALERT_SENT, E.REFERRAL_SENT,
        E.REFERRAL_SCREENING_ATTACHED, E.REFERRAL_ADDED, E.REFERRAL_OPENED, E.REFERRAL_ACKNOWLEDGED,
        E.REFERRAL_ASSIGNED, E.REFERRAL_RATED, E.REFERRAL_PASSED, E.REFERRAL_SHARED, E.REFERRAL_CAME,
        E.REFERRAL_WITHDRAWN, E.REFERRAL_CHASED, E.CASES_HANDED_OVER,
    )),
    "questions": Group("Questions", (E.REFERRAL_ASKED, E.REFERRAL_ANSWERED, E.REFERRAL_RESUMED)),
    "decisions": Group("Decisions and disagreements", (
        E.REFERRAL_DECIDED, E.REFERRAL_DECIDED_AGAIN, E.REFERRAL_JOINED, E.REFERRAL_FEEDBACK_READ, *_DISAGREEMENT,
    )),
    "mails": Group("Mails", (), mails=True),
    "papers": Group("Papers and files", (
        E.DOCUMENT_MADE, E.DOCUMENT_DOWNLOADED, E.PRINTS_ASKED, E.PRINTS_DOWNLOADED, *_FILES,
    )),
    "child": Group("The child’s record", (
        E.CHILD_MATCHED, E.CHILD_KEPT_APART, E.CHILD_LINKED, E.CHILD_MERGED, E.CHILD_MATCH_UNDONE, E.CHILD_RESTRICTED,
        E.CHILD_UNRESTRICTED,
    )),
}  # fmt: skip
EVERYTHING = Group("Everything", tuple(event for group in GROUPS.values() for event in group.types), mails=True)
# Recorded on the child's own record, and in the area of whoever says it.
_OF_CHILD = tuple(event for event in GROUPS["child"].types if event is not E.CHILD_MATCHED)
# Recorded on the screening that the referral was sent with.
_OF_SCREENING = (E.SCREENING_SUBMITTED, E.SCREENING_COUNTERSIGNED)
NEWEST, OLDEST = ("-at", "-source", "-id"), ("at", "source", "id")


class Entry(NamedTuple):
    """One thing that happened. `source` and `id` keep what happened in one moment in one order."""

    at: dt.datetime
    source: int
    id: int
    row: Event | Message


def happened(referral: Referral, group: Group, *, order: tuple[str, ...], query: QueryDict, size: int = 25) -> Page:
    """A page of entries, newest or oldest first."""
    falling = order == NEWEST

    def rows(start: list | None, back: bool, most: int) -> list[Entry]:
        down = falling is not back
        found = [entry for read in (_events, _mails) for entry in read(referral, group, start, down, most)]
        return sorted(found, reverse=down)[:most]

    return paged_by(rows, order=order, query=query, size=size)


def _events(referral: Referral, group: Group, start: list | None, down: bool, most: int) -> list[Entry]:
    rows = _sorted(Event.objects.filter(_about(referral, group.types)), "at", 0, start, down)
    return [Entry(event.at, 0, event.pk, event) for event in rows[:most]]


def _mails(referral: Referral, group: Group, start: list | None, down: bool, most: int) -> list[Entry]:
    if not group.mails:
        return []
    references = [referral.reference, *referral.rounds.values_list("reference", flat=True)]
    # A message keeps the machine's time.
    start = start and [start[0] - clock.shift(), *start[1:]]
    rows = _sorted(Message.objects.filter(reference__in=references), "created_at", 1, start, down)
    return [Entry(mail.created_at + clock.shift(), 1, mail.pk, mail) for mail in rows[:most]]


def _about(referral: Referral, types: tuple[E, ...]) -> Q:
    # Whom the referral is about is taken back on the referral, and then it has no record to find that by.
    own = [kind for kind in types if kind is E.CHILD_MATCH_UNDONE or kind not in (*_OF_CHILD, *_OF_SCREENING)]
    found = Q(reference=referral.reference, type__in=own)
    if child := referral.child or referral.mash_child:
        childs = [kind for kind in types if kind in _OF_CHILD]
        found |= Q(child=child.reference, type__in=childs, area_id=referral.area_id)
    if screening := referral.content.get("screening"):
        its = [kind for kind in types if kind in _OF_SCREENING]
        found |= Q(reference=screening["reference"], type__in=its)
    return found


def _sorted(rows: QuerySet, moment: str, source: int, start: list | None, down: bool) -> QuerySet:
    """Those beyond the start, nearest first. Of one moment the lower source comes first, then the lower id."""
    rows = rows.order_by(f"-{moment}", "-id") if down else rows.order_by(moment, "id")
    if start is None:
        return rows
    at, other, pk = start
    beyond = "lt" if down else "gt"
    found = Q(**{f"{moment}__{beyond}": at})
    if source == other:
        found |= Q(**{moment: at, f"id__{beyond}": pk})
    elif (source < other) is down:
        found |= Q(**{moment: at})
    return rows.filter(found)
