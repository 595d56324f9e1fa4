"""The other concerns of screenings without CSE action that nobody has followed up yet (rule 9): to whom they fall."""

from django.urls import reverse

from accounts.models import Membership
from cse_portal import clock
from referrals.clock_words import days_words
from referrals.models import LogEntry
from referrals.steps import Step, Unfinished, due_of
from screening.models import is_with
from screening.views.items import MOST, Item


def of(member: Membership) -> list[Item]:
    """The longest waiting first: what the officer's log calls unfinished, with whoever screened.

    Where they have left, with the lead of their agency who has it in the log. Each is found by itself, since one search
    for either would read all that is unfinished anywhere.
    """
    rows = LogEntry.objects.filter(current=True, came=None, unfinished=Unfinished.OTHER_CONCERNS)
    own = rows.filter(is_with(member, of="screening__"))
    fallen = rows.filter(next_with=member, next_step=Step.OTHER_CONCERNS)
    either = LogEntry.objects.filter(pk__in=own.values("pk").union(fallen.values("pk")))
    return [_item(each) for each in either.select_related("child", "screening").order_by("entered_at", "id")[:MOST]]


def _item(entry: LogEntry) -> Item:
    due_on, today = due_of(Unfinished.OTHER_CONCERNS, entry.entered_at), clock.today()
    return Item(
        f"Say what came of the other concerns about {entry.child.name}",
        reverse("referrals:other_concerns", args=[entry.screening.reference]),
        entry.screening.judgement.get("other_concerns", ""),
        days_words(due_on, today), "red" if due_on < today else "amber",
    )  # fmt: skip
