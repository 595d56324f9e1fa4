"""A draft whose child's age now leads to another tool (rule 7), or who is now 18 or over (rule 5)."""

from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from screening.actions import change_tool, day_of, tool_fits
from screening.actions.drafts import route_of
from screening.forms.tool_changed import ToolChangedForm
from screening.models import Screening
from screening.protocol import Presence, Tool
from screening.views.adult import routes
from screening.views.drafts import own
from screening.views.identity import identity_of
from screening.views.section import whose
from screening.views.tool import TOOL_WORDS, age_words


@allowed(Permission.SCREENING_WRITE)
def tool_changed(request, ref):
    screening = own(request, ref)
    if not screening.is_draft or screening.child is None or tool_fits(screening):
        return redirect("screening:tasks", ref)
    route = route_of(screening.child, day_of(screening))
    context = {"screening": screening, "route": route, "age": age_words(screening.child, route),
               "identity": identity_of(screening)}  # fmt: skip
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    if route.tool is None:
        return render(request, "screening/grown_up.html", {**context, **routes(request.member)})
    form = ToolChangedForm(typed(request), has_evidence=_has_evidence(screening), tool_words=TOOL_WORDS[route.tool])
    if request.method == "POST" and form.is_valid():
        change_tool(screening=screening, by=request.member, carry_over=form.carry_over)
        return redirect("screening:tool", ref)
    words = {"old": TOOL_WORDS[Tool(screening.tool)], "new": TOOL_WORDS[route.tool], "form": form}
    return render(request, "screening/tool_changed.html", {**context, **words})


def _has_evidence(screening: Screening) -> bool:
    return screening.answers.filter(presence__in=[Presence.SUSPECTED, Presence.PRESENT]).exists()
