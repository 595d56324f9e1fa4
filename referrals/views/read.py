"""The referrer has read the decision."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.permissions import Permission
from referrals import actions
from referrals.models import Referral
from referrals.states import NotPossible


@require_POST
@allowed(Permission.REFERRAL_SEND)
def read(request, ref):
    referral = get_object_or_404(Referral.objects.visible_to(request.member), reference=ref)
    try:
        actions.read_feedback(referral=referral, by=request.member)
        messages.success(request, "Marked as read. It stays on this page and in your list of screenings.")
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    return redirect("referrals:referral", ref)
