"""Take the next new referral of the inbox."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.permissions import Permission
from referrals import actions


@require_POST
@allowed(Permission.REFERRAL_RECEIVE)
def take_next(request):
    referral = actions.take_next(by=request.member)
    if referral is None:
        messages.info(request, "No new referral waits for anybody.")
        return redirect("referrals:inbox")
    messages.success(request, "Acknowledged. It is with you, and the referrer has been told.")
    return redirect("referrals:referral", referral.reference)
