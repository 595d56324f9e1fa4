"""Which tool the age leads to today, and why, in words (rules 3 to 7)."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.permissions import Permission
from screening.actions import day_of
from screening.models import Child, Screening
from screening.protocol import AgeRoute, Tool, age_route
from screening.views.drafts import draft_page
from screening.views.identity import identity_of

TOOL_WORDS = {Tool.PETCH: "the under 12 tool", Tool.REGIONAL: "the tool for ages 12 to 17"}


@allowed(Permission.SCREENING_WRITE)
@draft_page
def tool(request, screening: Screening):
    route = route_of(screening.child, day_of(screening))
    return render(
        request,
        "screening/tool.html",
        {
            "screening": screening,
            "route": route,
            "sentence": f"{age_words(screening.child, route)}: {TOOL_WORDS[route.tool]}",
            "identity": identity_of(screening),
            "earlier": earlier_of(screening),
        },
    )


def route_of(child: Child, day) -> AgeRoute:
    return age_route(date_of_birth=child.date_of_birth, estimated_age=child.estimated_age_on(day), on=day)


def age_words(child: Child, route: AgeRoute) -> str:
    """Wren is 10 today; Wren may be as young as 10; Wren is under 1 today."""
    name = child.known_as or child.first_names
    age = route.age or "under 1"
    return f"{name} may be as young as {age}" if route.estimated else f"{name} is {age} today"


def earlier_of(screening: Screening) -> Screening | None:
    """The child's last completed screening at this agency, which stands as recorded (rule 7)."""
    if screening.previous_id is None:
        return None
    return Screening.objects.select_related("edition").get(pk=screening.previous_id)
