"""One form: what it says, what would make it more useful, and how to send it. Its paper. That it went."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.access import allowed
from accounts.permissions import Permission as P
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from police import actions
from police.checking import missing
from police.forms.sent import SentForm
from police.hints import said
from police.models import InformationForm
from police.reading import facts


def found(request, ref) -> InformationForm:
    """One of the person's own forms, else the page that does not exist."""
    forms = InformationForm.objects.visible_to(request.member).select_related("area", "agency", "written_by__user")
    return get_object_or_404(forms, reference=ref)


@allowed(P.INFORMATION_WRITE)
def form(request, ref):
    information = found(request, ref)
    record_view(EventType.INFORMATION_VIEWED, by=request.member, reference=ref)
    context = {
        "information": information,
        "parts": facts(information),
        "missing": missing(information.kind, information.values),
        "hints": [] if information.is_sent else _hints(information),
        "address": information.area.police_inbox,
    }
    return render(request, "police/form.html", context)


def _hints(information: InformationForm) -> list[str]:
    boxes = [*(box.name for box in information.boxes), "place", "known", "period"]
    values = information.values
    return [words for name in boxes for words in said(information.kind, name, values.get(name, ""))]


@require_GET
@allowed(P.INFORMATION_WRITE)
def pdf(request, ref):
    # Drawing pages takes a library that no other page of the web server needs.
    from police.pdf import information_pdf

    try:
        information = actions.printed(form=found(request, ref), by=request.member)
    except Incomplete as incomplete:
        sentences = (f"{sentence}." for sentence in incomplete.problems.values())
        messages.warning(request, f"There is no PDF yet. {' '.join(sentences)}")
        return redirect("police:form", ref)
    headers = {"Content-Disposition": f'attachment; filename="{information.reference}.pdf"'}
    return HttpResponse(information_pdf(information), content_type="application/pdf", headers=headers)


@allowed(P.INFORMATION_WRITE)
def sent(request, ref):
    information = found(request, ref)
    problems = missing(information.kind, information.values)
    form = SentForm(typed(request), address=information.area.police_inbox)
    if information.is_sent or problems:
        return redirect("police:form", ref)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_sent(form=information, by=request.member, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, "Noted. The form stays as it went.")
            return redirect("police:form", ref)
    return render(request, "police/sent.html", {"form": form, "information": information})
