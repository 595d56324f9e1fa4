"""The times a child was missing, newest first, with what became of each return interview (rule 31)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.paging import paged
from referrals.interviews import interview_words
from referrals.models import MissingEpisode
from referrals.reach import reached_by
from referrals.restricted import reason_for
from referrals.views.child import identity, known
from referrals.views.child_tabs import MISSING_READERS, READERS, child_tabs, way_to
from screening.models import Child


@require_safe
@allowed(*MISSING_READERS)
def missing(request, ref):
    member = request.member
    record, same = known_or_reached(member, ref)
    record_view(
        EventType.CHILD_VIEWED, by=member, reference=ref, child=ref, area_id=record.agency.area_id,
        reason=reason_for(request, record),
    )  # fmt: skip
    episodes = MissingEpisode.objects.visible_to(member).filter(child__in=same)
    people = ("recorded_by__user", "recorded_by__agency", "changed_by__user", "changed_by__agency")
    page = paged(episodes.select_related(*people), order=("-missing_from", "-id"), query=request.GET)
    context = {
        "child": record, "identity": identity(record), "tabs": child_tabs(record, "referrals:missing", member),
        "back": way_to(record, member), "may_change": has_permission(member, Permission.RESCREEN_ASK),
        "page": page, "episodes": [(episode, interview_words(episode)) for episode in page.rows],
    }  # fmt: skip
    return render(request, "referrals/missing.html", context)


def known_or_reached(member, ref: str) -> tuple[Child, dict[int, Child]]:
    """The record with those of the same child, as the child's page finds them; for the MASH the one it was sent."""
    if any(has_permission(member, permission) for permission in READERS):
        return known(member, ref)
    record = get_object_or_404(reached_by(member).select_related("agency"), reference=ref)
    return record, {record.pk: record}
