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
from referrals.views.clocks import reader

MOST = 200


class Sent(NamedTuple):
    """One referral, with as much of it as a row of a list and its clock are made of, and the name of its worker."""

    referral: Referral
    worker: str | None

    @property
    def pk(self) -> int:
        return self.referral.pk

    @property
    def sent_at(self) -> dt.datetime:
        return self.referral.sent_at


_WANTED = {
    "id", "reference", "urgent", "state", "mash_outcome", "sent_at", "due_at", "decided_at", "decision_details",
    "withdrawn_at", "paused_at",
}  # fmt: skip
_READ = [field.attname for field in Referral._meta.concrete_fields if field.attname in _WANTED]


def sent_of(referrals: QuerySet[Referral]) -> list[Sent]:
    """All of them in the order they come in, however many in one query."""
    rows = referrals.values_list("worker__user__name", *_READ)[:MOST]
    return [Sent(_known(values), worker) for worker, *values in rows]


def _known(values: list) -> Referral:
    """Of the worker only the name is read, so the clock must not look for more."""
    referral = Referral.from_db(None, _READ, values)
    referral.worker = None
    return referral


def referral_rows(shown: Iterable[Sent]) -> list[dict]:
    """As the table shows them, in this order."""
    clock_of = reader(None)
    return [_row(each.referral, clock_of(each.referral), each.worker) for each in shown]


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
