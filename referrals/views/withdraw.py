"""The referrer takes a referral back, where no rule requires it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.opening import number_now
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.withdraw import WithdrawForm
from referrals.states import NotPossible
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_SEND)
def withdraw(request, ref):
    referral = found(request, ref)
    form = WithdrawForm(typed(request))
    if not referral.is_open and not form.is_bound:
        messages.warning(request, f"This referral is “{referral.state_words}”, so you cannot withdraw it now.")
        return redirect("referrals:referral", ref)
    refusal = actions.REQUIRED if actions.is_required(referral) else ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(referral=referral, by=request.member, reason=form.cleaned_data["reason"])
            messages.success(request, "Withdrawn. The MASH has been told.")
            return redirect("referrals:referral", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete as incomplete:
            form.add_error("reason", incomplete.problems["reason"])
    context = frame(request, referral, "") | {
        "form": form,
        "refusal": refusal,
        "required": refusal == actions.REQUIRED,
        "ring_now": number_now(referral.area),
    }
    return render(request, "referrals/withdraw.html", context, status=409 if refusal and form.is_bound else 200)
