"""The area's panels, planning the next one, and one panel with its list."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from cse_portal.held import typed
from cse_portal.paging import paged
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.panels import PlanPanelForm
from referrals.models import Panel, PanelAction, PanelChild
from referrals.panel_list import rows_of
from referrals.restricted import veiled

NEWEST = ("-held_on", "-id")
MOST_LATE = 50


@allowed(Permission.PANEL_RUN)
def panels(request):
    record_view(EventType.PANEL_VIEWED, by=request.member)
    page = paged(Panel.objects.visible_to(request.member), order=NEWEST, query=request.GET)
    late = overdue(request.member)
    context = {"area": request.member.area, "page": page, "late": late, "most": MOST_LATE, "today": clock.today()}
    return render(request, "referrals/panels.html", context)


def overdue(member) -> list[PanelAction]:
    """What the area's panels agreed and nobody has done in time, the longest ago first."""
    rows = PanelAction.objects.overdue().filter(about__panel__area=member.area)
    return veiled(rows.with_people().order_by("due_on", "id")[:MOST_LATE])


@allowed(Permission.PANEL_RUN)
def panel_plan(request):
    form = PlanPanelForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_panel(by=request.member, **form.cleaned_data)
            return redirect("referrals:panel", planned.reference)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    return render(request, "referrals/panel_plan.html", {"form": form, "area": request.member.area})


@require_safe
@allowed(Permission.PANEL_RUN)
def panel(request, ref):
    found = found_panel(request, ref)
    rows = rows_of(found)
    attendance = list(found.attendance.select_related("agency").order_by("agency__name", "name"))
    agreed = PanelAction.objects.filter(about__panel=found).with_people().order_by("due_on", "id")
    context = {
        "panel": found,
        "rows": rows,
        "attendance": attendance,
        "agreed": veiled(agreed),
        "may_close": found.held_on <= clock.today(),
    }
    return render(request, "referrals/panel.html", context)


def found_panel(request, ref: str) -> Panel:
    """The panel, its look recorded. Anyone but the area's officer gets the 404 page."""
    rows = Panel.objects.visible_to(request.member).select_related("area", "made_by__agency", "closed_by__user")
    found = get_object_or_404(rows, reference=ref)
    record_view(EventType.PANEL_VIEWED, by=request.member, reference=found.reference, area_id=found.area_id)
    return found


def on_panel(panel: Panel, child: str) -> PanelChild:
    """The child's place on this panel's list."""
    about = panel.children.select_related("child__agency").filter(child__reference=child).first()
    if about is None:
        raise Http404
    about.panel = panel
    return about
