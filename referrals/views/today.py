"""The CSE officer's day: what is unfinished in the area and who must do it, then where a level went up."""

import datetime as dt

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
from cse_portal.dates import short_day, when
from referrals.clock_words import days_words, open_clock
from referrals.models import OPEN, LogEntry, Referral
from referrals.restricted import veiled
from referrals.states import State
from referrals.views.log import SOON
from referrals.views.movement import movement_words
from screening.models import Rescreen, Screening
from screening.protocol import Movement

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
        "unfinished": [*not_decided(member), *overdue_rescreens(member), *waiting(member)],
        "soon": rescreens(member, due_on__range=(clock.today(), clock.today() + SOON)),
        "went_up": went_up(member),
        "came": came_from_elsewhere(member),
    }
    return render(request, "referrals/today.html", context)


def not_decided(member: Membership) -> list[dict]:
    """Referrals that the MASH has not even acknowledged by the time it should have decided."""
    now = clock.now()
    late = Referral.objects.visible_to(member).overdue().filter(state=State.NEW).order_by("due_at", "id")
    return [
        {
            "due": open_clock(referral.due_at, now=now, procedure=None).text,
            "late": True,
            "name": referral.child_name,
            "url": reverse("referrals:referral", args=[referral.reference]),
            "what": "the MASH has not acknowledged the referral",
            "who": f"{referral.worker.user.name if referral.worker else 'MASH, nobody yet'} must answer",
        }
        for referral in veiled(late.for_lists()[:MOST])
    ]


def overdue_rescreens(member: Membership) -> list[dict]:
    return rescreens(member, due_on__lt=clock.today())


def rescreens(member: Membership, **due) -> list[dict]:
    today = clock.today()
    rows = Rescreen.objects.visible_to(member).open().filter(**due).for_lists().order_by("due_on", "id")
    return [
        {
            "due": days_words(rescreen.due_on, today),
            "late": rescreen.due_on < today,
            "name": rescreen.child.name,
            "url": reverse("referrals:child", args=[rescreen.child.reference]),
            "what": "re-screen not done" if rescreen.due_on < today else "re-screen",
            "who": f"{rescreen.owner.user.name} must screen",
        }
        for rescreen in veiled(rows[:MOST])
    ]


def waiting(member: Membership) -> list[dict]:
    """By reference alone: a screening is not in the log before the second person has answered."""
    rows = (
        Screening.objects.waiting_in(member.area).select_related("agency", "second_person__user").order_by("saved_at")
    )
    return [
        {
            "due": f"Since {short_day(screening.saved_at)}",
            "name": f"Screening {screening.reference}",
            "what": f"{screening.agency.name}, second person has not answered",
            "who": f"{screening.second_person.user.name} must answer",
        }
        for screening in rows.only("reference", "saved_at", "agency__name", "second_person__user__name")[:MOST]
    ]


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
        for referral in veiled(rows.for_lists().order_by("-sent_at", "-id")[:MOST])
    ]


def went_up(member: Membership) -> list[dict]:
    entries = LogEntry.objects.visible_to(member).standing().filter(movement=Movement.UP, current=True, came=None)
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
        for entry in veiled(rows.order_by("-entered_at", "-id")[:MOST])
    ]
