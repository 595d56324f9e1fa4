"""The referrer takes a disagreement to the next stage (rule 28)."""

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from referrals import actions
from referrals.forms.disagree import FurtherForm
from referrals.views.disagree_steps import answer, ended, is_over, present
from referrals.views.disagreement import step
from referrals.views.record import found


@allowed(Permission.REFERRAL_SEND)
def further(request, ref):
    referral = found(request, ref)
    disagreement, now_at = present(referral)
    if is_over(request, disagreement) or not actions.further_stages(now_at, unsafe=True):
        return ended(request, referral)
    form = FurtherForm(typed(request), disagreement=disagreement, now_at=now_at)
    context = {"now_at": step(now_at), "heading": "Take it further"}
    return answer(request, referral, form, context, act=actions.take_further, done="It has gone to the next stage.")
