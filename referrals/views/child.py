"""A child over time: where things stand, every screening, and what followed."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from referrals.models import Referral
from referrals.views.clocks import reader
from referrals.views.movement import movement_words
from referrals.views.next_step import next_step
from referrals.views.record import born
from screening.models import Child, Screening
from screening.states import Status

MOST = 100


@require_safe
@allowed(Permission.LOG_VIEW, Permission.SCREENING_VIEW_AGENCY, Permission.SCREENING_WRITE)
def child(request, ref):
    member = request.member
    record = get_object_or_404(Child.objects.visible_to(member).select_related("agency"), reference=ref)
    record_view(
        EventType.CHILD_VIEWED, by=member, reference=record.reference, child=record.reference,
        area_id=record.agency.area_id,
    )  # fmt: skip
    versions = screenings(record, member)
    standing = [screening for screening in versions if screening.status == Status.COMPLETE]
    referrals = Referral.objects.visible_to(member).filter(child=record).for_lists().order_by("-sent_at", "-id")
    clock_of = reader(None)
    context = {
        "child": record,
        "identity": identity(record),
        "back": back(member),
        "now": stands(standing[0]) if standing else None,
        "screenings": [(screening, movement_words(screening.log_entry)) for screening in standing],
        "replaced": [screening for screening in versions if screening.status == Status.SUPERSEDED],
        "referrals": [(referral, clock_of(referral)) for referral in referrals[:MOST]],
        "may_change": has_permission(member, Permission.RESCREEN_REASSIGN),
    }
    return render(request, "referrals/child.html", context)


def screenings(record: Child, member) -> list[Screening]:
    """Every completed screening this person may see, replaced versions among them, newest first."""
    rows = Screening.objects.visible_to(member).filter(child=record, status__in=[Status.COMPLETE, Status.SUPERSEDED])
    people = ("agency", "practitioner__user", "log_entry", "edition", "corrected_by_screening")
    rows = rows.select_related(*people).prefetch_related("referral__worker__user", "rescreen__owner__user")
    return list(rows.defer("front_sheet", "narrative", "decision").order_by("-submitted_at", "-id")[:MOST])


def stands(latest: Screening) -> dict:
    """Now, in which direction, what is next, and when the child is screened again."""
    entry = latest.log_entry
    entry.screening = latest
    rescreen = getattr(latest, "rescreen", None)
    return {
        "screening": latest,
        "direction": movement_words(entry),
        "next": next_step(entry, now=clock.now()),
        "rescreen": rescreen if rescreen and rescreen.closed_at is None else None,
        "closed": rescreen if rescreen and rescreen.closed_at and not rescreen.done_by_id else None,
    }


def identity(record: Child) -> dict:
    known_as = [("Known as", record.known_as)] if record.known_as else []
    return {"name": record.name, "facts": [*born(record), *known_as, ("Record", record.reference)]}


def back(member) -> dict:
    if has_permission(member, Permission.LOG_VIEW):
        return {"url": reverse("referrals:log"), "text": "Back to the log"}
    return {"url": reverse("screening:home"), "text": "Back to home"}
