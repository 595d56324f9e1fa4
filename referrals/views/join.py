"""Join a duplicate to the referral it repeats, and tell the referrer."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.matching import JoinForm
from referrals.same_child import others
from referrals.states import NotPossible
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def join(request, ref):
    referral, refusal = found(request, ref), ""
    form = JoinForm(typed(request))
    if not referral.is_open and not form.is_bound:
        return redirect("referrals:referral", ref)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(referral=referral, by=request.member, **form.cleaned_data)
            messages.success(request, "Joined. The referrer has been told.")
            return redirect("referrals:referral", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
            referral.refresh_from_db()
        except Incomplete as incomplete:
            form.send_back(incomplete)
    context = frame(request, referral, "") | {"form": form, "refusal": refusal, "others": others(referral)}
    return render(request, "referrals/join.html", context, status=409 if refusal else 200)
