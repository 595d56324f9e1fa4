"""The referrals of a child as rows of pages."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from cse_portal.dates import day, time24
from cse_portal.templatetags.portal import mid_sentence
from referrals.clock_words import Clock
from referrals.models import Referral
from referrals.states import OPEN_STATES
from referrals.views.clocks import reader

MOST = 200


class Sent(NamedTuple):
    """One referral: of all its fields those that a row of a list, and its clock, are made of."""

    pk: int
    reference: str
    urgent: bool
    state: str
    mash_outcome: str
    sent_at: dt.datetime
    due_at: dt.datetime
    decided_at: dt.datetime | None
    decision_details: dict
    withdrawn_at: dt.datetime | None
    paused_at: dt.datetime | None
    worker: str | None

    def as_referral(self) -> Referral:
        """For the clock and the words. Of the worker there is only the name, beside it."""
        return Referral(**{name: value for name, value in self._asdict().items() if name != "worker"})


_READ = (*Sent._fields[:-1], "worker__user__name")


def sent_of(referrals: QuerySet[Referral]) -> list[Sent]:
    """All of them in the order they come in, however many in one query."""
    return [Sent(*row) for row in referrals.values_list(*_READ)[:MOST]]


def first(sent: list[Sent], most: int) -> list[Sent]:
    """The few that a page begins with: what is open stands above what is closed, however old it is."""
    return sorted(sent, key=lambda each: each.state not in OPEN_STATES)[:most]


def referral_rows(shown: Iterable[Sent]) -> list[dict]:
    """As the table shows them, in this order."""
    clock_of = reader(None)
    read = [(each.as_referral(), each.worker) for each in shown]
    return [_row(referral, clock_of(referral), worker) for referral, worker in read]


def _row(referral: Referral, clock: Clock, worker: str | None) -> dict:
    return {
        "url": reverse("referrals:referral", args=[referral.reference]),
        "reference": referral.reference,
        "urgent": referral.urgent,
        "sent": f"{day(referral.sent_at)}, {time24(referral.sent_at)}",
        "state": referral.mash_outcome_words if referral.is_decided else referral.state_words,
        "late": clock.late,
        "clock": mid_sentence(clock.text),
        "worker": worker or "Nobody yet",
    }
