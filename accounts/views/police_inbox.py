"""The administrator says where the area's force takes information."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.actions import change_police_inbox
from accounts.forms.police_inbox import PoliceInboxForm
from accounts.permissions import Permission as P
from cse_portal.held import typed


@allowed(P.CONTACT_EDIT)
def police_inbox(request):
    area = request.member.area
    form = PoliceInboxForm(typed(request), initial={"police_inbox": area.police_inbox})
    if request.method == "POST" and form.is_valid():
        change_police_inbox(by=request.member, **form.cleaned_data)
        messages.success(request, "The address for police information is saved.")
        return redirect("accounts:area")
    return render(request, "accounts/police_inbox.html", {"form": form, "area": area})
