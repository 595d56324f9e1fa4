"""The MASH goes on without the answers that are still out, and says why."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.go_on import GoOnForm
from referrals.states import NotPossible, State
from referrals.views.questions import questions
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def go_on(request, ref):
    referral = found(request, ref)
    if referral.state != State.WAITING and request.method == "GET":
        messages.warning(request, "Nothing is waited for: no question is open.")
        return redirect("referrals:referral", ref)
    form = GoOnForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.go_on(referral=referral, by=request.member, reason=form.cleaned_data["reason"])
            messages.success(request, "The clock goes on. Those who were asked read that they can still ring.")
            return redirect("referrals:referral", ref)
        except NotPossible as sentence:
            messages.warning(request, str(sentence))
            return redirect("referrals:referral", ref)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    context = frame(request, referral, "") | questions(request, referral) | {"form": form}
    return render(request, "referrals/go_on.html", context)
