"""The CSE officer's day: what is unfinished in the area and who must do it, then where a level went up.

Each list holds the first of its rows, says so where there are more, and leads to all of them.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from accounts.access import allowed
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.dates import when
from referrals.models import OPEN, LogEntry, Referral
from referrals.restricted import veiled
from referrals.views.log_lists import SOON
from referrals.views.movement import movement_words
from referrals.views.unfinished import named, rescreens, unfinished
from screening.models import Rescreen
from screening.protocol import Movement
from screening.views import panel_duties

MOST = 25
RECENTLY = dt.timedelta(days=14)
A_MONTH = dt.timedelta(days=30)


@allowed(Permission.LOG_VIEW)
def today(request):
    member = request.member
    record_view(EventType.LOG_VIEWED, by=member)
    context = {
        "area": member.area,
        "now": clock.now(),
        "unfinished": unfinished(member, MOST),
        "soon": cut(due_soon(member)),
        "went_up": cut(went_up(member)),
        "came": cut(came_from_elsewhere(member)),
        "panel": panel_duties.of(member),
        "most": MOST,
    }
    return render(request, "referrals/today.html", context)


def cut(rows: Iterable) -> dict:
    """What is shown of one more row than that, and whether there was one more."""
    rows = list(rows)
    return {"duties": rows[:MOST], "is_cut": len(rows) > MOST}


def due_soon(member: Membership) -> list:
    soon = Rescreen.objects.visible_to(member).open().filter(due_on__range=(clock.today(), clock.today() + SOON))
    return named(rescreens(soon.for_lists().order_by("due_on", "id")[: MOST + 1]))


def came_from_elsewhere(member: Membership) -> list[dict]:
    """What other areas passed on or sent to both (rule 30): all that is open, and what came within the month."""
    rows = Referral.objects.visible_to(member).filter(came_from__isnull=False)
    rows = rows.filter(OPEN | Q(sent_at__gte=clock.now() - A_MONTH)).select_related("came_from__area")
    return [
        {
            "due": capfirst(when(referral.sent_at)),
            "name": referral.child_name,
            "url": reverse("referrals:referral", args=[referral.reference]),
            "what": f"came from {referral.came_from.area.name}",
            "who": f"{referral.answer_words}, with {referral.worker.user.name if referral.worker else 'nobody yet'}",
        }
        for referral in veiled(rows.for_lists().order_by("-sent_at", "-id")[: MOST + 1])
    ]


def went_up(member: Membership) -> list[dict]:
    entries = LogEntry.objects.visible_to(member).standing().at_home().filter(movement=Movement.UP, current=True)
    rows = entries.filter(entered_at__gte=clock.now() - RECENTLY).select_related("child", "agency")
    return [
        {
            "due": capfirst(when(entry.entered_at)),
            "name": entry.child.name,
            "url": reverse("referrals:child", args=[entry.child.reference]),
            "outcome": entry.outcome,
            "movement": movement_words(entry),
            "who": entry.agency.name,
        }
        for entry in veiled(rows.order_by("-entered_at", "-id")[: MOST + 1])
    ]
