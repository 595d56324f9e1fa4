"""The lists of the log: which entries each holds, and in which order. One index serves each (referrals.models.log)."""

import datetime as dt

from django.db.models import QuerySet

from cse_portal import clock
from referrals.views.lists import Listing
from screening.protocol import Movement

SOON = dt.timedelta(days=14)
# The twelfth birthday changes the tool, the eighteenth ends it: both want more warning than a re-screen.
BIRTHDAY_SOON = dt.timedelta(days=92)
NEWEST, SOONEST, DUE, TURNS = ("-entered_at", "-id"), ("next_at", "id"), ("due_on", "id"), ("turns_on", "id")
CAPTIONS = {
    NEWEST: "newest first", SOONEST: "soonest next step first", DUE: "soonest due first", TURNS: "soonest first",
}  # fmt: skip


def _open(rows: QuerySet) -> QuerySet:
    return rows.filter(current=True, next_at__isnull=False)


def _overdue(rows: QuerySet) -> QuerySet:
    return rows.filter(due_on__lt=clock.today())


def _due_soon(rows: QuerySet) -> QuerySet:
    return rows.filter(due_on__range=(clock.today(), clock.today() + SOON))


def _turning(rows: QuerySet) -> QuerySet:
    return rows.filter(current=True, turns_on__range=(clock.today(), clock.today() + BIRTHDAY_SOON))


def _marked(**mark: bool):
    return lambda rows: rows.filter(current=True, **mark)


def _up(rows: QuerySet) -> QuerySet:
    return rows.filter(movement=Movement.UP)


LISTINGS = {
    "open": Listing("All open", "Nothing is open", _open, SOONEST),
    "overdue": Listing("Re-screen overdue", "No overdue re-screens", _overdue, DUE),
    "due": Listing("Due in 14 days", "No re-screens due in 14 days", _due_soon, DUE),
    "up": Listing("Level went up", "No levels that went up", _up, NEWEST),
    "no_plan": Listing("No plan yet", "No child at level 1 is without a plan", _marked(no_plan=True), SOONEST),
    "no_contact": Listing("No contact", "No child without recorded contact", _marked(no_contact=True), NEWEST),
    "at_mash": Listing("At the MASH", "No child of the log is at the MASH", _marked(at_mash=True), SOONEST),
    "elsewhere": Listing("Out of area", "No child placed out of area", _marked(elsewhere=True), NEWEST),
    "turning": Listing("Turning 12 or 18 soon", "Nobody turns 12 or 18 soon", _turning, TURNS),
    "all": Listing("Every screening", "No screenings in the log", lambda rows: rows, NEWEST),
}
EXPLAINED = {
    "no_contact": "Nobody has recorded what the child or a carer said, or, at level 1, a discussion.",
    "elsewhere": "Another area has the child too, or the screening names another home or host authority.",
    "turning": "Within three months. At 12 the tool changes; at 18 there is no more screening.",
}
