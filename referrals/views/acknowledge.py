"""Acknowledge a referral and take it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.permissions import Permission
from referrals import actions
from referrals.models import Referral
from referrals.states import NotPossible


@require_POST
@allowed(Permission.REFERRAL_RECEIVE)
def acknowledge(request, ref):
    referral = get_object_or_404(Referral.objects.visible_to(request.member), reference=ref)
    try:
        actions.acknowledge(referral=referral, by=request.member)
        messages.success(request, "Acknowledged. It is with you, and the referrer has been told.")
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    return redirect("referrals:referral", ref)
