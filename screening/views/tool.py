"""Which tool the age leads to today, and why, in words (rules 3 to 7)."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from screening.actions import day_of
from screening.actions.drafts import route_of
from screening.models import Child, Screening
from screening.protocol import AgeRoute, Tool
from screening.views.drafts import draft_page
from screening.views.earlier import last_of, shared_as
from screening.views.identity import identity_of
from screening.views.section import whose

TOOL_WORDS = {Tool.PETCH: "the under 12 tool", Tool.REGIONAL: "the tool for ages 12 to 17"}


@allowed(Permission.SCREENING_WRITE)
@draft_page
def tool(request, screening: Screening):
    route = route_of(screening.child, day_of(screening))
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    return render(
        request,
        "screening/tool.html",
        {
            "screening": screening,
            "route": route,
            "sentence": f"{age_words(screening.child, route)}: {TOOL_WORDS[route.tool]}",
            "identity": identity_of(screening),
            "earlier": earlier_of(screening, request.member),
            "shared": shared_as(screening, last_of(screening)),
        },
    )


def age_words(child: Child, route: AgeRoute) -> str:
    """Wren is 10 today; Wren may be as young as 10; Wren is under 1 today."""
    name = child.known_as or child.first_names
    age = route.age or "under 1"
    return f"{name} may be as young as {age}" if route.estimated else f"{name} is {age} today"


def earlier_of(screening: Screening, member: Membership) -> Screening | None:
    """The child's last completed screening at this agency, which stands as recorded (rule 7)."""
    if screening.previous_id is None:
        return None
    return readable(Screening.objects.select_related("edition").get(pk=screening.previous_id), member)


def readable(earlier: Screening, member: Membership) -> Screening:
    """Marked with whether this member may open it: its result is shown to whoever screens next, its page is not."""
    earlier.may_be_read = Screening.objects.visible_to(member).filter(pk=earlier.pk).exists()
    return earlier
