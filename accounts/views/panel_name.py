"""The administrator says what the area calls its monthly panel."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.actions import change_panel_name
from accounts.forms.panel_name import PanelNameForm
from accounts.permissions import Permission as P
from cse_portal.held import typed


@allowed(P.PROCEDURE_EDIT)
def panel_name(request):
    area = request.member.area
    form = PanelNameForm(typed(request), initial={"panel_name": area.panel_name})
    if request.method == "POST" and form.is_valid():
        change_panel_name(by=request.member, **form.cleaned_data)
        messages.success(request, "The name of the panel is saved. Meetings planned before keep theirs.")
        return redirect("accounts:area")
    return render(request, "accounts/panel_name.html", {"form": form, "area": area})
