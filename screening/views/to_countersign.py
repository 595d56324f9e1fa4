"""The second person's list: screenings below what the tool expects that wait for this person to agree or send back."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.paging import paged
from screening.models import Screening
from screening.states import Status


def waiting_for(member):
    return Screening.objects.filter(second_person=member, status=Status.WAITING).with_people()


@allowed(Permission.SCREENING_COUNTERSIGN)
def to_countersign(request):
    record_view(EventType.SCREENING_LISTED, by=request.member)
    page = paged(waiting_for(request.member), order=("saved_at", "id"), query=request.GET)
    return render(request, "screening/to_countersign.html", {"page": page})
