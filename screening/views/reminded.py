"""What the portal reminded whom of: of one re-screen, and a person's own digests."""

import datetime as dt

from django.shortcuts import render

from cse_portal import clock
from cse_portal.models import MessageKind
from screening.models import Digest, Reminder, Rescreen

KEPT_IN_SIGHT = dt.timedelta(days=90)
OF_A_RESCREEN = (MessageKind.RESCREEN_SOON, MessageKind.RESCREEN_TODAY, MessageKind.RESCREEN_OVERDUE)


def reminders_of(rescreen: Rescreen) -> list[dict]:
    """Each reminder of it that was sent, the last one first: at which stage, to whom and when."""
    sent = Reminder.objects.filter(reference=rescreen.screening.reference, kind__in=OF_A_RESCREEN)
    sent = sent.select_related("recipient__user", "recipient__agency").order_by("-created_at", "-id")
    return [{"stage": stage_words(each), "to": each.recipient, "at": each.created_at} for each in sent]


def stage_words(reminder: Reminder) -> str:
    if reminder.stage in _STAGES:
        return _STAGES[reminder.stage]
    week = reminder.stage.removeprefix("overdue-")
    return "Overdue" if week == "1" else f"Overdue, week {week}"


_STAGES = {"before": "Due within 7 days", "today": "Due that day"}


def sent_to_you(request):
    """The digests of the last 90 days, the last one first. A line's page opens for who may still see it."""
    digests = Digest.objects.filter(user=request.user, day__gt=clock.today() - KEPT_IN_SIGHT).order_by("-day")
    days = [{"day": each.day, "at": each.sent_at, "lines": [_line(line) for line in each.lines]} for each in digests]
    return render(request, "screening/sent_to_you.html", {"days": days})


def _line(line: dict) -> dict:
    return line | {"words": MessageKind(line["kind"]).label}
