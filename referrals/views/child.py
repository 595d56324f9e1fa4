"""A child over time: where things stand, every screening, and what followed."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from audit.models import Event
from cse_portal import clock
from referrals.actions import known_in, may_restrict
from referrals.models import ChildMatch, Referral, SupportRequest
from referrals.restricted import reason_for
from referrals.views.child_tabs import child_tabs
from referrals.views.clocks import reader
from referrals.views.course import course_of, strip_of
from referrals.views.movement import movement_words
from referrals.views.next_step import next_step
from referrals.views.record import born
from screening.involved import agencies
from screening.models import Child, Screening
from screening.states import Status

MOST, MOST_LOOKS, MOST_WHY = 100, 30, 200
LOOKS = (
    EventType.CHILD_VIEWED,
    EventType.SCREENING_VIEWED,
    EventType.REFERRAL_VIEWED,
    EventType.DOCUMENT_DOWNLOADED,
    EventType.FILE_DOWNLOADED,
)


@require_safe
@allowed(Permission.LOG_VIEW, Permission.SCREENING_VIEW_AGENCY, Permission.SCREENING_WRITE)
def child(request, ref):
    member = request.member
    record, same = known(member, ref)
    if (into := leads_to(record, same)) != record:
        return redirect("referrals:child", into.reference)
    record_view(
        EventType.CHILD_VIEWED, by=member, reference=record.reference, child=record.reference,
        area_id=record.agency.area_id, reason=reason_for(request, record),
    )  # fmt: skip
    versions = screenings(same, member)
    standing = [screening for screening in versions if screening.status == Status.COMPLETE]
    referrals = list(referrals_of(same, member)[:MOST])
    clock_of = reader(None)
    context = {
        "child": record,
        "identity": identity(record),
        "back": back(member),
        "tabs": child_tabs(record, "referrals:child", member),
        "now": stands(standing[0]) if standing else None,
        "screenings": [
            (len(standing) - number, screening, movement_words(screening.log_entry), why(screening))
            for number, screening in enumerate(standing)
        ],
        "replaced": [screening for screening in versions if screening.status == Status.SUPERSEDED],
        "referrals": [(referral, clock_of(referral)) for referral in referrals],
        "course": course_of(record, same, standing, [referral.sent_at for referral in referrals], member),
        "strip": strip_of(standing, request.GET),
        "others": [each for each in same.values() if each != record],
        "support": support_of(same, member),
        "may_ask_support": has_permission(member, Permission.SUPPORT_ASK),
        "looks": looks(same, member) if has_permission(member, Permission.LOG_VIEW) else None,
        "restricted": bool(ChildMatch.objects.restricted([record.pk])),
        "agencies": agencies(record, member.area) if has_permission(member, Permission.LOG_VIEW) else [],
        "may_restrict": may_restrict(record, member),
        "may_change": has_permission(member, Permission.RESCREEN_REASSIGN),
    }
    return render(request, "referrals/child.html", context)


def known(member, ref: str) -> tuple[Child, dict[int, Child]]:
    """The record, and every record of the same child by its number.

    Only the CSE officer learns of another than it, and of none that nobody in the officer's area knows.
    """
    visible, every = Child.objects.visible_to(member), Child.objects.select_related("agency")
    if not has_permission(member, Permission.LOG_VIEW):
        record = get_object_or_404(visible.select_related("agency"), reference=ref)
        return record, {record.pk: record}
    record = get_object_or_404(every, reference=ref)
    cluster = ChildMatch.objects.cluster(record.pk)
    seen = set(visible.filter(pk__in=cluster).values_list("pk", flat=True))
    found = every.in_bulk(cluster).items()
    same = {pk: child for pk, child in found if pk in seen or known_in(child, member.area)}
    if not seen or record.pk not in same:
        raise Http404
    return record, same


def leads_to(record: Child, same: dict[int, Child]) -> Child:
    """The record that goes on, where this one was merged into another that the reader may know of."""
    return same.get(ChildMatch.objects.leads_to(record.pk), record) if len(same) > 1 else record


def looks(same: dict[int, Child], member) -> list[Event]:
    """Who of the officer's area has looked at any of these records, newest first."""
    references = [child.reference for child in same.values()]
    rows = Event.objects.in_area(member.area.pk).filter(child__in=references, type__in=LOOKS)
    return list(rows.order_by("-id")[:MOST_LOOKS])


def referrals_of(same: dict[int, Child], member) -> QuerySet[Referral]:
    """Those this person may see, newest first. Whom the MASH says an alert is about, the officer alone learns here."""
    rows = Referral.objects.visible_to(member)
    officer = has_permission(member, Permission.LOG_VIEW)
    rows = rows.of_children(same) if officer else rows.filter(child__in=same)
    return rows.for_lists().order_by("-sent_at", "-id")


def support_of(same: dict[int, Child], member) -> list[SupportRequest]:
    """What this person may see of what specialist services were asked, newest first."""
    rows = SupportRequest.objects.visible_to(member).filter(child__in=same).with_people()
    return list(rows.order_by("-asked_at", "-id")[:MOST])


def screenings(same: dict[int, Child], member) -> list[Screening]:
    """Every completed screening this person may see, replaced versions among them, newest first."""
    rows = Screening.objects.visible_to(member).filter(child__in=same, status__in=[Status.COMPLETE, Status.SUPERSEDED])
    people = ("child", "agency", "practitioner__user", "edition", "corrected_by_screening")
    followed = ("log_entries", "referral__worker__user", "rescreen__owner__user")
    rows = rows.select_related(*people).prefetch_related(*followed)
    return list(rows.defer("front_sheet", "narrative", "decision").order_by("-submitted_at", "-id")[:MOST])


def why(screening: Screening) -> str:
    """The beginning of the judgement’s reason; the whole stands with the screening."""
    reason = screening.judgement.get("reason", "")
    return reason if len(reason) <= MOST_WHY else reason[:MOST_WHY].rsplit(" ", 1)[0] + " …"


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
