"""A screening that was sent, as text: nothing on it can be changed any more, and nothing is worked out again."""

from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed, has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.dates import plain_day_of
from referrals.content import of_screening
from referrals.models import Referral
from referrals.restricted import reason_for
from referrals.views.papers import newest_pdf
from screening.actions import may_share
from screening.models import Screening
from screening.protocol import Presence
from screening.states import Status
from screening.views.identity import identity_of

EVIDENCE = (Presence.PRESENT, Presence.SUSPECTED)
WHO_MAY_LOOK = (
    Permission.SCREENING_WRITE, Permission.SCREENING_COUNTERSIGN, Permission.SCREENING_VIEW_AGENCY,
    Permission.SCREENING_VIEW_AREA,
)  # fmt: skip


@allowed(*WHO_MAY_LOOK)
def view(request, ref):
    """The whole screening for whoever may see it; its own practitioner's draft goes to the task list instead."""
    screenings = Screening.objects.visible_to(request.member).with_people()
    screening = get_object_or_404(
        screenings.select_related("countersigned_by__user", "second_person__user", "corrects", "previous__edition"),
        reference=ref,
    )
    if screening.is_draft:
        return redirect("screening:tasks", ref)
    record_view(
        EventType.SCREENING_VIEWED, by=request.member, reference=ref, child=screening.child.reference,
        area_id=screening.area_id, reason=reason_for(request, screening.child),
    )  # fmt: skip
    content = of_screening(screening)
    referral = Referral.objects.visible_to(request.member).filter(screening=screening).first()
    context = {
        "screening": screening, "edition": screening.edition, "content": content,
        "plan": [{**row, "by": plain_day_of(row["by"]) if row.get("by") else ""} for row in content["plan"]],
        "sections": [{**part, "asked": any(map(was_asked, part["rows"]))} for part in content["sections"]],
        "identity": identity_of(screening), "versions": versions(screening, request.member),
        "outcome": screening.outcome or screening.judgement.get("outcome"), "evidence": EVIDENCE,
        "referral": referral, "document": newest_pdf(referral) if referral else None,
        **what_may_be_done(screening, request.member),
    }  # fmt: skip
    return render(request, "screening/view.html", context)


def was_asked(row: dict) -> bool:
    return row["presence"] != Presence.NOT_ASKED


def what_may_be_done(screening: Screening, member: Membership) -> dict:
    mine = screening.held_by == member and has_permission(member, Permission.SCREENING_WRITE)
    return {
        "may_correct": mine and screening.status == Status.COMPLETE,
        "may_withdraw": mine and screening.status == Status.WAITING,
        "may_countersign": screening.status == Status.WAITING and screening.second_person_id == member.pk,
        "may_share": may_share(screening, member),
        "by_area": has_permission(member, Permission.SCREENING_VIEW_AREA),
    }


def versions(screening: Screening, member: Membership) -> list[Screening]:
    """Every version this member may see, newest first: the ones it corrects and the ones that correct it."""
    found, earlier, later = [screening], screening.corrects, _correction_of(screening)
    while earlier:
        found, earlier = [*found, earlier], earlier.corrects
    while later:
        found, later = [later, *found], _correction_of(later)
    seen = set(Screening.objects.visible_to(member).filter(pk__in=[v.pk for v in found]).values_list("pk", flat=True))
    return [version for version in found if version.pk in seen and not version.is_draft]


def _correction_of(screening: Screening) -> Screening | None:
    return Screening.objects.filter(corrects=screening).exclude(status=Status.DELETED).first()
