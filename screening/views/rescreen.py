"""One re-screen: what is due, the earlier result beside it, and the start of the new screening."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed, has_permission
from accounts.permissions import Permission as P
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from referrals.restricted import reason_for
from screening.actions import start_rescreen
from screening.actions.drafts import route_of
from screening.models import Rescreen
from screening.protocol import Tool
from screening.states import NotPossible
from screening.views.adult import routes
from screening.views.identity import age_facts
from screening.views.reminded import reminders_of
from screening.views.tool import TOOL_WORDS, age_words, readable

_PEOPLE = ("child", "owner__user", "owner__agency", "closed_by__user", "snoozed_by__user")


@allowed(P.SCREENING_WRITE, P.RESCREEN_VIEW_AREA)
def rescreen(request, ref):
    rows = Rescreen.objects.visible_to(request.member).select_related(
        "child", "done_by", "screening__edition", *_PEOPLE
    )
    found = get_object_or_404(rows, screening__reference=ref)
    reason = reason_for(request, found.child)
    if request.method == "POST":
        return _start(request, found)
    record_view(
        EventType.SCREENING_VIEWED, by=request.member, reference=ref, child=found.child.reference,
        area_id=found.area_id, reason=reason,
    )  # fmt: skip
    return render(request, "screening/rescreen.html", _context(request, found))


def _start(request, found: Rescreen):
    if found.closed_at is not None:
        return redirect("screening:rescreen", found.screening.reference)
    try:
        draft = start_rescreen(rescreen=found, by=request.member)
    except NotPossible as refusal:
        messages.info(request, str(refusal))
        return redirect("screening:rescreen", found.screening.reference)
    return redirect("screening:tool", draft.reference)


def _context(request, found: Rescreen) -> dict:
    route = route_of(found.child, clock.today())
    return {
        "rescreen": found,
        "child": found.child,
        "earlier": readable(found.screening, request.member),
        "identity": {"name": found.child.name, "facts": age_facts(found.child)},
        "age": age_words(found.child, route),
        "tool": route.tool,
        "tool_words": TOOL_WORDS.get(route.tool, ""),
        "old_tool_words": TOOL_WORDS[Tool(found.screening.tool)],
        "days_late": (clock.today() - found.due_on).days,
        "may_start": has_permission(request.member, P.SCREENING_WRITE),
        "may_change": has_permission(request.member, P.RESCREEN_REASSIGN),
        "reminders": reminders_of(found),
        **(routes(request.member) if route.tool is None else {}),
    }
