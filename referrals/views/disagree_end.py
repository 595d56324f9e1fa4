"""The referrer ends a disagreement by the result that both sides agree on (rule 28)."""

from django.contrib import messages
from django.shortcuts import redirect

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from referrals import actions
from referrals.forms.disagree import CloseForm
from referrals.views.disagree_steps import answer, ended, is_over, present
from referrals.views.disagreement import step
from referrals.views.record import found


@allowed(Permission.REFERRAL_SEND)
def end(request, ref):
    referral = found(request, ref)
    disagreement, now_at = present(referral)
    if is_over(request, disagreement):
        return ended(request, referral)
    if not actions.may_close(disagreement):
        messages.warning(request, "Nobody has replied yet, so there is no result that both sides agree on.")
        return redirect("referrals:disagreement", referral.reference)
    context = {"now_at": step(now_at), "heading": "End the disagreement"}
    done = "Ended by the agreed result. Both sides have been told."
    return answer(request, referral, CloseForm(typed(request)), context, act=actions.close_disagreement, done=done)
