"""Something is new about a child: ask for a new screening the same day (rule 21)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from referrals.forms.ask_for_screen import AskForScreenForm
from referrals.reach import reached_by
from referrals.restricted import reason_for
from referrals.views.child import identity
from referrals.views.child_tabs import way_to
from screening import actions
from screening.models import Child
from screening.states import NotPossible


@allowed(Permission.RESCREEN_ASK)
def ask_for_screen(request, ref):
    child = get_object_or_404(reached_by(request.member), reference=ref)
    reason = reason_for(request, child)
    form = AskForScreenForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return asked(request, child, form)
    record_view(EventType.CHILD_VIEWED, by=request.member, reference=ref, child=ref, reason=reason)
    context = {
        "child": child, "identity": identity(child), "form": form, "back": way_to(child, request.member),
        "would_ask": people_words(actions.would_ask(child, request.member)),
    }  # fmt: skip
    return render(request, "referrals/ask_for_screen.html", context)


def asked(request, child: Child, form: AskForScreenForm):
    try:
        prompt = actions.prompt(child=child, by=request.member, **form.cleaned_data)
        messages.success(request, f"Recorded. {people_words(prompt.asked).capitalize()} asked to screen again today.")
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect(way_to(child, request.member)["url"])


def people_words(number: int) -> str:
    """A number only: who has a case of the child in another agency is not everybody's to know."""
    return {0: "nobody else is", 1: "1 person is"}.get(number, f"{number} people are")
