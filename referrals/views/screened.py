"""The screenings of a child as rows of pages: read once, without the long texts, however many there are."""

import datetime as dt
from typing import NamedTuple

from django.db.models import F
from django.db.models.fields.json import KT
from django.db.models.functions import Left
from django.urls import reverse

from accounts.models import Membership
from cse_portal.dates import day
from cse_portal.templatetags.portal import level
from referrals.views.movement import movement_words
from screening.models import Child, Screening
from screening.protocol import Tool
from screening.states import Status

MOST, MOST_WHY = 400, 200
TOOL_WORDS = {Tool.PETCH: "Under 12 tool", Tool.REGIONAL: "12 to 17 tool"}


class Screened(NamedTuple):
    """One completed screening with what its own area's log says of it."""

    pk: int
    child_id: int
    reference: str
    status: str
    tool: str
    outcome: str
    version: int
    submitted_at: dt.datetime
    person: str
    agency: str
    movement: str
    previous_outcome: str
    reason: str | None

    @property
    def why(self) -> str:
        """The beginning of the judgement’s reason; the whole stands with the screening."""
        reason = self.reason or ""
        return reason if len(reason) <= MOST_WHY else reason[:MOST_WHY].rsplit(" ", 1)[0] + " …"


_FIELDS = (
    "pk", "child_id", "reference", "status", "tool", "outcome", "version", "submitted_at",
    "practitioner__user__name", "agency__name", "log_entries__movement", "log_entries__previous_outcome",
)  # fmt: skip

_REASON = Left(KT("judgement__reason"), MOST_WHY + 1)


def screened(same: dict[int, Child], member: Membership) -> tuple[list[Screened], list[Screened]]:
    """What this person may see, newest first: the screenings that stand, and the versions that were corrected."""
    rows = Screening.objects.visible_to(member).filter(child__in=same, status__in=[Status.COMPLETE, Status.SUPERSEDED])
    found = rows.filter(log_entries__area=F("area")).order_by("-submitted_at", "-id").annotate(reason=_REASON)
    every = [Screened(*row) for row in found.values_list(*_FIELDS, "reason")[:MOST]]
    standing = [row for row in every if row.status == Status.COMPLETE]
    return standing, [row for row in every if row.status == Status.SUPERSEDED]


def rows(shown: list[Screened], numbers: dict[int, int]) -> list[dict]:
    """As the table shows them. The template has variables only: a page may have many rows."""
    return [
        {
            "url": reverse("screening:view", args=[each.reference]),
            "name": f"{numbers[each.pk]}. {day(each.submitted_at)}",
            "by": f"{each.person}, {each.agency}",
            "tool": TOOL_WORDS[Tool(each.tool)],
            "version": each.version if each.version > 1 else None,
            "level": level(each.outcome),
            "movement": movement_words(each),
            "why": each.why,
        }
        for each in shown
    ]


def numbered(standing: list[Screened]) -> dict[int, int]:
    """The number of each: counted from the first screening on, as the drawing has them."""
    return {each.pk: len(standing) - n for n, each in enumerate(standing)}
