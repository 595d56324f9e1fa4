"""Something is new about a child: ask for a new screening the same day (rule 21)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed, has_permission
from accounts.models import Membership
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
        "would_ask": would_ask(child, request.member),
    }  # fmt: skip
    return render(request, "referrals/ask_for_screen.html", context)


def asked(request, child: Child, form: AskForScreenForm):
    try:
        prompt = actions.prompt(child=child, by=request.member, **form.cleaned_data)
        messages.success(request, f"Recorded. {asked_words(prompt.asked, request.member)} to screen again today.")
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    return redirect(way_to(child, request.member)["url"])


def would_ask(child: Child, member: Membership) -> str:
    """To the officer how many; to everybody else that everyone is."""
    number = actions.would_ask(child, member) if has_permission(member, Permission.LOG_VIEW) else 0
    return asked_words(number, member)


def asked_words(number: int, member: Membership) -> str:
    """A number, and to the officer alone: to others it would say that further agencies have a case of the child."""
    if not has_permission(member, Permission.LOG_VIEW):
        return "Everyone with an open case is asked"
    return {0: "Nobody else is asked", 1: "1 person is asked"}.get(number, f"{number} people are asked")
