"""A child over time: the whole course, every screening and what was corrected, and each indicator screen by screen."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from cse_portal.paging import paged_rows
from referrals.views.child import frame, known, look, referrals_of
from referrals.views.child_tabs import READERS
from referrals.views.course import course_of
from referrals.views.screened import Screened, numbered, rows, screened
from referrals.views.sent import sent_of
from referrals.views.strip import strip_of
from screening.models import Screening


@require_safe
@allowed(*READERS)
def over_time(request, ref):
    member = request.member
    record, same = known(member, ref)
    look(request, record)
    standing, replaced = screened(same, member)
    page = paged_rows(standing, order=("-submitted_at", "-pk"), query=request.GET)
    context = frame(record, member, "referrals:over_time") | {
        "course": course_of(record, same, standing, sent_of(referrals_of(same, member)), member),
        "page": page,
        "screenings": rows(page.rows, numbered(standing)),
        "replaced": versions(replaced),
        "strip": strip_of(standing, request.GET),
    }
    return render(request, "referrals/over_time.html", context)


def versions(replaced: list[Screened]) -> list[Screening]:
    """What corrections replaced, newest first, with the reason of each correction."""
    found = Screening.objects.select_related("corrected_by_screening").only(
        "reference", "version", "submitted_at", "outcome", "corrected_by_screening__correction_reason"
    )
    order = [each.pk for each in replaced]
    by_key = found.in_bulk(order) if order else {}
    return [by_key[pk] for pk in order]
