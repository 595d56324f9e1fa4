"""A child at a glance: where things stand, and the newest screenings."""

from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.templatetags.portal import level
from referrals.actions import known_in, may_restrict
from referrals.models import ChildMatch, LogEntry, Referral
from referrals.restricted import reason_for
from referrals.views.child_tabs import READERS, child_tabs
from referrals.views.movement import movement_words
from referrals.views.next_step import next_step
from referrals.views.record import born
from referrals.views.screened import Screened, numbered, rows, screened
from screening.models import Child, Screening
from screening.states import Status

# So many stand on the child's page; pages of their own list the rest.
NEWEST = 10
MOST = 100


@require_safe
@allowed(*READERS)
def child(request, ref):
    member = request.member
    record, same = known(member, ref)
    if (into := leads_to(record, same)) != record:
        return redirect("referrals:child", into.reference)
    reason = look(request, record)
    standing, replaced = screened(same, member)
    context = frame(record, member, "referrals:child") | {
        "now": stands(standing[0], same) if standing else None,
        "screenings": rows(standing[:NEWEST], numbered(standing)),
        "more_screenings": len(standing) if len(standing) > NEWEST or replaced else 0,
        "others": [each for each in same.values() if each != record],
        "restricted": bool(reason),
        "may_restrict": may_restrict(record, member),
        "may_change": has_permission(member, Permission.RESCREEN_REASSIGN),
    }
    return render(request, "referrals/child.html", context)


def known(member, ref: str) -> tuple[Child, dict[int, Child]]:
    """The record, and every record of the same child by its number.

    Only the CSE officer learns of another than it, and of none that nobody in the officer's area knows.
    """
    visible, every = (rows.select_related("agency") for rows in (Child.objects.visible_to(member), Child.objects.all()))
    if not has_permission(member, Permission.LOG_VIEW):
        record = get_object_or_404(visible, reference=ref)
        return record, {record.pk: record}
    opens = visible.filter(reference=ref).first()
    record = opens or get_object_or_404(every, reference=ref)
    cluster = ChildMatch.objects.cluster(record.pk)
    record.of_several = len(cluster) > 1
    if opens and not record.of_several:
        return record, {record.pk: record}
    seen = set(visible.filter(pk__in=cluster).values_list("pk", flat=True))
    found = every.in_bulk(cluster).items()
    same = {pk: child for pk, child in found if pk in seen or known_in(child, member.area)}
    if not seen or record.pk not in same:
        raise Http404
    return record, same


def leads_to(record: Child, same: dict[int, Child]) -> Child:
    """The record that goes on, where this one was merged into another that the reader may know of."""
    return same.get(ChildMatch.objects.leads_to(record.pk), record) if len(same) > 1 else record


def look(request, record: Child) -> str:
    """Notes that this person looks at the record, and gives the reason they said where it is restricted."""
    # Where `known` saw that no other record is of the same child, only its own restriction counts.
    may_be = record.restricted or getattr(record, "of_several", True)
    reason = reason_for(request, record) if may_be else ""
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=record.reference, child=record.reference,
        area_id=record.agency.area_id, reason=reason,
    )  # fmt: skip
    return reason


def frame(record: Child, member, current: str) -> dict:
    """What stands round every page of a child; `current` is the name of the page's address."""
    return {
        "child": record, "identity": identity(record), "back": back(member),
        "tabs": child_tabs(record, current, member),
    }  # fmt: skip


def referrals_of(same: dict[int, Child], member) -> QuerySet[Referral]:
    """Those this person may see, newest first. Whom the MASH says an alert is about, the officer alone learns here."""
    rows = Referral.objects.visible_to(member).order_by("-sent_at", "-id")
    officer = has_permission(member, Permission.LOG_VIEW)
    return rows.of_children(same) if officer else rows.filter(child__in=same)


def screenings(same: dict[int, Child], member) -> list[Screening]:
    """Every completed screening this person may see, replaced versions among them, newest first."""
    rows = Screening.objects.visible_to(member).filter(child__in=same, status__in=[Status.COMPLETE, Status.SUPERSEDED])
    people = ("child", "agency", "practitioner__user", "edition", "corrected_by_screening")
    followed = ("log_entries", "referral__worker__user", "rescreen__owner__user")
    rows = rows.select_related(*people).prefetch_related(*followed)
    return list(rows.defer("front_sheet", "narrative", "decision").order_by("-submitted_at", "-id")[:MOST])


def stands(latest: Screened, same: dict[int, Child]) -> dict:
    """Now, in which direction, what is next, and when the child is screened again."""
    entries = LogEntry.objects.filter(screening=latest.pk, area=F("screening__area"))
    entry = entries.select_related(*_ENTRY_PEOPLE).only(*_ENTRY).get()
    rescreen = getattr(entry.screening, "rescreen", None)
    return {
        "level": level(latest.outcome),
        "since": entry.since or latest.submitted_at,
        "screening": latest,
        "record": same[latest.child_id].reference,
        "direction": movement_words(latest),
        "at_mash": entry.at_mash,
        "next": next_step(entry, now=clock.now()),
        "rescreen": rescreen if rescreen and rescreen.closed_at is None else None,
        "closed": rescreen if rescreen and rescreen.closed_at and not rescreen.done_by_id else None,
    }


_ENTRY_PEOPLE = ("next_with__user", "screening__rescreen__owner__user")
_ENTRY = (
    "area", "current", "came", "since", "at_mash", "next_step", "next_at", "next_with__ended_on",
    "next_with__user__name", "next_with__user__is_active", "screening__area",
    *(f"screening__rescreen__{name}" for name in ("due_on", "why", "closed_at", "closed_reason", "done_by")),
    "screening__rescreen__owner__user__name",
)  # fmt: skip


def identity(record: Child) -> dict:
    known_as = [("Known as", record.known_as)] if record.known_as else []
    return {"name": record.name, "facts": [*born(record), *known_as, ("Record", record.reference)]}


def back(member) -> dict:
    if has_permission(member, Permission.LOG_VIEW):
        return {"url": reverse("referrals:log"), "text": "Back to the log"}
    return {"url": reverse("screening:home"), "text": "Back to home"}
