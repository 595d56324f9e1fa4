"""What a panel agreed that this person does, and what a specialist service answered them."""

import datetime as dt

from django.urls import reverse

from accounts.models import Membership
from cse_portal import clock, dates
from referrals.clock_words import days_words
from referrals.models import Answered, PanelAction, SupportRequest, TrainingRequest
from referrals.panel_actions import child_words, to_do
from screening.views.items import MOST, Item

# For so long an answer stands on the home page; the child's page keeps it.
SHOWN_FOR = dt.timedelta(days=14)
_WORDS = {Answered.ACCEPTED: "accepted", Answered.DECLINED: "declined"}


def of(member: Membership, most: int = MOST) -> list[Item]:
    """What is to be done, soonest first. The child's name only where this person may see the child."""
    return items(to_do(member, most), member)


def items(rows: list[PanelAction], member: Membership) -> list[Item]:
    names = child_words(member, rows)
    return [
        Item(
            row.what if len(row.what) <= 100 else f"{row.what[:99]}…",
            reverse("referrals:panel_action", args=[row.reference]),
            f"Agreed at the {row.about.panel.name} about {names[row.pk]}.", *_state(row),
        )
        for row in rows
    ]  # fmt: skip


def _state(row: PanelAction) -> tuple[str, str]:
    if row.done_at:
        return f"Done {dates.when(row.done_at)}", "green"
    return days_words(row.due_on, clock.today()), "red" if row.is_overdue else "amber"


def answers(member: Membership) -> list[dict]:
    """For "What became of it": each request that a service has answered lately, newest first."""
    since = clock.now() - SHOWN_FOR
    own = {"asked_by__user": member.user, "asked_by__agency": member.agency, "answered_at__gte": since}
    support = SupportRequest.objects.filter(**own).with_people().select_related("child")
    training = TrainingRequest.objects.filter(**own).with_people()
    rows = [
        *((row, row.child.name, "referrals:support") for row in support.order_by("-answered_at")[:MOST]),
        *((row, row.topic, "referrals:training") for row in training.order_by("-answered_at")[:MOST]),
    ]
    return [
        {
            "name": name,
            "url": reverse(page, args=[row.reference]),
            "note": f"Request {row.reference}",
            "line": f"{row.service.name} {_WORDS[row.state]} it {dates.when(row.answered_at)}.",
        }
        for row, name, page in rows
        if row.state in _WORDS
    ]
