"""Whom the MASH said a referral is about was wrong, and is taken back."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.matching import UnsayForm
from referrals.states import NotPossible
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def unsay_who(request, ref):
    referral = found(request, ref)
    form = UnsayForm(typed(request))
    if not form.is_bound and (referral.child or not referral.mash_child):
        messages.warning(request, "There is nothing to take back here.")
        return redirect("referrals:same_child", ref)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unsay_who(referral=referral, by=request.member, reason=form.cleaned_data["reason"])
            messages.success(request, "Taken back. Look for the child’s record again.")
            return redirect("referrals:same_child", ref)
        except NotPossible as sentence:
            messages.warning(request, str(sentence))
            return redirect("referrals:same_child", ref)
        except Incomplete as incomplete:
            form.add_error("reason", incomplete.problems["reason"])
    return render(request, "referrals/unsay_who.html", frame(request, referral, "same_child") | {"form": form})
