"""A new form: what it is about, then its boxes. The same page changes one that has not gone yet."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission as P
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from police import actions
from police.forms.information import InformationBoxes, KindForm
from police.subjects import Kind
from police.views.record import found


@allowed(P.INFORMATION_WRITE)
def write(request):
    data = typed(request)
    kind = (data or request.GET).get("kind", "")
    if kind not in Kind.values:
        asked = KindForm(request.GET if "kind" in request.GET else data)
        return render(request, "police/kind.html", {"form": asked})
    form = InformationBoxes(data, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write(by=request.member, kind=kind, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, "Saved. It has not gone to anybody.")
            return redirect("police:form", written.reference)
    return render(request, "police/write.html", {"form": form, "kind": kind})


@allowed(P.INFORMATION_WRITE)
def change(request, ref):
    information = found(request, ref)
    if information.is_sent:
        messages.warning(request, actions.SENT)
        return redirect("police:form", ref)
    data = typed(request)
    form = InformationBoxes(data, kind=information.kind, initial=information.values)
    if request.method == "POST" and form.is_valid():
        version = int(data["version"]) if data.get("version", "").isdecimal() else 0
        try:
            actions.change(form=information, by=request.member, version=version, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, "Saved. It has not gone to anybody.")
            return redirect("police:form", ref)
    context = {"form": form, "kind": information.kind, "information": information}
    return render(request, "police/write.html", context)
