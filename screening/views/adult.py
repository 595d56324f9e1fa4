"""18 or over (rule 5): no screening, and no dead end."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.models import ContactKind
from accounts.permissions import Permission
from screening.views import beginning

_KINDS = (ContactKind.POLICE_NON_EMERGENCY, ContactKind.MASH, ContactKind.OUT_OF_HOURS, ContactKind.CSE_TEAM)


@allowed(Permission.SCREENING_WRITE)
def adult(request):
    back = "screening:direct" if beginning.answered(request, harm="yes") else "screening:child"
    return render(
        request, "screening/adult.html", {"age": beginning.kept(request, "age"), "back": back, **routes(request.member)}
    )


def routes(member) -> dict:
    """The numbers of the member's area that lead an adult on."""
    return {"area": member.area, "contacts": member.area.contacts.filter(kind__in=_KINDS)}
