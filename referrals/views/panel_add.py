"""Who is put on a panel's list: those whom the record suggests, and one looked for by reference or name."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from cse_portal.searching import searchable, searched
from referrals import actions
from referrals.forms.panels import SuggestedForm, WhyForm
from referrals.panel_list import MOST_FOUND, found_by, suggested
from referrals.restricted import reason_for
from referrals.states import NotPossible
from referrals.views.child import identity
from referrals.views.panels import found_panel
from screening.models import Child


@allowed(Permission.PANEL_RUN)
def panel_add(request, ref):
    panel = found_panel(request, ref)
    form = SuggestedForm(typed(request), rows=suggested(panel, request.member))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_children(panel=panel, by=request.member, reasons=form.reasons)
            messages.success(request, f"Put on the list: {', '.join(each.child.reference for each in added)}.")
            return redirect("referrals:panel", ref)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as sentence:
            refusal = str(sentence)
    context = {"panel": panel, "form": form, "refusal": refusal}
    return render(request, "referrals/panel_add.html", context, status=409 if refusal else 200)


@allowed(Permission.PANEL_RUN)
def panel_find(request, ref):
    return _find(request, found_panel(request, ref))


panel_find.SENDS = ("q",)


@searchable
def _find(request, panel):
    search = searched(request)
    rows = found_by(search, panel, request.member) if search else []
    context = {"panel": panel, "search": search, "rows": rows, "more": len(rows) == MOST_FOUND}
    return render(request, "referrals/panel_find.html", context)


@allowed(Permission.PANEL_RUN)
def panel_add_one(request, ref, child):
    panel = found_panel(request, ref)
    found = get_object_or_404(Child.objects.visible_to(request.member).select_related("agency"), reference=child)
    reason = reason_for(request, found)
    form, refusal = WhyForm(typed(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_children(panel=panel, by=request.member, reasons={found: form.cleaned_data["why"]})
            return redirect("referrals:panel", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=panel.reference, child=found.reference,
        area_id=found.agency.area_id, reason=reason,
    )  # fmt: skip
    context = {"panel": panel, "child": found, "identity": identity(found), "form": form, "refusal": refusal}
    return render(request, "referrals/panel_add_one.html", context, status=409 if refusal else 200)
