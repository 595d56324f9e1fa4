"""The other concerns of a person's own screenings without CSE action that nobody has followed up yet (rule 9)."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from cse_portal import clock
from referrals.clock_words import days_words
from referrals.models import LogEntry
from referrals.steps import Unfinished, due_of
from screening.views.items import MOST, Item


def of(member: Membership) -> list[Item]:
    """The longest waiting first: what the officer's log calls unfinished, with whoever screened."""
    rows = LogEntry.objects.filter(current=True, came=None, unfinished=Unfinished.OTHER_CONCERNS)
    own = Q(screening__holder=member) | Q(screening__holder=None, screening__practitioner=member)
    mine = rows.filter(own).select_related("child", "screening")
    return [_item(entry) for entry in mine.order_by("entered_at", "id")[:MOST]]


def _item(entry: LogEntry) -> Item:
    due_on, today = due_of(Unfinished.OTHER_CONCERNS, entry.entered_at), clock.today()
    return Item(
        f"Say what came of the other concerns about {entry.child.name}",
        reverse("referrals:other_concerns", args=[entry.screening.reference]),
        entry.screening.judgement.get("other_concerns", ""),
        days_words(due_on, today), "red" if due_on < today else "amber",
    )  # fmt: skip
