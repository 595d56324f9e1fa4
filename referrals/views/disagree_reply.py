"""The MASH's manager replies to a disagreement; at a later stage a lead writes down the reply they got (rule 28)."""

from django.http import Http404

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from cse_portal.held import typed
from referrals import actions
from referrals.forms.disagree import ReplyForm
from referrals.views.disagree_steps import answer, ended, is_over, present
from referrals.views.disagreement import step
from referrals.views.record import found


@allowed(Permission.REFERRAL_MANAGE, Permission.SCREENING_VIEW_AGENCY)
def reply(request, ref):
    referral = found(request, ref)
    disagreement, now_at = present(referral)
    if is_over(request, disagreement):
        return ended(request, referral)
    if not actions.may_reply(now_at, request.member):
        raise Http404
    manages = has_permission(request.member, Permission.REFERRAL_MANAGE)
    form = ReplyForm(typed(request), now_at=now_at, manages=manages)
    context = {"now_at": step(now_at), "heading": "Reply to the disagreement" if manages else "Write down the reply"}
    return answer(request, referral, form, context, act=actions.reply, done="The reply is sent.")
