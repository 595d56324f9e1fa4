"""The MASH's manager changes a decision that the referrer disagrees with (rule 28)."""

from django.contrib import messages
from django.shortcuts import redirect

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from referrals import actions
from referrals.forms.decide import OutcomeForm
from referrals.models import Disagreement
from referrals.views.decide import decision_page, refused
from referrals.views.record import found


@allowed(Permission.REFERRAL_MANAGE)
def decide_again(request, ref):
    referral, refusal = found(request, ref), ""
    form = OutcomeForm(typed(request), referral=referral, by=request.member)
    if not form.is_bound and not (referral.is_decided and Disagreement.objects.open().filter(referral=referral)):
        messages.warning(request, "A decision is changed only while the referrer disagrees with it.")
        return redirect("referrals:referral", ref)
    if request.method == "POST" and form.is_valid():
        read = {"instead_of": request.POST.get("instead_of", "")}
        refusal = refused(request, referral, form, actions.decide_again, read)
        if refusal is None:
            messages.success(request, "The decision is changed. The referrer has been told.")
            return redirect("referrals:disagreement", ref)
    read_now = actions.decision_read(referral)
    return decision_page(request, referral, form, refusal, instead_of=read_now, again=True)
